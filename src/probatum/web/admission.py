"""What the place and the roles of a person ask of their session: the list of networks, and a second factor (ACC-14).

Asked before every page by `web.middleware`. What the networks say is remembered in the session for half a minute and as long
as the address stays the same; what a role asks counts at the next request.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from probatum.kernel.action import request_facts
from probatum.kernel.errors import NotAllowed
from probatum.kernel.identity import policy, sessions, signin
from probatum.kernel.people import Person
from probatum.web.refusals import answer

#: What the session remembers: address, when it was looked at, whether a password alone is not enough there.
PLACE = "place"
#: Set where a second factor was set up in this session, with a working challenge (P11-300-e).
PROVEN = "second_factor_proven"
NEEDED = "second-factor-needed"
#: What somebody may use before a second factor is set up, besides the page that says so.
SETTING_UP = frozenset(
    {NEEDED, "account_logout", "account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn"}
)
#: What somebody may use who has one and did not give it in this session.
GIVING = frozenset({"account_logout", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})


def stop(request: HttpRequest, person: Person, name: str) -> HttpResponse | None:
    """The answer to somebody who may not go on to the page of that URL name; None lets them."""
    outside, refusal = _place(request, person)
    if refusal:
        return _turn_away(request, person)
    if _proven(request) or not (outside or policy.role_asks(person)):
        return None
    if not Authenticator.objects.filter(user=person).exists():
        return None if name in SETTING_UP else _lead(request, NEEDED)
    return None if name in GIVING else _lead(request, "mfa_reauthenticate")


def note_second_factor(request: HttpRequest) -> None:
    """Remember that a second factor answered its challenge in this session by a way allauth does not note, such as enrolment."""
    request.session[PROVEN] = True


def _proven(request: HttpRequest) -> bool:
    records: list[dict[str, Any]] = request.session.get("account_authentication_methods", [])
    return bool(request.session.get(PROVEN)) or any(record.get("method") == "mfa" for record in records)


def _place(request: HttpRequest, person: Person) -> tuple[bool, bool]:
    """Whether the address asks for a second factor, and whether it is refused."""
    ip, now = request_facts.get().ip, time.time()
    known = request.session.get(PLACE)
    if known and known[0] == ip and 0 <= now - known[1] <= sessions.RECHECK:
        return bool(known[2]), False
    found = policy.standing(person, ip)
    request.session[PLACE] = [ip, int(now), found.second_factor]
    return found.second_factor, bool(found.refusal)


def _turn_away(request: HttpRequest, person: Person) -> HttpResponse:
    key = request.session.session_key
    sentence = signin.outside(person)
    auth.logout(request)
    sessions.forget(key)
    told = answer(request, NotAllowed(sentence))
    assert told is not None  # a refusal always has a page
    return told


def _lead(request: HttpRequest, name: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        response = HttpResponse(status=401)
        response["HX-Redirect"] = reverse(name)
        return response
    going_to = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': going_to})}")
