"""Programs that hold a token: each request carries it in the header, and no cookie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.identity import token as tokens
from probatum.kernel.identity.token import AccessToken
from probatum.kernel.models import Grant, Person, Role
from tests.world import World, make_world


@dataclass
class Program:
    """A program with a token."""

    secret: str
    token: AccessToken

    def __post_init__(self) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {self.secret}"})

    def get(self, address: str, **given: Any) -> Any:
        return self.client.get(f"/api/v1{address}", given)

    def post(self, address: str, **given: Any) -> Any:
        return self.client.post(f"/api/v1{address}", given, content_type="application/json")

    def patch(self, address: str, **given: Any) -> Any:
        return self.client.patch(f"/api/v1{address}", given, content_type="application/json")

    def delete(self, address: str) -> Any:
        return self.client.delete(f"/api/v1{address}")

    def send(self, address: str, content: bytes) -> Any:
        return self.client.post(f"/api/v1{address}", content, content_type="application/octet-stream")


Programs = Callable[..., Program]


@pytest.fixture(autouse=True)
def forget_counts(db: None) -> Iterator[None]:
    cache.clear()
    yield


@pytest.fixture
def world(db: None) -> World:
    """The small company, with somebody who allows tokens."""
    made = make_world()
    with action(SYSTEM, "test.role"):
        made.roles["issuer"] = Role.objects.create(code="issuer", name="Issuer", permissions=["token.manage"])
    made.person("tina", "issuer", may_sign=False)
    return made


@pytest.fixture
def program(world: World) -> Programs:
    """A program that works under somebody's account."""

    def made(person: Person, *kinds: str, writes: bool = True, days: int = 30) -> Program:
        allowed = tokens.allow(
            world.tina,
            person,
            name="Laboratory system",
            kinds=kinds,
            writes=writes,
            days=days,
            reason="Hands results over every hour.",
        )
        return Program(tokens.take_up(person, allowed), allowed)

    return made


@pytest.fixture
def grant(world: World) -> Callable[..., Grant]:
    """Give a person permissions by a role of their own."""

    def given(person: Person, *permissions: str, site: Any = None) -> Grant:
        with action(SYSTEM, "test.grant") as act:
            code = f"{person.username}_{len(permissions)}_{act.at:%f}"
            role = Role.objects.create(code=code, name=code, permissions=list(permissions))
            made: Grant = Grant.objects.create(person=person, role=role, site=site, starts=act.at)
        for known in ("_held", "_circles", "_absences"):
            person.__dict__.pop(known, None)
        return made

    return given


REPORT = {
    "description": "The hood alarm rang for four minutes.",
    "occurred_at": "2026-03-02T08:10:00Z",
    "aware_at": "2026-03-02T08:20:00Z",
    "late_reason": "Entered from paper.",
}


@pytest.fixture
def company(world: World) -> World:
    """emil owns events, tara triages them, vera approves for Quality, boris owns events in Boston only."""
    world.person("emil", "event_owner")
    world.person("tara", "triager")
    world.person("vera", "event_quality")
    world.person("boris", "event_owner", site=world.boston)
    return world


def opened(program: Program, **more: Any) -> dict[str, Any]:
    """A deviation at Basel, opened through the interface."""
    given = {"title": "Alarm of the hood", "values": REPORT, "site": "BSL", **more}
    answer = program.post("/kinds/deviation/records", **given)
    assert answer.status_code == 201, answer.json()
    found: dict[str, Any] = answer.json()
    return found
