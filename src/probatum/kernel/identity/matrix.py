"""The role model as a readable matrix, roles by permissions, for the page and the validation file (ACC-18)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from probatum.kernel.action import action
from probatum.kernel.authz import Role, decide
from probatum.kernel.errors import NotAllowed
from probatum.kernel.identity.access import grantable
from probatum.kernel.people import Person
from probatum.kernel.spreadsheet import safe_cell

READERS = ("role.manage", "grant.manage", "audit_trail.read")


@dataclass(frozen=True, slots=True)
class Line:
    """One permission and whether each role, in order, holds it."""

    permission: str
    text: str
    held: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Active roles across, permissions down."""

    roles: tuple[Role, ...]
    lines: tuple[Line, ...]


def matrix(actor: Person) -> Matrix:
    """The matrix of the active roles. Raises NotAllowed for who neither administers access nor audits."""
    if not any(decide(actor, permission) for permission in READERS):
        raise NotAllowed(decide(actor, "role.manage").reason)
    roles = tuple(Role.objects.filter(active=True).order_by("name"))
    lines = tuple(
        Line(name, text, tuple(name in role.permissions for role in roles))
        for name, text in grantable().items()
    )
    return Matrix(roles, lines)


def matrix_csv(actor: Person) -> str:
    """The matrix as CSV; taking it out is an action."""
    found = matrix(actor)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["Permission", "Meaning", *(safe_cell(role.name) for role in found.roles)])
    for line in found.lines:
        writer.writerow([line.permission, f"May {line.text}", *("yes" if held else "" for held in line.held)])
    with action(actor, "role.export") as act:
        act.note({"roles": len(found.roles), "permissions": len(found.lines)})
    return out.getvalue()
