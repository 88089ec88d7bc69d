"""A trip to the identity provider and back: what was asked is kept in the session, and each answer is taken once."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from probatum.kernel.identity import federation
from probatum.kernel.identity.federation import Claims
from probatum.web.identity import provider

KEPT = "company_trips"
STRENGTH = "company_strength"
LIVES = 600
MOST = 5


@dataclass(frozen=True, slots=True)
class Trip:
    """What one answer has to fit: for which purpose, with which nonce and verifier, and where to go on."""

    purpose: str
    nonce: str
    verifier: str
    going_to: str = ""
    at: float = 0.0


def begin(request: HttpRequest, *, purpose: str, going_to: str = "") -> Trip:
    """Make a trip's secrets. Raises Http404 while no provider is set up."""
    if not federation.is_on():
        raise Http404("No identity provider is set up.")
    return Trip(purpose, secrets.token_urlsafe(32), secrets.token_urlsafe(48), going_to, time.time())


def leave(request: HttpRequest, trip: Trip, *, state: str = "", fresh: bool = False) -> str:
    """Keep the trip in the session and return the provider's address. Raises ProviderFault."""
    state = state or secrets.token_urlsafe(32)
    going_to = provider.address(
        state=state, nonce=trip.nonce, verifier=trip.verifier, back=_back(request), fresh=fresh
    )
    kept: dict[str, Any] = dict(request.session.get(KEPT, {}))
    kept[state] = [trip.purpose, trip.nonce, trip.verifier, trip.going_to, trip.at]
    newest = sorted(kept.items(), key=lambda item: item[1][4])[-MOST:]
    request.session[KEPT] = dict(newest)
    return going_to


def returned(request: HttpRequest, state: str) -> Trip | None:
    """The trip that an answer belongs to, taken out of the session; None for an answer to nothing, or a late one."""
    kept: dict[str, Any] = dict(request.session.get(KEPT, {}))
    found = kept.pop(state, None)
    if found is None:
        return None
    request.session[KEPT] = kept
    trip = Trip(*found)
    return trip if time.time() - trip.at < LIVES else None


def claims_of(request: HttpRequest, trip: Trip) -> Claims:
    """What the provider says of the sign-in. Raises ProviderFault."""
    if request.GET.get("error") or not request.GET.get("code"):
        raise provider.ProviderFault(
            "You did not sign in at the identity provider, or it refused. Nothing was done."
        )
    return provider.claims(request.GET["code"], verifier=trip.verifier, back=_back(request))


def note_strength(request: HttpRequest, claims: Claims) -> None:
    """Remember how strong the sign-in was; a signature has to be as strong (A11D-13-3)."""
    request.session[STRENGTH] = [claims.acr, list(claims.amr)]


def strength(request: HttpRequest) -> tuple[str, list[str]]:
    """How strong the sign-in of this session was, in the provider's words."""
    acr, amr = request.session.get(STRENGTH, ["", []])
    return acr, amr


def send(request: HttpRequest, going_to: str) -> HttpResponse:
    """Send the browser to the provider after a form: a plain redirect would be stopped by the policy `form-action 'self'`."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(going_to)
    return render(request, "signing/leaving.html", {"going_to": going_to, "provider": settings.OIDC_NAME})


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("company-return"))
