"""The tables of statutory clocks: questions of triage, and the periods that authorities give for an answer, all in versions (QE-35)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.record import Body, Record
from probatum.kernel.span import UNITS, Span

YES, NO, UNSURE = "yes", "no", "unsure"
#: not sure counts as yes: a report is made while it is uncertain (EU 2017/745 Art. 87(7))
ANSWERS = ((YES, "Yes"), (UNSURE, "Not sure, counts as yes"), (NO, "No"))
LOCAL, GLOBAL = "local", "global"
SCOPES = ((LOCAL, "When it happened in this country"), (GLOBAL, "Wherever it happened"))
#: what a period is about, where it is not about everything
CLASSES = (
    ("medicine", "Medicine"),
    ("biologic", "Biological medicine"),
    ("device", "Medical device"),
    ("combination", "Combination of medicine and device"),
)
#: whose days off a period of working days leaves out
PLAIN, US_FEDERAL = "weekdays", "us_federal"
CALENDARS = (
    (PLAIN, "Saturdays and Sundays"),
    (US_FEDERAL, "Saturdays, Sundays and federal holidays of the US"),
)


class StatutoryRules(Body):
    """One version of the statutory clocks; its rows change while it is a draft and never after."""

    note = models.TextField(blank=True)


class StatutoryQuestion(models.Model):
    """One question asked at triage, of which kinds of record; its code is the severity that rules are found by."""

    version = points_to(StatutoryRules, related="questions")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    text = models.CharField("question", max_length=300)
    help = models.CharField(max_length=500, blank=True)
    kinds = ArrayField(models.CharField(max_length=40), default=list, verbose_name="asked of")
    withdrawn = models.BooleanField("taken out", default=False)

    class Meta:
        ordering = ["version", "position", "id"]
        verbose_name = "question of triage"
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="statutory_question_once")]

    def __str__(self) -> str:
        return self.text


class StatutoryRule(models.Model):
    """One period: what an authority of a country demands when a question is answered with yes. 0 means none in law."""

    version = points_to(StatutoryRules, related="rules")
    question = points_to(StatutoryQuestion, related="rules")
    position = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)
    classes = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name="kinds of product"
    )
    authority = models.CharField(max_length=80)
    label = models.CharField("report", max_length=160)
    amount = models.PositiveSmallIntegerField("period")
    unit = models.CharField(max_length=10, choices=UNITS)
    rolls = models.BooleanField("a last day off moves on", default=False)
    holds = models.PositiveSmallIntegerField("working days it holds at least", default=0)
    calendar = models.CharField("days off", max_length=20, choices=CALENDARS, default=PLAIN)
    scope = models.CharField(max_length=10, choices=SCOPES, default=LOCAL)
    counts_from = models.CharField(max_length=200)
    clause = models.CharField(max_length=120)
    withdrawn = models.BooleanField("taken out", default=False)

    class Meta:
        ordering = ["version", "question", "country", "position", "id"]
        verbose_name = "statutory clock"

    def __str__(self) -> str:
        return self.label

    @property
    def span(self) -> Span | None:
        """The period; None where the law gives none."""
        return Span(self.amount, self.unit, rolls=self.rolls, holds=self.holds) if self.amount else None

    @property
    def period(self) -> str:
        """“3 working days”, or that there is none."""
        return str(self.span) if self.span else "Without undue delay, no period in law"


class Triage(models.Model):
    """One set of answers for a record, by the version in force then; another one is inserted, none is changed."""

    record = points_to(Record, related="triages")
    version = points_to(StatutoryRules)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    rationale = models.TextField()
    answered_by = points_to(Person)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["record", "id"]
        indexes = [models.Index(fields=["record", "-id"], name="triage_of_record")]


class TriageAnswer(models.Model):
    """The answer to one question."""

    record = points_to(Record)
    triage = points_to(Triage, related="answers")
    question = points_to(StatutoryQuestion)
    answer = models.CharField(max_length=10, choices=ANSWERS)

    class Meta:
        ordering = ["triage", "question"]
        verbose_name = "answer of triage"
        constraints = [models.UniqueConstraint(fields=["triage", "question"], name="triage_answered_once")]
