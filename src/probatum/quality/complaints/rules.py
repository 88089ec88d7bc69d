"""By when which authority is told: the periods in force for a country, a severity and a kind of product (CMP-04).

A country without a rule is no country without a duty: the determination is made all the same, and the coverage report warns.
"""

from __future__ import annotations

from dataclasses import dataclass

from probatum.kernel.span import CALENDAR, WORKING, Span

DEVICES, MEDICINES = ("device", "combination"), ("medicine", "biologic", "combination")
GLOBAL, LOCAL = "global", "local"


@dataclass(frozen=True, slots=True)
class Rule:
    """One period: who is told in a country when something so severe happened with such a product, and by which clause."""

    country: str
    authority: str
    severities: tuple[str, ...]
    classes: tuple[str, ...]
    span: Span
    scope: str
    source: str


def _union(amount: int) -> Span:
    """A period of Union law: a last day off rolls, and it holds two working days (Reg. 1182/71, Art. 3)."""
    return Span(amount, CALENDAR, rolls=True, holds=2)


_INCIDENT = ("serious", "malfunction", "remedial")
RULES = (
    Rule("US", "FDA (CDRH)", ("threat", "remedial"), DEVICES, Span(5, WORKING), GLOBAL, "21 CFR 803.53(a)"),
    Rule("US", "FDA (CDRH)", ("death", "serious", "malfunction"), DEVICES, Span(30), GLOBAL, "21 CFR 803.50"),
    Rule(
        "US",
        "FDA (CDER)",
        ("death", "serious", "threat"),
        MEDICINES,
        Span(15),
        GLOBAL,
        "21 CFR 314.80(c)(1)",
    ),
    *(
        Rule(country, authority, severities, DEVICES, _union(days), LOCAL, clause)
        for country, authority, clause in (
            ("EU", "Competent authority of the member state", "EU 2017/745 Art. 87"),
            ("GB", "MHRA (devices)", "SI 2024/1368"),
        )
        for severities, days in ((("threat",), 2), (("death",), 10), (_INCIDENT, 15))
    ),
    Rule(
        "EU",
        "EudraVigilance",
        ("death", "serious", "threat"),
        MEDICINES,
        Span(15),
        GLOBAL,
        "2001/83/EC Art. 107(3)",
    ),
    Rule("EU", "EudraVigilance", ("adverse",), MEDICINES, Span(90), LOCAL, "2001/83/EC Art. 107(3)"),
)


def rules_for(country: str, severity: str, *, product_class: str = "") -> list[Rule]:
    """The rules of a country for a severity, of one kind of product or of all."""
    return [
        rule
        for rule in RULES
        if rule.country == country.upper()
        and severity in rule.severities
        and (not product_class or product_class in rule.classes)
    ]
