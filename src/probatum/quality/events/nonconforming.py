"""The tables of nonconformances and dispositions, and by when containment and disposition are done (QE-20)."""

from __future__ import annotations

from django.db import models

from probatum.kernel.body import SectionBody
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.fields import as_typed
from probatum.kernel.record import Record
from probatum.kernel.span import CALENDAR, Span
from probatum.quality.events import decisions, facts

FOUND = (
    ("incoming", "At receipt"),
    ("in_process", "In process"),
    ("final", "At the final check or release"),
    ("storage", "In storage or transport"),
    ("delivered", "After delivery"),
)
INVESTIGATED_BY = (
    ("own", "By this nonconformance"),
    ("capa", "By a CAPA"),
    ("none", "No investigation"),
)
REWORK, RETURN, SCRAP, USE_AS_IS, REGRADE = "rework", "return", "scrap", "use_as_is", "regrade"
DECISIONS = (
    (REWORK, "Rework"),
    (RETURN, "Return to the supplier"),
    (SCRAP, "Scrap"),
    (USE_AS_IS, "Use as is (concession)"),
    (REGRADE, "Regrade"),
)
CONTAINMENT, DISPOSITION = "due.containment", "due.disposition"
SETTINGS[CONTAINMENT] = (7, "Days for the containment of a nonconformance", 1, 60)
SETTINGS[DISPOSITION] = (7, "Days for the disposition of a nonconformance", 1, 60)


class Nonconformance(facts.EventFacts, decisions.Decided):
    """The fields of one nonconformance."""

    requirement = models.TextField("requirement not met", blank=True)
    found_where = models.CharField("where it was found", max_length=20, choices=FOUND, blank=True)
    quantity = as_typed("quantity affected", optional=True)
    quantity_unit = models.CharField("unit", max_length=40, blank=True)
    containment = models.TextField("what was done to contain it", blank=True)
    contained_on = models.DateField("contained on", null=True, blank=True)
    location = models.CharField("where it is kept apart", max_length=200, blank=True)
    delivered = models.BooleanField("delivered already", null=True, blank=True)
    customer_told = models.BooleanField("customer is notified", null=True, blank=True)
    customer_reason = models.TextField("why, or whom and when", blank=True)
    advisory = models.TextField("advisory notice or recall considered", blank=True)
    investigated_by = models.CharField(max_length=10, choices=INVESTIGATED_BY, blank=True)
    not_investigated = models.TextField("why it is not investigated", blank=True)
    conclusion = models.TextField(blank=True)


class Disposition(SectionBody):
    """What becomes of a quantity of what does not conform."""

    decision = models.CharField(max_length=20, choices=DECISIONS, blank=True)
    quantity = as_typed(optional=True)
    quantity_unit = models.CharField("unit", max_length=40, blank=True)
    rationale = models.TextField(blank=True)
    instruction = models.CharField("instruction to rework", max_length=80, blank=True)
    rework_effect = models.TextField("effect of the rework on the product", blank=True)
    new_grade = models.CharField("regraded to", max_length=120, blank=True)
    carried_out_on = models.DateField("carried out on", null=True, blank=True)
    evidence = models.TextField("what shows that it was carried out", blank=True)


def containment_span(record: Record) -> Span:
    """By when it is contained."""
    return Span(int(setting(CONTAINMENT)), CALENDAR)


def disposition_span(record: Record) -> Span:
    """By when it is decided what becomes of it."""
    return Span(int(setting(DISPOSITION)), CALENDAR)
