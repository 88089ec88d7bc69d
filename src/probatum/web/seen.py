"""Who asks, and the record asked for: look-ups of the pages start at what this person may see."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest

from probatum.kernel.authz import SeenQuestion
from probatum.kernel.people import Person
from probatum.kernel.question import Asked
from probatum.kernel.reading import note_confidential_view
from probatum.kernel.record import Record


def reader(request: HttpRequest) -> Person:
    """The person who is signed in; the views behind it demand a sign-in first."""
    return cast(Person, request.user)


def seen(request: HttpRequest, uuid: UUID) -> Record:
    """A record by its uuid. Raises Http404 alike for one that does not exist and one that is not to be seen."""
    actor = reader(request)
    rows = _SEEN.ask(actor, None, uuid=uuid)
    if not rows:
        raise Http404("There is no such record for you.")
    found: Record = rows[0]
    found.__dict__["_seen_by"] = {actor.pk: True}  # the query above was the decision
    return found


def note_confidential(request: HttpRequest, record: Record, *, keep: int = 20) -> None:
    """Have the ledger keep that a confidential record was looked at: once a session, and again when it has changed (AT-10)."""
    if not record.confidential:
        return
    known = [str(one) for one in request.session.get("confidential", [])]
    key = f"{record.pk}.{record.version}"
    if key not in known:
        note_confidential_view(reader(request), record)
        request.session["confidential"] = [*known, key][-keep:]


def note_seen(request: HttpRequest, record: Record, *, keep: int = 8) -> None:
    """Remember what was looked at, for “Recently seen”; the session is written only when the order changes."""
    note_confidential(request, record)
    known = [str(one) for one in request.session.get("seen", [])]
    key = str(record.uuid)
    if known[:1] != [key]:
        request.session["seen"] = [key, *(one for one in known if one != key)][:keep]


_RECENT = SeenQuestion(lambda rows: rows.filter(uuid__any=Asked("keys")))
_SEEN = SeenQuestion(
    lambda rows: rows.filter(uuid=Asked("uuid")).select_related("owner", "site", "department", "opened_by"),
    by_key=True,
)


def recently_seen(request: HttpRequest) -> list[Record]:
    """The records looked at last, as far as they may still be seen."""
    keys = [UUID(str(one)) for one in request.session.get("seen", [])]
    if not keys:
        return []
    found = {str(record.uuid): record for record in _RECENT.ask(reader(request), None, keys=keys)}
    return [found[str(key)] for key in keys if str(key) in found]
