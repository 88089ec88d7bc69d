"""Content of a new document from its type's template: only the effective version of the template serves (DOC-07)."""

from __future__ import annotations

from probatum.documents.authoring import Content
from probatum.documents.content import Document
from probatum.documents.types import DocumentType, rule
from probatum.kernel import file as files
from probatum.kernel.authz import visible
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person


def content_of_template(actor: Person, type: DocumentType) -> Content:
    """The bytes of the effective template. Raises Refused where the type has none in force that the person may see."""
    key = rule(type, "template_id")
    if key is None:
        raise Refused(f"The type “{type.name}” has no template. Choose another way to begin.", field="start")
    record = (
        visible(actor, "document")
        .filter(pk=key)
        .select_related(
            "documents_document__effective__draft__source", "documents_document__effective__draft__rendition"
        )
        .first()
    )
    document: Document | None = record.documents_document if record is not None else None
    if document is None or document.effective is None or document.effective.draft is None:
        raise Refused(
            f"The template of “{type.name}” is not effective, or not for you to see. "
            "Document control can name one that is; or choose another way to begin.",
            field="start",
        )
    draft = document.effective.draft
    text = getattr(draft.rendition, "extracted", None)
    return Content(
        source=files.read(draft.source),
        source_name=draft.source_name,
        media_type=draft.source.media_type,
        rendition=files.read(draft.rendition),
        pages=draft.pages,
        text=text.text if text is not None else "",
        warnings=tuple(draft.warnings),
        editor=draft.editor,
    )
