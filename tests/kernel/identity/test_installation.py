"""The first two administrators, and no third by that way."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from probatum.kernel.authz import decide
from probatum.kernel.errors import Refused
from probatum.kernel.identity import accounts, links
from probatum.kernel.identity.installation import install_administrator
from probatum.kernel.identity.segregation import conflicts
from probatum.kernel.people import Person
from tests.kernel.identity.company import token_in

CHOSEN = "Thirteen grey herons over Basel"


def install(username: str) -> Person:
    return install_administrator(
        username=username, name=f"{username.title()} First", email=f"{username}@example.com"
    )


@pytest.mark.requirement("P11-200-a3", "P11-10-d")
def test_two_administrators_are_made_on_an_empty_installation_and_no_third(
    db: None, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        vera, viktor = install("vera"), install("viktor")
    with pytest.raises(Refused, match="two administrators already"):
        install("victor.third")

    links.choose_password(token_in(mailoutbox[0]), CHOSEN)
    assert decide(vera, "person.manage").allowed
    assert (vera.may_sign, viktor.may_sign) == (False, False)
    assert conflicts() == []


@pytest.mark.requirement("P11-200-a3", "P11-100-b")
def test_the_two_can_let_a_third_person_sign(db: None) -> None:
    vera, viktor = install("vera"), install("viktor")
    person = accounts.create_account(
        vera, username="nina", name="Nina New", email="nina@example.com", reason="Joins Quality"
    )
    accounts.verify_identity(viktor, person, method="Passport seen in person")

    assert person.may_sign is True
    assert person.created_at <= timezone.now()
