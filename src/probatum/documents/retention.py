"""How long documents are kept: the classes of their type and their own, and which are due for disposal (DOC-39)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from probatum.documents.content import Document
from probatum.documents.types import DocumentType
from probatum.kernel.authz import visible
from probatum.kernel.calendar import today_at
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.retention import (
    Hold,
    Keeping,
    RetentionClass,
    Until,
    days_known,
    holds_on,
    kept_until,
)

MOST = 500


class TypeRetention(models.Model):
    """A class that all documents of a type carry; a type without any takes those of the level above."""

    type = points_to(DocumentType, related="retention")
    rule = points_to(RetentionClass)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["type", "id"]
        constraints = [models.UniqueConstraint(fields=["type", "rule"], name="type_kept_by_a_rule_once")]


@dataclass(frozen=True, slots=True)
class Kept:
    """How a document stands: until when, why, and the holds on it."""

    record: Record
    until: Until
    holds: tuple[Hold, ...]

    def is_due(self, today: dt.date) -> bool:
        """Whether its time is over and nothing holds it."""
        return self.until.day is not None and self.until.day < today and not self.holds

    @property
    def sentence(self) -> str:
        """“Keep at least until 14 Mar 2034”."""
        if self.until.day is None:
            return "Kept without end"
        return f"Keep at least until {self.until.day:%-d %b %Y}"


def kept(records: Sequence[Record]) -> list[Kept]:
    """How documents stand, in a handful of queries however many there are."""
    keys = [record.pk for record in records]
    types = dict(Document.objects.filter(pk__in=keys).values_list("pk", "type_id"))
    by_type = _rules_of_types(set(types.values()))
    own: dict[int, list[RetentionClass]] = {}
    for row in Keeping.objects.filter(record__in=keys, ended_at=None).select_related("rule"):
        own.setdefault(row.record_id, []).append(row.rule)
    known, held = days_known(records), holds_on(keys)
    return [
        Kept(
            record,
            kept_until(record, [*by_type.get(types[record.pk], ()), *own.get(record.pk, ())], known),
            tuple(held.get(record.pk, ())),
        )
        for record in records
    ]


def kept_one(record: Record) -> Kept:
    """How one document stands."""
    return kept([record])[0]


def _rules_of_types(wanted: Iterable[int]) -> dict[int, list[RetentionClass]]:
    above = dict(DocumentType.objects.values_list("pk", "parent_id"))
    given: dict[int, list[RetentionClass]] = {}
    for row in TypeRetention.objects.filter(active=True).select_related("rule"):
        given.setdefault(row.type_id, []).append(row.rule)
    found = {}
    for key in wanted:
        node: int | None = key
        while node is not None and node not in given:
            node = above[node]
        found[key] = given.get(node, []) if node is not None else []
    return found


def due(actor: Person, *, most: int = MOST) -> list[Kept]:
    """The documents the actor sees that have come to their end and whose time is over, those held too, by number."""
    ended = tuple(state.name for state in process_of("document").states if state.final)
    rows = visible(actor, "document").filter(state__in=ended).select_related("site").order_by("number")
    return [
        one
        for one in kept(list(rows))
        if one.until.day is not None and one.until.day < today_at(one.record.site, at=timezone.now())
    ][:most]
