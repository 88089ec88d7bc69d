"""What an import of registers keeps: its files, where each migrated record came from, the numbers it refers to, what was left out.

MIG-01, MIG-06, MIG-10. What was found and what was done is inserted, never updated; only the import moves on, and a reference gets
its link when the other side is there.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from probatum.documents.collection import KEEP, KNOWN, MADE, NEW, REFUSED, VERDICTS
from probatum.documents.identifiers import fold
from probatum.kernel.fields import points_to, sha256_field
from probatum.kernel.file import StoredFile
from probatum.kernel.link import Link
from probatum.kernel.people import Person
from probatum.kernel.record import Body, Record

KIND = "register_import"
NUMBERING = (
    (NEW, "Give every record a new number"),
    (KEEP, "Keep the old number where it is as the numbers here"),
)
OUTCOMES = ((MADE, "Imported"), (KNOWN, "Was there already"), (REFUSED, "Refused"))


class RegisterImport(Body):
    """One import: how its sheets are read, what the dry run found, what reading them again says."""

    system = models.CharField(max_length=120, verbose_name="older system")
    numbering = models.CharField(max_length=10, choices=NUMBERING, default=NEW)
    asks = models.BooleanField("ask the people of what is still open", default=False)
    #: how each sheet is read: kind, headings, columns, values, stand-ins; as the page of the mapping sends it
    reading = models.JSONField(default=dict)
    findings = points_to(StoredFile, optional=True)
    rows = models.PositiveIntegerField(default=0)
    ready = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    compared = models.PositiveIntegerField(default=0, verbose_name="rows compared")
    agreeing = models.PositiveIntegerField(default=0, verbose_name="rows that agree")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "import of registers"


class RegisterFile(models.Model):
    """One file of an import, as it came."""

    collection = points_to(RegisterImport, related="files")
    position = models.PositiveSmallIntegerField()
    file = points_to(StoredFile)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["collection", "position"]
        constraints = [models.UniqueConstraint(fields=["collection", "position"], name="register_file_once")]


class MigratedEvent(models.Model):
    """Where a record came from and what its register says of it. Inserted, never updated."""

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, primary_key=True, related_name="migrated_event"
    )
    collection = points_to(RegisterImport, related="events")
    file = points_to(RegisterFile)
    place = models.PositiveSmallIntegerField()
    sheet = models.CharField(max_length=200)
    row = models.PositiveIntegerField()
    system = models.CharField(max_length=120)
    old_number = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    #: one number of one kind of one system comes in once
    source_key = models.CharField(max_length=400, unique=True)
    row_sha256 = sha256_field()
    severity = models.CharField(max_length=10, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    #: the row in the words of the register, without what is about people outside
    said = models.TextField(blank=True)

    class Meta:
        ordering = ["collection", "place", "row"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "place", "row"], name="event_row_imported_once")
        ]
        indexes = [
            # a number of an older system typed, or followed from a row that refers to it
            models.Index(fields=["folded"], name="migrated_event_folded"),
            # fragments of such a number typed into the search field
            GinIndex(OpClass(Upper("old_number"), name="gin_trgm_ops"), name="migrated_event_trgm"),
        ]

    @property
    def statement(self) -> str:
        """Where it comes from, in one sentence."""
        return f"Migrated from {self.system}, where its number is {self.old_number}: {self.sheet}, row {self.row}."


class CrossReference(models.Model):
    """A number that a row refers to and that led nowhere when it came in; its link follows when the other side is there."""

    event = points_to(MigratedEvent, related="references")
    said = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    link = points_to(Link, optional=True)

    class Meta:
        ordering = ["event", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "folded"], name="reference_said_once")]
        indexes = [
            # what still leads nowhere
            models.Index(fields=["folded"], name="reference_open", condition=Q(link=None))
        ]


class RowLeftOut(models.Model):
    """A row that did not become a record, and why. Inserted, never updated."""

    collection = points_to(RegisterImport, related="left_out")
    place = models.PositiveSmallIntegerField()
    sheet = models.CharField(max_length=200)
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    says = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["collection", "place", "row"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "place", "row"], name="row_left_out_once")
        ]


class EventSample(models.Model):
    """A record drawn to be compared with its row by a person, and the verdict."""

    collection = points_to(RegisterImport, related="samples")
    event = points_to(MigratedEvent, related="samples")
    verdict = models.CharField(max_length=10, choices=VERDICTS, default="open")
    note = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = points_to(Person, optional=True)

    class Meta:
        ordering = ["collection", "id"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "event"], name="event_sample_drawn_once")
        ]


def source_key(system: str, kind: str, number: str) -> str:
    """What identifies a record of an older system, however its number is written."""
    return f"{fold(system)} · {kind} · {fold(number)}"


def import_of(record: Any) -> RegisterImport:
    """The import of a record, with its findings."""
    return RegisterImport.objects.select_related("record__owner", "findings").get(pk=record.pk)


def files_of(collection: RegisterImport) -> list[RegisterFile]:
    """The files of an import in their order."""
    return list(RegisterFile.objects.filter(collection=collection).select_related("file"))
