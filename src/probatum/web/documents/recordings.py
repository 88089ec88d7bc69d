"""Video and audio of a version: played in the page, downloaded with that right; every answer asks for the right anew (DOC-41)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from probatum.documents.content import Version
from probatum.documents.reading import OVERLAYS
from probatum.documents.recording import Recorded, recorded_of, take_recording
from probatum.kernel.people import Person
from probatum.output.intake import TYPES
from probatum.web.documents import showing
from probatum.web.documents.finding import version_or_404
from probatum.web.documents.ranges import stream_file
from probatum.web.documents.reader import as_drafted, earlier_of
from probatum.web.seen import reader

#: A type of the house goes out and nothing else, whatever is stored.
SERVED = frozenset(
    one.media_type for one in TYPES.values() if one.media_type.startswith(("video/", "audio/"))
) | {"audio/webm"}


@login_required
@require_safe
def played(request: HttpRequest, number: str, major: int) -> HttpResponseBase:
    """The recording for the player; noted as one view for a session and state, however many ranges it asks for."""
    actor = reader(request)
    version, found = _asked(actor, request, number, major)
    showing.shown_copy(request, actor, version)
    assert version.draft is not None  # a recording is content
    return stream_file(
        request,
        version.draft.source,
        name=_name(version),
        media_type=_media_type(found),
        inline=True,
    )


@login_required
@require_safe
def taken(request: HttpRequest, number: str, major: int) -> HttpResponseBase:
    """The recording as a download, with the right to it; the name says version and state, since nothing is stamped on it."""
    actor = reader(request)
    version, found = _asked(actor, request, number, major)
    file = take_recording(actor, version)
    return stream_file(request, file, name=_name(version), media_type=_media_type(found))


def _asked(actor: Person, request: HttpRequest, number: str, major: int) -> tuple[Version, Recorded]:
    version = version_or_404(actor, number, major)
    if (earlier := earlier_of(request)) is not None:
        version = as_drafted(actor, version, earlier)
    found = recorded_of(version.draft)
    if found is None:
        raise Http404("This version is neither video nor audio.")
    return version, found


def _media_type(found: Recorded) -> str:
    return found.media_type if found.media_type in SERVED else "application/octet-stream"


def _name(version: Version) -> str:
    assert version.draft is not None
    overlay = OVERLAYS.get(version.record.state, "")
    suffix = version.draft.source_name.rpartition(".")[2]
    said = f" ({overlay.lower()})" if overlay else ""
    return f"{version.document.record.number} v{version.label}{said}.{suffix}"
