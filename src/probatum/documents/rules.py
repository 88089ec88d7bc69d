"""The guards of document processes: each returns None when it holds, else the sentence that says what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from probatum.documents.change_list import request_of
from probatum.documents.content import Version, open_check_out
from probatum.documents.findings import COMMENT, Found, findings_of, marks_of
from probatum.documents.types import review_steps, rule
from probatum.kernel import moments
from probatum.kernel.authz import can_see
from probatum.kernel.calendar import today_at
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor
from probatum.kernel.record import Record

Values = Mapping[str, Any]


def _version(record: Record) -> Version:
    if "_version" not in record.__dict__:
        record.__dict__["_version"] = Version.objects.select_related(
            "document__record", "document__type__parent__parent", "draft__version", "draft__findings"
        ).get(pk=record.pk)
    known: Version = record.__dict__["_version"]
    return known


def _holders(record: Record, part: str) -> set[int]:
    return {held.person_id for held in parts_of(record) if held.name == part}


def _names(record: Record, people: set[int]) -> str:
    return ", ".join(sorted({held.person.name for held in parts_of(record) if held.person_id in people}))


def content_is_there(record: Record, actor: Actor, values: Values) -> str | None:
    """A draft with its rendition was checked in."""
    return (
        None if _version(record).draft_id else "There is no content yet. An author checks in a first draft."
    )


def not_checked_out(record: Record, actor: Actor, values: Values) -> str | None:
    """Nobody is working on the content."""
    held = open_check_out(_version(record))
    return (
        f"{held.person.name} has it checked out. Check it in or cancel the check-out first." if held else None
    )


def marks_are_settled(record: Record, actor: Actor, values: Values) -> str | None:
    """No tracked change and no comment of the file is open: what is approved is one text, not two."""
    version = _version(record)
    found = findings_of(version.draft)
    if found is None or not (found.tracked or found.comments):
        return None
    open_ones = [
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((found.tracked, "tracked change"), (found.comments, "comment"))
        if count
    ]
    listed = [_told(mark) for mark in marks_of(version.draft)]
    more = "" if len(listed) <= MOST_TOLD else f"; and {len(listed) - MOST_TOLD} more, listed on its page"
    return (
        f"The file still has {' and '.join(open_ones)}: {'; '.join(listed[:MOST_TOLD])}{more}. "
        "An author accepts or rejects the changes, resolves the comments and checks the file in again."
    )


MOST_TOLD = 5
_DONE = {"inserted": "inserted", "deleted": "deleted", "moved": "moved", "format": "formatting changed"}


def _told(mark: Found) -> str:
    what = "comment" if mark.kind == COMMENT else _DONE.get(mark.kind, "tracked changes")
    text = mark.text if len(mark.text) <= 60 else mark.text[:59].rstrip() + "…"
    return what + (f" “{text}”" if text else "") + (f" by {mark.who}" if mark.who else "")


#: step of the route -> (state, part, what its holders are called)
REVIEW_ROUTE = {
    "content_review": ("in_review", "reviewer", "reviewer"),
    "formal_review": ("in_formal_review", "formal_reviewer", "formal reviewer"),
}


def next_review(record: Record) -> str:
    """The state that follows on the route of the document's type: the next review step, or the closed review."""
    steps = [REVIEW_ROUTE[step][0] for step in review_steps(_version(record).document.type)]
    if record.state in steps:
        steps = steps[steps.index(record.state) + 1 :]
    if steps:
        return steps[0]
    return (
        "in_review" if record.state == "draft" else "reviewed"
    )  # a guard refuses the first where no step is asked


def reviewers_named(record: Record, actor: Actor, values: Values) -> str | None:
    """At least one reviewer for each review step, who is not the only author."""
    for step in review_steps(_version(record).document.type):
        _, part, word = REVIEW_ROUTE[step]
        reviewers = _holders(record, part)
        if not reviewers:
            return f"No {word} is named. An author or a document controller names at least one."
        if reviewers <= _holders(record, "author"):
            return f"Name at least one {word} who is not an author."
    return None


def review_is_asked_for(record: Record, actor: Actor, values: Values) -> str | None:
    """A type without review steps goes straight to approval."""
    if review_steps(_version(record).document.type):
        return None
    return "This type of document has no review step. Send it for approval."


def reviewed_if_required(record: Record, actor: Actor, values: Values) -> str | None:
    """A type may do without review; else approval starts from a closed review."""
    if record.state != "draft" or not review_steps(_version(record).document.type):
        return None
    return "This type of document is reviewed first. Send it for review."


def approvers_named(record: Record, actor: Actor, values: Values) -> str | None:
    """Function and Quality each have an approver."""
    absent = [
        label
        for part, label in (
            ("approver", "approver of the function"),
            ("quality_approver", "Quality approver"),
        )
        if not _holders(record, part)
    ]
    if not absent:
        return None
    return f"No {' and no '.join(absent)} is named. An author or a document controller names them."


def approvers_are_independent(record: Record, actor: Actor, values: Values) -> str | None:
    """Author and owner never approve; nobody fills both approval steps (DOC-16, SIG-3)."""
    writers = _holders(record, "author") | {record.owner_id}
    quality, function = _holders(record, "quality_approver"), _holders(record, "approver")
    if clash := (quality & writers) | (function & _holders(record, "author")):
        return (
            f"{_names(record, clash)} wrote or owns this document and cannot approve it. Name somebody else."
        )
    if clash := quality & function:
        return f"{_names(record, clash)} stands in both approval steps. Name two people."
    return None


def not_the_author(record: Record, actor: Actor, values: Values) -> str | None:
    """Whoever wrote any draft of this version does not approve it, also not for somebody absent (DOC-16)."""
    version = _version(record)
    wrote = version.drafts.filter(made_by_id=actor.pk).exists() or actor.pk in _holders(record, "author")
    if wrote:
        return "You wrote this version, so somebody else has to approve it."
    if record.state == "in_quality_approval" and actor.pk == record.owner_id:
        return "You own this document, so somebody else has to approve it for Quality."
    return None


def one_slot_each(record: Record, actor: Actor, values: Values) -> str | None:
    """Nobody signs two approvals of the same round, in their own name or for somebody absent (SIG-3)."""
    last_back = (
        record.steps.filter(to_state="draft").order_by("-id").values_list("id", flat=True).first() or 0
    )
    signed = record.steps.filter(
        id__gt=last_back, person_id=actor.pk, move__in=("approve", "approve_quality")
    )
    if signed.exists():
        return "You have signed an approval of this version already; somebody else has to give this one."
    return None


def change_is_described(record: Record, actor: Actor, values: Values) -> str | None:
    """From the second version on, the change is described (EU GMP chapter 4)."""
    version = _version(record)
    if version.major == 1 or version.change_summary.strip():
        return None
    return "The change is not described. An author writes the summary of changes."


def is_light(record: Record, actor: Actor, values: Values) -> str | None:
    """The document is not GxP, so one check by somebody else is enough (DOC-43)."""
    if _version(record).document.light:
        return None
    return "This is a GxP document. It is reviewed and approved, not only checked."


def is_not_light(record: Record, actor: Actor, values: Values) -> str | None:
    """The document is GxP, so it goes through review and approval."""
    if not _version(record).document.light:
        return None
    return "This document is not GxP. It is checked by one person and not approved; an author sends it for check."


def checker_named(record: Record, actor: Actor, values: Values) -> str | None:
    """Somebody who did not write it checks it (DOC-43)."""
    checkers = _holders(record, "checker")
    if not checkers:
        return "No checker is named. An author or a document controller names one."
    if clash := checkers & _holders(record, "author"):
        return f"{_names(record, clash)} is an author and cannot check this version. Name somebody else."
    return None


def not_who_wrote(record: Record, actor: Actor, values: Values) -> str | None:
    """Whoever wrote any draft of this version does not check it, also not for somebody absent."""
    version = _version(record)
    if version.drafts.filter(made_by_id=actor.pk).exists() or actor.pk in _holders(record, "author"):
        return "You wrote this version, so somebody else has to check it."
    return None


def change_request_named(record: Record, actor: Actor, values: Values) -> str | None:
    """Types that demand a change request have the document listed in an open one (DOC-19)."""
    version = _version(record)
    if version.document.light:  # change requests are for GxP documents (DOC-43)
        return None
    if not rule(version.document.type, "demands_change_request") or request_of(version) is not None:
        return None
    number = version.document.record.number
    return (
        f"This type of document changes only under a change request, and no open one lists {number} to be made "
        "effective. An author or a document controller opens one."
    )


def day_is_its_own(record: Record, actor: Actor, values: Values) -> str | None:
    """A version in a change request takes effect with it, not on a day of its own (DOC-17)."""
    request = request_of(_version(record))
    if request is None:
        return None
    who = request.number if can_see(actor, request) else "A change"
    return f"{who} decides when this version becomes effective."


def day_not_past(record: Record, actor: Actor, values: Values) -> str | None:
    """The effective day is today or later at the site: nothing is back-dated (ISO 13485 4.2.4)."""
    day = values.get("effective_on")
    if day is None:
        return None
    today = today_at(record.site, at=timezone.now())
    if not isinstance(day, dt.date):
        return "Enter the effective day as a date."
    if day < today:
        return f"Enter an effective day of {moments.day(today)} or later; a version cannot become effective in the past."
    if day > today + dt.timedelta(days=730):
        return "Enter an effective day within the next two years."
    return None


def nothing_approved(record: Record, actor: Actor, values: Values) -> str | None:
    """A discarded draft comes back only while no other version of its document is open."""
    version = _version(record)
    others = Version.objects.filter(document_id=version.document_id).exclude(pk=record.pk)
    newer = others.filter(major__gt=version.major).select_related("record").first()
    return f"Version {newer.major}.0 was begun since. Work on that one." if newer else None
