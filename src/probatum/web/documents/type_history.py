"""What was changed on a document type, by whom and why, for the timeline on its page."""

from __future__ import annotations

from typing import Any

from probatum.documents.types import DocumentType
from probatum.kernel.ledger import history as ledger_history
from probatum.kernel.people import Person
from probatum.web import timeline

SHOWN = 20


def history(actor: Person, type: DocumentType) -> list[dict[str, Any]]:
    """The last actions on a type, newest first."""
    found = ledger_history.history(type.pk, root=DocumentType._meta.db_table, limit=SHOWN)
    return timeline.acts(actor, found)
