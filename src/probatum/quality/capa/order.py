"""The order of actions: which one begins only when others have ended (CAP-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from probatum.kernel.action import Act
from probatum.kernel.errors import Refused
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record
from probatum.quality.capa.bodies import Precedence

_BEFORE = Question(
    lambda: (
        Precedence.objects.filter(record_id__any=Asked("records"), voided_at=None)
        .select_related("after")
        .order_by("after__number")
    )
)


def before(records: Iterable[int]) -> dict[int, list[Record]]:
    """What has to end before each of some actions begins; one query however many."""
    found: dict[int, list[Record]] = {}
    for row in _BEFORE.ask(records=list(records)):
        found.setdefault(row.record_id, []).append(row.after)
    return found


def set_before(act: Act, record: Record, *, after: list[Record]) -> bool:
    """Let an action begin only after others, under an open action; returns whether anything changed."""
    wanted = {one.pk: one for one in after}
    changed = False
    for row in Precedence.objects.filter(record=record, voided_at=None).order_by("id"):
        if row.after_id in wanted:
            wanted.pop(row.after_id)
            continue
        row.voided_at = act.at
        row.save(update_fields=["voided_at"])
        changed = True
    for other in wanted.values():
        Precedence.objects.create(record=record, after=other, made_at=act.at, made_by=act.person)
        changed = True
    return changed


def refuse_circles(waits: Mapping[int, set[int]]) -> None:
    """Raise Refused where actions wait for each other in a circle; keys and values are places in the plan."""
    over: set[int] = set()
    waiting = dict(waits)
    while waiting:
        free = [place for place, others in waiting.items() if others <= over]
        if not free:
            places = ", ".join(str(place) for place in sorted(waiting))
            raise Refused(
                f"Actions {places} wait for each other, so none could begin. Change the order.", field="after"
            )
        over.update(free)
        for place in free:
            waiting.pop(place)
