"""The product in a database of the story's own, on `localhost`, and a browser that holds a passkey for its person.

Browsers offer passkeys on https and on localhost only, so these stories do not play in the example company.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections

from tests.world import PASSWORD, World

Answer = TypeVar("Answer")
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address(committed_world: World, django_db_blocker: Any) -> Iterator[str]:
    """The product, served on a host name."""
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
        tab = browser.new_context(base_url=address, reduced_motion="reduce").new_page()
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
        made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        tab.authenticator = (devtools, made["authenticatorId"])
        yield tab
        browser.close()


def aside(work: Callable[[], Answer]) -> Answer:
    """Do something with the database in a thread of its own: the browser's event loop waits in this one."""

    def alone() -> Answer:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(alone).result()


def sign_in(page: Any, username: str = "anna") -> None:
    """The first page, as everybody knows it."""
    page.goto("/accounts/login/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Any) -> None:
    """Add a passkey on one's own page, after the password once more."""
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/webauthn/add/**")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
