"""The process of a disposition: what becomes of a quantity of what does not conform, approved with a signature of its own (QE-20).

21 CFR 820.90(b), 211.192, ISO 13485 8.3. Use as it is and a regrade are concessions: a second person approves them. A rework names
the instruction in force by which it is done, and what it does to the product. Reads from top to bottom as data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel import body
from probatum.kernel.authz import visible
from probatum.kernel.body import body_of
from probatum.kernel.concern import items_of
from probatum.kernel.errors import Missing, Refused
from probatum.kernel.gates import NOT_THE_OWNER, filled_in, not_who_did
from probatum.kernel.hold import none_held
from probatum.kernel.link import Link, link
from probatum.kernel.master import Item
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Input, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.quality.events.nonconforming import (
    DECISIONS,
    REGRADE,
    REWORK,
    USE_AS_IS,
    Disposition,
)

KIND = "disposition"
HANDLE, QUALITY = "event.handle", "event.approve_quality"
CONCESSIONS = (USE_AS_IS, REGRADE)
REWORKED_BY = "reworked_by"
Values = Mapping[str, Any]


def quantity_fits(values: Values, at: dt.datetime) -> None:
    """More than nothing is disposed of. Raises Refused, naming the field."""
    quantity = values.get("quantity")
    if quantity is not None and quantity <= 0:
        raise Refused("Enter a quantity above zero.", field="quantity")


def edited(act: Any, record: Record, section: str) -> None:
    """The instruction is linked by its version in force; another one named before is no longer linked."""
    kept: Disposition = body_of(record)
    former = Link.objects.filter(source=record, type=REWORKED_BY, voided_at=None)
    if kept.decision != REWORK or not kept.instruction:
        former.update(voided_at=act.at, void_reason="No longer named")
        return
    version = _in_force(act.actor, kept.instruction)
    former.exclude(target=version).update(voided_at=act.at, void_reason="Another instruction is named")
    link(act, source=record, target=version, type=REWORKED_BY)


def _in_force(actor: Actor, number: str) -> Record:
    wanted = visible(actor, "document").filter(number__iexact=number.strip()).first()
    version = (
        visible(actor, "version").filter(state="effective", documents_version__document_id=wanted.pk).first()
        if wanted is not None
        else None
    )
    if version is None:
        raise Refused(
            f"{number.strip()[:40]} is no document in force that you may see. Enter the number of the instruction.",
            field="instruction",
        )
    return version


def opened(act: Any, record: Record) -> None:
    """What is named at the opening is linked at once."""
    edited(act, record, "decision")


def is_concession(record: Record) -> bool:
    """Whether what does not conform is used all the same."""
    return body_of(record).decision in CONCESSIONS


def after_approval(record: Record) -> str:
    """A concession is approved by a second person."""
    return "second_approval" if is_concession(record) else "approved"


def instruction_linked(record: Record, actor: Actor, values: Values) -> Missing | None:
    """A rework goes by a version of an instruction that is in force now (21 CFR 820.90(b)(2))."""
    if body_of(record).decision != REWORK:
        return None
    found = (
        Link.objects.filter(source=record, type=REWORKED_BY, voided_at=None).select_related("target").first()
    )
    if found is None:
        return Missing("No instruction to rework is named.", record=record, section="decision")
    if found.target.state != "effective":
        text = f"{found.target.number} is no longer in force. Name the instruction again."
        return Missing(text, record=record, section="decision")
    return None


def carry_out(act: Any, record: Record, values: Values) -> None:
    """Day and evidence are kept."""
    given = values.get("carried_out_on")
    try:
        day = given if isinstance(given, dt.date) else dt.date.fromisoformat(str(given))
    except ValueError:
        raise Refused("Enter the day, such as 2026-12-01.", field="carried_out_on") from None
    if day > (act.at + dt.timedelta(days=1)).date():
        raise Refused("Enter a day that has come.", field="carried_out_on")
    kept: Disposition = body_of(record)
    kept.carried_out_on, kept.evidence = day, str(values.get("evidence") or "")
    kept.save(update_fields=["carried_out_on", "evidence"])


def batches_of(record: Record) -> list[Item]:
    """The batches that a disposition is about: its own, or where it names none those of its nonconformance."""
    named = items_of(record, "batch")
    return named or (items_of(record.parent, "batch") if record.parent is not None else [])


NONE_HELD = none_held(batches_of)
APPROVABLE = (
    filled_in("decision"),
    Guard("instruction_linked", instruction_linked),
    NONE_HELD,
    NOT_THE_OWNER,
)

PROCESS = register(
    Process(
        kind=KIND,
        label="Disposition",
        plural="Dispositions",
        icon="archive",
        start="draft",
        numbering="DSP-{year}-{n:04}",
        opens=HANDLE,
        staffs="event.triage",
        parents=("nonconformance",),
        body=Disposition,
        opened=opened,
        edited=edited,
        manifest="disposition/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="as the nonconformance that it belongs to",
        sections=(
            Section(
                "decision",
                "Decision",
                (
                    Field("decision", "What becomes of it", "choice", required=True, choices=DECISIONS),
                    Field("batch", "Batches", "items", register="batch"),
                    Field("quantity", "Quantity", "number", required=True),
                    Field("quantity_unit", "Unit", required=True, help="The unit of the nonconformance."),
                    Field(
                        "rationale",
                        "Rationale",
                        "longtext",
                        required=True,
                        when=("decision", CONCESSIONS),
                        help="Why it may be used although it does not conform, and what that means for who uses it.",
                    ),
                    Field("new_grade", "Regraded to", required=True, when=("decision", (REGRADE,))),
                    Field(
                        "instruction",
                        "Instruction to rework",
                        required=True,
                        when=("decision", (REWORK,)),
                        help="The number of a document in force; its version is linked.",
                    ),
                    Field(
                        "rework_effect",
                        "Effect of the rework on the product",
                        "longtext",
                        required=True,
                        when=("decision", (REWORK,)),
                        help="21 CFR 820.90(b)(2), ISO 13485 8.3.4.",
                    ),
                ),
                states=("draft",),
                at_opening=True,
                check=quantity_fits,
            ),
            Section(
                "carried_out",
                "Carried out",
                (
                    Field("carried_out_on", "Carried out on", "date"),
                    Field("evidence", "What shows that it was carried out", "longtext"),
                ),
                derived=True,
                signed=False,
            ),
        ),
        states=(
            State(
                "draft",
                "Proposed",
                "neutral",
                "pen",
                asks=(Ask("owner", "submit", "Complete the disposition", days=3),),
            ),
            State(
                "in_approval",
                "In approval",
                "info",
                "sign",
                asks=(Ask("quality", "approve", "Approve the disposition", days=3, instead=QUALITY),),
            ),
            State(
                "second_approval",
                "In second approval",
                "info",
                "sign",
                asks=(
                    Ask("second", "approve_concession", "Approve the concession", days=3, instead=QUALITY),
                ),
                explains="What does not conform is to be used. Somebody else than the first approver approves it too.",
            ),
            State(
                "approved",
                "Approved",
                "info",
                "check",
                asks=(Ask("owner", "carry_out", "Carry out the disposition", days=7),),
                explains="It is carried out, and what shows that is entered.",
            ),
            State("carried_out", "Carried out", "good", "check", final=True),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        parts=(
            PartRule(
                "quality", "Quality approver", QUALITY, maximum=3, help="Is not the owner.", inherited=True
            ),
            PartRule(
                "second", "Second approver", QUALITY, maximum=3, help="Of a concession; not the first one."
            ),
        ),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move(
                "submit",
                "Send for approval",
                ("draft",),
                "in_approval",
                part="owner",
                guards=APPROVABLE[:3],
                primary=True,
            ),
            Move(
                "approve",
                "Approve and sign",
                ("in_approval",),
                "approved",
                also=("second_approval",),
                chooses=after_approval,
                permission=QUALITY,
                meaning=Meaning("disposition_approved", "Disposition approved"),
                guards=APPROVABLE,
                primary=True,
            ),
            Move(
                "approve_concession",
                "Approve the concession and sign",
                ("second_approval",),
                "approved",
                permission=QUALITY,
                meaning=Meaning("concession_approved", "Concession approved"),
                guards=(
                    *APPROVABLE,
                    not_who_did(
                        "approve", sentence="You gave the first approval, so somebody else gives the second."
                    ),
                ),
                primary=True,
            ),
            Move(
                "send_back",
                "Send back",
                ("in_approval", "second_approval"),
                "draft",
                permission=QUALITY,
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            Move(
                "carry_out",
                "Carried out",
                ("approved",),
                "carried_out",
                part="owner",
                guards=(NONE_HELD,),
                inputs=(
                    Input("carried_out_on", "Carried out on", type="date"),
                    Input(
                        "evidence",
                        "What shows it",
                        type="longtext",
                        help="Such as a record, a delivery note.",
                    ),
                ),
                apply=carry_out,
                primary=True,
            ),
            Move(
                "withdraw",
                "Withdraw",
                ("draft", "in_approval", "second_approval"),
                "withdrawn",
                part="owner",
                reason=True,
                negative=True,
            ),
        ),
    )
)
