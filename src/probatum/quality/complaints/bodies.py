"""The tables of complaints; what their fields mean and when they are asked stands in the process of each."""

from __future__ import annotations

from typing import Any

from django.db import models

from probatum.kernel.body import SectionBody
from probatum.kernel.fields import as_typed, points_to
from probatum.kernel.master import Item
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.complaints import words
from probatum.quality.events import decisions, facts


def _answer(label: str) -> models.BooleanField[Any, Any]:
    return models.BooleanField(label, null=True, blank=True)


class Complaint(facts.EventFacts, decisions.Decided):
    """The fields of one complaint; who complained stands apart (CMP-01)."""

    death = _answer("somebody died")
    injury = _answer("serious injury")
    threat = _answer("serious threat to public health")
    malfunction = _answer("malfunction in use")
    remedial = _answer("remedial action needed")
    adverse_event = _answer("possible adverse event")
    falsified = _answer("suspected falsification")
    severity = models.CharField(max_length=20, choices=words.SEVERITIES, blank=True)
    queue_rank = models.PositiveSmallIntegerField("place in the queue", default=len(words.SEVERITIES))
    product_class = models.CharField("kind of product", max_length=20, choices=words.CLASSES, blank=True)
    channel = models.CharField("how it came in", max_length=20, choices=words.CHANNELS, blank=True)
    nature = models.CharField("what it is about", max_length=20, choices=words.NATURES, blank=True)
    problem_code = models.CharField(max_length=40, blank=True)
    serial = models.CharField("serial number", max_length=120, blank=True)
    udi = models.CharField("UDI or other identifier", max_length=160, blank=True)
    unidentified = models.TextField("why lot and serial number are not known", blank=True)
    quantity = as_typed(optional=True)
    quantity_unit = models.CharField("unit", max_length=40, blank=True)
    reported_at = models.DateTimeField("reported by the customer", null=True, blank=True)
    risk = models.TextField("risk for patients and users", blank=True)
    further = models.TextField("other batches and earlier complaints looked at", blank=True)
    findings = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    waiver_reason = models.TextField("why it is not investigated", blank=True)
    equivalent_case = models.CharField("equivalent earlier case", max_length=80, blank=True)
    no_answer_reason = models.TextField("why nobody is answered", blank=True)


class Complainant(models.Model):
    """Who complained, apart from the case: read by those who may know it, and by nobody else on any way out."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="complainant")
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField("is", max_length=120, blank=True)
    address = models.TextField(blank=True)
    email = models.CharField("e-mail", max_length=254, blank=True)
    phone = models.CharField("telephone", max_length=60, blank=True)
    may_contact = models.BooleanField("agrees to be contacted", default=False)
    withheld_reason = models.CharField("why it is not known", max_length=300, blank=True)
    entered_by = points_to(Person)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["record"]


class Reportability(SectionBody):
    """One determination: this event, this product, this authority (CMP-04, CMP-05)."""

    authority = models.CharField(max_length=120, blank=True)
    severity = models.CharField(max_length=20, choices=words.SEVERITIES, blank=True)
    rule = models.CharField("rule applied", max_length=200, blank=True)
    scope = models.CharField("report scope", max_length=10, choices=words.SCOPES, blank=True)
    contributed = _answer("the product may have caused or contributed to it")
    expected = _answer("described in the information for users")
    verdict = models.CharField("decision", max_length=20, choices=words.VERDICTS, blank=True)
    rationale = models.TextField("why", blank=True)
    deliberation = models.TextField("who took part", blank=True)
    report_text = models.TextField("what is reported", blank=True)
    report_number = models.PositiveSmallIntegerField("report no.", default=0)
    reference = models.CharField("reference of the authority", max_length=120, blank=True)
    sent_on = models.DateField("sent on", null=True, blank=True)
    acknowledged_on = models.DateField("acknowledged on", null=True, blank=True)


class ReportSent(models.Model):
    """One thing that went between us and an authority: a report sent, acknowledged or taken back. Appended only."""

    record = points_to(Record, related="reports_sent")
    report_number = models.PositiveSmallIntegerField("report no.")
    what = models.CharField(
        max_length=20,
        choices=[("sent", "Sent"), ("acknowledged", "Acknowledged"), ("cancelled", "Cancelled")],
    )
    day = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    entered_by = points_to(Person)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = "report to an authority"


class SafetyHandover(SectionBody):
    """The hand-over of a possible adverse event to pharmacovigilance (CMP-08)."""

    information = models.TextField("what is handed over", blank=True)
    handed_to = models.CharField(max_length=200, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    safety_number = models.CharField("number of the safety case", max_length=80, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)


class Examination(SectionBody):
    """Something that is looked at: a returned sample, a retained sample, a batch record (CMP-09, CMP-10)."""

    what = models.CharField(max_length=20, choices=words.EXAMINED, blank=True)
    wanted = models.TextField("what is to be found out", blank=True)
    received_on = models.DateField("received on", null=True, blank=True)
    condition = models.TextField("condition on arrival", blank=True)
    result = models.TextField(blank=True)
    conforms = _answer("it is as it should be")


class ResponseLetter(SectionBody):
    """A letter to the complainant; name and address come from apart and only onto its paper (CMP-13)."""

    purpose = models.CharField(max_length=10, choices=words.PURPOSES, blank=True)
    text = models.TextField(blank=True)
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.CharField("how it was sent", max_length=120, blank=True)


class UnitsDistributed(models.Model):
    """How many units of a product were distributed in a month, as entered; what complaints are counted by (CMP-15)."""

    product = points_to(Item, related="units_distributed")
    month = models.DateField()
    units = models.PositiveBigIntegerField()
    entered_by = points_to(Person)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["product", "month"]
        verbose_name = "units distributed"
        constraints = [models.UniqueConstraint(fields=["product", "month"], name="units_of_a_month_once")]
