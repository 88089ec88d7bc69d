"""Drafts: the content of a version at each check-in, stored once and never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from probatum.documents import citations
from probatum.documents.content import Draft, Version
from probatum.documents.findings import Compared, Found, marks_of, note_findings
from probatum.documents.merge_fields import filled_of, note_filled
from probatum.documents.recording import Recorded, note_recording, recorded_of
from probatum.kernel import search
from probatum.kernel.action import Act
from probatum.kernel.errors import NotAllowed
from probatum.kernel.file import StoredFile, note_text, store, store_path
from probatum.kernel.question import Asked, Question


@dataclass(frozen=True, slots=True)
class Content:
    """Content ready to be checked in: the source as given, its rendition and text. Made by the output layer.

    A source too large for memory is the path where it lies until it is checked in.
    """

    source: bytes | Path
    source_name: str
    media_type: str
    rendition: bytes
    pages: int
    text: str
    text_source: str = "text layer"
    warnings: tuple[str, ...] = field(default=())
    editor: bool = False
    marks: tuple[Found, ...] = field(default=())
    compared: Compared | None = None
    #: what the rendition was filled with, by the name of the field
    fields: Mapping[str, str] = field(default_factory=dict)
    recording: Recorded | None = None

    @property
    def sha256(self) -> str:
        """The hash of the source."""
        if isinstance(self.source, bytes):
            return hashlib.sha256(self.source).hexdigest()
        with self.source.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


_DRAFTS = Question(
    lambda: (
        Draft.objects.filter(version_id=Asked("version"))
        .select_related("made_by", "source", "rendition", "origin__version", "findings__against")
        .order_by("minor")
    )
)


def drafts_of(version: Version) -> list[Draft]:
    """The drafts of a version in order, with what a page shows of each."""
    drafts: list[Draft] = _DRAFTS.ask(version=version.pk)
    for draft in drafts:
        draft.version = version
    return drafts


def drafts_among(versions: Sequence[Version]) -> dict[int, list[Draft]]:
    """The drafts of several versions, the newest first, by the key of the version."""
    found: dict[int, list[Draft]] = {}
    by_key = {version.pk: version for version in versions}
    for draft in Draft.objects.filter(version_id__in=by_key).select_related("made_by").order_by("-minor"):
        draft.version = by_key[draft.version_id]
        found.setdefault(draft.version_id, []).append(draft)
    return found


def insert_draft(act: Act, version: Version, content: Content, *, note: str) -> Draft:
    """Store source and rendition and insert the next draft, under an open action of a person."""
    if act.person is None:
        raise NotAllowed("A draft is checked in by a person.")
    source = _stored(act, content)
    rendition = store(act, content.rendition, media_type="application/pdf")
    note_text(rendition, text=content.text, pages=content.pages, source=content.text_source)
    draft = Draft.objects.create(
        version=version,
        minor=_next_minor(version),
        source=source,
        source_name=content.source_name[:200],
        editor=content.editor,
        rendition=rendition,
        pages=content.pages,
        warnings=list(content.warnings),
        note=note,
        made_at=act.at,
        made_by=act.person,
    )
    note_findings(act, draft, marks=content.marks, compared=content.compared)
    note_filled(act, draft, pairs=content.fields)
    note_recording(act, draft, content.recording)
    _point_at(act, version, draft, text=content.text)
    return draft


def _stored(act: Act, content: Content) -> StoredFile:
    if isinstance(content.source, bytes):
        return store(act, content.source, media_type=content.media_type)
    return store_path(act, content.source, media_type=content.media_type)


def copy_draft(act: Act, version: Version, origin: Draft) -> None:
    """The first draft of a later version: the same bytes, with the origin named (ATR-09)."""
    if act.person is None:
        raise NotAllowed("A version is started by a person.")
    draft = Draft.objects.create(
        version=version,
        minor=_next_minor(version),
        source=origin.source,
        source_name=origin.source_name,
        editor=origin.editor,
        rendition=origin.rendition,
        pages=origin.pages,
        warnings=origin.warnings,
        note=f"From version {origin.version.major}.0",
        origin=origin,
        made_at=act.at,
        made_by=act.person,
    )
    note_findings(act, draft, marks=marks_of(origin), compared=None)
    note_filled(act, draft, pairs=filled_of(origin))
    note_recording(act, draft, recorded_of(origin))
    text = getattr(origin.rendition, "extracted", None)
    _point_at(act, version, draft, text=text.text if text else "")


def _next_minor(version: Version) -> int:
    last = Draft.objects.filter(version=version).order_by("-minor").values_list("minor", flat=True).first()
    return (last or 0) + 1


def _point_at(act: Act, version: Version, draft: Draft, *, text: str) -> None:
    version.draft = draft
    version.save(update_fields=["draft"])
    search.index(version.record, text=text)
    citations.note(act, version.record, text=text, itself=version.document_id)
