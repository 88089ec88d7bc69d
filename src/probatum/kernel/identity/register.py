"""The access register of any day, made by replaying the ledger: who held which role, in which scope (P11-10-d, A11-12).

Made from the ledger and not from the tables, because a role's permissions and an account's state of then are only there.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from probatum.kernel.action import action
from probatum.kernel.authz import decide
from probatum.kernel.errors import NotAllowed
from probatum.kernel.people import Person
from probatum.kernel.spreadsheet import safe_cell

READERS = ("grant.manage", "audit_trail.read")
TABLES = ("kernel_person", "kernel_role", "kernel_grant", "kernel_site")
Rows = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Access:
    """One role held at that moment."""

    username: str
    name: str
    role: str
    scope: str
    starts: dt.datetime
    ends: dt.datetime | None
    may_sign: bool
    permissions: tuple[str, ...]


def register(actor: Person, *, at: dt.datetime) -> list[Access]:
    """Every role in force at a moment, by name of its holder. Raises NotAllowed without the right."""
    if not any(decide(actor, permission) for permission in READERS):
        raise NotAllowed(decide(actor, "grant.manage").reason)
    rows = _replay(at)
    found = []
    for grant in rows["kernel_grant"].values():
        person = rows["kernel_person"][str(grant["person_id"])]
        role = rows["kernel_role"][str(grant["role_id"])]
        starts, ends = _time(grant["starts"]), _time(grant["ends"]) if grant["ends"] else None
        if not (person["is_active"] and role["active"]) or starts > at or (ends is not None and ends <= at):
            continue
        site = rows["kernel_site"][str(grant["site_id"])]["name"] if grant["site_id"] else "Organisation"
        found.append(
            Access(
                username=person["username"], name=person["name"], role=role["name"], scope=site, starts=starts, ends=ends,
                may_sign=person["may_sign"], permissions=tuple(role["permissions"]),
            )
        )  # fmt: skip
    return sorted(found, key=lambda held: (held.name, held.role, held.scope))


def register_csv(actor: Person, *, at: dt.datetime) -> str:
    """The register as CSV; taking it out is an action."""
    found = register(actor, at=at)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        [
            "As of (UTC)",
            "User name",
            "Name",
            "Role",
            "Scope",
            "From (UTC)",
            "To (UTC)",
            "May sign",
            "Permissions",
        ]
    )
    for held in found:
        to = f"{held.ends:%Y-%m-%d %H:%M:%S}" if held.ends else ""
        writer.writerow([
            f"{at:%Y-%m-%d %H:%M:%S}", *map(safe_cell, (held.username, held.name, held.role, held.scope)),
            f"{held.starts:%Y-%m-%d %H:%M:%S}", to, "yes" if held.may_sign else "no", " ".join(held.permissions),
        ])  # fmt: skip
    with action(actor, "access.export_register") as act:
        act.note({"as_of": at.isoformat(), "rows": len(found)})
    return out.getvalue()


def _replay(at: dt.datetime) -> Rows:
    """The rows of the tables as they stood at a moment, folded from their entries in order."""
    rows: Rows = {table: {} for table in TABLES}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.label, e.op::text, e.pk, e.body FROM ledger.entry e JOIN ledger.tbl b ON b.t = e.t"
            " WHERE b.label = ANY(%s) AND e.op::text = ANY(%s) AND e.at <= %s AND e.body IS NOT NULL ORDER BY e.id",
            [list(TABLES), ["I", "U", "D", "B"], at],
        )
        for table, op, pk, body in cursor:
            facts = json.loads(body)
            if op in ("I", "B"):
                rows[table][pk] = facts["i"]
            elif op == "U":
                rows[table].setdefault(pk, {}).update(
                    {column: change[1] for column, change in facts["u"].items()}
                )
            else:
                rows[table].pop(pk, None)
    return rows


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
