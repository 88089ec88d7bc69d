"""A company with administrators whose identity was verified, as the server's command line makes the first two."""

from __future__ import annotations

import re
from typing import Any

import pytest

from probatum.kernel.identity.installation import install_administrator
from probatum.kernel.people import Person
from tests.world import PASSWORD, World

LINK = re.compile(r"/activate/([\w-]+)/")


@pytest.fixture
def administrators(world: World) -> tuple[Person, Person]:
    """Vera and Viktor, both of the whole organisation."""
    role = world.roles["administrator"]
    made = [
        install_administrator(
            username=name, name=f"{name.title()} Administrator", email=f"{name}@example.com", roles=[role]
        )
        for name in ("vera", "viktor")
    ]
    return made[0], made[1]


def account(actor: Person, world: World, username: str = "nina.new", **given: Any) -> Person:
    """Make an account as an administrator does."""
    from probatum.kernel.identity.accounts import create_account  # app ready

    facts: dict[str, Any] = {
        "username": username,
        "name": "Nina New",
        "email": f"{username}@example.com",
        "reason": "Joins Quality",
        "site": world.basel,
    }
    return create_account(actor, **{**facts, **given})


def token_in(mail: Any) -> str:
    """The secret of the link in a message."""
    found = LINK.search(mail.body)
    assert found
    return found.group(1)


__all__ = ["PASSWORD", "account", "administrators", "token_in"]
