"""Begins a document whose text asks for its own number: the document is made first, then its first draft is filled and checked in.

Both are actions of their own. Where the content cannot be made, the document is there without it, and its author checks it in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from probatum.documents.authoring import check_in, create_document
from probatum.documents.content import Version
from probatum.documents.drafts import Content
from probatum.documents.merge_fields import filled_of, next_label, values_of
from probatum.documents.pictures import bring_pictures
from probatum.documents.recording import recorded_of
from probatum.kernel import file as files
from probatum.kernel.file_stream import intact
from probatum.kernel.people import Person
from probatum.output.refill import filled_anew

Values = dict[str, str]


def start_from_template(actor: Person, *, template: Version, **facts: Any) -> Version:
    """Make a document from the effective version of a template (DOC-07). Raises as `create_document` and a check-in do."""
    assert template.draft is not None  # an effective version has content
    if not filled_of(template.draft) and not template.draft.editor:
        return create_document(actor, template=template, content=_as_it_is(template), **facts)
    version = create_document(actor, template=template, **facts)
    bring_pictures(actor, version, origin=template)
    draft, note = (
        template.draft,
        f"From template {template.document.record.number} version {template.major}.0",
    )
    return _with_content(actor, version, lambda values: filled_anew(version, draft, values=values), note=note)


def start_with(
    actor: Person, *, content: Content, anew: Callable[[Values], Content], **facts: Any
) -> Version:
    """Make a document from content made before its number was known; `anew` makes it again where it asks for fields."""
    if not content.fields:
        return create_document(actor, content=content, **facts)
    return _with_content(actor, create_document(actor, **facts), anew, note="First draft")


def _with_content(
    actor: Person, version: Version, anew: Callable[[Values], Content], *, note: str
) -> Version:
    values = values_of(version, label=next_label(version))
    draft = check_in(actor, version, content=anew(values), note=note, based_on=version.record.version)
    version.draft = draft
    return Version.objects.select_related(
        "record", "document__record", "draft__version", "draft__filled"
    ).get(pk=version.pk)


def _as_it_is(template: Version) -> Content:
    """The content of a template that asks for no field: its bytes, its rendition, its text."""
    assert template.draft is not None
    draft, recorded = template.draft, recorded_of(template.draft)
    text = getattr(draft.rendition, "extracted", None)
    return Content(
        source=intact(draft.source) if recorded else files.read(draft.source),
        source_name=draft.source_name,
        media_type=draft.source.media_type,
        rendition=files.read(draft.rendition),
        pages=draft.pages,
        text=text.text if text is not None else "",
        warnings=tuple(draft.warnings),
        editor=draft.editor,
        recording=recorded,
    )
