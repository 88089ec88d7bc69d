"""The tables of a recurrence check: what was looked for, what was found, and the verdict of a person; written once (QE-13)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.record import Record

RECURRING, NOT_RECURRING = "recurring", "not_recurring"
VERDICTS = ((RECURRING, "Recurring"), (NOT_RECURRING, "Not recurring"))
RECURS, RELATED, UNRELATED = "recurs", "related", "unrelated"
RELATIONS = (
    (RECURS, "Same problem again"),
    (RELATED, "Similar, another problem"),
    (UNRELATED, "Not related"),
)
LONGEST_TERM = 60


class RecurrenceCheck(models.Model):
    """One look for earlier events that resemble a record, and the verdict; another look is another row."""

    record = points_to(Record, related="recurrence_checks")
    terms = ArrayField(models.CharField(max_length=LONGEST_TERM), default=list)
    dropped = ArrayField(models.CharField(max_length=LONGEST_TERM), default=list)
    since = models.DateField()
    until = models.DateField()
    compared = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=20, choices=VERDICTS)
    reason = models.TextField()
    made_by = points_to(Person)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["record", "id"]
        indexes = [
            # the verdict that counts is the newest of its record
            models.Index(fields=["record", "-id"], name="recurrence_of_record")
        ]


class RecurrenceMatch(models.Model):
    """One earlier event that was shown in a check: how alike it is, how it stands to the record, and why."""

    record = points_to(Record)  # files the row under its record
    checked = points_to(RecurrenceCheck, related="matches")
    candidate = points_to(Record, related="matched_by")
    score = models.PositiveSmallIntegerField()
    relation = models.CharField(max_length=20, choices=RELATIONS, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["checked", "-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["checked", "candidate"], name="recurrence_match_once"),
        ]
