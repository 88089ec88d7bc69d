"""Sites, departments, business processes and calendars: configuration, changed only with the right, a reason, and on what the page showed.

ACC-13, P11-10-k2: every change is an action with its history; nothing is deleted, it is set out of use.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zoneinfo
from typing import Any, TypeVar

from django.db import IntegrityError, models

from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import Decision, demand
from probatum.kernel.business_process import BusinessProcess
from probatum.kernel.calendar import Holiday
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.people import Department, Person, Site

Row = TypeVar("Row", Site, Department, BusinessProcess)


def stamp(row: models.Model) -> str:
    """A digest of the values of a row, which a page hands back so that a stale edit is known; empty for a new row."""
    if row.pk is None:
        return ""
    values = {field.attname: str(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def save_site(actor: Person, site: Site, *, reason: str, based_on: str) -> Site:
    """Add or change a site. Raises NotAllowed, StaleRecord, or Refused for an unknown zone, a code in use, no reason."""
    verdict = _may(actor, site=site if site.pk else None)
    if site.time_zone not in zoneinfo.available_timezones():
        raise Refused("Enter a time zone by its name, such as Europe/Zurich.", field="time_zone")
    return _save(actor, site, verdict, name="configuration.site", reason=reason, based_on=based_on)


def save_department(actor: Person, department: Department, *, reason: str, based_on: str) -> Department:
    """Add or change a department. Raises NotAllowed, StaleRecord, or Refused for a code in use or no reason."""
    return _save(
        actor, department, _may(actor), name="configuration.department", reason=reason, based_on=based_on
    )


def save_business_process(
    actor: Person, process: BusinessProcess, *, reason: str, based_on: str
) -> BusinessProcess:
    """Add or change a business process. Raises NotAllowed, StaleRecord, or Refused for a code in use or no reason."""
    return _save(
        actor,
        process,
        _may(actor),
        name="configuration.business_process",
        reason=reason,
        based_on=based_on,
    )


def save_holiday(
    actor: Person, site: Site, *, day: dt.date, name: str, active: bool = True, reason: str
) -> Holiday:
    """Add a day off to the calendar of a site, rename it, or set it out of use. Raises NotAllowed or Refused."""
    verdict = _may(actor, site=site)
    if not name.strip():
        raise Refused("Enter what the day is called.", field="name")
    why = require_reason(reason)
    with action(actor, "configuration.holiday", reason=why, role=verdict.role):
        row, _ = Holiday.objects.update_or_create(
            site=site, day=day, defaults={"name": name.strip(), "active": active}
        )
    return row


def _may(actor: Person, *, site: Site | None = None) -> Decision:
    return demand(actor, "configuration.manage", site=site)


def _save(actor: Person, row: Row, verdict: Decision, *, name: str, reason: str, based_on: str) -> Row:
    model: Any = type(row)
    row.code, row.name = row.code.strip().upper(), row.name.strip()
    for field, ask in (("code", "Enter a short code."), ("name", "Enter the name.")):
        if not getattr(row, field):
            raise Refused(ask, field=field)
    why = require_reason(reason)
    if model.objects.filter(code=row.code).exclude(pk=row.pk).exists():
        raise Refused(f"Choose another code; “{row.code}” is in use.", field="code")
    try:
        with action(actor, name, reason=why, role=verdict.role):
            if row.pk is not None:
                known = model.objects.select_for_update(no_key=True).get(pk=row.pk)
                if stamp(known) != based_on:
                    raise StaleRecord(
                        f"“{known.name}” has changed since you opened it. Look at it again; nothing was changed."
                    )
            row.save()
    except IntegrityError as error:
        raise Refused(f"Choose another code; “{row.code}” is in use.", field="code") from error
    return row
