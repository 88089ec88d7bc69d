"""A passkey as the second factor, in a real browser with a virtual authenticator.

Anna adds a passkey after her password, signs out, and signs in with password and passkey; the password alone no longer
opens anything.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.local import add_passkey, address, page, sign_in

__all__ = ["address", "page"]
pytestmark = pytest.mark.browser


@pytest.mark.requirement("ACC-14", "A11D-11-6", "P11-300-e", "P11-300-c")
def test_passkey_is_added_asked_for_and_opens_the_account(page: Any) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

    # Given Anna, who adds a passkey after giving her password once more
    sign_in(page)
    page.wait_for_url("**/")
    add_passkey(page)

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
