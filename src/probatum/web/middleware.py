"""What every request passes: where it came from, whether its session still holds, and whether somebody is signed in and may be.

Deny by default: a page that is open to everybody says so with Django's `login_not_required` (21 CFR 11.10(d)).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from allauth.core.internal.httpkit import get_client_ip
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from probatum.kernel.action import Facts, request_facts
from probatum.kernel.identity import sessions
from probatum.kernel.people import Person
from probatum.web import admission

Answer = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])
#: A page's own polling says so with this header; such a request is no activity of a person.
BACKGROUND = "Probatum-Background"
#: Pages that somebody with a password issued for the first sign-in may use.
BEFORE_OWN_PASSWORD = frozenset({"account_change_password", "account_logout"})
ENDED = {
    "idle": "You were signed out because nothing was done for a while. Sign in to go on.",
    "absolute": "You were signed out because the session reached its longest time. Sign in to go on.",
}


def background(view: View) -> View:
    """Mark a view that pages ask for by themselves (progress, counts): it never keeps a session alive."""
    view.background = True  # type: ignore[attr-defined]
    return view


class RequestFacts:
    """Hands the facts of the request to the actions made in it, and the person's zone to the templates."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        facts = Facts(
            via="web",
            ip=get_client_ip(request) or "",
            request_id=uuid.uuid4().hex,
            session=sessions.digest(request.session.session_key),
        )
        token = request_facts.set(facts)
        try:
            response = self.get_response(request)
        finally:
            request_facts.reset(token)
            timezone.deactivate()
        response["X-Request-ID"] = facts.request_id
        return response


class SignedIn:
    """Ends sessions at their limits, asks for the sign-in, and for an own password before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:  # “back” after the sign-out shows nothing on a shared computer
            response.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, options: Any) -> HttpResponse | None:
        """Refuse what may not be answered; None lets the view answer."""
        person = request.user
        if isinstance(person, Person):
            timezone.activate(person.zone)
            if limit := _limit_passed(request, view):
                _end(request, person, limit)
                return None if _open(view) else _to_sign_in(request)
            if person.must_change_password and _name(request) not in BEFORE_OWN_PASSWORD:
                return HttpResponseRedirect(reverse("account_change_password"))
            if person.must_change_password:
                return None
            return admission.stop(request, person, _name(request))
        return None if _open(view) else _to_sign_in(request)


def _limit_passed(request: HttpRequest, view: Any) -> str:
    session, now = request.session, time.time()
    if sessions.STARTED not in session or sessions.SEEN not in session:
        sessions.begin(session)
        return ""
    if now - session[sessions.SEEN] <= sessions.RECHECK:
        return ""
    if limit := sessions.expired(session, now=now):
        return limit
    if _by_a_person(request, view):
        sessions.touch(
            session, now=now, ip=request_facts.get().ip, browser=request.headers.get("User-Agent", "")
        )
    return ""


def _by_a_person(request: HttpRequest, view: Any) -> bool:
    """Whether a request is what a person did; a script that only keeps asking is not."""
    if getattr(view, "background", False) or BACKGROUND in request.headers:
        return False
    scripted = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    return not (scripted and request.method == "GET" and "HX-Request" not in request.headers)


def _end(request: HttpRequest, person: Person, limit: str) -> None:
    key = request.session.session_key
    sessions.timed_out(person, limit=limit, session=sessions.digest(key))
    auth.logout(request)
    sessions.forget(key)
    messages.add_message(request, messages.INFO, ENDED[limit])


def _open(view: Any) -> bool:
    return not getattr(view, "login_required", True)


def _name(request: HttpRequest) -> str:
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page, and back afterwards; a part of a page sends the whole page there."""
    if "HX-Request" in request.headers:
        page = urlsplit(request.headers.get("HX-Current-URL", "/"))
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = _sign_in(page.path + (f"?{page.query}" if page.query else ""))
        return answer
    going_to = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    return HttpResponseRedirect(_sign_in(going_to))


def _sign_in(going_to: str) -> str:
    address = reverse("account_login")
    return f"{address}?{urlencode({'next': going_to})}" if going_to not in ("", "/") else address
