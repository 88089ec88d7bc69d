"""What is asked of a complaint, in sections: triage questions first, then intake, investigation or waiver, decisions, answer (CMP-02).

21 CFR 211.198(b), QMSR 820.35(a). No section asks for a name: who complained stands apart.
"""

from __future__ import annotations

from probatum.kernel.section import Field, Section
from probatum.quality.complaints import triage
from probatum.quality.complaints.words import CHANNELS, NATURES
from probatum.quality.events import decisions, facts

TRIAGE = "event.triage"

QUESTIONS = Section(
    "questions",
    "Triage questions",
    triage.FIELDS,
    states=("intake", "triage"),
    permission=TRIAGE,
    at_opening=True,
    help="They decide how soon it is looked at, and whom the law wants told. In doubt answer with yes.",
)
INTAKE = Section(
    "intake",
    "What is complained of",
    (
        facts.DESCRIPTION,
        Field("product", "Product", "items", required=True, register="product"),
        Field("lot", "Lot or batch", "items", register="batch"),
        Field("serial", "Serial number"),
        Field("udi", "UDI or other identifier"),
        Field("unidentified", "Why lot and serial number are not known", "longtext"),
        Field("nature", "What it is about", "choice", required=True, choices=NATURES),
        Field("problem_code", "Problem code", help="Such as IMDRF A0401."),
        Field("quantity", "Quantity complained of", "number"),
        Field("quantity_unit", "Unit", help="As the complainant says it, such as tablets."),
        Field("occurred_at", "Occurred", "moment", help="When it happened, as well as it is known."),
        Field("reported_at", "Reported by the customer", "moment"),
        facts.AWARE,
        facts.LATE,
        Field(
            "incident_country",
            "Country where it happened",
            "item",
            required=True,
            register="market",
        ),
        Field("sold_in", "Other countries where it is sold", "items", register="market"),
        Field("channel", "How it came in", "choice", required=True, choices=CHANNELS),
        facts.AT_ONCE,
        facts.PERSONAL,
    ),
    states=("intake", "triage"),
    parts=("owner", "opener"),
    permission=TRIAGE,
    at_opening=True,
    check=facts.moments_fit,
    help="Write no name here. Who complained is entered on a page of its own.",
)
STANDING = Section("standing", "Severity", triage.RESULT, derived=True)
INVESTIGATION = Section(
    "investigation",
    "Investigation",
    (
        Field("findings", "Findings", "longtext", required=True),
        Field(
            "further",
            "Other batches and earlier complaints looked at",
            "longtext",
            required=True,
            help="EU GMP 8.11, 21 CFR 211.192.",
        ),
        Field("risk", "Risk for patients and users", "longtext", required=True),
        Field("conclusion", "Conclusion", "longtext", required=True, help="Is it justified, and why."),
    ),
    states=("investigation",),
    parts=("investigator", "owner"),
)
WAIVER = Section(
    "waiver",
    "Why it is not investigated",
    (
        Field("waiver_reason", "Why it is not investigated", "longtext", required=True),
        Field(
            "equivalent_case",
            "Equivalent earlier case",
            required=True,
            help="The number of a closed complaint.",
        ),
    ),
    states=("investigation",),
    parts=("investigator", "owner"),
)
DECISION = Section(
    "decision", "CAPA decision", decisions.DECISIONS, states=("investigation", "capa_decision")
)
ANSWER = Section(
    "answer",
    "Answer",
    (Field("no_answer_reason", "Why nobody is answered", "longtext", help="Only where no letter is sent."),),
    states=("response",),
)
SECTIONS = (QUESTIONS, INTAKE, STANDING, INVESTIGATION, WAIVER, DECISION, ANSWER)
