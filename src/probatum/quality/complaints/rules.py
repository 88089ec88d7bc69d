"""By when which authority is told: the periods of the statutory clocks in force, for a country, a severity and a kind of product (CMP-04).

Until the company has approved a version of its own, those that the product is delivered with count: too early a clock harms nobody.
A country without a rule is no country without a duty: the determination is made all the same, and the coverage report warns.
"""

from __future__ import annotations

from dataclasses import dataclass

from probatum.kernel.span import Span
from probatum.quality.events import statutory_asking, statutory_starter
from probatum.quality.events.statutory_tables import GLOBAL, StatutoryRule

NOT_APPROVED = "as delivered, not approved yet"


@dataclass(frozen=True, slots=True)
class Rule:
    """One period: who is told by which report, by when, for events of where, and by which clause. No span: none in law."""

    authority: str
    span: Span | None
    everywhere: bool
    calendar: str
    source: str


def rules_for(country: str, severity: str, *, product_class: str = "") -> list[Rule]:
    """The rules of a country for a severity, of one kind of product or of all."""
    version = statutory_asking.in_force()
    if version is None:
        return _delivered(country, severity, product_class)
    rows = statutory_asking.rules_for(country, severity, product_class=product_class, version=version)
    return [_written(row, f"{row.clause} ({version.record.number})") for row in rows]


def _written(row: StatutoryRule, source: str) -> Rule:
    return Rule(f"{row.authority}: {row.label}", row.span, row.scope == GLOBAL, row.calendar, source)


def _delivered(country: str, severity: str, product_class: str) -> list[Rule]:
    codes = statutory_asking.countries_for(country)
    return [
        Rule(
            f"{one.authority}: {one.label}",
            Span(one.amount, one.unit, rolls=one.rolls, holds=one.holds) if one.amount else None,
            one.scope == GLOBAL,
            one.calendar,
            f"{one.clause} ({NOT_APPROVED})",
        )
        for one in statutory_starter.RULES
        if one.country in codes
        and one.question == severity
        and (not product_class or not one.classes or product_class in one.classes)
    ]
