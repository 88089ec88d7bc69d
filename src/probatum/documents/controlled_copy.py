"""The process of a controlled copy: issued, recalled when its version is not in force any more, then returned, destroyed or missing.

DOC-25, DOC-26; ISO 13485 4.2.4(h), 21 CFR 211.100(b). Reads from top to bottom as data; issuing and printing are in `copying`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.documents.copies import KIND, ControlledCopy
from probatum.kernel.action import Act
from probatum.kernel.effects import on
from probatum.kernel.lifecycle import advance
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Input, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record


def content(record: Record) -> dict[str, Any]:
    """What the page of a copy shows."""
    copy = ControlledCopy.objects.select_related("document__record", "version__record").get(pk=record.pk)
    return {
        "document": copy.document.record.number,
        "version": copy.version.label,
        "copy": copy.copy_no,
        "recipient": copy.recipient,
        "place": copy.place,
        "purpose": copy.purpose,
        "destroyed_before": copy.witness,
    }


def not_the_holder(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """Nobody confirms that a copy of their own is gone."""
    copy = ControlledCopy.objects.get(pk=record.pk)
    if copy.holder_id is None or copy.holder_id != actor.pk:
        return None
    return "You hold this copy, so somebody else of document control has to confirm what became of it."


def not_handed_back(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """The recipient says it once."""
    if ControlledCopy.objects.filter(pk=record.pk, handed_back_at=None).exists():
        return None
    return "The recipient has said that this copy was handed back. Document control confirms it."


def keep_recall(act: Act, record: Record, values: Mapping[str, Any]) -> None:
    """Whoever has the copy is asked for it from now on."""
    ControlledCopy.objects.filter(pk=record.pk).update(recalled_at=act.at, handed_back_at=None, ended_at=None)


def keep_hand_back(act: Act, record: Record, values: Mapping[str, Any]) -> None:
    """What the recipient says; document control still has to see the paper."""
    ControlledCopy.objects.filter(pk=record.pk).update(handed_back_at=act.at)


def keep_end(act: Act, record: Record, values: Mapping[str, Any]) -> None:
    """Nobody is asked for the copy any more."""
    witness = str(values.get("witness") or "").strip()[:120]
    ControlledCopy.objects.filter(pk=record.pk).update(ended_at=act.at, witness=witness)


@on("version", "supersede")
@on("version", "retire")
def recall_copies(act: Act, record: Record, left: str) -> None:
    """A version that is not in force any more calls its copies back, in the same transaction (DOC-26)."""
    out = (
        Record.objects.select_for_update(of=("self",), no_key=True)
        .select_related("owner", "site")
        .order_by("pk")
    )
    for copy in out.filter(documents_controlledcopy__version_id=record.pk, state="issued"):
        advance(act, copy, "be_recalled")


CONTROL = "document.control"
GONE = (Guard("not_the_holder", not_the_holder),)

PROCESS = register(
    Process(
        kind=KIND,
        label="Controlled copy",
        plural="Controlled copies",
        icon="print",
        start="issued",
        content=content,
        retention="document",
        states=(
            State("issued", "Issued", "good", "print", explains="The recipient may work by this paper."),
            State(
                "recalled",
                "Recalled",
                "warn",
                "undo",
                asks=(
                    Ask("holder", "hand_back", "Hand back the controlled copy", business_days=5),
                    Ask("keeper", "receive", "Get the controlled copy back", business_days=10),
                ),
                explains="Nobody may work by it. The recipient hands it back and document control confirms it.",
            ),
            State("returned", "Returned", "muted", "check", final=True),
            State("destroyed", "Destroyed", "muted", "cross", final=True, rail=False),
            State(
                "missing",
                "Missing",
                "danger",
                "alert",
                rail=False,
                explains="Nobody knows where it is. When it turns up, it is recalled again.",
            ),
        ),
        parts=(
            PartRule("holder", "Recipient", "", maximum=1, help="Has the paper and hands it back."),
            PartRule("keeper", "Keeper", CONTROL, minimum=1, maximum=1, help="Issued it and gets it back."),
        ),
        sees=(Sees(CONTROL), Sees("document.read_superseded")),
        moves=(
            Move(
                "be_recalled",
                "Be recalled with its version",
                ("issued",),
                "recalled",
                automatic=True,
                apply=keep_recall,
            ),
            Move(
                "recall",
                "Recall this copy",
                ("issued",),
                "recalled",
                permission=CONTROL,
                reason=True,
                apply=keep_recall,
                help="The recipient is asked to hand it back. Its code says from now on that it is not valid.",
            ),
            Move(
                "hand_back",
                "I have handed it back",
                ("recalled",),
                "recalled",
                part="holder",
                guards=(Guard("not_handed_back", not_handed_back),),
                apply=keep_hand_back,
                primary=True,
                help="Document control confirms it when the paper is there.",
            ),
            Move(
                "receive",
                "Confirm the return",
                ("issued", "recalled"),
                "returned",
                permission=CONTROL,
                reason=True,
                guards=GONE,
                apply=keep_end,
                primary=True,
                help="You have the paper in your hands. Say in which condition, and what happens with it.",
            ),
            Move(
                "destroy",
                "Confirm the destruction",
                ("issued", "recalled"),
                "destroyed",
                permission=CONTROL,
                reason=True,
                guards=GONE,
                inputs=(
                    Input(
                        "witness",
                        "Destroyed before",
                        required=False,
                        help="Who was there, if your company asks for a witness.",
                    ),
                ),
                apply=keep_end,
            ),
            Move(
                "report_missing",
                "Report it missing",
                ("issued", "recalled"),
                "missing",
                part="holder",
                instead=CONTROL,
                reason=True,
                negative=True,
                apply=keep_end,
                outcome="withdrawn",
                help="Say where it was last seen and what was done to find it.",
            ),
            Move(
                "turn_up",
                "It has turned up",
                ("missing",),
                "recalled",
                part="holder",
                instead=CONTROL,
                reason=True,
                apply=keep_recall,
                primary=True,
                help="It is asked for again; it does not become valid again.",
            ),
        ),
    )
)
