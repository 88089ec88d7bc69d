"""A passkey as the second factor, in a real browser with a virtual authenticator.

Anna adds a passkey after her password, signs out, and signs in with password and passkey; the password alone no longer
opens anything.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from tests.world import PASSWORD, World

pytestmark = pytest.mark.browser
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address(committed_world: World, django_db_blocker: Any) -> Iterator[str]:
    """The product, served on a host name: browsers offer passkeys on https and on localhost only."""
    with django_db_blocker.unblock():
        server = ThreadedWSGIServer(("localhost", 0), Quiet)
        server.set_app(get_wsgi_application())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def page(address: str) -> Iterator[Any]:
    """A page of Chromium whose virtual authenticator holds keys and confirms its person by itself."""
    sync = pytest.importorskip("playwright.sync_api")
    found = next((path for path in CHROMIUM if Path(path).exists()), None)
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        tab = browser.new_context(base_url=address).new_page()
        tab.set_default_timeout(15_000)
        devtools = tab.context.new_cdp_session(tab)
        devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield tab
        browser.close()


def sign_in(page: Any) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("User name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.requirement("ACC-14", "A11D-11-6", "P11-300-e", "P11-300-c")
def test_passkey_is_added_asked_for_and_opens_the_account(page: Any) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

    # Given Anna, who adds a passkey after giving her password once more
    sign_in(page)
    page.wait_for_url("**/")
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/webauthn/add/**")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")

    # When she signs in anew
    page.context.clear_cookies()
    sign_in(page)
    page.wait_for_url("**/2fa/authenticate/**")

    # Then the password alone opens nothing
    page.goto("/me/")
    assert "/accounts/" in page.url

    # And the passkey does
    page.goto("/accounts/2fa/authenticate/")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto("/me/")
    assert page.get_by_text("passkey").count() > 0
    assert faults == []
