"""What the triage questions make of a complaint: its severity, and its place in the queue (CMP-03)."""

from __future__ import annotations

from typing import Any

from probatum.kernel.action import Act
from probatum.kernel.body import body_of
from probatum.kernel.record import Record
from probatum.kernel.section import Field
from probatum.quality.complaints.bodies import Complaint
from probatum.quality.complaints.words import CLASSES, SEVERITIES, rank_of

#: asked before anything else; the first that is answered with yes gives the severity
QUESTIONS = (
    ("threat", "threat", "Is it a serious threat to public health?", "Many people could be harmed soon."),
    ("death", "death", "Did somebody die?", "Whether or not the product is thought to be the cause."),
    (
        "injury",
        "serious",
        "Was somebody seriously injured?",
        "Lasting harm, a stay in hospital, or an intervention to prevent it.",
    ),
    (
        "remedial",
        "remedial",
        "Is remedial action needed to prevent substantial harm?",
        "21 CFR 803.53(a). Then five working days are counted.",
    ),
    (
        "malfunction",
        "malfunction",
        "Did it fail in use so that it could harm somebody if it failed again?",
        "21 CFR 803.50, EU 2017/745 Art. 2(65).",
    ),
    ("falsified", "falsified", "Could it be falsified?", "Packaging, codes or contents are not ours."),
    (
        "adverse_event",
        "adverse",
        "Is it a possible adverse event of a medicine?",
        "Then it is handed over to pharmacovigilance within one working day.",
    ),
)

FIELDS = (
    *(Field(name, text, "yes_no", required=True, help=hint) for name, _, text, hint in QUESTIONS),
    Field("product_class", "Kind of product", "choice", required=True, choices=CLASSES),
)
RESULT = (
    Field("severity", "Severity", "choice", choices=SEVERITIES),
    Field("queue_rank", "Place in the queue", "whole", help="1 is looked at first."),
)


def severity_of(kept: Any) -> str:
    """The severity that the answers give; a quality defect without harm where every answer is no."""
    found = [severity for name, severity, _, _ in QUESTIONS if getattr(kept, name)]
    return found[0] if found else "defect"


def weigh(act: Act, record: Record) -> None:
    """Keep severity and place in the queue as the answers give them now, under an open action."""
    kept: Complaint = body_of(record)
    kept.severity = severity_of(kept)
    kept.queue_rank = rank_of(kept.severity)
    kept.save(update_fields=["severity", "queue_rank"])
