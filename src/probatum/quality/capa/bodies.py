"""The tables of CAPAs, their actions and checks; what the fields mean and when they are asked stands in the process of each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from probatum.kernel.body import SectionBody
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.capa import choices


class Capa(SectionBody):
    """The fields of one CAPA; `proven_first` and `all_sign` are the rules of the organisation when it was opened."""

    source = models.CharField(max_length=20, choices=choices.SOURCES)
    source_note = models.TextField("more about the source", blank=True)
    shape = models.CharField(max_length=10, choices=choices.SHAPES)
    weight = models.CharField("severity of the source", max_length=10, choices=choices.WEIGHTS)
    device = models.BooleanField("concerns a medical device", default=False)
    problem = models.TextField("what is wrong")
    due_on = models.DateField("day by which it is to be closed", null=True, blank=True)
    cause = models.TextField("root cause", blank=True)
    intended = models.TextField("what is to be done", blank=True)
    done = models.TextField("what was done, and the proof", blank=True)
    d1_team = models.TextField("D1 team", blank=True)
    d2_problem = models.TextField("D2 problem", blank=True)
    d3_containment = models.TextField("D3 containment", blank=True)
    d4_cause = models.TextField("D4 root cause", blank=True)
    d5_chosen = models.TextField("D5 chosen corrective actions", blank=True)
    d6_validated = models.TextField("D6 implemented and validated", blank=True)
    d7_prevention = models.TextField("D7 recurrence prevented", blank=True)
    d8_recognition = models.TextField("D8 team and lessons", blank=True)
    proven_first = models.BooleanField("stays open until proven effective", default=False)
    all_sign = models.BooleanField("every Quality approver signs", default=False)


class PlannedAction(SectionBody):
    """The fields of one action; `due_on` is the day as planned, the day that stands is that of the record."""

    nature = models.CharField(max_length=12, choices=choices.NATURES)
    category = models.CharField(max_length=12, choices=choices.CATEGORIES)
    effect = models.CharField("type", max_length=12)
    due_on = models.DateField("due day as planned")
    description = models.TextField(blank=True)
    result = models.TextField("what was done, and the proof", blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    brings_about = points_to(Record, related="brought_about_by", optional=True)


class Precedence(models.Model):
    """An action that begins only when another one has ended; taken back with a moment, never removed (CAP-04)."""

    record = points_to(Record, related="waits_for")
    after = points_to(Record, related="awaited_by")
    made_at = models.DateTimeField()
    made_by = points_to(Person, optional=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "order of actions"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "after"], name="precedence_once", condition=Q(voided_at=None)
            ),
            models.CheckConstraint(condition=~Q(record=models.F("after")), name="precedence_of_another"),
        ]


class EffectivenessCheck(SectionBody):
    """The fields of one check; `start_on` and `due_on` as planned, `starts_on` as reckoned from the last action."""

    criteria = models.TextField("criteria of success")
    method = models.TextField(blank=True)
    sample_size = models.CharField(max_length=300, blank=True)
    start_on = models.DateField("start as planned")
    due_on = models.DateField("due day as planned")
    after_days = models.PositiveSmallIntegerField("days after the last action", null=True, blank=True)
    after_batches = models.PositiveSmallIntegerField("or batches made since then", null=True, blank=True)
    starts_on = models.DateField("starts on", null=True, blank=True)
    results = models.TextField("what was found, and the proof", blank=True)
    outcome = models.CharField(max_length=14, choices=choices.OUTCOMES, blank=True)
    conclusion = models.TextField("why", blank=True)
    follow_up = models.CharField("what follows", max_length=10, choices=choices.FOLLOW_UPS, blank=True)
