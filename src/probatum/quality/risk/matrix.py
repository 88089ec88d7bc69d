"""The process of the risk matrix: a version is prepared, approved by somebody else, in force, and superseded by the next (RSK-01).

Reads from top to bottom as data. A rating names the version by which it was given, so a new one changes no rating (RSK-15).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.approved_configuration import ApprovedConfiguration
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard, Process, register
from probatum.kernel.record import Record
from probatum.quality.risk.editions import read
from probatum.quality.risk.plan import as_data
from probatum.quality.risk.scale import MatrixEdition, RiskMatrix

KIND = "risk_matrix"
PATTERN = "RM-{n:03}"
PREPARE, APPROVE = "rating.manage", "rating.approve"

Values = Mapping[str, Any]


def content(record: Record) -> dict[str, Any]:
    """What the signature is bound to: every level with its words, every result, every cell or threshold."""
    matrix = RiskMatrix.objects.select_related("edition").get(pk=record.pk)
    contents = as_data(read(matrix.edition)) if matrix.edition else {}
    return {"title": record.title, "note": matrix.note, **contents}


def filled_in(record: Record, actor: Actor, values: Values) -> str | None:
    """Levels and results are saved."""
    if RiskMatrix.objects.filter(pk=record.pk, edition=None).exists():
        return "It has no levels yet. Whoever prepares it fills in and saves the matrix."
    return None


def preparers(record: Record) -> set[int]:
    """Whoever opened a version or saved an edition of it."""
    return {
        record.owner_id,
        *MatrixEdition.objects.filter(matrix=record.pk).values_list("made_by", flat=True),
    }


CONFIGURED = ApprovedConfiguration(
    called="risk matrix",
    prepare=PREPARE,
    approve=APPROVE,
    gates=(Guard("filled_in", filled_in),),
    wrote=preparers,
    read_by=("audit_trail.read", "event.read"),
    drafted="Levels, words and results are written.",
    looked_at="Somebody who did not prepare it looks at every level and cell, and signs.",
    applies="Every rating is given by it.",
    outlived="A later version is in force. Ratings given by this one stand.",
)

PROCESS = register(
    Process(
        kind=KIND,
        label="Risk matrix",
        plural="Risk matrices",
        icon="risk",
        start="draft",
        manifest="risk_matrix/1",
        content=content,
        retention="unlimited",
        states=CONFIGURED.states,
        parts=CONFIGURED.parts,
        sees=CONFIGURED.sees,
        moves=CONFIGURED.moves,
    )
)


def in_force() -> RiskMatrix | None:
    """The version by which ratings are given now; None before the first approval."""
    return (
        RiskMatrix.objects.filter(record__kind=KIND, record__state="in_force")
        .select_related("record", "edition")
        .first()
    )
