"""Several signatures in one sitting (SIG-10): every record listed and open to exclusion, one authentication, counts before and after.

21 CFR 11.200(a)(1)(i): all components are given at the start of the series; each record gets a signature of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from probatum.kernel.authentication import PASSWORD, ways_of
from probatum.kernel.authz import visible
from probatum.kernel.challenge import Outcome, Wanted
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import available, perform
from probatum.kernel.people import Person
from probatum.kernel.process import Move, Process, registered
from probatum.kernel.record import Record
from probatum.kernel.signature import Evidence, authenticate, digest_of, subject_of
from probatum.web import pages
from probatum.web.forms.moves import SigningForm, refuse_unknown
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader
from probatum.web.views import confirming

MOST = 50


@dataclass(slots=True)
class Item:
    """One record of the series: what is signed, or why it is left out."""

    record: Record
    subject: str
    fingerprint: str
    url: str
    why_not: str = ""
    chosen: bool = True
    based_on: int = 0


@login_required
@require_http_methods(["GET", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """The sheet for several records, and the signing of those that stay chosen."""
    sent = request.POST if request.method == "POST" else request.GET
    process, move = _wanted(sent.get("act", ""))
    listed = _records(reader(request), process, sent.getlist("offered") or sent.getlist("record"))
    if not listed:
        messages.info(request, "Choose at least one task first.")
        return redirect("work")
    items = [_item(reader(request), record, process, move) for record in listed]
    ways = ways_of(reader(request))
    first = next((item.record for item in items if not item.why_not), None)
    if request.method == "GET":
        return _sheet(request, move, items, SigningForm(move=move, record=first, ways=ways))
    form = SigningForm(request.POST, move=move, record=first, ways=ways)
    return _sign(request, move, items, form)


def _wanted(act: str) -> tuple[Process, Move]:
    kind, _, name = act.partition(".")
    process = next(registered(kind), None) if kind else None
    move = process.by_move.get(name) if process else None
    if process is None or move is None or move.meaning is None:
        raise Http404("There is no such move to sign.")
    return process, move


def _records(actor: Person, process: Process, keys: list[str]) -> list[Record]:
    try:
        uuids = [UUID(key) for key in keys[: MOST + 1]]
    except ValueError as error:
        raise Http404("There is no such record for you.") from error
    if len(uuids) > MOST:
        raise Refused(f"Choose at most {MOST} records at once.")
    found = visible(actor, process.kind).filter(uuid__in=uuids).select_related("owner", "site")
    return list(found.order_by("number"))


def _item(actor: Person, record: Record, process: Process, move: Move) -> Item:
    offer = next((one for one in available(actor, record) if one.move.name == move.name), None)
    state = process.state(record.state).label
    why_not = f"It is now: {state}." if offer is None else ("" if offer.open else offer.decision.reason)
    return Item(
        record=record,
        subject=subject_of(process, record),
        fingerprint=digest_of(process, record),
        url=pages.content_of(record),
        why_not=why_not,
        based_on=record.version,
    )


def _sheet(
    request: HttpRequest, move: Move, items: list[Item], form: SigningForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "move": move,
        "act": request.POST.get("act") or request.GET.get("act", ""),
        "ready": [item for item in items if not item.why_not],
        "left_out": [item for item in items if item.why_not],
        "form": form,
        "signer": reader(request),
        "here": reverse("together"),
    }
    return render(request, "work/together.html", context, status=status)


def _sign(request: HttpRequest, move: Move, items: list[Item], form: SigningForm) -> HttpResponse:
    stamps = {f"{name}-{item.record.uuid}" for item in items for name in ("based_on", "shown")}
    refuse_unknown(request.POST, {*form.fields, *stamps, "act", "record", "offered", "way"})
    chosen = set(request.POST.getlist("record"))
    for item in items:
        item.chosen = str(item.record.uuid) in chosen
        item.based_on = _number(request.POST.get(f"based_on-{item.record.uuid}", ""))
        item.fingerprint = request.POST.get(f"shown-{item.record.uuid}", item.fingerprint)
    wanted = [item for item in items if item.chosen]
    if form.is_valid() and not wanted:
        form.add_error(None, "Choose at least one record to sign.")
    if not form.is_valid():
        return _sheet(request, move, items, form, status=400)
    actor = reader(request)
    try:
        if form.way != PASSWORD:
            return confirming.ask(
                request, form, [Wanted(one.record, one.based_on, one.fingerprint) for one in wanted]
            )
        evidence = authenticate(actor, form.credential())
    except Refused as refusal:
        return _sheet(request, move, items, form, status=sentence_into(form, refusal))
    outcomes = [_signed(actor, item, move, form, evidence) for item in wanted]
    return confirming.results(request, move, outcomes, offered=len(items))


def _signed(actor: Person, item: Item, move: Move, form: SigningForm, evidence: Evidence) -> Outcome:
    try:
        perform(
            actor,
            item.record,
            move.name,
            based_on=item.based_on,
            reason=form.reason_given,
            values=form.values(),
            evidence=evidence,
            shown=item.fingerprint,
        )
    except Refused as refusal:
        return Outcome(item.record, refusal)
    return Outcome(item.record)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
