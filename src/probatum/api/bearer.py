"""Who asks: the access token in the header and nothing else. No cookie counts here, so no other site can make a browser ask.

Each token has its number of requests a minute, and each address its number of tries with tokens that do not count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from ninja.security import HttpBearer

from probatum.config.cache import OneStatementCache
from probatum.kernel.action import request_facts
from probatum.kernel.configuration import setting
from probatum.kernel.errors import NotAuthenticated
from probatum.kernel.identity import token as tokens
from probatum.kernel.identity.token import AccessToken

PREFIX = "/api/"
#: Tries a minute from one address with tokens that do not count.
TRIES = 30
MINUTE = 60.0
NONE = (
    "Send an access token in the header: Authorization: Bearer … A holder of the right to manage tokens can allow one, and "
    "its person takes it up under “My account”."
)


class TooMany(Exception):
    """More requests than are answered in a minute; the text is the sentence."""


class NoCookies:
    """Leaves cookies of a request to the interface aside before a session could be found by them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PREFIX):
            request.COOKIES = {}
        return self.get_response(request)


class Bearer(HttpBearer):
    """The token of a request; raises NotAuthenticated or TooMany, never lets anybody in without one."""

    def __call__(self, request: HttpRequest) -> Any:
        facts = replace(request_facts.get(), via=tokens.VIA, session="")
        request_facts.set(facts)
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.casefold() != "bearer" or not secret.strip():
            raise NotAuthenticated(NONE)
        found = _let_in(secret.strip(), ip=facts.ip)
        request_facts.set(replace(facts, session=tokens.session_of(found)))
        tokens.note_use(found)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Part of the protocol; everything is decided in the call itself."""
        raise NotImplementedError


def _let_in(secret: str, *, ip: str) -> AccessToken:
    tries = f"token-tries-{ip}"
    if int(_counters().get(tries) or 0) >= TRIES:
        raise TooMany("Too many tries with tokens that do not count. Wait a minute.")
    try:
        found = tokens.bearer(secret)
    except NotAuthenticated:
        _counters().count(tries, MINUTE)
        raise
    most = int(setting(tokens.PER_MINUTE))
    if _counters().count(f"token-{found.pk}", MINUTE) > most:
        raise TooMany(f"This token makes more than {most:,} requests a minute. Wait until the next one.")
    return found


def _counters() -> OneStatementCache:
    return cast(OneStatementCache, caches["default"])


def token_of(request: HttpRequest) -> AccessToken:
    """The token by which this request was let in."""
    return cast(AccessToken, request.auth)  # type: ignore[attr-defined]  # set by ninja
