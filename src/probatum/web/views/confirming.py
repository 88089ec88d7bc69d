"""Signing with a passkey or at the identity provider: what is to be signed is pinned first, confirmed, and then signed as pinned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from probatum.kernel import lockout
from probatum.kernel.authentication import PASSKEY, PROVIDER, Evidence, is_code_of, not_right
from probatum.kernel.authz import visible
from probatum.kernel.challenge import Outcome, Pinned, SigningChallenge, Wanted, complete, pin, take
from probatum.kernel.passkey import asked_of_passkey, confirmed_by_passkey
from probatum.kernel.people import Person
from probatum.kernel.process import Move, Process, process_of
from probatum.kernel.record import Record
from probatum.kernel.signature import subject_of
from probatum.web import pages
from probatum.web.attestation import sentence
from probatum.web.forms.moves import MoveForm
from probatum.web.identity import roundtrip
from probatum.web.seen import reader


@dataclass(frozen=True, slots=True)
class Told:
    """One record of a series afterwards, as the page shows it."""

    record: Record
    subject: str
    url: str
    told: str = ""
    why_not: str = ""


def ask(request: HttpRequest, form: MoveForm, wanted: list[Wanted]) -> HttpResponse:
    """Pin what the form asks for and hand it to the passkey or the provider. Raises Refused before anybody is sent away."""
    if form.way == PROVIDER:
        return _ask_provider(request, form, wanted)
    return _ask_passkey(request, form, wanted)


def _ask_passkey(request: HttpRequest, form: MoveForm, wanted: list[Wanted]) -> HttpResponse:
    actor = reader(request)
    pinned = _pinned(actor, form, wanted, way=PASSKEY, username=str(form.cleaned_data.get("username", "")))
    asked = asked_of_passkey(actor, pinned.challenge, host=_host(request), secure=request.is_secure())
    context = {
        "asked": asked,
        "challenge": pinned.secret,
        "move": form.move,
        "meaning": form.move.meaning.text if form.move.meaning else "",
        "records": [_told(one.record) for one in wanted],
        "signer": actor,
        "here": reverse("confirm-by-passkey"),
        "cancel_url": pages.page_of(wanted[0].record) if len(wanted) == 1 else reverse("work"),
    }
    return render(request, "signing/passkey.html", context)


def _ask_provider(request: HttpRequest, form: MoveForm, wanted: list[Wanted]) -> HttpResponse:
    actor = reader(request)
    given = _code_given(actor, form)
    trip = roundtrip.begin(request, purpose="sign")
    acr, amr = roundtrip.strength(request)
    pinned = _pinned(actor, form, wanted, way=PROVIDER, components=given, nonce=trip.nonce, acr=acr, amr=amr)
    going_to = roundtrip.leave(request, trip, state=pinned.secret, fresh=True)
    return roundtrip.send(request, going_to)


def _pinned(actor: Person, form: MoveForm, wanted: list[Wanted], *, way: str, **facts: Any) -> Pinned:
    return pin(
        actor,
        way=way,
        move=form.move,
        wanted=wanted,
        reason=form.reason_given,
        values=form.values(),
        **facts,
    )


def _code_given(actor: Person, form: MoveForm) -> list[str]:
    """The one-time code, where the sign-in asks for one too; a wrong one is counted."""
    if form.ways is None or not form.ways.code:
        return []
    with lockout.turn(actor):
        lockout.refuse_if_locked(actor)
        if not is_code_of(actor, str(form.cleaned_data.get("code", ""))):
            raise not_right(actor, "The code is not right.", field="code")
    return ["one-time code"]


@login_required
@require_POST
def by_passkey(request: HttpRequest) -> HttpResponse:
    """The passkey's answer: checked against what was pinned, then signed."""
    actor = reader(request)
    challenge = take(actor, request.POST.get("challenge", ""))
    try:
        answer = json.loads(request.POST.get("credential", ""))
    except ValueError:
        answer = {}
    evidence = confirmed_by_passkey(
        actor,
        challenge,
        answer if isinstance(answer, dict) else {},
        host=_host(request),
        secure=request.is_secure(),
    )
    return signed(request, challenge, evidence)


def signed(request: HttpRequest, challenge: SigningChallenge, evidence: Evidence) -> HttpResponse:
    """Sign what was pinned and show what came of it; of one record its page. Raises Refused when that one was not signed."""
    actor = reader(request)
    outcomes = complete(actor, challenge, evidence)
    move = process_of(outcomes[0].record).move(challenge.move)
    if len(outcomes) > 1:
        return results(request, move, outcomes)
    if outcomes[0].refusal is not None:
        raise outcomes[0].refusal
    record = outcomes[0].record
    return landed(request, record, process_of(record), move)


def results(
    request: HttpRequest, move: Move, outcomes: list[Outcome], *, offered: int | None = None
) -> HttpResponse:
    """What came of a series: each record signed or not, with the count before and after."""
    context = {
        "move": move,
        "signed": [_told(one.record, by=reader(request)) for one in outcomes if one.refusal is None],
        "refused": [
            _told(one.record, why_not=str(one.refusal)) for one in outcomes if one.refusal is not None
        ],
        "offered": offered or len(outcomes),
        "chosen": len(outcomes),
        "signer": reader(request),
    }
    return render(request, "work/signed.html", context)


def landed(request: HttpRequest, record: Record, process: Process, move: Move) -> HttpResponse:
    """The record's page with the sentence of what was done; My work for a record that is not to be seen any more."""
    actor = reader(request)
    messages.success(request, _sentence(actor, record, process, move))
    target = pages.page_of(record) if visible(actor).filter(pk=record.pk).exists() else reverse("work")
    return HttpResponseClientRedirect(target) if request.htmx else HttpResponseRedirect(target)  # type: ignore[attr-defined]


def _sentence(actor: Person, record: Record, process: Process, move: Move) -> str:
    state = process.state(record.state).label
    if move.meaning and (given := _given(record, actor)):
        return f"{given} {record.number} is now: {state}."
    return f"Done: {move.label}. {record.number} is now: {state}."


def _given(record: Record, actor: Person) -> str:
    found = record.signatures.filter(person=actor).select_related("person").order_by("-id").first()
    return sentence(found) if found is not None else ""


def _told(record: Record, *, by: Person | None = None, why_not: str = "") -> Told:
    return Told(
        record=record,
        subject=subject_of(process_of(record), record),
        url=pages.content_of(record),
        told=_given(record, by) if by else "",
        why_not=why_not,
    )


def _host(request: HttpRequest) -> str:
    return request.get_host().rpartition(":")[0] or request.get_host()
