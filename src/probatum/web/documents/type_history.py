"""What was changed on a document type, by whom and why, for the timeline on its page."""

from __future__ import annotations

from typing import Any

from probatum.documents.types import DocumentType


def history(type: DocumentType) -> list[dict[str, Any]]:
    return []
