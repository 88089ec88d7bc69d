"""Sign-in with the company account: start, return, the link that joins it to an account here, and a confirmation of who one is.

Off, and answered like an address that does not exist, unless an identity provider is set up.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from functools import wraps

from allauth.account import app_settings
from allauth.account.internal.flows.login import (
    get_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from probatum.kernel.challenge import refused, take
from probatum.kernel.errors import NotAuthenticated, Refused
from probatum.kernel.identity import federation, links
from probatum.kernel.identity.events import log_alone
from probatum.kernel.identity.federation import Claims
from probatum.kernel.people import Person
from probatum.kernel.step_up import confirmed_by_provider
from probatum.web.identity import roundtrip
from probatum.web.identity.going_on import safe
from probatum.web.identity.roundtrip import Trip
from probatum.web.seen import reader
from probatum.web.views import confirming

METHOD = "company account"
ASTRAY = "This answer of the identity provider belongs to nothing that was asked from here, or came too late. Start again."
NOT_FRESH = "The identity provider let you pass on an earlier sign-in. Start again and sign in there anew."


@login_not_required
@never_cache
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Go to the identity provider to sign in."""
    trip = roundtrip.begin(request, purpose="sign_in", going_to=safe(request, request.GET.get("next", "")))
    try:
        return HttpResponseRedirect(roundtrip.leave(request, trip))
    except Refused as refusal:
        return _back_to_entrance(request, refusal)


@login_not_required
@never_cache
@require_POST
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Go to the identity provider, sign in there anew, and join that account to the one the link was mailed for."""
    trip = roundtrip.begin(request, purpose="link", going_to=token)
    try:
        links.open_link(token)
        return roundtrip.send(request, roundtrip.leave(request, trip, fresh=True))
    except Refused as refusal:
        return render(request, "people/dead_link.html", {"sentence": str(refusal)}, status=404)


@require_GET
def confirm(request: HttpRequest) -> HttpResponse:
    """Sign in at the provider anew, before something about one's own account is changed."""
    trip = roundtrip.begin(request, purpose="confirm", going_to=safe(request, request.GET.get("next", "")))
    return HttpResponseRedirect(roundtrip.leave(request, trip, fresh=True))


def confirmed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask who has no password here to confirm at the provider, as others confirm by their password, within five minutes."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **options: object) -> HttpResponseBase:
        person = request.user
        if (
            not isinstance(person, Person)
            or get_reauthentication_flows(person)
            or federation.subject_in_use(person) is None
            or _confirmed_lately(request, person)
        ):
            return view(request, *args, **options)
        return HttpResponseRedirect(f"{reverse('company-confirm')}?{urlencode({'next': request.path})}")

    return answer


def _confirmed_lately(request: HttpRequest, person: Person) -> bool:
    marks = [
        record for record in get_authentication_records(request, person) if record.get("reauthenticated")
    ]
    return bool(marks) and time.time() - marks[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


@login_not_required
@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """The provider's answer, given to what it was asked for; taken once, in the session that asked."""
    state = request.GET.get("state", "")
    trip = roundtrip.returned(request, state)
    if trip is None or trip.purpose == "sign":
        return _to_be_signed(request, trip, state)
    try:
        claims = _claims(request, trip)
        if trip.purpose == "link":
            return _link(request, trip, claims)
        if trip.purpose == "confirm" and isinstance(request.user, Person):
            return _confirm(request, trip, claims)
        return _sign_in(request, trip, claims)
    except Refused as refusal:
        return _back_to_entrance(request, refusal)


def _claims(request: HttpRequest, trip: Trip) -> Claims:
    """The claims, when they answer this trip. Raises Refused."""
    claims = roundtrip.claims_of(request, trip)
    if not hmac.compare_digest(claims.nonce, trip.nonce):
        raise NotAuthenticated(ASTRAY)
    if trip.purpose != "sign_in" and (claims.authenticated_at or 0) < int(trip.at):
        raise NotAuthenticated(NOT_FRESH)
    return claims


def _sign_in(request: HttpRequest, trip: Trip, claims: Claims) -> HttpResponse:
    person = federation.person_at(claims)
    record_authentication(request, person, method=METHOD)
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=trip.going_to or None))
    roundtrip.note_strength(request, claims)
    return response


def _link(request: HttpRequest, trip: Trip, claims: Claims) -> HttpResponse:
    federation.link(trip.going_to, claims)
    messages.success(request, f"Your account is linked. Sign in with {settings.OIDC_NAME} from now on.")
    return redirect("account_login")


def _confirm(request: HttpRequest, trip: Trip, claims: Claims) -> HttpResponse:
    person = reader(request)
    linked = federation.subject_in_use(person)
    if linked is None or (linked.issuer, linked.subject) != (claims.issuer, claims.subject):
        log_alone("reauthentication_failed", person, trigger=f"confirmation by {person.username}")
        raise NotAuthenticated("Somebody else signed in at the identity provider. Nothing was changed.")
    record_authentication(request, person, method=METHOD, reauthenticated=True)
    return HttpResponseRedirect(trip.going_to or reverse("me"))


def _to_be_signed(request: HttpRequest, trip: Trip | None, state: str) -> HttpResponse:
    """The answer to a signature. Raises Refused with the sentence; each refusal is an event of the access log."""
    actor = request.user
    if not isinstance(actor, Person):
        return _back_to_entrance(request, NotAuthenticated(ASTRAY))
    challenge = take(actor, state)
    if trip is None:
        raise refused(actor, ASTRAY)
    try:
        claims = roundtrip.claims_of(request, trip)
    except Refused as refusal:
        raise refused(actor, str(refusal)) from refusal
    return confirming.signed(request, challenge, confirmed_by_provider(actor, challenge, claims))


def _back_to_entrance(request: HttpRequest, refusal: Refused) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("me" if isinstance(request.user, Person) else "account_login")
