"""Comments on a record: plain text, anchored to a page or a quoted passage where wanted."""

from __future__ import annotations

from django.db import models

from probatum.kernel.action import action
from probatum.kernel.authz import demand
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
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
    answers: Comment | None = None,
) -> Comment:
    """Write a comment. Raises NotAllowed when the record is not the actor's to see, Refused for empty or too long text."""
    verdict = demand(actor, "record.comment", record=record)
    if not text.strip():
        raise Refused("Write the comment first.", field="text")
    if len(text) > LONGEST:
        raise Refused(f"Shorten the comment to {LONGEST:,} characters.", field="text")
    if answers is not None and answers.record_id != record.pk:
        raise Refused("Answer a comment of the same record.", field="text")
    if (page is not None and not 1 <= page <= LAST_PAGE) or len(about) > LONGEST_ABOUT:
        raise Refused("Choose a place of this document; the one given does not exist.", field="page")
    with action(actor, "comment.write", record=record, role=verdict.role) as act:
        return Comment.objects.create(
            record=record,
            author=actor,
            text=text.strip(),
            about=about,
            page=page,
            quote=quote[:500],
            answers=answers,
            at=act.at,
        )


def resolve_comment(actor: Person, comment: Comment) -> None:
    """Mark a comment as dealt with. Raises NotAllowed when the record is not the actor's to comment on."""
    verdict = demand(actor, "record.comment", record=comment.record)
    with action(actor, "comment.resolve", record=comment.record, role=verdict.role) as act:
        Comment.objects.filter(pk=comment.pk, resolved_at=None).update(resolved_at=act.at, resolved_by=actor)
