"""The tables of quality events; what their fields mean and when they are asked stands in the process of each."""

from __future__ import annotations

from django.db import models

from probatum.kernel.body import SectionBody
from probatum.quality.events import decisions, facts


class Deviation(facts.EventFacts, decisions.Decided):
    """The fields of one deviation."""

    planned = models.BooleanField("planned", null=True, blank=True)
    planned_from = models.DateField(null=True, blank=True)
    planned_until = models.DateField(null=True, blank=True)
    area = models.CharField(max_length=10, choices=facts.AREAS, blank=True)
    country = models.CharField(max_length=2, blank=True)
    subjects = models.PositiveIntegerField("participants affected", null=True, blank=True)
    impact = models.TextField("impact on product, patients and data", blank=True)
    further = models.TextField("other batches and records looked at", blank=True)
    conclusion = models.TextField(blank=True)


class Investigation(SectionBody):
    """The fields of one investigation."""

    scope = models.TextField("what is to be found out", blank=True)
    method = models.TextField("how, and with whom", blank=True)
    findings = models.TextField(blank=True)
    evidence = models.TextField("where the evidence is", blank=True)
    conclusion = models.TextField(blank=True)
