"""The process of a change request: prepared, reviewed, approved by the function, then by Quality, released as a whole.

DOC-17 to 19, 23; 21 CFR 211.100(a); ISO 13485 4.2.4. Reads from top to bottom as data; the release is in `bundle`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from probatum.documents import change_rules, rules
from probatum.documents.change_list import ENDS, FUNCTION_BEFORE, KIND, ChangeItem, ChangeRequest
from probatum.documents.change_rules import body_of, items_of
from probatum.documents.release import set_day
from probatum.kernel.calendar import today_at
from probatum.kernel.lifecycle import lock
from probatum.kernel.particulars import steps_of
from probatum.kernel.process import Ask, Guard, Input, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record

REVIEWED = Meaning("change_reviewed", "Change reviewed")
REVIEW_REFUSED = Meaning("change_review_refused", "Change reviewed, other preparation needed")
APPROVED = Meaning("change_approved", "Change approved")
SENT_BACK = Meaning("change_sent_back", "Change sent back")
QUALITY_APPROVED = Meaning("change_quality_approved", "Change approved for Quality")
QUALITY_SENT_BACK = Meaning("change_quality_sent_back", "Change sent back for Quality")
REFUSED = Meaning("change_refused", "Change refused for Quality")
RECALLED = Meaning("change_recalled", "Approval of the change withdrawn by Quality")

USUAL_DAYS = dt.timedelta(days=10)
UNDER_WAY = ("in_review", "reviewed", "in_approval", "in_quality_approval")


def content(record: Record) -> dict[str, Any]:
    """What a signature is bound to: why, what and when, and each document with the bytes of its version."""
    body, ends = ChangeRequest.objects.get(pk=record.pk), dict(ENDS)
    return {
        "title": record.title,
        "reason": body.reason,
        "description": body.description,
        "impact": body.impact,
        "implementation_days": body.implementation_days,
        "documents": [
            [item.document.record.number, ends[item.end], *_version(item)] for item in items_of(record)
        ],
    }


def _version(item: ChangeItem) -> list[str]:
    version = item.version
    if version is None or version.draft is None:
        return []
    draft = version.draft
    return [
        f"{version.major}.0",
        version.record.title,
        draft.label,
        draft.source.sha256,
        draft.rendition.sha256,
    ]


def subject(record: Record) -> str:
    """Which preparation of the change is meant, and a mark of the drafts its list then led to."""
    back = [step for step in steps_of(record) if step.to_state == "draft" != step.from_state]
    items = items_of(record)
    drafts = [[item.document_id, item.end, *_version(item)[:1], *_version(item)[2:3]] for item in items]
    mark = hashlib.sha256(json.dumps(drafts).encode()).hexdigest()[:8]
    many = "1 document" if len(items) == 1 else f"{len(items)} documents"
    return f"edition {len(back) + 1} ({many}, drafts {mark})"


def proposed_day(record: Record) -> dt.date:
    """Ten days from today, unless a day was chosen before and is still ahead."""
    today = today_at(record.site, at=record.changed_at)
    known = body_of(record).quality_due
    return known if known and known >= today + FUNCTION_BEFORE else today + USUAL_DAYS


def ask_function(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """Keep the day of Quality; the function is due three days before (DOC-18)."""
    ChangeRequest.objects.filter(pk=record.pk).update(quality_due=values["quality_due"])
    record.due = values["quality_due"] - FUNCTION_BEFORE


def ask_quality(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """After the last approval of the function, Quality is due on its own day."""
    if record.state == "in_quality_approval":
        record.due = body_of(record).quality_due


def set_release_day(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """The last approval of Quality starts the implementation period; every version gets its day (DOC-18)."""
    if record.state != "approved":
        return
    period = dt.timedelta(days=body_of(record).implementation_days)
    record.due = today_at(record.site, at=act.at) + period
    ChangeRequest.objects.filter(pk=record.pk).update(approved_at=act.at, effective_on=record.due)
    set_day(act, _versions(record), day=record.due)


def forget_approval(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """A change sent back has no day any more; its versions wait for the next one."""
    ChangeRequest.objects.filter(pk=record.pk).update(approved_at=None, effective_on=None)
    record.due = None


def give_documents_free(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """The list ends with the request. Approved versions wait until Quality gives them a day of their own."""
    set_day(act, [one for one in _versions(record) if one.state == "approved"], day=None)
    for item in items_of(record):
        ChangeItem.objects.filter(pk=item.pk, ended_at=None).update(
            ended_at=act.at, outcome="dropped", version=item.version
        )
    record.due = None


def _versions(record: Record) -> list[Record]:
    versions = [item.version.record for item in items_of(record) if item.version is not None]
    return [lock(version) for version in sorted(versions, key=lambda one: one.pk)]


PREPARED = (
    Guard("described", change_rules.described),
    Guard("something_listed", change_rules.something_listed),
)
REVIEWERS_NAMED = Guard("reviewers_named", change_rules.reviewers_named)
TO_APPROVAL = (
    *PREPARED,
    Guard("versions_ready", change_rules.versions_ready),
    Guard("approvers_named", change_rules.approvers_named),
    Guard("approvers_are_independent", change_rules.approvers_are_independent),
    Guard("quality_day_is_ahead", change_rules.quality_day_is_ahead),
)
INDEPENDENT = (
    Guard("not_who_prepared", change_rules.not_who_prepared),
    Guard("one_slot_each", rules.one_slot_each),
)
VERSIONS_APPROVED = Guard("versions_approved", change_rules.versions_approved)

PROCESS = register(
    Process(
        kind=KIND,
        label="Change request",
        plural="Change requests",
        icon="change",
        start="draft",
        manifest="change_request/1",
        content=content,
        subject=subject,
        retention="document",
        states=(
            State(
                "draft",
                "Draft",
                "neutral",
                "pen",
                asks=(
                    Ask("coordinator", "submit_for_review", "Prepare the change request", business_days=10),
                ),
                explains="A coordinator writes why and what changes, and lists the documents.",
            ),
            State(
                "in_review",
                "In review",
                "info",
                "eye",
                asks=(Ask("reviewer", "review", "Review the change", business_days=10),),
                explains="Reviewers look at the change as a whole, all at the same time.",
            ),
            State(
                "reviewed", "Review closed", "info", "check", explains="A coordinator sends it for approval."
            ),
            State(
                "in_approval",
                "In approval",
                "info",
                "sign",
                asks=(Ask("approver", "approve", "Approve the change", with_record=True),),
                explains="The function approves first, three days before Quality.",
            ),
            State(
                "in_quality_approval",
                "In Quality approval",
                "info",
                "shield",
                asks=(
                    Ask(
                        "quality_approver",
                        "approve_quality",
                        "Approve the change for Quality",
                        with_record=True,
                    ),
                ),
                explains="Quality approves when every version carries its own approvals.",
            ),
            State(
                "approved",
                "Approved",
                "good",
                "clock",
                explains="Waits for its day; then all documents change in the same instant, or none.",
            ),
            State("released", "Released", "good", "check", final=True),
            State("refused", "Refused", "muted", "cross", final=True, rail=False),
            State("cancelled", "Cancelled", "muted", "cross", final=True, rail=False),
        ),
        parts=(
            PartRule(
                "coordinator",
                "Coordinator",
                "document.read",
                minimum=1,
                help="Prepares the change. Never approves it.",
            ),
            PartRule("requester", "Requester", "", maximum=1, help="Asked for the change."),
            PartRule("reviewer", "Reviewer", "version.review", help="All review at the same time."),
            PartRule(
                "approver", "Approver", "version.approve", help="Approves for the function that works by it."
            ),
            PartRule(
                "quality_approver",
                "Quality approver",
                "version.approve_quality",
                help="Approves last, for Quality. Wrote and prepared none of it.",
            ),
        ),
        sees=(Sees("document.read_drafts"), Sees("document.control")),
        moves=(
            Move(
                "submit_for_review",
                "Send the change for review",
                ("draft",),
                "in_review",
                part="coordinator",
                instead="document.control",
                guards=(*PREPARED, REVIEWERS_NAMED),
                primary=True,
            ),
            Move(
                "review",
                "Review the change and sign",
                ("in_review",),
                "reviewed",
                permission="version.review",
                each=True,
                meaning=REVIEWED,
                primary=True,
                help="Your verdict: reason, impact and list are right and complete.",
            ),
            Move(
                "refuse_review",
                "Ask for other preparation and sign",
                ("in_review",),
                "draft",
                part="reviewer",
                meaning=REVIEW_REFUSED,
                reason=True,
                negative=True,
                outcome="refused",
                help="The change goes back to draft; every review is asked for again.",
            ),
            Move(
                "submit_for_approval",
                "Send the change for approval",
                ("reviewed",),
                "in_approval",
                part="coordinator",
                instead="document.control",
                guards=TO_APPROVAL,
                inputs=(
                    Input(
                        "quality_due",
                        "Quality approval due",
                        type="date",
                        default=proposed_day,
                        help="The function is asked to approve three days before.",
                    ),
                ),
                apply=ask_function,
                primary=True,
            ),
            Move(
                "approve",
                "Approve the change and sign",
                ("in_approval",),
                "in_quality_approval",
                permission="version.approve",
                each=True,
                meaning=APPROVED,
                guards=INDEPENDENT,
                apply=ask_quality,
                primary=True,
            ),
            Move(
                "send_back",
                "Send the change back and sign",
                ("in_approval",),
                "draft",
                part="approver",
                meaning=SENT_BACK,
                reason=True,
                negative=True,
                outcome="refused",
                apply=forget_approval,
            ),
            Move(
                "approve_quality",
                "Approve the change for Quality and sign",
                ("in_quality_approval",),
                "approved",
                permission="version.approve_quality",
                each=True,
                meaning=QUALITY_APPROVED,
                guards=(*INDEPENDENT, VERSIONS_APPROVED),
                apply=set_release_day,
                primary=True,
                help="The implementation period starts with the last approval of Quality.",
            ),
            Move(
                "send_back_quality",
                "Send the change back for Quality and sign",
                ("in_quality_approval",),
                "draft",
                part="quality_approver",
                meaning=QUALITY_SENT_BACK,
                reason=True,
                negative=True,
                outcome="refused",
                apply=forget_approval,
            ),
            Move(
                "refuse",
                "Refuse the change and sign",
                ("draft", *UNDER_WAY),
                "refused",
                part="quality_approver",
                meaning=REFUSED,
                reason=True,
                negative=True,
                outcome="refused",
                apply=give_documents_free,
                help="The change ends here. Its versions stay as they are and wait.",
            ),
            Move(
                "withdraw",
                "Take the change back to draft",
                UNDER_WAY,
                "draft",
                part="coordinator",
                instead="document.control",
                reason=True,
                negative=True,
                apply=forget_approval,
                help="Sign-offs given so far no longer count; they stay in the history.",
            ),
            Move(
                "cancel",
                "Cancel the change request",
                ("draft", *UNDER_WAY),
                "cancelled",
                part="coordinator",
                instead="document.control",
                reason=True,
                negative=True,
                apply=give_documents_free,
                help="Nothing is released. Its versions stay as they are and wait.",
            ),
            Move(
                "recall",
                "Withdraw the approval of the change and sign",
                ("approved",),
                "draft",
                permission="version.approve_quality",
                meaning=RECALLED,
                reason=True,
                negative=True,
                apply=forget_approval,
            ),
            Move("release", "Be released", ("approved",), "released", automatic=True),
        ),
    )
)
