"""A lost key of the installation was replaced: an event of the audit trail, so that nobody wonders later (ADR-0012)."""

from __future__ import annotations

from probatum.kernel.action import SYSTEM, action, require_reason
from probatum.kernel.errors import Refused


def note_renewal(name: str, *, by: str, reason: str, public: str) -> None:
    """Write which key was replaced, who decided it and why; `public` is the new key's public half. Raises Refused."""
    if not by.strip():
        raise Refused("Give the name of the person who decides it.", field="by")
    reason = require_reason(reason)
    with action(SYSTEM.for_trigger("installation"), "keys.renew", reason=reason) as act:
        act.note({"key": name, "by": by.strip(), "public": public})
