"""The statutory clocks that the product is delivered with, to be checked, changed and approved by the customer (regulations, section 9).

Plain data: questions of triage, and for each what authorities give. A customer's version begins as a copy of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from probatum.kernel.span import CALENDAR, WORKING
from probatum.quality.events.statutory_tables import GLOBAL, LOCAL, PLAIN, US_FEDERAL

GMP = ("deviation", "nonconformance", "complaint", "lab_investigation")
EVENTS = ("deviation", "nonconformance", "complaint")
DEVICES, MEDICINES = ("device", "combination"), ("medicine", "biologic", "combination")


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """One question: its code is the severity by which rules are found; asked of no kind, it only finds rules."""

    code: str
    text: str
    kinds: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class RulePlan:
    """One period of one authority for one severity."""

    question: str
    country: str
    authority: str
    label: str
    amount: int
    unit: str
    clause: str
    counts_from: str = "When the company became aware"
    classes: tuple[str, ...] = ()
    scope: str = LOCAL
    rolls: bool = False
    holds: int = 0
    calendar: str = PLAIN


QUESTIONS = (
    QuestionPlan(
        "distributed_defect",
        "Does it concern a distributed batch that is or may be mixed up, contaminated, changed, or out of specification?",
        GMP,
        "Also when the cause is found and solved before the period is over.",
    ),
    QuestionPlan(
        "medical_gas",
        "Does the same concern a designated medical gas?",
        ("deviation", "nonconformance", "complaint"),
    ),
    QuestionPlan(
        "biological_deviation",
        "May it affect the safety, purity or potency of a distributed biological product, or of human cells or tissue?",
        GMP,
    ),
    QuestionPlan(
        "serious_breach",
        "Is it likely to affect to a significant degree the safety or rights of trial participants, or the trial's data?",
        ("deviation",),
    ),
    QuestionPlan("urgent_measure", "Was an urgent safety measure taken in a clinical trial?", ("deviation",)),
    QuestionPlan(
        "field_action",
        "Will a device be corrected or removed to reduce a risk to health?",
        EVENTS,
        "Each further batch that is drawn in begins a new period.",
    ),
    QuestionPlan("threat", "Serious threat to public health"),
    QuestionPlan("death", "Death, or an unanticipated serious deterioration of health"),
    QuestionPlan("serious", "Serious injury"),
    QuestionPlan("remedial", "Remedial action needed to prevent substantial harm"),
    QuestionPlan("malfunction", "Malfunction that could harm if it happened again"),
    QuestionPlan("adverse", "Possible adverse event of a medicine, not serious"),
    QuestionPlan("trend", "Rise of incidents that are not serious", ("complaint",)),
)


def _us(question: str, label: str, amount: int, unit: str, clause: str, **more: object) -> RulePlan:
    calendar = US_FEDERAL if unit == WORKING else PLAIN
    return RulePlan(question, "US", "FDA", label, amount, unit, clause, calendar=calendar, **more)  # type: ignore[arg-type]


def _incidents() -> tuple[RulePlan, ...]:
    """Serious incidents with devices: periods of Union law roll off days off and hold two working days (Reg. 1182/71, Art. 3)."""
    found = []
    for country, authority, clause in (
        ("EU", "Competent authority of the member state", "EU 2017/745 Art. 87; EU 2017/746 Art. 82"),
        ("GB", "MHRA (devices)", "SI 2024/1368"),
    ):
        days = {"threat": 2, "death": 10, "serious": 15, "malfunction": 15, "remedial": 15}
        found += [
            RulePlan(
                severity, country, authority, "Serious incident", amount, CALENDAR, clause,
                "When the manufacturer became aware; that day is day 0", DEVICES, LOCAL, rolls=True, holds=2,
            )
            for severity, amount in days.items()
        ]  # fmt: skip
    return tuple(found)


RULES = (
    _us(
        "distributed_defect", "NDA/ANDA field alert report", 3, WORKING, "21 CFR 314.81(b)(1)",
        counts_from="Receipt of the information", scope=GLOBAL, classes=("medicine", "combination"),
    ),
    RulePlan(
        "distributed_defect", "EU", "Competent authority", "Quality defect that may lead to a recall", 0, CALENDAR,
        "EU GMP chapter 8.15", "When the defect is confirmed or reasonably suspected", MEDICINES,
    ),
    _us(
        "medical_gas", "Field alert of a designated medical gas", 45, CALENDAR, "21 CFR 230.205",
        counts_from="When the information was obtained; 3 working days where a rapid response is needed",
    ),
    _us(
        "biological_deviation", "Biological product deviation report", 45, CALENDAR,
        "21 CFR 600.14, 1271.350(b)", counts_from="Information reasonably suggesting the event", scope=GLOBAL,
    ),
    RulePlan("serious_breach", "EU", "Member states concerned (CTIS)", "Serious breach", 7, CALENDAR, "EU 536/2014 Art. 52",
             "When the sponsor became aware"),
    RulePlan("serious_breach", "GB", "MHRA (clinical trials)", "Serious breach", 7, CALENDAR, "SI 2004/1031 reg. 29A, as amended",
             "When the sponsor became aware"),
    RulePlan("urgent_measure", "EU", "Member states concerned (CTIS)", "Urgent safety measure", 7, CALENDAR,
             "EU 536/2014 Art. 54", "When the measure was taken"),
    _us("field_action", "Correction or removal", 10, WORKING, "21 CFR 806.10", counts_from="When the action was begun",
        classes=DEVICES, scope=GLOBAL),
    RulePlan("field_action", "EU", "Competent authority of the member state", "Field safety corrective action", 0, CALENDAR,
             "EU 2017/745 Art. 87(8)", "Before the action begins", DEVICES),
    *_incidents(),
    *(
        _us(severity, "Medical device report", 5, WORKING, "21 CFR 803.53(a)", classes=DEVICES, scope=GLOBAL)
        for severity in ("threat", "remedial")
    ),
    *(
        _us(severity, "Medical device report", 30, CALENDAR, "21 CFR 803.50", classes=DEVICES, scope=GLOBAL)
        for severity in ("death", "serious", "malfunction")
    ),
    *(
        _us(severity, "Alert report of an adverse experience", 15, CALENDAR, "21 CFR 310.305(c), 314.80(c)(1), 600.80(c)(1)",
            counts_from="First receipt", classes=MEDICINES, scope=GLOBAL)
        for severity in ("threat", "death", "serious")
    ),
    *(
        RulePlan(severity, "EU", "EudraVigilance", "Serious case report", 15, CALENDAR, "2001/83/EC Art. 107(3)",
                 "The day on which the holder gained knowledge", MEDICINES, GLOBAL)
        for severity in ("threat", "death", "serious")
    ),
    RulePlan("adverse", "EU", "EudraVigilance", "Case report that is not serious", 90, CALENDAR, "2001/83/EC Art. 107(3)",
             "The day on which the holder gained knowledge", MEDICINES),
    RulePlan("trend", "EU", "Competent authority of the member state", "Trend report", 0, CALENDAR,
             "EU 2017/745 Art. 88", "By the method of the surveillance plan", DEVICES),
)  # fmt: skip
