"""Whether a paper is still valid: what the code on a print or a controlled copy opens (MOB-04, DOC-27).

What is told depends on the right to see the document. Nobody learns a number, a title or a name by holding a paper.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from probatum.documents.content import Version
from probatum.documents.copies import Paper, paper_of
from probatum.kernel import moments
from probatum.kernel.action import event
from probatum.kernel.authz import can_see, decide
from probatum.kernel.people import Person

VALID = "This paper is valid."
NOT_VALID = "This paper is no longer valid. Do not work by it."


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody learns about a paper; without the right to see the document only whether it is valid."""

    valid: bool
    why: str = ""
    version: Version | None = None
    current: Version | None = None
    copy_no: int = 0
    copy_uuid: str = ""

    @property
    def sentence(self) -> str:
        return VALID if self.valid else NOT_VALID


def look_up(actor: Person, token: str, *, at: dt.datetime) -> Told | None:
    """What a code says to this person now; None for a code that nobody issued. A look by somebody with the right is noted."""
    paper = paper_of(token)
    if paper is None:
        return None
    why = why_not(paper, at=at, zone=actor.time_zone)
    if not can_see(actor, paper.version.document.record):
        return Told(valid=not why)
    current = paper.version.document.effective
    if current is not None and not decide(actor, "record.view", record=current.record):
        current = None
    event(actor, "paper.look_up", {"paper": paper.pk, "valid": not why}, record=paper.version.record)
    seen_copy = paper.copy if paper.copy is not None and can_see(actor, paper.copy.record) else None
    return Told(
        valid=not why,
        why=why,
        version=paper.version,
        current=current,
        copy_no=paper.copy.copy_no if paper.copy else 0,
        copy_uuid=str(seen_copy.record.uuid) if seen_copy else "",
    )


def why_not(paper: Paper, *, at: dt.datetime, zone: str) -> str:
    """Why a paper is not valid at a moment; empty for one that is."""
    version, state = paper.version, paper.version.record.state
    if state != "effective":
        words = {"superseded": "was superseded", "obsolete": "is obsolete"}
        return f"Version {version.label} {words.get(state, 'is not in force')}."
    if paper.copy is not None:
        if paper.copy.record.state != "issued":
            return f"Controlled copy {paper.copy.copy_no} was called back."
        if Paper.objects.filter(copy=paper.copy, pk__gt=paper.pk).exists():
            return f"Controlled copy {paper.copy.copy_no} was printed again later; only the later paper is valid."
        return ""
    if paper.valid_until is not None and paper.valid_until <= at:
        return f"This print could be used until {moments.local(paper.valid_until, zone=zone)}."
    return ""
