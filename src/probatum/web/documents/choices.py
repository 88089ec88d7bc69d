"""What forms let people choose from: types in levels, sites, departments, active people. No regulated content is read here."""

from __future__ import annotations

from typing import Any

from probatum.documents.restriction import may_use
from probatum.documents.types import DocumentType, rule
from probatum.kernel.business_process import BusinessProcess
from probatum.kernel.circle import Circle
from probatum.kernel.people import Department, Person, Site


def types() -> list[DocumentType]:
    """All types with the levels above, by code."""
    return list(
        DocumentType.objects.select_related(
            "parent__parent", "parent__circle", "parent__parent__circle", "circle", "template__record"
        ).order_by("code")
    )


def usable_types() -> list[DocumentType]:
    """Types in use under which a document can be numbered."""
    return [type for type in types() if type.active and rule(type, "pattern")]


def circles(present: Circle | None = None) -> dict[str, Circle]:
    """The circles in use by code, and the present one."""
    found = {one.code: one for one in Circle.objects.filter(active=True)}
    return found | ({present.code: present} if present else {})


def path(type: DocumentType) -> str:
    """A type with the levels above it."""
    names: list[str] = []
    node: DocumentType | None = type
    while node is not None:
        names.insert(0, node.name)
        node = node.parent
    return " › ".join(names)


def type_options(actor: Person, usable: list[DocumentType] | None = None) -> list[Any]:
    """Types for a select: grouped by the first level, the levels below named in full; restricted ones for their circle."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for type in usable_types() if usable is None else usable:
        if not may_use(actor, type):
            continue
        top = type
        while top.parent is not None:
            top = top.parent
        groups.setdefault(top.name, []).append((type.code, path(type)))
    return [
        ("", "Choose a type"),
        *((name, sorted(found, key=lambda one: one[1])) for name, found in sorted(groups.items())),
    ]


def sites() -> list[tuple[str, str]]:
    found = Site.objects.filter(active=True).order_by("name")
    return [("", "All sites"), *((site.code, site.name) for site in found)]


def departments() -> list[tuple[str, str]]:
    found = Department.objects.filter(active=True).order_by("name")
    return [("", "Choose a department"), *((one.code, one.name) for one in found)]


def processes() -> list[BusinessProcess]:
    """The business processes in use, by code."""
    return list(BusinessProcess.objects.filter(active=True).order_by("code"))


def site_of(code: str) -> Site | None:
    return Site.objects.filter(code=code, active=True).first() if code else None


def department_of(code: str) -> Department | None:
    return Department.objects.filter(code=code, active=True).first() if code else None


def active_people() -> list[Person]:
    return list(Person.objects.filter(is_active=True).order_by("name"))


def active_person(username: str) -> Person | None:
    return Person.objects.filter(is_active=True, username=username).first()


def people_options() -> list[tuple[str, str]]:
    """The active people for a select, by name; read as plain rows, because there may be thousands."""
    found = (
        Person.objects.filter(is_active=True).order_by("name").values_list("username", "name", "job_title")
    )
    return [(username, f"{name}, {title}" if title else name) for username, name, title in found]
