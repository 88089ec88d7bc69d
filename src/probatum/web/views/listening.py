"""Playing a voice note that is attached to a record, a range at a time; listening is noted like a download."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from probatum.kernel.attaching import note_download
from probatum.output.intake import TYPES
from probatum.web.documents.ranges import stream_file
from probatum.web.seen import reader, seen

#: A type of the house goes out and nothing else, whatever is stored.
SOUNDS = frozenset(one.media_type for one in TYPES.values() if one.media_type.startswith("audio/")) | {
    "audio/webm"
}


@login_required
@require_safe
def played(request: HttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """A sound for the player of the browser. Raises NotAllowed where what it tells of people is not the reader's."""
    record = seen(request, uuid)
    found = record.attachments.filter(pk=number, voided_at=None).select_related("file", "record").first()
    if found is None or found.file.media_type not in SOUNDS:
        raise Http404("There is no such sound here.")
    note_download(reader(request), found)
    return stream_file(request, found.file, name=found.name, media_type=found.file.media_type, inline=True)
