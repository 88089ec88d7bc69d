"""The closure dossier as plain facts: source, cause, action, proof and check at a glance, and which records it holds (QE-30, CAP-24).

Taking or opening it is noted with what it held.
"""

from __future__ import annotations

from dataclasses import dataclass

from probatum.kernel.action import event
from probatum.kernel.authz import demand
from probatum.kernel.body import body_of
from probatum.kernel.models import Attachment, Signature
from probatum.kernel.people import Person
from probatum.kernel.personal import WITHHELD
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.causes.analysis import causes_of
from probatum.quality.causes.catalogue import paths
from probatum.quality.causes.declared import is_analysed
from probatum.quality.trace.chain import STOPS, stop
from probatum.quality.trace.graph import Graph
from probatum.quality.trace.needless import not_needed

#: stops whose records are in the dossier in full
FULL = ("report", "complaint", "event", "investigation", "capa", "action", "check")
SOURCE, MOST_FULL, LONGEST = ("report", "complaint", "event"), 30, 220


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block: a record or fact by its number, in words, with where it stands."""

    number: str
    text: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One of the five questions, with its answers."""

    name: str
    label: str
    lines: tuple[Line, ...]


def glance(found: Graph) -> tuple[Block, ...]:
    """Source, cause, action, proof, check, signed: everything about a record on one page."""
    records = held(found)
    return (
        Block("source", "Source", (*_of(found, *SOURCE), *_started(found))),
        Block("cause", "Cause", _causes([one for one in records if one.pk not in found.closed])),
        Block(
            "action",
            "Action",
            (*_of(found, "capa", "action"), *_needless(found.start, closed=found.start.pk in found.closed)),
        ),
        Block("proof", "Proof", (*_of(found, "change", "document"), *_files(records))),
        Block("check", "Check", _checks(found)),
        Block("signed", "Signed", _signed(records)),
    )


def held(found: Graph) -> list[Record]:
    """The records that the dossier holds in full: first its own, then by stop and number."""
    others = [one for name in FULL for one in found.of_stop(name) if one.pk != found.start.pk]
    return [found.start, *others][:MOST_FULL]


def note_dossier(
    actor: Person, record: Record, *, form: str, holds: list[str], layout: str = "", sha256: str = ""
) -> None:
    """Note that the dossier was opened or taken. Raises NotAllowed when the record is not the actor's to see."""
    verdict = demand(actor, "record.view", record=record)
    facts = {
        "form": form,
        "holds": ", ".join(holds),
        **({"layout": layout} if layout else {}),
        **({"sha256": sha256} if sha256 else {}),
    }
    event(actor, "record.dossier", facts, record=record, role=verdict.role)


def _of(found: Graph, *stops: str) -> tuple[Line, ...]:
    return tuple(_line(one) for name in stops for one in found.of_stop(name))


def _line(one: Record, more: str = "") -> Line:
    text = f"{one.title}{f': {more}' if more else ''}"
    return Line(one.number, _short(text), process_of(one).state(one.state).label)


def _started(found: Graph) -> tuple[Line, ...]:
    """A record that stands behind no event is its own source."""
    behind = any(found.of_stop(name) for name in SOURCE)
    return () if behind else (_line(found.start),)


def _causes(records: list[Record]) -> tuple[Line, ...]:
    analysed = [one for one in records if is_analysed(one.kind)]
    known = paths() if analysed else {}
    return tuple(
        Line(one.number, _short(cause.text), known.get(cause.category_id, ""))
        for one in analysed
        for cause in causes_of(one)
    )


def _needless(record: Record, *, closed: bool) -> tuple[Line, ...]:
    """What is not needed behind the record, and why, as it says itself or people said."""
    said = [(one.stop, one.reason) for one in not_needed(record)]
    if process_of(record).body is not None:
        body = body_of(record)
        for one in STOPS:
            needed, reason = one.told_by
            if needed and getattr(body, needed, None) is False:
                said.append((one.name, WITHHELD if closed else str(getattr(body, reason, ""))))
    return tuple(Line(stop(name).label, _short(reason), "Not needed") for name, reason in said)


def _files(records: list[Record]) -> tuple[Line, ...]:
    attached = Attachment.objects.filter(record__in=[one.pk for one in records], voided_at=None)
    rows = attached.select_related("file", "record").order_by("record_id", "id")
    return tuple(
        Line(one.record.number, _short(one.name), f"SHA-256 {one.file.sha256[:12]}…") for one in rows
    )


def _checks(found: Graph) -> tuple[Line, ...]:
    lines = []
    for one in found.of_stop("check"):
        body = body_of(one)
        outcome = body.get_outcome_display() if getattr(body, "outcome", "") else ""
        lines.append(_line(one, outcome))
    return tuple(lines)


def _signed(records: list[Record]) -> tuple[Line, ...]:
    given = Signature.objects.filter(record__in=[one.pk for one in records]).select_related("record")
    return tuple(
        Line(one.record.number, f"{one.meaning_text}: {one.printed_name}", f"{one.at:%d %b %Y, %H:%M} UTC")
        for one in given.order_by("at", "id")
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
