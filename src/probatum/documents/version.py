"""The process of a document version: draft, review in parallel, approval by the function, then by Quality, effective, superseded.

DOC-03, 12, 14 to 16, 21; 21 CFR 11.10(f); ISO 13485 4.2.4. Reads from top to bottom as data. What is not GxP takes `light_route` instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.documents import light_route, rules
from probatum.documents.content import Version
from probatum.documents.light_route import IS_NOT_LIGHT
from probatum.documents.version_content import content, files, subject
from probatum.kernel.calendar import today_at
from probatum.kernel.process import (
    Arrival,
    Ask,
    Guard,
    Input,
    Meaning,
    Move,
    PartRule,
    Process,
    Sees,
    State,
    register,
)
from probatum.kernel.record import Record

REVIEWED = Meaning("reviewed", "Reviewed")
FORMALLY_REVIEWED = Meaning("formally_reviewed", "Formally reviewed")
REVIEW_REFUSED = Meaning("review_refused", "Reviewed, changes needed")
FORMAL_REVIEW_REFUSED = Meaning("formal_review_refused", "Formally reviewed, changes needed")
APPROVED = Meaning("approved", "Approved")
APPROVAL_REFUSED = Meaning("approval_refused", "Approval refused")
QUALITY_APPROVED = Meaning("quality_approved", "Approved for Quality")
QUALITY_REFUSED = Meaning("quality_refused", "Refused for Quality")
APPROVAL_RECALLED = Meaning("approval_recalled", "Approval withdrawn by Quality")


def set_effective_day(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """Keep the day on which the version is to become effective."""
    Version.objects.filter(pk=record.pk).update(effective_on=values["effective_on"])


def approve_for_quality(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """Quality decides the effective day; the last approval of Quality approves the version."""
    Version.objects.filter(pk=record.pk).update(effective_on=values["effective_on"], approved_at=act.at)


def forget_approval(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """A version sent back has no approval and no issued file."""
    Version.objects.filter(pk=record.pk).update(approved_at=None, issue=None, issue_refused="")


def proposed_day(record: Record) -> dt.date:
    """Two weeks from today at the site, the usual time to train."""
    version = Version.objects.get(pk=record.pk)
    return version.effective_on or today_at(record.site, at=record.changed_at) + dt.timedelta(days=14)


CONTENT_IS_THERE = Guard("content_is_there", rules.content_is_there)
NOT_CHECKED_OUT = Guard("not_checked_out", rules.not_checked_out)
REVIEWERS_NAMED = Guard("reviewers_named", rules.reviewers_named)
APPROVERS_NAMED = Guard("approvers_named", rules.approvers_named)
REVIEW_ASKED_FOR = Guard("review_is_asked_for", rules.review_is_asked_for)
REVIEWED_IF_REQUIRED = Guard("reviewed_if_required", rules.reviewed_if_required)
APPROVERS_ARE_INDEPENDENT = Guard("approvers_are_independent", rules.approvers_are_independent)
NOT_THE_AUTHOR = Guard("not_the_author", rules.not_the_author)
ONE_SLOT_EACH = Guard("one_slot_each", rules.one_slot_each)
MARKS_ARE_SETTLED = Guard("marks_are_settled", rules.marks_are_settled)
CHANGE_IS_DESCRIBED = Guard("change_is_described", rules.change_is_described)
CHANGE_REQUEST_NAMED = Guard("change_request_named", rules.change_request_named)
DAY_IS_ITS_OWN = Guard("day_is_its_own", rules.day_is_its_own)
DAY_NOT_PAST = Guard("day_not_past", rules.day_not_past)
NOTHING_APPROVED = Guard("nothing_approved", rules.nothing_approved)

EFFECTIVE_ON = Input(
    "effective_on",
    "Effective from",
    type="date",
    default=proposed_day,
    help="The version becomes effective at the start of this day at its site; today means as soon as it is issued.",
)

WRITTEN = (CONTENT_IS_THERE, NOT_CHECKED_OUT, CHANGE_IS_DESCRIBED, CHANGE_REQUEST_NAMED)
TO_APPROVAL = (
    IS_NOT_LIGHT,
    *WRITTEN,
    MARKS_ARE_SETTLED,
    REVIEWED_IF_REQUIRED,
    APPROVERS_NAMED,
    APPROVERS_ARE_INDEPENDENT,
)

PROCESS = register(
    Process(
        kind="version",
        label="Document version",
        plural="Document versions",
        icon="document",
        start="draft",
        manifest="version/1",
        content=content,
        files=files,
        subject=subject,
        retention="document",
        settles=("author",),
        states=(
            State("draft", "Draft", "neutral", "pen", explains="Authors write and check in drafts."),
            State(
                "in_review",
                "In review",
                "info",
                "eye",
                asks=(Ask("reviewer", "review", "Review", business_days=10),),
                explains="Reviewers read, comment and give their verdict, all at the same time.",
            ),
            State(
                "in_formal_review",
                "In formal review",
                "info",
                "eye",
                asks=(Ask("formal_reviewer", "review_formally", "Review formally", business_days=5),),
                explains="Document control checks form, references and template; only some types ask for it.",
            ),
            State("reviewed", "Review closed", "info", "check", explains="The author decides what follows."),
            State(
                "in_approval",
                "In approval",
                "info",
                "sign",
                asks=(Ask("approver", "approve", "Approve", business_days=5),),
                explains="The function approves first.",
            ),
            State(
                "in_quality_approval",
                "In Quality approval",
                "info",
                "shield",
                asks=(Ask("quality_approver", "approve_quality", "Approve for Quality", business_days=5),),
                explains="Quality approves and sets the effective day.",
            ),
            State("approved", "Approved", "good", "clock", explains="Waits for its effective day."),
            *light_route.STATES,
            State("effective", "Effective", "good", "check", explains="In force; readers see this version."),
            State("superseded", "Superseded", "muted", "history", final=True, rail=False),
            State("obsolete", "Obsolete", "muted", "cross", final=True, rail=False),
            State("discarded", "Discarded", "muted", "cross", rail=False),
        ),
        parts=(
            PartRule(
                "author", "Author", "document.edit", minimum=1, help="Writes the drafts. Never approves."
            ),
            PartRule("reviewer", "Reviewer", "version.review", help="All review at the same time."),
            PartRule(
                "formal_reviewer",
                "Formal reviewer",
                "version.review",
                help="Checks form and references, where the type asks for it.",
            ),
            PartRule(
                "approver", "Approver", "version.approve", help="Approves for the function that works by it."
            ),
            PartRule(
                "quality_approver",
                "Quality approver",
                "version.approve_quality",
                help="Approves last, for Quality. Neither author nor owner.",
            ),
            light_route.PART,
        ),
        sees=(
            Sees("document.read", ("effective",)),
            Sees("document.read_superseded", ("superseded", "obsolete")),
            Sees("document.read_drafts"),
            Sees("document.control"),
        ),
        arrivals=(
            Arrival("import", "Be migrated", ("effective", "superseded", "obsolete"), "document.import"),
        ),
        moves=(
            Move(
                "submit_for_review",
                "Send for review",
                ("draft",),
                "in_review",
                also=("in_formal_review",),
                chooses=rules.next_review,
                part="author",
                instead="document.control",
                guards=(IS_NOT_LIGHT, *WRITTEN, REVIEW_ASKED_FOR, REVIEWERS_NAMED),
                primary=True,
            ),
            Move(
                "review",
                "Review and sign",
                ("in_review",),
                "reviewed",
                also=("in_formal_review",),
                chooses=rules.next_review,
                permission="version.review",
                each=True,
                meaning=REVIEWED,
                primary=True,
                help="Your verdict: the content is right as it stands.",
            ),
            Move(
                "review_formally",
                "Review formally and sign",
                ("in_formal_review",),
                "reviewed",
                also=("in_review",),
                chooses=rules.next_review,
                permission="version.review",
                each=True,
                meaning=FORMALLY_REVIEWED,
                primary=True,
                help="Your verdict: form, references and template are right.",
            ),
            Move(
                "refuse_formal_review",
                "Ask for formal changes and sign",
                ("in_formal_review",),
                "draft",
                part="formal_reviewer",
                meaning=FORMAL_REVIEW_REFUSED,
                reason=True,
                negative=True,
                outcome="refused",
                help="The version goes back to draft; every review is asked for again.",
            ),
            Move(
                "refuse_review",
                "Ask for changes and sign",
                ("in_review",),
                "draft",
                part="reviewer",
                meaning=REVIEW_REFUSED,
                reason=True,
                negative=True,
                outcome="refused",
                help="The version goes back to draft; every review is asked for again.",
            ),
            Move(
                "submit_for_approval",
                "Send for approval",
                ("draft", "reviewed"),
                "in_approval",
                part="author",
                instead="document.control",
                guards=TO_APPROVAL,
                primary=True,
            ),
            Move(
                "approve",
                "Approve and sign",
                ("in_approval",),
                "in_quality_approval",
                permission="version.approve",
                each=True,
                meaning=APPROVED,
                guards=(NOT_THE_AUTHOR, ONE_SLOT_EACH, MARKS_ARE_SETTLED),
                primary=True,
            ),
            Move(
                "refuse_approval",
                "Refuse and sign",
                ("in_approval",),
                "draft",
                part="approver",
                meaning=APPROVAL_REFUSED,
                reason=True,
                negative=True,
                outcome="refused",
            ),
            Move(
                "approve_quality",
                "Approve for Quality and sign",
                ("in_quality_approval",),
                "approved",
                permission="version.approve_quality",
                each=True,
                meaning=QUALITY_APPROVED,
                guards=(NOT_THE_AUTHOR, ONE_SLOT_EACH, MARKS_ARE_SETTLED, DAY_NOT_PAST),
                inputs=(EFFECTIVE_ON,),
                apply=approve_for_quality,
                primary=True,
            ),
            Move(
                "refuse_quality",
                "Refuse for Quality and sign",
                ("in_quality_approval",),
                "draft",
                part="quality_approver",
                meaning=QUALITY_REFUSED,
                reason=True,
                negative=True,
                outcome="refused",
            ),
            Move(
                "withdraw",
                "Take back to draft",
                (
                    "in_review",
                    "in_formal_review",
                    "reviewed",
                    "in_approval",
                    "in_quality_approval",
                    "in_check",
                ),
                "draft",
                part="author",
                instead="document.control",
                reason=True,
                negative=True,
                help="Sign-offs given so far no longer count; they stay in the history.",
            ),
            Move(
                "reschedule",
                "Change the effective day",
                ("approved",),
                "approved",
                permission="version.schedule",
                reason=True,
                guards=(DAY_IS_ITS_OWN, DAY_NOT_PAST),
                inputs=(EFFECTIVE_ON,),
                apply=set_effective_day,
            ),
            Move(
                "recall",
                "Withdraw the approval and sign",
                ("approved",),
                "draft",
                permission="version.approve_quality",
                meaning=APPROVAL_RECALLED,
                reason=True,
                negative=True,
                apply=forget_approval,
            ),
            *light_route.moves((*WRITTEN, MARKS_ARE_SETTLED)),
            Move("take_effect", "Become effective", ("approved", "checked"), "effective", automatic=True),
            Move("supersede", "Be superseded", ("effective",), "superseded", automatic=True),
            Move("retire", "Be retired", ("effective",), "obsolete", automatic=True),
            Move(
                "discard",
                "Discard the draft",
                ("draft",),
                "discarded",
                part="author",
                instead="document.control",
                reason=True,
                negative=True,
                guards=(NOT_CHECKED_OUT,),
                help="The draft is set aside and can be restored; its number is never used again.",
            ),
            Move(
                "restore",
                "Restore the draft",
                ("discarded",),
                "draft",
                part="author",
                instead="document.control",
                reason=True,
                guards=(NOTHING_APPROVED,),
                primary=True,
            ),
        ),
    )
)
