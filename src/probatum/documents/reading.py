"""Controlled reading: view, download, print and source are separate rights and separate events (DOC-28)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from probatum.documents.content import APPROVED_STATES, NOT_GXP, Draft, Version
from probatum.documents.copies import new_paper
from probatum.documents.types import rule
from probatum.kernel import moments
from probatum.kernel.action import action, event
from probatum.kernel.authz import Decision, decide
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.file import StoredFile
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.signature import Signature

PURPOSES = {
    "view": "record.view",
    "download": "document.download",
    "print": "document.print",
    "source": "document.source",
}

#: state of the version -> words laid over each page (DOC-11); nothing over an effective one.
OVERLAYS = {
    "draft": "Draft",
    "in_review": "In review",
    "in_formal_review": "In review",
    "reviewed": "In review",
    "in_approval": "In approval",
    "in_quality_approval": "In approval",
    "approved": "Approved, not yet effective",
    "in_check": "In check",
    "checked": "Checked, not yet effective",
    "superseded": "Superseded",
    "obsolete": "Obsolete",
    "discarded": "Discarded",
}


@dataclass(frozen=True, slots=True)
class Controlled:
    """What makes a print a controlled copy (DOC-25)."""

    copy_no: int
    recipient: str
    place: str
    issued_by: str
    issued_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """What a reader is given: the file, what is stamped on it, and for a print until when it may be used.

    `token` is the code of a paper, given once: the page it opens says whether the paper is still valid.
    """

    file: StoredFile
    sealed: bool
    number: str
    title: str
    version: str
    state: str
    overlay: str
    effective: str
    taken_at: dt.datetime
    source: bool = False
    editor: bool = False
    valid_until: dt.datetime | None = None
    token: str = ""
    controlled: Controlled | None = None
    #: what stands at the foot of each page beside the company
    footer: tuple[str, ...] = ()


def may_read(actor: Person, version: Version, *, purpose: str) -> Decision:
    """Whether the actor may take the version in this way."""
    verdict = decide(actor, PURPOSES[purpose], record=version.record)
    if verdict and purpose == "print" and rule(version.document.type, "print_rule") in ("none", "controlled"):
        return Decision(
            False, "This type of document is not printed by readers. Document control issues copies."
        )
    return verdict


def take(actor: Person, version: Version, *, purpose: str, reason: str = "") -> Copy:
    """Note the reading in the ledger and say which file to give. Raises NotAllowed, or Refused when there is no content."""
    verdict = may_read(actor, version, purpose=purpose).or_refuse()
    if version.draft is None:
        raise Refused("This version has no content yet.")
    file = _file(version, version.draft, purpose=purpose)
    facts = {"version": version.label, "sha256": file.sha256, "document": version.document.record.number}
    name = f"document.{purpose}"
    if purpose == "print":
        with action(actor, name, record=version.record, reason=reason, role=verdict.role) as act:
            act.note(facts)
            until = act.at + dt.timedelta(hours=int(setting("print.valid_hours")))
            token = new_paper(act, version, by=actor, valid_until=until)
        return _copy(version, version.draft, file=file, at=act.at, valid_until=until, token=token)
    at = event(actor, name, facts, record=version.record, reason=reason, role=verdict.role)
    return _copy(version, version.draft, file=file, at=at, source=purpose == "source")


def controlled(version: Version, issue: StoredFile, *, at: dt.datetime, token: str, copy: Controlled) -> Copy:
    """What goes on the paper of a controlled copy: the issued file."""
    assert version.draft is not None  # an issued version has content
    return _copy(version, version.draft, file=issue, at=at, token=token, controlled=copy)


def _sealed(version: Version) -> bool:
    return version.issue is not None and version.record.state in APPROVED_STATES


def _file(version: Version, draft: Draft, *, purpose: str) -> StoredFile:
    content: StoredFile = draft.source if purpose == "source" else draft.rendition
    return version.issue if purpose != "source" and _sealed(version) and version.issue else content


def _copy(
    version: Version,
    draft: Draft,
    *,
    file: StoredFile,
    at: dt.datetime,
    source: bool = False,
    valid_until: dt.datetime | None = None,
    token: str = "",
    controlled: Controlled | None = None,
) -> Copy:
    state = version.record.state
    return Copy(
        file=file,
        sealed=_sealed(version) and not source,
        number=version.document.record.number,
        title=version.record.title,
        version=version.label,
        state=process_of(version.record).state(state).label,
        overlay=OVERLAYS.get(state, ""),
        effective=moments.day(version.effective_on) if version.effective_on else "",
        taken_at=at,
        source=source,
        editor=draft.editor,
        valid_until=valid_until,
        token=token,
        controlled=controlled,
        footer=(NOT_GXP,) if version.document.light else (),
    )


def signatures_of(version: Version) -> list[Signature]:
    """The signatures that count for the issued version: those given since it last was a draft, in order."""
    last = version.record.steps.filter(to_state="draft").order_by("-id").values_list("at", flat=True).first()
    found = Signature.objects.filter(record_id=version.pk, refused=False).exclude(move="recall")
    return list(found.filter(at__gt=last) if last else found)
