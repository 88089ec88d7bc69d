"""What an import of a collection keeps: the import itself, where each migrated version came from, what became of each row.

MIG-01, MIG-02, MIG-06. What was found and what was done is inserted, never updated; only the import moves on.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from probatum.documents.content import Version
from probatum.documents.identifiers import fold
from probatum.kernel.fields import points_to, sha256_field
from probatum.kernel.file import StoredFile
from probatum.kernel.people import Person
from probatum.kernel.record import Body

KIND = "collection_import"

KEEP, NEW = "keep", "new"
NUMBERING = (
    (KEEP, "Keep the old number where the pattern of the type allows it"),
    (NEW, "Give every document a new number"),
)

MADE, KNOWN, REFUSED = "made", "known", "refused"
OUTCOMES = (
    (MADE, "Imported"),
    (KNOWN, "Was there already"),
    (REFUSED, "Refused"),
)

VERDICTS = (
    ("open", "Not compared yet"),
    ("same", "Agrees with the source"),
    ("differs", "Differs from the source"),
)


class CollectionImport(Body):
    """One import: its files, how the register is read, what the dry run found, what the checksums say."""

    system = models.CharField(max_length=120, verbose_name="older system")
    register = points_to(StoredFile)
    register_name = models.CharField(max_length=200, verbose_name="register")
    archive = points_to(StoredFile)
    archive_name = models.CharField(max_length=200, verbose_name="collection")
    numbering = models.CharField(max_length=10, choices=NUMBERING, default=KEEP)
    #: how the register is read: sheet, encoding, columns, values, stand-ins; as the page of the mapping sends it
    reading = models.JSONField(default=dict)
    findings = points_to(StoredFile, optional=True)
    rows = models.PositiveIntegerField(default=0)
    ready = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    compared = models.PositiveIntegerField(default=0, verbose_name="files compared")
    agreeing = models.PositiveIntegerField(default=0, verbose_name="files that agree")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "import of a collection"


class Migrated(models.Model):
    """Where a version came from and what its register says of its approval. Inserted, never updated."""

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, primary_key=True, related_name="migrated"
    )
    collection = points_to(CollectionImport, related="migrated")
    row = models.PositiveIntegerField()
    system = models.CharField(max_length=120)
    old_number = models.CharField(max_length=120)
    old_version = models.CharField(max_length=60)
    #: one version of one number of one system comes in once
    source_key = models.CharField(max_length=400, unique=True)
    file_name = models.CharField(max_length=400)
    sha256 = sha256_field()
    approved_by = models.CharField(max_length=200, blank=True)
    approved_on = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["collection", "row"]

    @property
    def statement(self) -> str:
        """What is told of the approval: as the register states it, never as a signature of this system."""
        by = f" by {self.approved_by}" if self.approved_by else ""
        on = f" on {self.approved_on}" if self.approved_on else ""
        if not by and not on:
            return f"Migrated from {self.system}. Its register does not say who approved it."
        return f"Approved in {self.system}{by}{on}, migrated."

    @property
    def told(self) -> str:
        """The statement with what the version was called there, for paper."""
        return f"{self.statement} Old number {self.old_number}, version {self.old_version}."


class ImportedRow(models.Model):
    """What became of one row of the register. Inserted, never updated, so that an import that broke off goes on behind it."""

    collection = points_to(CollectionImport, related="outcomes")
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    version = points_to(Version, optional=True)
    says = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["collection", "row"]
        constraints = [models.UniqueConstraint(fields=["collection", "row"], name="row_imported_once")]


class ImportSample(models.Model):
    """A version drawn to be compared with its source by a person, and the verdict."""

    collection = points_to(CollectionImport, related="samples")
    version = points_to(Migrated, related="samples")
    verdict = models.CharField(max_length=10, choices=VERDICTS, default="open")
    note = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = points_to(Person, optional=True)

    class Meta:
        ordering = ["collection", "id"]
        constraints = [models.UniqueConstraint(fields=["collection", "version"], name="sample_drawn_once")]


def source_key(system: str, number: str, version: str) -> str:
    """What identifies a version of an older system, however it is written."""
    return f"{fold(system)} · {fold(number)} · {fold(version)}"


def named_so(one: Migrated, *, system: str, number: str) -> bool:
    """Whether a migrated version had this number in this system; a key alone could be that of another number and system."""
    return (fold(one.system), fold(one.old_number)) == (fold(system), fold(number))


def collection_of(record: Any) -> CollectionImport:
    """The import of a record, with its files."""
    known = CollectionImport.objects.select_related("record__owner", "register", "archive", "findings")
    return known.get(pk=record.pk)
