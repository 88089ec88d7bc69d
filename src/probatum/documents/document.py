"""The process of a document: in preparation until a version is effective, then effective until it is retired.

The content moves through its versions (see version.py); the document keeps number, owner and the pointer to what is in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.documents import retirement
from probatum.documents.content import Document, Version, file_facts
from probatum.kernel import search
from probatum.kernel.process import (
    Arrival,
    Ask,
    Guard,
    Meaning,
    Move,
    PartRule,
    Process,
    Sees,
    State,
    register,
)
from probatum.kernel.record import Record

RETIRED = Meaning("retired", "Approved for retirement")
RETIREMENT_REFUSED = Meaning("retirement_refused", "Retirement refused")


def content(record: Record) -> dict[str, Any]:
    """What a retirement is bound to: the document and the version that it takes out of force."""
    document = Document.objects.select_related("type").get(pk=record.pk)
    version = retirement.last_in_force(record)
    return {
        "type": document.type.code,
        "title": record.title,
        "version": f"{version.major}.0" if version else "",
    }


def files(record: Record) -> list[dict[str, Any]]:
    """Source and rendition of that version with their hashes."""
    version = retirement.last_in_force(record)
    if version is None or version.draft is None:
        return []
    return [
        file_facts(version.draft.source, name=version.draft.source_name),
        file_facts(version.draft.rendition, name="rendition.pdf"),
    ]


def subject(record: Record) -> str:
    """The document with the version that is, or was last, in force."""
    version = retirement.last_in_force(record)
    return f"{record.number}, version {version.major}.0" if version else record.number


def never_approved(record: Record, actor: Any, values: Mapping[str, Any]) -> str | None:
    """What was ever approved is retired, not discarded (DOC-38)."""
    approved = Version.objects.filter(document_id=record.pk).exclude(approved_at=None).exists()
    return "A version of this document was approved. Retire the document instead." if approved else None


NO_VERSION_OPEN = Guard("no_version_open", retirement.no_version_open)
TO_ASK = (
    NO_VERSION_OPEN,
    Guard("not_asked_yet", retirement.not_asked_yet),
)

PROCESS = register(
    Process(
        kind="document",
        label="Document",
        plural="Documents",
        icon="document",
        start="in_preparation",
        manifest="document/2",
        content=content,
        files=files,
        subject=subject,
        retention="document",
        states=(
            State(
                "in_preparation", "In preparation", "neutral", "pen", explains="No version is effective yet."
            ),
            State(
                "effective",
                "Effective",
                "good",
                "check",
                asks=(Ask(retirement.APPROVER, "retire", "Approve the retirement", business_days=10),),
                explains="One version is in force.",
            ),
            State(
                "retired",
                "Retired",
                "muted",
                "cross",
                final=True,
                explains="Obsolete. Do not work by it.",
            ),
            State("discarded", "Discarded", "muted", "cross", rail=False),
        ),
        parts=(
            PartRule("author", "Author", "document.edit", help="Writes the versions."),
            PartRule("involved", "Involved", "", maximum=200, help="Reviews or approves a version."),
            PartRule(
                retirement.APPROVER,
                "Asked to approve the retirement",
                retirement.RIGHT,
                help="Neither wrote nor owns the document, nor asked for its retirement.",
            ),
        ),
        sees=(
            Sees("document.read", ("effective", "retired")),
            Sees("document.read_superseded", ("effective", "retired")),
            Sees("document.read_drafts"),
            Sees("document.control"),
        ),
        arrivals=(Arrival("import", "Be migrated", ("effective", "retired"), "document.import"),),
        moves=(
            Move(
                "take_effect",
                "Become effective",
                ("in_preparation", "effective"),
                "effective",
                automatic=True,
            ),
            Move(
                "ask_retirement",
                "Ask Quality to retire it",
                ("effective",),
                "effective",
                part="owner",
                instead="document.control",
                reason=True,
                guards=TO_ASK,
                apply=retirement.ask_quality,
                help="It stays in force until Quality has signed.",
            ),
            Move(
                "propose_retirement",
                "Be proposed for retirement by its review",
                ("effective",),
                "effective",
                automatic=True,
                apply=retirement.ask_quality,
            ),
            Move(
                "retire",
                "Retire and sign",
                ("effective",),
                "retired",
                permission=retirement.RIGHT,
                meaning=RETIRED,
                reason=True,
                guards=(NO_VERSION_OPEN, Guard("is_independent", retirement.is_independent)),
                apply=retirement.retire_effective,
                help="From that instant readers see: Obsolete. Do not work by it.",
            ),
            Move(
                "refuse_retirement",
                "Refuse the retirement and sign",
                ("effective",),
                "effective",
                permission=retirement.RIGHT,
                part=retirement.APPROVER,
                meaning=RETIREMENT_REFUSED,
                reason=True,
                negative=True,
                outcome="refused",
                apply=retirement.stop_asking,
                help="The document stays in force.",
            ),
            Move(
                "retire_by_change",
                "Be retired by a change",
                ("effective",),
                "retired",
                automatic=True,
                apply=retirement.retire_effective,
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
                    NO_VERSION_OPEN,
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

search.narrowed_by(
    search.Facet(
        "type", "Type", ("documents_document__type", "documents_version__document__type"), "code", "name"
    )
)
