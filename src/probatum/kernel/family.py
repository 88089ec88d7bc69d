"""Records that are part of another one: its children, and the gate that waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.errors import Missing
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard, process_of
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record
from probatum.kernel.words import inside

_CHILDREN = Question(
    lambda: (
        Record.objects.filter(parent_id=Asked("parent"))
        .select_related("owner", "site", "parent")
        .order_by("id")
    )
)


def children_of(record: Record, *kinds: str) -> list[Record]:
    """The records that are part of one, oldest first, read once for each loaded record; all, or those of some kinds."""
    if "_children" not in record.__dict__:
        record.__dict__["_children"] = _CHILDREN.ask(parent=record.pk)
    known: list[Record] = record.__dict__["_children"]
    return [child for child in known if not kinds or child.kind in kinds]


def is_over(record: Record) -> bool:
    """Whether a record has come to an end."""
    return process_of(record).state(record.state).final


def children_closed(*kinds: str, but: tuple[str, ...] = ()) -> Guard:
    """The gate that every child has ended, of all kinds or of some; those in a state named by `but` may go on."""

    def check(record: Record, actor: Actor, values: Mapping[str, Any]) -> tuple[Missing, ...]:
        """Everything that belongs to it has ended."""
        return tuple(
            Missing(f"{child.number} is {inside(process_of(child).state(child.state).label)}.", record=child)
            for child in children_of(record, *kinds)
            if not is_over(child) and child.state not in but
        )

    return Guard("children_closed" if not kinds else f"{'_and_'.join(kinds)}_closed", check)


def has_child(kind: str, *, sentence: str, states: tuple[str, ...] = ()) -> Guard:
    """The gate that there is at least one child of a kind, in one of some states where they are named.

    What is missing leads to the child that still runs, or to where one is opened.
    """

    def check(record: Record, actor: Actor, values: Mapping[str, Any]) -> Missing | None:
        """What has to belong to it is there."""
        known = children_of(record, kind)
        if any(not states or child.state in states for child in known):
            return None
        running = next((child for child in known if not is_over(child)), None)
        if running is not None:
            return Missing(sentence, record=running)
        return Missing(sentence, url_name="record-part-new", args=(str(record.uuid), kind))

    return Guard(f"has_{kind}", check)
