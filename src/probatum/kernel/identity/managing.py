"""Whom somebody reports to: the first who is told when a task waits too long (QE-29)."""

from __future__ import annotations

from probatum.kernel.action import action
from probatum.kernel.errors import Refused
from probatum.kernel.identity.charge import refuse_self, require, require_reason
from probatum.kernel.people import Person

HIGHEST = 20


def name_manager(actor: Person, person: Person, *, manager: Person | None, reason: str) -> None:
    """Name whom somebody reports to, or nobody.

    Raises NotAllowed without the right or for oneself, Refused for a manager who is not active, or reports to the person.
    """
    role = require(actor, "person.manage", site=person.site)
    refuse_self(actor, person, "You cannot change your own account. Another access administrator can.")
    why = require_reason(reason)
    if manager is not None:
        _refuse(person, manager)
    with action(actor, "account.name_manager", reason=why, role=role):
        fresh = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        fresh.manager = manager
        fresh.save(update_fields=["manager"])
    person.refresh_from_db()


def _refuse(person: Person, manager: Person) -> None:
    if not manager.is_active:
        raise Refused(f"The account of {manager.name} is not active. Choose somebody else.", field="manager")
    above: Person | None = manager
    for _ in range(HIGHEST):
        if above is None:
            return
        if above.pk == person.pk:
            raise Refused(f"{manager.name} reports to {person.name}. Choose somebody else.", field="manager")
        above = above.manager
