"""The process of a document: in preparation until a version is effective, then effective until it is retired.

The content moves through its versions (see version.py); the document keeps number, owner and the pointer to what is in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.documents.content import FINISHED_STATES, Document, Version
from probatum.kernel.lifecycle import advance
from probatum.kernel.process import Guard, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record

RETIRED = Meaning("retired", "Approved for retirement")


def content(record: Record) -> dict[str, Any]:
    """What a retirement is bound to."""
    document = Document.objects.select_related("type", "effective__record").get(pk=record.pk)
    return {
        "type": document.type.code,
        "title": record.title,
        "effective": f"{document.effective.major}.0" if document.effective else "",
    }


def no_version_open(record: Record, actor: Any, values: Mapping[str, Any]) -> str | None:
    """No version is on its way."""
    versions = Version.objects.filter(document_id=record.pk)
    open_version = versions.exclude(record__state__in=FINISHED_STATES).first()
    return (
        f"Version {open_version.label} is still open. Discard it or make it effective first."
        if open_version
        else None
    )


def never_approved(record: Record, actor: Any, values: Mapping[str, Any]) -> str | None:
    """What was ever approved is retired, not discarded (DOC-38)."""
    approved = Version.objects.filter(document_id=record.pk).exclude(approved_at=None).exists()
    return "A version of this document was approved. Retire the document instead." if approved else None


def retire_effective(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """The effective version becomes obsolete in the same instant; readers no longer see it."""
    document = Document.objects.select_related("effective__record").get(pk=record.pk)
    if document.effective is not None:
        advance(act, document.effective.record, "retire")
        Version.objects.filter(pk=document.effective.pk).update(superseded_at=act.at)
        Document.objects.filter(pk=document.pk).update(effective=None, next_review=None)


PROCESS = register(
    Process(
        kind="document",
        label="Document",
        plural="Documents",
        icon="document",
        start="in_preparation",
        manifest="document/1",
        content=content,
        retention="document",
        states=(
            State(
                "in_preparation", "In preparation", "neutral", "pen", explains="No version is effective yet."
            ),
            State("effective", "Effective", "good", "check", explains="One version is in force."),
            State("retired", "Retired", "muted", "cross", final=True),
            State("discarded", "Discarded", "muted", "cross", rail=False),
        ),
        parts=(
            PartRule("author", "Author", "document.edit", help="Writes the versions."),
            PartRule("involved", "Involved", "", maximum=200, help="Reviews or approves a version."),
        ),
        sees=(
            Sees("document.read", ("effective",)),
            Sees("document.read_superseded", ("effective", "retired")),
            Sees("document.read_drafts"),
            Sees("document.control"),
        ),
        moves=(
            Move(
                "take_effect",
                "Become effective",
                ("in_preparation", "effective"),
                "effective",
                automatic=True,
            ),
            Move(
                "retire",
                "Retire and sign",
                ("effective",),
                "retired",
                permission="version.approve_quality",
                meaning=RETIRED,
                reason=True,
                negative=True,
                guards=(Guard("no_version_open", no_version_open),),
                apply=retire_effective,
            ),
            Move(
                "retire_by_change",
                "Be retired by a change",
                ("effective",),
                "retired",
                automatic=True,
                apply=retire_effective,
            ),
            Move(
                "discard",
                "Discard the document",
                ("in_preparation",),
                "discarded",
                part="owner",
                instead="document.control",
                reason=True,
                negative=True,
                guards=(
                    Guard("never_approved", never_approved),
                    Guard("no_version_open", no_version_open),
                ),
                help="The document is set aside and can be restored; its number is never used again.",
            ),
            Move(
                "restore",
                "Restore the document",
                ("discarded",),
                "in_preparation",
                part="owner",
                instead="document.control",
                reason=True,
                primary=True,
            ),
        ),
    )
)
