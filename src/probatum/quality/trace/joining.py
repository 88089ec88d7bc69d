"""Joining two records of a chain by a legal link, and ending such a link with a reason (QE-19)."""

from __future__ import annotations

from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import can_see, visible
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import lock
from probatum.kernel.link import LINK_TYPES, Link, link
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.words import with_article
from probatum.quality.trace.chain import LEGAL, ways_between, ways_from
from probatum.quality.trace.needless import may_trace

RELATED = "related"
CHOSEN = frozenset({type for _, type, _ in LEGAL} | {RELATED})


def ways(kind: str) -> list[tuple[str, str]]:
    """The ways to choose from where a record of a kind is joined: a name, and how it reads."""
    return [(_name(type, out), LINK_TYPES[type][0 if out else 1]) for type, out in ways_from(kind)]


def join(
    actor: Person, record: Record, *, number: str, note: str = "", related: bool = False, way: str = ""
) -> Link:
    """Link a record with another one by the way chosen, or the first that is legal between the two; merely related where that is asked.

    Raises NotAllowed without the right, Refused for an unknown number, two kinds that no chain joins, or a way that does not.
    """
    verdict = may_trace(actor, record).or_refuse()
    other = visible(actor).filter(number__iexact=number.strip()).first() if number.strip() else None
    if other is None:
        raise Refused("Enter the number of a record that you may see.", field="number")
    if other.pk == record.pk:
        raise Refused("Enter the number of another record.", field="number")
    type, out = _way(record, other, related=related, way=way)
    with action(actor, "trace.join", record=record, role=verdict.role) as act:
        source, target = (lock(record), other) if out else (other, lock(record))
        return link(act, source=source, target=target, type=type, note=note.strip()[:300])


def _way(record: Record, other: Record, *, related: bool, way: str) -> tuple[str, bool]:
    found = [(RELATED, True)] if related else ways_between(record.kind, other.kind)
    one, two = with_article(process_of(record).label), with_article(process_of(other).label)
    if not found:
        raise Refused(
            f"No chain leads between {one} and {two}. Tick “merely related” if they belong together.",
            field="number",
        )
    if not way or related:
        return found[0]
    chosen = next((one for one in found if _name(*one) == way), None)
    if chosen is None:
        words = " or ".join(f"“{LINK_TYPES[type][0 if out else 1]}”" for type, out in found)
        raise Refused(f"Between {one} and {two} choose {words}.", field="way")
    return chosen


def _name(type: str, out: bool) -> str:
    return type if out else f"{type}-back"


def part(actor: Person, record: Record, made: Link, *, reason: str) -> None:
    """End a link that people made. Raises NotAllowed for one that belongs to the work itself, Refused without a reason."""
    verdict = may_trace(actor, record).or_refuse()
    if record.pk not in (made.source_id, made.target_id) or made.type not in CHOSEN:
        raise NotAllowed("This link belongs to another record and ends with it.")
    if not (can_see(actor, made.source) and can_see(actor, made.target)):
        raise NotAllowed("You do not see both ends of this link.")
    why = require_reason(reason, ask="Say why this link ends.")[:300]
    with action(actor, "trace.part", record=record, reason=why, role=verdict.role) as act:
        lock(record)
        if not Link.objects.filter(pk=made.pk, voided_at=None).update(voided_at=act.at, void_reason=why):
            raise Refused("This link was ended in the meantime.")
