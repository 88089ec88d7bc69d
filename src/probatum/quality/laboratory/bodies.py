"""The tables of laboratory investigations; what their fields mean and when they are asked stands in the processes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from probatum.kernel.body import SectionBody
from probatum.kernel.fields import as_typed, points_to
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.events import decisions, facts
from probatum.quality.laboratory import words


def _checked(label: str) -> Any:
    return models.CharField(label, max_length=10, choices=words.CHECKED, blank=True)


class LabInvestigation(facts.EventFacts, decisions.Decided):
    """The fields of one laboratory investigation."""

    type = models.CharField(max_length=3, choices=words.TYPES, blank=True)
    sample = models.CharField(max_length=120, blank=True)
    test = models.CharField(max_length=120, blank=True)
    method = models.CharField(max_length=120, blank=True)
    analyst = points_to(Person, optional=True)
    specification = models.CharField(max_length=300, blank=True)
    lower = as_typed("lower limit", optional=True)
    upper = as_typed("upper limit", optional=True)
    result = as_typed("original result", optional=True)
    unit = models.CharField(max_length=40, blank=True)
    on_hold = models.BooleanField("batch on hold", null=True, blank=True)
    solutions_kept = _checked("solutions and glassware kept until the end of phase I")
    method_followed = _checked("right method and edition followed")
    preparation = _checked("weighing, dilution and preparation")
    standards = _checked("reference standards and reagents")
    instrument_state = _checked("instrument calibrated and suitable")
    system_suitability = _checked("system suitability")
    raw_data = _checked("raw data, integration and audit trail of the instrument")
    calculation = _checked("calculation and transcription")
    training = _checked("analyst trained and authorised")
    checklist_notes = models.TextField("what was found", blank=True)
    assignable = models.BooleanField("assignable laboratory cause", null=True, blank=True)
    laboratory_cause = models.TextField("the laboratory cause and its proof", blank=True)
    production_review = models.TextField("review of production and sampling", blank=True)
    other_batches = models.TextField("other batches tested by this method or instrument", blank=True)
    findings = models.TextField("findings of phase II", blank=True)
    conclusion = models.TextField(blank=True)
    disposition = models.CharField(
        "disposition of the batch", max_length=20, choices=words.DISPOSITIONS, blank=True
    )


class RetestPlan(SectionBody):
    """The fields of one plan: how many further tests of which sample, by whom, approved before the first of them (LAB-04)."""

    type = models.CharField(max_length=10, choices=words.PLANNED, blank=True)
    sample = models.CharField(max_length=120, blank=True)
    tests = models.PositiveSmallIntegerField("how many tests", null=True, blank=True)
    analyst = points_to(Person, optional=True)
    justification = models.TextField(blank=True)
    rule = models.TextField("how the results are judged", blank=True)


class LabResult(models.Model):
    """One result that was measured. It is never changed or removed; an original one can be invalidated, and stays (LAB-05, LAB-06)."""

    record = points_to(Record, related="lab_results")
    plan = points_to(RetestPlan, related="results", optional=True)
    type = models.CharField(max_length=10, choices=words.RESULTS)
    ordinal = models.PositiveSmallIntegerField("no.")
    value = as_typed()
    entered = models.CharField("as entered", max_length=40)
    unit = models.CharField(max_length=40, blank=True)
    sample = models.CharField(max_length=120, blank=True)
    analyst = points_to(Person)
    tested_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    entered_by = points_to(Person, optional=True)
    entered_at = models.DateTimeField()
    invalidated_at = models.DateTimeField(null=True, blank=True)
    invalidated_by = points_to(Person, optional=True)
    invalid_reason = models.TextField("why it is invalid", blank=True)

    class Meta:
        ordering = ["record", "id"]
        constraints = [
            models.UniqueConstraint(fields=["record", "type", "plan", "ordinal"], name="lab_result_once"),
            # there is one original result, and it belongs to no plan; every other one was planned
            models.UniqueConstraint(
                fields=["record"], name="lab_result_one_original", condition=Q(type="original")
            ),
            models.CheckConstraint(
                condition=Q(type="original", plan=None) | (~Q(type="original") & Q(plan__isnull=False)),
                name="lab_result_planned_unless_original",
            ),
        ]
