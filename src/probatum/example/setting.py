"""Founds the example company: sites, departments, roles, people, grants and document types, in one founding action."""

from __future__ import annotations

import datetime as dt
import os
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import make_password

from probatum.documents.retention import TypeRetention
from probatum.documents.types import DocumentType
from probatum.example import company, holidays, types
from probatum.example.people import PEOPLE, Employee
from probatum.example.roles import ROLES
from probatum.kernel.action import SYSTEM, Act, action
from probatum.kernel.models import (
    Circle,
    Department,
    Grant,
    Holiday,
    Person,
    RetentionClass,
    Role,
    Setting,
    Site,
)

_PRINT_RULES = {
    types.PRINT_24_HOURS: "uncontrolled",
    types.PRINT_WITH_REASON: "uncontrolled",
    types.PRINT_NUMBERED: "controlled",
    types.PRINT_NOT: "none",
}


def found_company() -> None:
    """Create everything that must be there before the first document."""
    with ThreadPoolExecutor(
        os.cpu_count()
    ) as pool:  # hashing is slow on purpose, and one by one it is slower
        hashed = pool.map(make_password, [each.passphrase for each in PEOPLE])
        hashes = {each.username: words for each, words in zip(PEOPLE, hashed, strict=True)}
    with action(
        SYSTEM.for_trigger("loading of the example company"), "example.found", reason="Example company"
    ) as act:
        Setting.objects.create(key="company.name", value=company.COMPANY)
        sites = {
            each.code: Site.objects.create(
                code=each.code, name=each.name, time_zone=each.time_zone, country=each.country
            )
            for each in company.SITES
        }
        _holidays(sites, first=act.at.year)
        departments = {
            each.code: Department.objects.create(code=each.code, name=each.name)
            for each in company.DEPARTMENTS
        }
        roles = {
            each.code: Role.objects.create(
                code=each.code,
                name=each.name,
                description=each.description,
                permissions=sorted(each.permissions),
            )
            for each in ROLES
        }
        for employee in PEOPLE:
            _hire(act, employee, hashes, sites=sites, departments=departments, roles=roles)
        _verify_identities(act)
        _types(_circles(), _schedule())


def _verify_identities(act: Act) -> None:
    """Two access administrators know each other and have seen everybody's identity card (11.100(b))."""
    first, second = Person.objects.filter(grants__role__code="access_administrator").order_by("pk")[:2]
    seen = {"verified_method": "Identity card seen", "verified_at": act.at}
    Person.objects.filter(pk=first.pk).update(verified_by=second, **seen)
    Person.objects.filter(pk=second.pk).update(verified_by=first, **seen)
    signers = Person.objects.exclude(pk__in=[first.pk, second.pk]).exclude(external=True)
    signers.update(may_sign=True, verified_by=first, **seen)


def _holidays(sites: dict[str, Site], *, first: int) -> None:
    for code, site in sites.items():
        for year in (first, first + 1, first + 2):
            Holiday.objects.bulk_create(
                Holiday(site=site, day=day, name=name) for day, name in holidays.holidays(code, year=year)
            )


def _hire(
    act: Act,
    employee: Employee,
    hashes: dict[str, str],
    *,
    sites: dict[str, Site],
    departments: dict[str, Department],
    roles: dict[str, Role],
) -> None:
    person = Person(
        username=employee.username,
        name=employee.name,
        email=employee.email,
        job_title=employee.job_title,
        site=sites[employee.site],
        department=departments[employee.department],
        time_zone=employee.time_zone,
        external=employee.department == "EX",
        agreement_version=1,
        created_at=act.at,
        password=hashes[employee.username],
    )
    person.save()
    for granted in employee.grants:
        Grant.objects.create(
            person=person,
            role=roles[granted.role],
            site=sites.get(granted.scope),
            starts=act.at,
            ends=act.at + dt.timedelta(days=granted.days) if granted.days else None,
            reason="First appointment",
        )


def _circles() -> dict[str, Circle]:
    return {
        code: Circle.objects.create(code=code, name=name, description=described)
        for code, name, described in types.CIRCLES
    }


def _schedule() -> dict[str, RetentionClass]:
    return {
        code: RetentionClass.objects.create(
            code=code, name=name, months=months, trigger=trigger, clause=clause
        )
        for code, name, months, trigger, clause in types.RETENTION
    }


def _types(circles: dict[str, Circle], schedule: dict[str, RetentionClass]) -> None:
    made: dict[str, DocumentType] = {}
    for each in types.TYPES:
        made[each.code] = DocumentType.objects.create(
            code=each.code,
            name=each.name,
            parent=made.get(each.parent),
            description=each.described,
            pattern=each.number_pattern,
            review_months=each.review_months,
            training_required=each.training_required,
            review_steps=list(each.review_steps) if each.review_steps is not None else None,
            print_rule=_PRINT_RULES.get(each.print_rule, ""),
            circle=circles.get(each.circle),
        )
        TypeRetention.objects.bulk_create(
            TypeRetention(type=made[each.code], rule=schedule[code]) for code in each.kept
        )
