"""What followers of a document are told: a new version in force, and its retirement (DOC-36). A new owner is told in `properties`."""

from __future__ import annotations

from probatum.documents.content import Document
from probatum.kernel.action import Act
from probatum.kernel.effects import on
from probatum.kernel.follow import tell
from probatum.kernel.record import Record


@on("document", "take_effect")
def tell_of_version(act: Act, record: Record, left: str) -> None:
    """A version is in force."""
    major = Document.objects.filter(pk=record.pk).values_list("effective__major", flat=True).first()
    tell(act, record, f"Version {major}.0 is effective.")


@on("document", "retire")
@on("document", "retire_by_change")
def tell_of_retirement(act: Act, record: Record, left: str) -> None:
    """The document is out of force."""
    tell(act, record, "It was retired. Do not work by it.")
