"""What a laboratory investigation asks, as data: the result, what was tested, both phases, the conclusion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel.errors import Refused
from probatum.kernel.section import Field, Section
from probatum.quality.events import decisions, facts
from probatum.quality.laboratory import words


def moments_and_limits(values: Mapping[str, Any], at: dt.datetime) -> None:
    """The moments follow each other, and the limits are in order. Raises Refused, naming the field."""
    facts.moments_fit(values, at)
    lower, upper = values.get("lower"), values.get("upper")
    if lower is not None and upper is not None and upper < lower:
        raise Refused("The upper limit lies below the lower one.", field="upper")


RESULT = Section(
    "result",
    "Result",
    (
        Field("type", "Kind of result", "choice", required=True, choices=words.TYPES),
        Field("sample", "Sample", required=True),
        Field("test", "Test", required=True),
        Field("method", "Method", required=True, help="Number and edition of the method."),
        Field("analyst", "Analyst", "person", required=True),
        Field("specification", "Specification", required=True, help="As written, such as 95.0 to 105.0 %."),
        Field("lower", "Lower limit", "number"),
        Field("upper", "Upper limit", "number"),
        Field(
            "result",
            "Original result",
            "number",
            required=True,
            help="As it was measured, not rounded to the limit.",
        ),
        Field("unit", "Unit", required=True),
        Field("occurred_at", "Tested", "moment", required=True),
        facts.AWARE,
        facts.LATE,
    ),
    states=("phase_one",),
    parts=(),
    permission="laboratory.approve",
    at_opening=True,
    check=moments_and_limits,
)


SUBJECTS = Section(
    "subjects",
    "What was tested, and with what",
    (
        Field("product", "Product", "item", register="product"),
        Field("batch", "Batch", "item", register="batch"),
        Field("material", "Material", "item", register="material"),
        Field("equipment", "Instrument", "items", register="equipment"),
        Field(
            "on_hold",
            "Batch on hold",
            "yes_no",
            required=True,
            help="While it is yes and the investigation is open, no disposition of the batch is approved.",
        ),
        facts.AT_ONCE,
        facts.PERSONAL,
    ),
    states=("phase_one", "phase_two"),
    parts=("owner", "laboratory"),
)

PHASE_ONE = Section(
    "phase_one",
    "Phase I: the laboratory",
    (
        *(
            Field(name, label, "choice", required=True, choices=words.CHECKED)
            for name, label in words.CHECKLIST
        ),
        Field("checklist_notes", "What was found", "longtext", required=True),
        Field("assignable", "Assignable laboratory cause", "yes_no", required=True),
        Field(
            "laboratory_cause",
            "The cause and its proof",
            "longtext",
            required=True,
            when=("assignable", (True,)),
            help="Only a proven cause invalidates a result; “probably the analyst” is none.",
        ),
    ),
    states=("phase_one",),
)

PHASE_TWO = Section(
    "phase_two",
    "Phase II: production, sampling, further tests",
    (
        Field("production_review", "Review of production and sampling", "longtext", required=True),
        Field(
            "other_batches",
            "Other batches tested by this method or instrument",
            "longtext",
            required=True,
            help="Those of other investigations are listed under “Other batches”. Say which are concerned, and why not.",
        ),
        Field("findings", "Findings", "longtext", required=True),
    ),
    states=("phase_two",),
)

CONCLUSION = Section(
    "conclusion",
    "Conclusion",
    (
        Field("conclusion", "Conclusion", "longtext", required=True),
        Field("disposition", "Disposition of the batch", "choice", required=True, choices=words.DISPOSITIONS),
        *decisions.DECISIONS,
    ),
    states=("phase_one", "phase_two"),
)
