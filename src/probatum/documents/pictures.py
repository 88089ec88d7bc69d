"""Pictures of texts written in the built-in editor: attached to the version they were added to, named in the text by hash.

A hash in a text opens nothing by itself: only what was attached to a version of the same document is shown or printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from probatum.documents.authoring import may_edit
from probatum.documents.content import Version
from probatum.kernel import file as files
from probatum.kernel.action import action
from probatum.kernel.file import Attachment, StoredFile, store
from probatum.kernel.people import Person

TYPES = ("image/png", "image/jpeg")


def add_picture(actor: Person, version: Version, *, content: bytes, media_type: str, name: str) -> StoredFile:
    """Attach a picture for the text of a draft. Raises NotAllowed who may not edit the draft."""
    verdict = may_edit(actor, version).or_refuse()
    with action(actor, "version.picture", record=version.record, role=verdict.role) as act:
        stored = store(act, content, media_type=media_type)
        if not _attached(version).filter(file=stored).exists():
            Attachment.objects.create(
                record=version.record, file=stored, name=name[:200], added_by=actor, added_at=act.at
            )
        act.note({"sha256": stored.sha256, "name": name[:200]})
    return stored


def bring_pictures(actor: Person, version: Version, *, origin: Version) -> None:
    """Attach the pictures of a template to a version that begins from it. Raises NotAllowed who may not edit the draft."""
    verdict = may_edit(actor, version).or_refuse()
    known = {one.file_id: one for one in _attached(origin)}
    if not known:
        return
    with action(actor, "version.picture", record=version.record, role=verdict.role) as act:
        for one in known.values():
            Attachment.objects.create(
                record=version.record, file_id=one.file_id, name=one.name, added_by=actor, added_at=act.at
            )


def picture_of(version: Version, sha256: str) -> StoredFile | None:
    """A picture that a text of this document may show; None for any other file, whoever knows its hash."""
    found = _attached(version).filter(file__sha256=sha256, file__media_type__in=TYPES)
    attached = found.select_related("file").first()
    return attached.file if attached else None


def pictures_of(version: Version, named: Iterable[str]) -> dict[str, bytes]:
    """The bytes of the pictures that a text names, by hash, as far as they belong to this document."""
    found = _attached(version).filter(file__sha256__in=list(named), file__media_type__in=TYPES)
    return {one.file.sha256: files.read(one.file) for one in found.select_related("file")}


def known_of(version: Version, named: Iterable[str]) -> set[str]:
    """Which of the hashes that a text names are pictures of this document."""
    found = _attached(version).filter(file__sha256__in=list(named), file__media_type__in=TYPES)
    return set(found.values_list("file__sha256", flat=True))


def _attached(version: Version) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        record__documents_version__document_id=version.document_id, voided_at=None
    )
