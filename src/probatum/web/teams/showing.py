"""What pages show of teams by default: beside a record whose parts nobody holds yet, and before one is opened."""

from __future__ import annotations

from typing import Any

from probatum.kernel.editing import may_staff
from probatum.kernel.people import Person
from probatum.kernel.process import Process, process_of
from probatum.kernel.record import Record
from probatum.kernel.team import TeamDefault, defaults, proposals
from probatum.web.paths import reverse


def aside(actor: Person, record: Record) -> dict[str, Any] | None:
    """Who the defaults name for parts that nobody holds, or why they cannot; nothing for a record that has moved on."""
    process = process_of(record)
    if record.state != process.start or not process.opens or not process.parts:
        return None
    found = proposals(record)
    if not found:
        return None
    return {
        "rows": [
            {
                "label": one.rule.label,
                "value": one.person.name,
                "place": one.default.place,
                "why_not": one.why_not,
            }
            for one in found
        ],
        "url": reverse("record-people", args=[record.uuid]) if may_staff(actor, record) else "",
    }


def told_for(process: Process) -> list[str]:
    """The rules of a kind as sentences, the closest first; shown before a record of it is opened."""
    rules = [one for one in defaults() if one.kind == process.kind]
    labels = {rule.name: rule.label for rule in process.parts}
    ordered = sorted(rules, key=lambda one: (one.part, -one.closeness))
    return [_sentence(one, labels) for one in ordered if one.part in labels]


def _sentence(one: TeamDefault, labels: dict[str, str]) -> str:
    left = "" if one.person.is_active else ", who has left: name somebody else"
    return f"{labels[one.part]}, {one.place}: {one.person.name}{left}"
