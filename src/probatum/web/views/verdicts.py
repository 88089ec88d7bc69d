"""The verdicts on a task, side by side: what each means, what it asks for, and its own fields where it is chosen (QE-21).

Each is the form of its move and is sent to the sheet of that move, so there is one way in which a record moves.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from probatum.kernel.answering import asks_for
from probatum.kernel.lifecycle import Offer
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.signature import digest_of, subject_of
from probatum.web import anatomy, pages, refusals
from probatum.web.forms.moves import MoveForm
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.sentences import listed
from probatum.web.views.moves import signing_ways, what_follows
from probatum.web.views.records import frame


@login_required
@require_GET
def verdicts(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Every way out of the task that is asked of this person; somebody who is asked nothing is led to the record."""
    record, actor = seen(request, uuid), reader(request)
    note_confidential(request, record)
    offers = anatomy.verdicts_of(actor, record)
    if not offers:
        return redirect(pages.page_of(record))
    own = next((task for task in anatomy.tasks_of(record) if task.person_id == actor.pk), None)
    process = process_of(record)
    context = frame(actor, record, current="overview") | {
        "task": own,
        "verdicts": [_verdict(request, record, offer) for offer in offers],
        "chosen": request.GET.get("verdict", ""),
        "signer": actor,
        "title": record.title,
        "number": record.number,
        "version": subject_of(process, record) if process.subject else "",
        "content_url": pages.content_of(record),
        "cancel_url": pages.page_of(record),
    }
    return render(request, "records/verdicts.html", context)


def _verdict(request: HttpRequest, record: Record, offer: Offer) -> dict[str, Any]:
    """One verdict with its form, or with what is missing for it."""
    move, process = offer.move, process_of(record)
    told = {
        "name": move.name,
        "move": move,
        "asks": listed(asked) if (asked := asks_for(move)) else "",
        "next": what_follows(record, process, move, reader(request)),
        "missing": refusals.links(offer.missing),
        "url": anatomy.move_url(record, move.name),
        "meaning": move.meaning.text if move.meaning else "",
    }
    if offer.missing:
        return told
    shown = digest_of(process, record) if move.meaning else ""
    form = MoveForm(
        move=move,
        record=record,
        ways=signing_ways(reader(request), move),
        initial={"based_on": record.version, "shown": shown},
        auto_id=f"id_{move.name}_%s",
    )
    return told | {"form": form, "fingerprint_of": shown}
