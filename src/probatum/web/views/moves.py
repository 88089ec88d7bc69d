"""The sheet of a move: what is signed, what it means, what happens next; then the move itself, once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from probatum.kernel.authentication import PASSWORD, Ways, refuse_way, ways_of
from probatum.kernel.challenge import Wanted
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.lifecycle import Offer, perform
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.process import Move, Process, process_of
from probatum.kernel.record import Record
from probatum.kernel.signature import digest_of, subject_of
from probatum.kernel.words import inside
from probatum.web import pages
from probatum.web.anatomy import offers_of, tasks_of
from probatum.web.forms.moves import MoveForm, refuse_unknown
from probatum.web.refusals import links, sentence_into
from probatum.web.seen import reader, seen
from probatum.web.sentences import listed
from probatum.web.views import confirming

UNPROCESSABLE = 422  # what the sheet swaps in; a plain form gets the status of the refusal


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Show the sheet of a move, or make the move."""
    record = seen(request, uuid)
    process = process_of(record)
    wanted = process.by_move.get(name)
    if wanted is None or wanted.automatic:
        raise Http404("There is no such move.")
    if request.method == "POST":
        return _make(request, record, process, wanted)
    offer = _offer(reader(request), record, process, wanted)
    form = MoveForm(
        move=wanted,
        record=record,
        ways=signing_ways(reader(request), wanted),
        initial={"based_on": record.version, "shown": _digest(process, record, wanted)},
    )
    return _sheet(request, record, process, wanted, form, offer=offer)


def _offer(actor: Person, record: Record, process: Process, move: Move) -> Offer:
    """The offer of an open move. Raises NotAllowed or Refused with the sentence that says what stands in the way."""
    offer = next((one for one in offers_of(actor, record) if one.move.name == move.name), None)
    if offer is None:
        state = inside(process.state(record.state).label)
        raise Refused(f"“{move.label}” is not possible while {record.number} is {state}.")
    if offer.missing:
        raise Refused(offer.decision.reason, missing=offer.missing)
    if not offer.open:
        raise NotAllowed(offer.decision.reason)
    return offer


def _digest(process: Process, record: Record, move: Move) -> str:
    return digest_of(process, record) if move.meaning else ""


def _make(request: HttpRequest, record: Record, process: Process, move: Move) -> HttpResponse:
    actor = reader(request)
    form = MoveForm(request.POST, move=move, record=record, ways=signing_ways(actor, move))
    refuse_unknown(request.POST, {*form.fields, "way"})
    if not form.is_valid():
        return _sheet(request, record, process, move, form, status=400)
    try:
        if move.meaning and form.way != PASSWORD:
            seen_as = Wanted(record, form.cleaned_data["based_on"], form.cleaned_data["shown"])
            return confirming.ask(request, form, [seen_as])
        moved = perform(
            actor,
            record,
            move.name,
            based_on=form.cleaned_data["based_on"],
            reason=form.reason_given,
            values=form.values(),
            credential=form.credential(),
            shown=form.cleaned_data["shown"],
        )
    except Refused as refusal:
        status = sentence_into(form, refusal)
        return _sheet(request, record, process, move, form, status=status, refusal=refusal)
    return confirming.landed(request, moved, process, move)


def signing_ways(actor: Person, move: Move) -> Ways | None:
    """How the actor can sign now; None for a move that is not signed. Raises NotAuthenticated when there is no way."""
    if not move.meaning:
        return None
    found = ways_of(actor)
    if not found.names:
        refuse_way(found, PASSWORD)
    return found


def _sheet(
    request: HttpRequest,
    record: Record,
    process: Process,
    move: Move,
    form: MoveForm,
    *,
    offer: Offer | None = None,
    status: int = 200,
    refusal: Refused | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "record": record,
        "move": move,
        "form": form,
        "heading": move.label,
        "number": record.number,
        "title": record.title,
        "version": subject_of(process, record) if process.subject else "",
        "fingerprint_of": form["shown"].value() if move.meaning else "",
        "content_url": pages.content_of(record),
        "changes": pages.changes_of(record),
        "concerns": pages.concerns_of(reader(request), record, move.name),
        "meaning": move.meaning.text if move.meaning else "",
        "next": what_follows(record, process, move, reader(request)),
        "signer": reader(request),
        "behalf": offer.behalf if offer else None,
        "missing": links(refusal.missing) if refusal else [],
        "stale": isinstance(refusal, StaleRecord),
        "cancel_url": pages.page_of(record),
        "here": request.path,
    }
    if status != 200 and request.htmx:  # type: ignore[attr-defined]
        status = UNPROCESSABLE
    return render(request, "records/move.html", context, status=status)


def what_follows(record: Record, process: Process, move: Move, actor: Person) -> str:
    """What happens when the move is made: the state that follows and who is asked next; nothing for one made already."""
    if record.state not in move.source:
        return ""
    if move.of_each(record):
        others = [
            task.person.name
            for task in tasks_of(record)
            if task.move == move.name and task.person_id != actor.pk
        ]
        if others:
            return f"{listed(others)} still {'has' if len(others) == 1 else 'have'} to do the same."
    target = process.state(move.leads_to(record))
    if target.name == record.state:
        return f"It stays {inside(target.label)}."
    asked = []
    for ask in target.asks:
        names = (
            [record.owner.name]
            if ask.part == "owner"
            else [part.person.name for part in parts_of(record) if part.name == ask.part]
        )
        if names:
            verb = "is" if len(names) == 1 else "are"
            asked.append(f"{listed(names)} {verb} asked to {ask.label[:1].lower()}{ask.label[1:]}.")
    return " ".join([f"Then: {target.label}.", *(asked or [target.explains])]).strip()
