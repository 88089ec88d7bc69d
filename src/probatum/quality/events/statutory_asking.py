"""Asking the statutory clocks in force: which periods a country gives for a severity, and where none is written (CMP-04)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from probatum.kernel.master import Item
from probatum.kernel.people import Site
from probatum.quality.events.statutory import KIND
from probatum.quality.events.statutory_tables import StatutoryQuestion, StatutoryRule, StatutoryRules

EU = "EU"
#: the member states; what is written for EU counts in each of them
MEMBER_STATES = frozenset(
    (
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
    )
)
#: what is always shown in the coverage report, whatever master data says
USUAL = ("US", "EU", "GB", "CH", "CA", "AU", "JP")


def in_force() -> StatutoryRules | None:
    """The version by which triage asks now; None before the first approval."""
    found = StatutoryRules.objects.filter(record__kind=KIND, record__state="in_force")
    return found.select_related("record").first()


def rules_for(
    country: str, severity: str, *, product_class: str = "", version: StatutoryRules | None = None
) -> list[StatutoryRule]:
    """The periods that the authorities of a country give for a severity, of one kind of product or of all.

    Those of the EU count in each member state. None at all means not reportable there, which the coverage report warns of.
    """
    version = version or in_force()
    if version is None:
        return []
    found = StatutoryRule.objects.filter(
        version=version,
        withdrawn=False,
        question__withdrawn=False,
        question__code=severity,
        country__in=countries_for(country),
    ).select_related("question")
    rules = found.order_by("country", "position", "id")
    return [rule for rule in rules if not product_class or not rule.classes or product_class in rule.classes]


def countries_for(country: str) -> set[str]:
    """A country, with the EU for each of its member states."""
    code = country.strip().upper()
    return {code, EU} if code in MEMBER_STATES else {code}


def questions_of(version: StatutoryRules, *, kind: str = "") -> list[StatutoryQuestion]:
    """The questions of a version, all of them or those asked of a kind."""
    found = StatutoryQuestion.objects.filter(version=version, withdrawn=False).order_by("position", "id")
    return [one for one in found if not kind or kind in one.kinds]


@dataclass(frozen=True, slots=True)
class Coverage:
    """One line of the coverage report: a country, and for each question its periods."""

    country: str
    periods: tuple[tuple[StatutoryQuestion, tuple[StatutoryRule, ...]], ...]

    @property
    def missing(self) -> tuple[StatutoryQuestion, ...]:
        """The questions for which nothing is written for this country."""
        return tuple(question for question, rules in self.periods if not rules)


def coverage(version: StatutoryRules, *, countries: Iterable[str] | None = None) -> list[Coverage]:
    """For each country where the company has a market or a site, what is written and what is not."""
    asked = questions_of(version)
    rules = StatutoryRule.objects.filter(version=version, withdrawn=False).order_by("position", "id")
    written: dict[tuple[str, int], list[StatutoryRule]] = {}
    for rule in rules:
        written.setdefault((rule.country, rule.question_id), []).append(rule)
    found = sorted({code.upper() for code in (countries if countries is not None else _concerned()) if code})
    return [
        Coverage(
            country,
            tuple(
                (
                    one,
                    tuple(
                        rule
                        for code in sorted(countries_for(country))
                        for rule in written.get((code, one.pk), ())
                    ),
                )
                for one in asked
            ),
        )
        for country in found
    ]


def _concerned() -> set[str]:
    markets = Item.objects.filter(register="market").exclude(country="").values_list("country", flat=True)
    sites = Site.objects.filter(active=True).exclude(country="").values_list("country", flat=True)
    return {*USUAL, *markets, *sites}
