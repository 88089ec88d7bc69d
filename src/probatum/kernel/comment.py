"""Comments on a record: plain text, anchored to a page or a quoted passage where wanted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from probatum.kernel import mention as mentions
from probatum.kernel.action import action
from probatum.kernel.authz import Decision, decide, demand
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record

LONGEST = 10_000
LONGEST_ABOUT = 60
LAST_PAGE = 100_000
MOST_SHOWN = 200
LONGEST_QUOTE = 500
LONGEST_ANSWER = 2000
#: what became of a remark; one that is only resolved has none
OUTCOMES = (("accepted", "Accepted"), ("rejected", "Rejected"), ("withdrawn", "Withdrawn"))


class Comment(models.Model):
    """One remark; its text never changes, it is answered or resolved."""

    record = points_to(Record, related="comments")
    author = points_to(Person, related="comments")
    text = models.TextField()
    about = models.CharField(max_length=60, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    quote = models.CharField(max_length=500, blank=True)
    #: the words right before and behind the passage, so that it is found again among others like it
    before = models.CharField(max_length=80, blank=True, default="", db_default="")
    behind = models.CharField(max_length=80, blank=True, default="", db_default="")
    answers = points_to("self", related="answered_by", optional=True)
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = points_to(Person, optional=True)
    outcome = models.CharField(max_length=20, choices=OUTCOMES, blank=True, default="", db_default="")
    answer = models.CharField(max_length=2000, blank=True, default="", db_default="")
    #: a mark for later: parties outside have no access yet, so nobody else sees a remark because of it
    external = models.BooleanField("for a party outside as well", default=False, db_default=False)

    class Meta:
        ordering = ["id"]


_OPEN = Question(
    lambda: (
        Comment.objects.filter(record_id=Asked("record"), resolved_at=None)
        .select_related("author")
        .order_by("id")[:MOST_SHOWN]
    )
)


def open_comments(record: Record) -> list[Comment]:
    """The comments of a record that nobody has resolved yet, with their authors, the earliest first."""
    return _OPEN.ask(record=record.pk)


def add_comment(
    actor: Person,
    record: Record,
    *,
    text: str,
    about: str = "",
    page: int | None = None,
    quote: str = "",
    before: str = "",
    behind: str = "",
    answers: Comment | None = None,
    external: bool = False,
    tell: Iterable[str] = (),
) -> Comment:
    """Write a comment; who is named in it by “@”, or in `tell` by user name, is told.

    Raises NotAllowed when the record is not the actor's to see, Refused for empty or too long text, or a mention of somebody who
    may not see the record.
    """
    verdict = demand(actor, "record.comment", record=record)
    if not text.strip():
        raise Refused("Write the comment first.", field="text")
    if len(text) > LONGEST:
        raise Refused(f"Shorten the comment to {LONGEST:,} characters.", field="text")
    if answers is not None and answers.record_id != record.pk:
        raise Refused("Answer a comment of the same record.", field="text")
    if (page is not None and not 1 <= page <= LAST_PAGE) or len(about) > LONGEST_ABOUT:
        raise Refused("Choose a place of this document; the one given does not exist.", field="page")
    people = mentions.mentioned(actor, record, text, also=tell)
    with action(actor, "comment.write", record=record, role=verdict.role) as act:
        written = Comment.objects.create(
            record=record,
            author=actor,
            text=text.strip(),
            about=about,
            page=page,
            quote=quote[:LONGEST_QUOTE],
            before=before[-80:],
            behind=behind[:80],
            answers=answers,
            external=external,
            at=act.at,
        )
        mentions.mention(act, record, written, people)
    return written


def may_settle(actor: Person, comment: Comment) -> Decision:
    """Whether the actor decides what becomes of a remark: who the process names, and the owner; where it names nobody, all at work."""
    record = comment.record
    process = process_of(record)
    if not process.settles or record.owner_id == actor.pk:
        return decide(actor, "record.comment", record=record)
    holders = [held for held in parts_of(record) if held.name in process.settles]
    if any(held.person_id == actor.pk for held in holders):
        return decide(actor, "record.comment", record=record)
    names = ", ".join(dict.fromkeys([*(held.person.name for held in holders), record.owner.name]))
    return Decision(
        False, f"What becomes of this remark is decided by {names}. You may answer it, or withdraw your own."
    )


def may_withdraw(actor: Person, comment: Comment) -> Decision:
    """Whoever wrote a remark may withdraw it."""
    if comment.author_id != actor.pk:
        return Decision(False, "A remark is withdrawn by who wrote it.")
    return decide(actor, "record.comment", record=comment.record)


def settle_comment(actor: Person, comment: Comment, *, outcome: str, answer: str = "") -> Comment:
    """Accept, reject or withdraw a remark; who rejects says why. What was settled first stays.

    Raises NotAllowed for who does not decide on it, Refused for an unknown outcome or a rejection without a reason.
    """
    if outcome not in dict(OUTCOMES):
        raise Refused("Choose whether the remark is accepted or rejected.", field="outcome")
    allowed = may_withdraw(actor, comment) if outcome == "withdrawn" else may_settle(actor, comment)
    verdict = allowed.or_refuse()
    words = answer.strip()
    if outcome == "rejected" and not words:
        raise Refused("Say why the remark is rejected.", field="answer")
    if len(words) > LONGEST_ANSWER:
        raise Refused(f"Shorten the answer to {LONGEST_ANSWER:,} characters.", field="answer")
    name = {"accepted": "comment.accept", "rejected": "comment.reject", "withdrawn": "comment.withdraw"}[
        outcome
    ]
    with action(actor, name, record=comment.record, reason=words, role=verdict.role) as act:
        open_one = Comment.objects.filter(pk=comment.pk, resolved_at=None)
        if not open_one.update(resolved_at=act.at, resolved_by=actor, outcome=outcome, answer=words):
            raise Refused("Somebody has settled this remark in the meantime. Look at it again.")
    return Comment.objects.select_related("resolved_by").get(pk=comment.pk)


def resolve_comment(actor: Person, comment: Comment) -> None:
    """Mark a comment as dealt with. Raises NotAllowed for who neither decides on it nor wrote it."""
    allowed = may_settle(actor, comment)
    verdict = (allowed if allowed else may_withdraw(actor, comment)).or_refuse()
    with action(actor, "comment.resolve", record=comment.record, role=verdict.role) as act:
        Comment.objects.filter(pk=comment.pk, resolved_at=None).update(resolved_at=act.at, resolved_by=actor)
