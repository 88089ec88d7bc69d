"""Reads that matter and have no process of their own: lists and histories taken out of the system are noted."""

from __future__ import annotations

from typing import Any

from probatum.kernel.action import action
from probatum.kernel.authz import demand
from probatum.kernel.people import Person
from probatum.kernel.record import Record


def note_history_taken(actor: Person, record: Record, *, form: str, narrowed: str) -> None:
    """Note that the history of a record was exported. Raises NotAllowed when the record is not the actor's to see."""
    verdict = demand(actor, "record.view", record=record)
    with action(actor, "record.export_history", record=record, role=verdict.role) as act:
        act.note({"form": form, "narrowed": narrowed[:500]})


def note_confidential_view(actor: Person, record: Record) -> None:
    """Note that a confidential record was opened (AT-10); an ordinary one is not noted. Raises NotAllowed."""
    if not record.confidential:
        return
    verdict = demand(actor, "record.view", record=record)
    with action(actor, "record.view", record=record, role=verdict.role) as act:
        act.note({"confidential": True})


def note_list_taken(actor: Person, *, what: str, rows: int, narrowed: str) -> None:
    """Note that a list of records was exported; it holds no more than the actor may see."""
    with action(actor, "document.export") as act:
        act.note({"list": what, "rows": rows, "narrowed": narrowed[:500]})


def note_trail(actor: Person, name: str, *, permission: str, facts: dict[str, Any]) -> None:
    """Note a look at the ledger of the whole system. Raises NotAllowed without the right."""
    verdict = demand(actor, permission)
    with action(actor, name, role=verdict.role) as act:
        act.note(facts)
