"""What stands on the paper of a letter: the text that was approved, who approved it, and to whom for those who may know it (CMP-13)."""

from __future__ import annotations

from dataclasses import dataclass

from probatum.kernel import moments
from probatum.kernel.action import event
from probatum.kernel.body import body_of
from probatum.kernel.calendar import today_at
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.signature import Signature, status
from probatum.quality.complaints.bodies import ResponseLetter
from probatum.quality.complaints.complainants import addressee_of

#: what stands where the name would, for who may not know it
NOT_SHOWN = "Name and address are put here for those who may know them."


@dataclass(frozen=True, slots=True)
class Paper:
    """One letter as it goes onto paper."""

    about: str
    day: str
    addressee: tuple[str, ...]
    text: str
    signed: str
    draft: bool


def paper(actor: Person, record: Record) -> Paper:
    """The paper of a letter; taking it is noted, with whether the name stood on it."""
    kept: ResponseLetter = body_of(record)
    parent = record.parent
    assert parent is not None
    addressee = addressee_of(actor, parent)
    lines: tuple[str, ...] = (NOT_SHOWN,)
    if addressee is not None and (addressee.name or addressee.address):
        lines = tuple(line for line in (addressee.name, *addressee.address.splitlines()) if line.strip())
    approved = record.state in ("approved", "sent")
    at = event(actor, "response_letter.print", {"with_name": addressee is not None}, record=record)
    day = kept.sent_on or today_at(record.site, at=at)
    return Paper(
        about=f"{parent.number} {parent.title}",
        day=moments.day(day),
        addressee=lines,
        text=kept.text,
        signed=_signed(record) if approved else "",
        draft=not approved,
    )


def _signed(record: Record) -> str:
    given = Signature.objects.filter(record=record, move="approve").order_by("-id").first()
    if given is None or status(given, process=process_of(record), record=record) != "valid":
        return ""
    return f"{given.meaning_text}: {given.printed_name}, {moments.universal(given.at, seconds=False)}"
