"""Settings that a customer owns, changed only by an action with a reason, so that each has its history."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db import connection, models

from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import demand
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person


class Setting(models.Model):
    """One value by name; the vocabulary is closed."""

    key = models.CharField(max_length=60, unique=True)
    value = models.JSONField()

    class Meta:
        ordering = ["key"]


#: name -> (default, label, smallest, largest); a number within bounds or a text
SETTINGS: dict[str, tuple[Any, str, int | None, int | None]] = {
    "company.name": ("Your company", "Name of the organisation", None, None),
    "session.idle_minutes": (30, "Minutes without activity until sign-out", 5, 240),
    "session.absolute_hours": (12, "Hours until every session ends", 1, 24),
    "password.shortest": (14, "Shortest password, in characters", 12, 64),
    "lockout.attempts": (5, "Failed attempts until an account is locked", 3, 10),
    "print.valid_hours": (24, "Hours for which an uncontrolled print may be used", 1, 720),
    "signature.agreement": (1, "Version of the electronic signature agreement", 1, 999),
    "signature.series_minutes": (
        0,
        "Minutes in which later signatures of a session need only the secret; 0 for never",
        0,
        15,
    ),
    "security.contact": ("", "E-mail address that learns of lock-outs and integrity alarms", None, None),
}


#: name -> what a text must keep: gets the one who changes it and the value, returns what is stored, raises Refused.
#: Parts of the kernel add their own settings and checks here (`identity/policy.py`).
CHECKS: dict[str, Callable[[Person, str], str]] = {}


def setting(key: str) -> Any:
    """The value in force. Raises KeyError for a name that is not in the vocabulary."""
    default = SETTINGS[key][0]
    with connection.cursor() as cursor:  # asked with every page, so it is written out
        cursor.execute("SELECT value::text FROM kernel_setting WHERE key = %s", [key])
        stored = cursor.fetchone()
    return default if stored is None else json.loads(stored[0])


def _kept(actor: Person, key: str, value: str) -> str:
    try:
        return CHECKS[key](actor, value)
    except Refused as refusal:
        raise Refused(str(refusal), field=key) from refusal


def change_setting(actor: Person, key: str, *, value: str, reason: str) -> Setting:
    """Change a setting. Raises NotAllowed without the right, Refused for a missing reason or a value out of bounds."""
    verdict = demand(actor, "configuration.manage")
    default, label, smallest, largest = SETTINGS[key]
    checked: Any = value.strip()
    if isinstance(default, int):
        if not checked.isdigit() or not (smallest or 0) <= int(checked) <= (largest or 10**9):
            raise Refused(f"Enter a whole number from {smallest} to {largest} for “{label}”.", field=key)
        checked = int(checked)
    if key in CHECKS:
        checked = _kept(actor, key, checked)
    why = require_reason(reason, ask="Say why this setting changes.")
    with action(actor, "configuration.change", reason=why, role=verdict.role):
        row, _ = Setting.objects.update_or_create(key=key, defaults={"value": checked})
    return row
