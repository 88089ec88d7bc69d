"""An analysis of causes on a record and its lines: structured rows that people edit at once and that are drawn.

Each line has a version of its own, so two people stand in each other's way only on the same line. A line taken out is
voided with a reason and can be put back.
"""

from __future__ import annotations

from django.db import models

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record
from probatum.quality.causes.catalogue import CauseCategory
from probatum.quality.causes.methods import CHOICES, GATE_CHOICES, METHODS, Method

LONGEST_TEXT, LONGEST_EVIDENCE, LONGEST_REASON = 500, 2000, 300


class Analysis(models.Model):
    """One search for causes of one record, by one method; set aside with a reason, never removed."""

    record = points_to(Record, related="analyses")
    method = models.CharField(max_length=20, choices=CHOICES)
    method_reason = models.CharField("why this method", max_length=LONGEST_REASON, blank=True)
    problem = models.CharField(max_length=LONGEST_TEXT)
    version = models.PositiveIntegerField(default=1)
    made_by = points_to(Person)
    made_at = models.DateTimeField()
    changed_by = points_to(Person)
    changed_at = models.DateTimeField()
    voided_at = models.DateTimeField("set aside at", null=True, blank=True)
    voided_by = points_to(Person, optional=True)
    void_reason = models.CharField("why set aside", max_length=LONGEST_REASON, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "analysis of causes"

    @property
    def way(self) -> Method:
        return METHODS[self.method]


class CauseNode(models.Model):
    """One line of an analysis: a why, a possible cause, a fault, a step; below another or on a branch."""

    record = points_to(Record)
    analysis = points_to(Analysis, related="nodes")
    parent = points_to("self", related="below", optional=True)
    branch = models.CharField(max_length=20, blank=True)
    gate = models.CharField(max_length=3, choices=GATE_CHOICES, blank=True)
    text = models.CharField(max_length=LONGEST_TEXT)
    evidence = models.TextField(blank=True)
    is_root = models.BooleanField("root cause", default=False)
    position = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    made_by = points_to(Person)
    made_at = models.DateTimeField()
    changed_by = points_to(Person)
    changed_at = models.DateTimeField()
    voided_at = models.DateTimeField("taken out at", null=True, blank=True)
    voided_by = points_to(Person, optional=True)
    void_reason = models.CharField("why taken out", max_length=LONGEST_REASON, blank=True)

    class Meta:
        ordering = ["analysis", "position", "id"]
        verbose_name = "line of an analysis"


class Cause(models.Model):
    """A cause that was found: its category, a text, and the line of an analysis that led to it."""

    record = points_to(Record, related="causes")
    category = points_to(CauseCategory, related="causes")
    text = models.TextField()
    node = points_to(CauseNode, related="causes", optional=True)
    version = models.PositiveIntegerField(default=1)
    made_by = points_to(Person)
    made_at = models.DateTimeField()
    changed_by = points_to(Person)
    changed_at = models.DateTimeField()
    voided_at = models.DateTimeField("withdrawn at", null=True, blank=True)
    voided_by = points_to(Person, optional=True)
    void_reason = models.CharField("why withdrawn", max_length=LONGEST_REASON, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "root cause"
        indexes = [
            # recurrence and trends: which records have a cause of this category
            models.Index(
                fields=["category", "record"], name="cause_standing", condition=models.Q(voided_at=None)
            )
        ]


_ANALYSES = Question(
    lambda: (
        Analysis.objects.filter(record_id=Asked("record"), voided_at=None)
        .select_related("changed_by")
        .order_by("id")
    )
)
_NODES = Question(
    lambda: (
        CauseNode.objects.filter(record_id=Asked("record"), analysis__voided_at=None)
        .select_related("analysis", "changed_by", "voided_by")
        .order_by("analysis_id", "position", "id")
    )
)
_CAUSES = Question(
    lambda: (
        Cause.objects.filter(record_id=Asked("record"), voided_at=None)
        .select_related("category", "node")
        .order_by("id")
    )
)


def analyses_of(record: Record) -> list[Analysis]:
    """The analyses of a record that stand, in the order in which they were begun."""
    return _ANALYSES.ask(record=record.pk)


def lines_of(record: Record) -> list[CauseNode]:
    """Every line of the analyses that stand, in order; those taken out too."""
    return _NODES.ask(record=record.pk)


def causes_of(record: Record) -> list[Cause]:
    """The causes that were found and stand."""
    return _CAUSES.ask(record=record.pk)


def method_of(record: Record) -> str:
    """The method first chosen for a record; empty when none is."""
    return next((analysis.method for analysis in analyses_of(record)), "")
