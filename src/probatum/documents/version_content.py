"""What a signature on a version is bound to: statements about the version, its files with their hashes, and its words."""

from __future__ import annotations

from typing import Any

from probatum.documents.content import Version, file_facts
from probatum.kernel.record import Record


def content(record: Record) -> dict[str, Any]:
    """What a signature is bound to: the statements about the version and its draft. Not the workflow fields."""
    version = Version.objects.select_related("document__record", "document__type", "draft__version").get(
        pk=record.pk
    )
    return {
        "document": version.document.record.number,
        "type": version.document.type.code,
        "title": record.title,
        "version": f"{version.major}.0",
        "draft": version.draft.label if version.draft else "",
        "change": version.change_summary,
        "change_reference": version.change_reference,
        "training": version.training_impact,
        "training_reason": version.training_reason,
    }


def files(record: Record) -> list[dict[str, Any]]:
    """Source and rendition with their hashes (DOC-46)."""
    version = Version.objects.select_related("draft__source", "draft__rendition").get(pk=record.pk)
    if version.draft is None:
        return []
    return [
        file_facts(version.draft.source, name=version.draft.source_name),
        file_facts(version.draft.rendition, name="rendition.pdf"),
    ]


def subject(record: Record) -> str:
    """The version meant, with the draft it is made from."""
    version = Version.objects.select_related("draft__version").get(pk=record.pk)
    return f"{version.major}.0 (draft {version.draft.label})" if version.draft else f"{version.major}.0"
