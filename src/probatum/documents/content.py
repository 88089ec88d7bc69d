"""The tables of documents: the document, its versions, the drafts of a version, and who has it checked out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from probatum.documents.types import DocumentType
from probatum.kernel.fields import points_to
from probatum.kernel.file import StoredFile
from probatum.kernel.people import Person
from probatum.kernel.record import Body

#: A version in one of these is final and waits to be issued and for its day.
WAITING_STATES = ("approved", "checked")
APPROVED_STATES = (*WAITING_STATES, "effective", "superseded", "obsolete")
#: What stands on pages, lists and paper of a document of the light lifecycle (DOC-43).
NOT_GXP = "Not GxP"
#: A version in one of these is not on its way any more, so the next one may be started.
FINISHED_STATES = ("effective", "superseded", "obsolete", "discarded")

TRAINING_IMPACT = (
    ("full", "Training is needed"),
    ("read", "Reading is enough"),
    ("none", "No training needed"),
)


class Document(Body):
    """What stays the same over all versions: number, type, owner. `effective` points at the version in force."""

    type = points_to(DocumentType)
    review_months = models.PositiveSmallIntegerField(null=True, blank=True)
    effective = points_to("documents.Version", optional=True)
    next_review = models.DateField(null=True, blank=True)
    #: not GxP: made with the light lifecycle, once and for all (DOC-43)
    light = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return self.record.number


class Version(Body):
    """One version on its way to a whole number: drafts 0.1, 0.2 … lead to 1.0 (DOC-03)."""

    document = points_to(Document, related="versions")
    major = models.PositiveIntegerField()
    draft = points_to("documents.Draft", optional=True)
    change_summary = models.TextField(blank=True)
    change_reference = models.CharField(max_length=80, blank=True)
    training_impact = models.CharField(max_length=20, choices=TRAINING_IMPACT, default="read")
    training_reason = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    issue = points_to(StoredFile, optional=True)
    #: why it was not issued, in a sentence for people; empty where nothing stood in the way
    issue_refused = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "major"], name="version_number_once")]

    @property
    def label(self) -> str:
        """`1.0` once approved, the draft's number before."""
        if self.record.state in APPROVED_STATES:
            return f"{self.major}.0"
        return self.draft.label if self.draft else f"{self.major}.0, no draft yet"


class Draft(models.Model):
    """The content of a version at one check-in: source, rendition and hashes. Inserted, never updated."""

    version = points_to(Version, related="drafts")
    minor = models.PositiveIntegerField()
    source = points_to(StoredFile)
    source_name = models.CharField(max_length=200)
    editor = models.BooleanField(default=False)
    rendition = points_to(StoredFile)
    pages = models.PositiveIntegerField()
    warnings = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    origin = points_to("self", optional=True)
    made_at = models.DateTimeField()
    made_by = points_to(Person)

    class Meta:
        ordering = ["version", "minor"]
        constraints = [models.UniqueConstraint(fields=["version", "minor"], name="draft_number_once")]

    @property
    def label(self) -> str:
        return f"{self.version.major - 1}.{self.minor}"


class CheckOut(models.Model):
    """An exclusive lock on the content of a version; ended by check-in, cancel, or a forced unlock with a reason."""

    version = points_to(Version, related="check_outs")
    person = points_to(Person)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = points_to(Person, optional=True)
    ending = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["version"], name="checked_out_once", condition=Q(ended_at=None))
        ]


def open_check_out(version: Version) -> CheckOut | None:
    """Who holds the version now, if anybody."""
    return CheckOut.objects.filter(version=version, ended_at=None).select_related("person").first()


def review_due(*, start: dt.date, months: int) -> dt.date:
    """The day that many months after a day, the last day of the month where it has no such day."""
    index = start.month - 1 + months
    year, month = start.year + index // 12, index % 12 + 1
    for day in (start.day, 30, 29, 28):
        try:
            return dt.date(year, month, day)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def file_facts(file: StoredFile, *, name: str) -> dict[str, Any]:
    """Name, size and hash of a file, as signed."""
    return {"name": name, "size": file.size, "sha256": file.sha256}
