"""The process of an expected document: expected until as many documents as wanted fill it, or withdrawn with a reason (DOC-42).

Reads from top to bottom as data; what an expected document is begun with is in `expecting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.documents.content import Document
from probatum.documents.placeholders import KIND, Filling, body_of, fillings_of
from probatum.kernel.action import Act
from probatum.kernel.asking import open_task
from probatum.kernel.authz import can_see
from probatum.kernel.effects import on
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.link import Link, link
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Input, Move, Process, Sees, State, process_of, register
from probatum.kernel.record import Record
from probatum.kernel.task import Task

Values = Mapping[str, Any]
LINK = "fills"
DISCARDED = "discarded"


def content(record: Record) -> dict[str, Any]:
    """What the page of an expected document shows."""
    body = body_of(record)
    return {"what_it_is_to_say": body.note, "kind_of_document": body.type.name if body.type else "Any"}


def _named(values: Values) -> Document | None:
    number = " ".join(str(values.get("document") or "").split())
    rows = Document.objects.select_related("record", "type")
    return rows.filter(record__number__iexact=number).first() if number else None


def document_can_fill(record: Record, actor: Actor, values: Values) -> str | None:
    """A document that the person sees, of the type that is expected, and not there twice."""
    if "document" not in values:
        return None  # asked before a number was entered
    document = _named(values)
    if document is None or not can_see(actor, document.record):
        return "Enter the number of a document that you can see."
    number = document.record.number
    if document.record.state == DISCARDED:
        return f"{number} is discarded and fills nothing. Enter another number."
    if any(one.document_id == document.pk for one in fillings_of(record)):
        return f"{number} fills it already. Enter another number."
    wanted = body_of(record).type
    if wanted is not None and not _is_of(document, wanted.pk):
        return f"{number} is of the type “{document.type.name}”, but “{wanted.name}” is expected."
    return None


def _is_of(document: Document, wanted: int) -> bool:
    node: Any = document.type
    while node is not None:
        if node.pk == wanted:
            return True
        node = node.parent
    return False


def when_filled(record: Record) -> str:
    """One more fills it, or it still waits for others."""
    return "filled" if len(fillings_of(record)) + 1 >= body_of(record).wanted else "expected"


def keep_filling(act: Act, record: Record, values: Values) -> None:
    """The document named fills it; while others are missing, the owner stays asked."""
    document = _named(values)
    if document is None:
        raise Refused("Enter the number of a document that you can see.", field="document")
    Filling.objects.create(placeholder_id=record.pk, document=document, since=act.at)
    link(act, source=document.record, target=record, type=LINK)
    if record.state == "expected":
        _ask_again(act, record)


def _ask_again(act: Act, record: Record) -> None:
    if not Task.objects.filter(record=record, person=record.owner, closed_at=None).exists():
        for ask in process_of(KIND).state("expected").asks:
            open_task(act, record, person=record.owner, ask=ask)


def end_fillings(act: Act, record: Record, values: Values) -> None:
    """Nothing fills it any more; what did stays readable."""
    _end(act, fillings_of(record), why=act.reason)


def _end(act: Act, fillings: list[Filling], *, why: str) -> None:
    for one in fillings:
        Filling.objects.filter(pk=one.pk).update(until=act.at)
        Link.objects.filter(
            source_id=one.document_id, target_id=one.placeholder_id, type=LINK, voided_at=None
        ).update(voided_at=act.at, void_reason=why[:300])


@on("document", "discard")
def expect_again_what_was_discarded(act: Act, record: Record, left: str) -> None:
    """A discarded document fills nothing: what it filled is expected again, in the same transaction."""
    filled = Filling.objects.filter(document_id=record.pk, until=None).order_by("placeholder_id")
    for one in filled.select_related("placeholder__record"):
        placeholder = lock(one.placeholder.record)
        _end(act, [one], why=f"{record.number} was discarded.")
        if placeholder.state == "filled":
            advance(act, placeholder, "be_expected_again")


PROCESS = register(
    Process(
        kind=KIND,
        label="Expected document",
        plural="Expected documents",
        icon="calendar",
        start="expected",
        content=content,
        retention="document",
        states=(
            State(
                "expected",
                "Expected",
                "warn",
                "clock",
                asks=(Ask("owner", "fill", "Provide the document", with_record=True),),
                explains="It is not there yet. Its owner makes it or names a document that is there.",
            ),
            State("filled", "Filled", "good", "check", explains="As many documents as expected are there."),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        sees=(Sees("document.edit"), Sees("document.read_drafts"), Sees("document.control")),
        moves=(
            Move(
                "fill",
                "Name the document",
                ("expected",),
                "filled",
                also=("expected",),
                chooses=when_filled,
                part="owner",
                instead="document.control",
                guards=(Guard("document_can_fill", document_can_fill),),
                inputs=(
                    Input(
                        "document",
                        "Number of the document",
                        help="A document that is there already, in preparation or effective.",
                    ),
                ),
                apply=keep_filling,
                primary=True,
                help="Name a document that is there. To make it, choose “Create it now” above.",
            ),
            Move(
                "withdraw",
                "Do not expect it any more",
                ("expected",),
                "withdrawn",
                part="owner",
                instead="document.control",
                reason=True,
                negative=True,
                help="Say why it is not needed.",
            ),
            Move(
                "expect_again",
                "Expect it again",
                ("filled",),
                "expected",
                part="owner",
                instead="document.control",
                reason=True,
                negative=True,
                apply=end_fillings,
                help="What filled it was not what was meant. Its owner is asked again.",
            ),
            Move("be_expected_again", "Be expected again", ("filled",), "expected", automatic=True),
        ),
    )
)
