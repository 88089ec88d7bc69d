"""What was found in a draft when it was checked in: marks nobody settled yet, and what changed against the draft before.

A finding is written once with its draft and never looked for again, so that a refusal can name it without opening the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from probatum.documents.content import CheckOut, Draft, Version
from probatum.kernel.action import Act
from probatum.kernel.authz import visible
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person

#: more marks than these are counted, not listed
MOST_LISTED = 200
LONGEST_MARK = 300
KINDS = (
    ("inserted", "Inserted"),
    ("deleted", "Deleted"),
    ("moved", "Moved"),
    ("format", "Formatting changed"),
    ("comment", "Comment"),
    ("tracked", "Tracked changes"),
)
COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Found:
    """One tracked change or comment in a file: what, by whom and when as the file says, and the words concerned."""

    kind: str
    who: str = ""
    at: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """The draft a new one was compared with, and the summary in words."""

    against: Draft
    summary: str


class Findings(models.Model):
    """What the look at a draft came to, one row a draft; none where nothing was found and nothing compared."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, primary_key=True, related_name="findings")
    version = points_to(Version)
    against = points_to(Draft, optional=True)
    summary = models.TextField(blank=True)
    tracked = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "findings"


class Mark(models.Model):
    """A tracked change or comment that was open when the draft was checked in."""

    draft = points_to(Draft, related="marks")
    version = points_to(Version)
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=KINDS)
    who = models.CharField(max_length=200, blank=True)
    #: as the file says it: Word writes the author's local time and calls it UTC
    at = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=LONGEST_MARK, blank=True)

    class Meta:
        ordering = ["draft", "place"]
        constraints = [models.UniqueConstraint(fields=["draft", "place"], name="mark_place_once")]


def note_findings(act: Act, draft: Draft, *, marks: tuple[Found, ...], compared: Compared | None) -> None:
    """Keep what was found in a new draft, under the action that checks it in."""
    if not marks and compared is None:
        return
    comments = sum(mark.kind == COMMENT for mark in marks)
    Findings.objects.create(
        draft=draft,
        version_id=draft.version_id,
        against=compared.against if compared else None,
        summary=compared.summary if compared else "",
        tracked=len(marks) - comments,
        comments=comments,
    )
    for place, mark in enumerate(marks[:MOST_LISTED], start=1):
        text = mark.text if len(mark.text) <= LONGEST_MARK else mark.text[: LONGEST_MARK - 1] + "…"
        Mark.objects.create(
            draft=draft,
            version_id=draft.version_id,
            place=place,
            kind=mark.kind,
            who=mark.who[:200],
            at=mark.at[:40],
            text=text,
        )


def findings_of(draft: Draft | None) -> Findings | None:
    """What was found in a draft; None where nothing was."""
    if draft is None:
        return None
    found: Findings | None = getattr(draft, "findings", None)
    return found


def marks_of(draft: Draft) -> tuple[Found, ...]:
    """The marks listed of a draft, in the order of the file."""
    found = findings_of(draft)
    if found is None or not (found.tracked or found.comments):
        return ()
    return tuple(
        Found(mark.kind, mark.who, mark.at, mark.text) for mark in Mark.objects.filter(draft_id=draft.pk)
    )


def draft_before(version: Version) -> Draft | None:
    """The draft that the next check-in is compared with: what was there at the check-out, else the present one."""
    drafts = Draft.objects.filter(version=version).select_related("source", "rendition").order_by("-minor")
    held = CheckOut.objects.filter(version=version, ended_at=None).first()
    known = drafts.filter(made_at__lte=held.since).first() if held is not None else None
    found: Draft | None = known or drafts.first()
    if found is not None:
        found.version = version
    return found


def also_in(actor: Person, version: Version, *, sha256: str) -> str:
    """The number of another document whose present content is the same file, as far as the actor may see it."""
    others = visible(actor, "version").filter(documents_version__draft__source__sha256=sha256)
    found = others.exclude(documents_version__document_id=version.document_id).first()
    return found.number.rpartition(" v")[0] if found is not None else ""
