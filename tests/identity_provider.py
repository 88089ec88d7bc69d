"""A real OpenID Connect server on loopback, and the way of a browser through it without a browser."""

from __future__ import annotations

import html
import json
import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import FederatedSubject, Person
from probatum.web.identity import provider

NAME = "Company account"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **options: Any) -> None:
        return None


@dataclass(frozen=True)
class IdentityProvider:
    """The server, its claims, and people who sign in there."""

    address: str
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def says(self, subject: str, **claims: Any) -> None:
        """Decide what the next tokens of an account say; `auth_time` is the moment of signing in unless it is given."""
        self.told[subject] = claims

    def signs_in_now(self, subject: str) -> None:
        """Let the next token say that the account signed in at this moment."""
        body = json.dumps({"auth_time": int(time.time()), **self.told.get(subject, {})}).encode()
        request = urllib.request.Request(
            f"{self.address}/users/{subject}",
            data=body,
            method="PUT",
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=5).close()

    def signs_in(self, going_to: str, subject: str) -> str:
        """Sign in at the address that the product named; returns the address to which the provider sends back."""
        self.signs_in_now(subject)
        request = urllib.request.Request(going_to, data=urlencode({"sub": subject}).encode())
        try:
            urllib.request.build_opener(_Stay).open(request, timeout=5)
        except urllib.error.HTTPError as answer:
            assert answer.code == 302, answer.read()
            return str(answer.headers["Location"])
        raise AssertionError("The provider did not send back.")

    def opens(self, client: Client, subject: str) -> Any:
        """Sign in to the product by way of the provider."""
        start = client.get(reverse("company-sign-in"))
        assert start.status_code == 302, start.content
        return client.get(self.signs_in(start["Location"], subject))


@pytest.fixture(scope="session")
def running_provider() -> Iterator[str]:
    """One server for all tests of this process."""
    import oidc_provider_mock  # optional dependency

    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it runs without https, on this machine
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def idp(running_provider: str, settings: Any) -> IdentityProvider:
    """The identity provider, set up as the environment would."""
    provider._known.clear()
    settings.OIDC_ISSUER = running_provider
    settings.OIDC_CLIENT_ID = "probatum"
    settings.OIDC_CLIENT_SECRET = "a secret of the tests"
    settings.OIDC_NAME = NAME
    settings.OIDC_SIGNING = "step-up"
    return IdentityProvider(running_provider)


def linked(person: Person, idp: IdentityProvider, subject: str) -> Person:
    """A signer who signs in with a company account, as after the link and the verification."""
    with action(SYSTEM, "test.link") as act:
        FederatedSubject.objects.create(person=person, issuer=idp.address, subject=subject, linked_at=act.at)
        person.set_unusable_password()
        person.save(update_fields=["password"])
    idp.says(subject)
    return person


def named_address(answer: Any) -> str:
    """Where a page sends the browser that may not be redirected after a form."""
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()[:2000]
    return html.unescape(found[1])
