"""The process of the risk matrix: a version is prepared, approved by somebody else, in force, and superseded by the next (RSK-01).

Reads from top to bottom as data. A rating names the version by which it was given, so a new one changes no rating (RSK-15).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.quality.risk.editions import read
from probatum.quality.risk.plan import as_data
from probatum.quality.risk.scale import MatrixEdition, RiskMatrix

KIND = "risk_matrix"
PATTERN = "RM-{n:03}"
PREPARE, APPROVE = "rating.manage", "rating.approve"
APPROVED = Meaning("configuration_approved", "Configuration change approved")

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


def somebody_asked(record: Record, actor: Actor, values: Values) -> str | None:
    """Somebody is named to approve it who did not prepare it."""
    wrote = preparers(record)
    named = [held for held in parts_of(record) if held.name == "approver" and held.person_id not in wrote]
    return None if named else "Nobody else is named to approve it. Whoever prepares it names somebody."


def not_the_preparer(record: Record, actor: Actor, values: Values) -> str | None:
    """Who prepared any of it does not approve it."""
    if actor.pk in preparers(record):
        return "You prepared this matrix, so somebody else has to approve it."
    return None


def preparers(record: Record) -> set[int]:
    """Whoever opened a version or saved an edition of it."""
    return {
        record.owner_id,
        *MatrixEdition.objects.filter(matrix=record.pk).values_list("made_by", flat=True),
    }


def supersede_the_last(act: Any, record: Record, values: Values) -> None:
    """The version in force until now is superseded at the same moment."""
    for other in Record.objects.filter(kind=KIND, state="in_force").exclude(pk=record.pk).order_by("pk"):
        advance(act, lock(other), "supersede")


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
        states=(
            State("draft", "Draft", "neutral", "pen", explains="Levels, words and results are written."),
            State(
                "in_approval",
                "In approval",
                "info",
                "clock",
                asks=(Ask("approver", "approve", "Approve the risk matrix", business_days=10),),
                explains="Somebody who did not prepare it looks at every level and cell, and signs.",
            ),
            State("in_force", "In force", "good", "check", explains="Every rating is given by it."),
            State(
                "superseded",
                "Superseded",
                "muted",
                "archive",
                final=True,
                explains="A later version is in force. Ratings given by this one stand.",
            ),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        parts=(PartRule("approver", "Approver", APPROVE, maximum=5, help="Prepared none of it."),),
        sees=(Sees(PREPARE), Sees(APPROVE), Sees("audit_trail.read"), Sees("event.read")),
        moves=(
            Move(
                "submit",
                "Send for approval",
                ("draft",),
                "in_approval",
                permission=PREPARE,
                guards=(Guard("filled_in", filled_in), Guard("somebody_asked", somebody_asked)),
                primary=True,
            ),
            Move(
                "approve",
                "Approve and sign",
                ("in_approval",),
                "in_force",
                permission=APPROVE,
                meaning=APPROVED,
                guards=(Guard("filled_in", filled_in), Guard("not_the_preparer", not_the_preparer)),
                apply=supersede_the_last,
                primary=True,
                help="It is in force at once; the version before it is superseded.",
            ),
            Move(
                "send_back",
                "Send back",
                ("in_approval",),
                "draft",
                permission=APPROVE,
                reason=True,
                negative=True,
            ),
            Move(
                "withdraw",
                "Withdraw the version",
                ("draft", "in_approval"),
                "withdrawn",
                permission=PREPARE,
                reason=True,
                negative=True,
            ),
            Move("supersede", "Be superseded", ("in_force",), "superseded", automatic=True),
        ),
    )
)


def in_force() -> RiskMatrix | None:
    """The version by which ratings are given now; None before the first approval."""
    return (
        RiskMatrix.objects.filter(record__kind=KIND, record__state="in_force")
        .select_related("record", "edition")
        .first()
    )
