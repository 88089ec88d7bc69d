"""The tables of trends: rules in versions, and what a rule saw (QE-14)."""

from __future__ import annotations

from django.db import models

from probatum.kernel.body import SectionBody
from probatum.kernel.fields import points_to
from probatum.kernel.master import Item
from probatum.kernel.people import Person
from probatum.kernel.record import Body, Record
from probatum.quality.causes.catalogue import CauseCategory

EVERY = "every"
#: What events are counted by; the names of registers count the items that events point at.
BY = (
    ("kind", "Events of the kind"),
    ("category", "Same category"),
    ("cause", "Same category of root cause"),
    ("product", "Same product"),
    ("batch", "Same batch"),
    ("material", "Same material"),
    ("equipment", "Same piece of equipment"),
    ("system", "Same computerised system"),
    ("supplier", "Same supplier"),
    ("study", "Same study"),
)


class TrendRule(SectionBody):
    """One version of a rule; versions of a rule share its code."""

    code = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    alike_in = models.CharField(max_length=20, choices=BY, blank=True)
    days = models.PositiveIntegerField(null=True, blank=True)
    at_least = models.PositiveIntegerField(null=True, blank=True)
    capa_owner = points_to(Person, optional=True)
    why = models.TextField(blank=True)

    class Meta:
        indexes = [
            # the rules of one code, of which one version is in force
            models.Index(fields=["code"], name="trend_rule_code")
        ]


class Trend(Body):
    """What a rule saw: so many events in its window, at one item, category or cause."""

    rule = points_to(TrendRule, related="trends")
    item = points_to(Item, optional=True)
    cause = points_to(CauseCategory, optional=True)
    value = models.CharField(max_length=60, blank=True)
    told = models.CharField(max_length=300)
    count = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [
            # whether a rule has raised this trend already
            models.Index(fields=["rule", "item", "cause", "value"], name="trend_of_rule")
        ]


class TrendEvent(models.Model):
    """One event that a trend counts."""

    record = points_to(Record)  # files the row under the trend
    trend = points_to(Trend, related="events")
    event = points_to(Record, related="trends")

    class Meta:
        ordering = ["trend", "id"]
        constraints = [models.UniqueConstraint(fields=["trend", "event"], name="trend_event_once")]
