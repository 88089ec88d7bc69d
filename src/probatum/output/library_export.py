"""The library taken out in one act: rights asked, tree written, and the taking noted with the fingerprint of the manifest."""

from __future__ import annotations

from typing import IO

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from probatum.documents import exporting
from probatum.kernel.configuration import setting
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.output import library_tree


def write(target: IO[bytes], actor: Person, rows: QuerySet[Record], *, narrowed: str) -> int:
    """Write the documents among `rows` that the actor may take; return how many. Raises NotAllowed without the right.

    What cannot be noted does not go out: the note is made before the file is handed over.
    """
    exporting.may_export_library(actor).or_refuse()
    about = {
        "what": "Effective documents",
        "organisation": str(setting("company.name")),
        "taken_by": actor.username,
        "taken_at": timezone.now().isoformat(timespec="seconds"),
        "narrowed": narrowed[:500],
        "probatum": settings.VERSION,
    }
    count, digest = library_tree.write(target, exporting.leaves(actor, rows), about=about)
    facts = {"documents": count, "manifest_sha256": digest, "narrowed": narrowed[:500]}
    exporting.note_library_taken(actor, facts=facts)
    return count
