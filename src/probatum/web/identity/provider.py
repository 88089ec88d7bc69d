"""The company's identity provider as OpenID Connect describes it: where to send a person, and what its signed answer says.

Authorization code with PKCE and nonce; the token's signature, issuer, audience and times are always checked (ADR-0041).
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings

from probatum.kernel.errors import Refused
from probatum.kernel.identity.federation import Claims

if TYPE_CHECKING:
    import jwt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
SECONDS, LARGEST, KEPT = 10, 1_000_000, 3600
NEAR = ("localhost", "127.0.0.1", "::1")


class ProviderFault(Refused):
    """The identity provider cannot be asked, or what it answers cannot be believed."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What the provider says of itself, and its public keys."""

    authorize: str
    token: str
    keys_at: str
    basic: bool
    keys: jwt.PyJWKSet
    read_at: float


_known: dict[str, Provider] = {}


def address(*, state: str, nonce: str, verifier: str, back: str, fresh: bool) -> str:
    """Where the person goes to sign in. `fresh`: an open session at the provider must not be enough."""
    provider = _provider()
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": back,
        "scope": "openid",
        "state": state,
        "nonce": nonce,
        "code_challenge": _hashed(verifier),
        "code_challenge_method": "S256",
    }
    if fresh:
        asked |= {"prompt": "login", "max_age": "0"}
    return f"{provider.authorize}{'&' if '?' in provider.authorize else '?'}{urlencode(asked)}"


def claims(code: str, *, verifier: str, back: str) -> Claims:
    """Redeem the code and return what the token says. Raises ProviderFault."""
    provider = _provider()
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    headers = {"Accept": "application/json"}
    if provider.basic:
        pair = f"{quote(settings.OIDC_CLIENT_ID, safe='')}:{quote(settings.OIDC_CLIENT_SECRET, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        sent |= {"client_id": settings.OIDC_CLIENT_ID, "client_secret": settings.OIDC_CLIENT_SECRET}
    answer = _fetch(provider.token, data=urlencode(sent).encode(), headers=headers)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise ProviderFault(_fault("did not say who signed in"))
    return _read(token, provider)


def _read(token: str, provider: Provider) -> Claims:
    import jwt  # slow import

    try:
        told = jwt.decode(
            token,
            _key_of(token, provider),
            algorithms=list(ALGORITHMS),
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=60,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise ProviderFault(
            _fault("gave an answer that is not signed by it, or not for this installation")
        ) from error
    if told.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
        raise ProviderFault(_fault("gave an answer that is for another application"))
    since, methods = told.get("auth_time"), told.get("amr")
    return Claims(
        issuer=told["iss"],
        subject=str(told["sub"]),
        nonce=str(told.get("nonce") or ""),
        authenticated_at=since if isinstance(since, int) and not isinstance(since, bool) else None,
        issued_at=int(told["iat"]),
        acr=str(told.get("acr") or "")[:200],
        amr=tuple(sorted(str(one) for one in methods)) if isinstance(methods, list) else (),
        token_id=str(told.get("jti") or "")[:200],
        token_sha256=hashlib.sha256(token.encode()).hexdigest(),
    )


def _key_of(token: str, provider: Provider) -> Any:
    """The public key that the token names; the keys are read once more when it is a new one."""
    import jwt  # slow import

    name = jwt.get_unverified_header(token).get("kid")
    for published in (provider.keys, None):
        keys = published or _provider(anew=True).keys
        found = [key for key in keys.keys if name is None or key.key_id == name]
        if len(found) == 1:
            return found[0]
    raise ProviderFault(_fault("signed its answer with a key it does not publish"))


def _provider(*, anew: bool = False) -> Provider:
    """The provider as it described itself within the last hour. Raises ProviderFault."""
    import jwt  # slow import

    issuer = settings.OIDC_ISSUER
    known = _known.get(issuer)
    if known is not None and not anew and time.monotonic() - known.read_at < KEPT:
        return known
    told = _fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if told.get("issuer") != issuer:
        raise ProviderFault(_fault("names another issuer than PROBATUM_OIDC_ISSUER"))
    places = [told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(isinstance(place, str) and _sound(place) for place in places):
        raise ProviderFault(_fault("does not say by https where to sign in"))
    authorize, token, keys_at = (str(place) for place in places)
    try:
        keys = jwt.PyJWKSet.from_dict(_fetch(keys_at))
    except jwt.PyJWTError as error:
        raise ProviderFault(_fault("publishes no keys that can be read")) from error
    ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    _known[issuer] = Provider(
        authorize, token, keys_at, "client_secret_basic" in ways, keys, time.monotonic()
    )
    return _known[issuer]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected request would take the secret along."""

    def redirect_request(self, *args: Any, **options: Any) -> None:
        """Follow none."""


def _fetch(place: str, *, data: bytes | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    request = urllib.request.Request(place, data=data, headers=headers or {"Accept": "application/json"})  # noqa: S310 - https, see _sound
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            told = json.loads(answer.read(LARGEST))
    except (OSError, ValueError) as error:
        raise ProviderFault(_fault("cannot be reached, or refused the request")) from error
    if not isinstance(told, dict):
        raise ProviderFault(_fault("gave an answer that cannot be read"))
    return told


def _sound(place: str) -> bool:
    parts = urlsplit(place)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in NEAR)


def _hashed(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _fault(what: str) -> str:
    return f"The identity provider {what}. Nothing was done. Try again; if it stays so, tell whoever runs the server."
