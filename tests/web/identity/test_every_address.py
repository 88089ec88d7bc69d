"""Every address: closed to who is not signed in, and to who lacks the right; shown to who has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.identity import contact, delegation, sessions
from probatum.kernel.identity.circles import save_circle
from probatum.kernel.models import Grant, Person
from probatum.web.admin_people.urls import urlpatterns as administration
from probatum.web.identity.urls import urlpatterns as identity
from tests.web.identity.signing_in import sign_in
from tests.world import World

#: What answers before a sign-in: the sign-in itself, its word on closed accounts, and the signed head of the ledger,
#: which names nobody and which a witness has to be able to fetch. The receipt of a report looks nothing up; the form behind
#: a code answers only to a code in use (tests/web/intake).
OPEN = {"account_login", "account_inactive", "checkpoint", "report-received"}


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


def every_route(patterns: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver) and entry.namespace:
            continue  # the interface of programs, which no session opens (tests/api/test_access.py)
        if isinstance(entry, URLResolver):
            yield from every_route(entry.url_patterns, route)
        else:
            yield route, entry


def example(entry: URLPattern) -> dict[str, Any]:
    """Arguments of the right shape for a route; nothing needs to exist behind them."""
    shapes: dict[str, Any] = {
        "IntConverter": 1,
        "StringConverter": "anna",
        "SlugConverter": "anna",
        "UUIDConverter": "6f1c6f43-2f43-4b5a-9c1c-0d4b7b0c9f11",
        "PathConverter": "a/b",
        "NumberConverter": "SOP-QA-001",
        "Reference": "7F3K-92QD",
    }
    converters = getattr(entry.pattern, "converters", {})
    found = {name: shapes[type(converter).__name__] for name, converter in converters.items()}
    texts = {"verdict": "confirm", "whose": "mine", "pk": 1}
    groups = getattr(getattr(entry.pattern, "regex", None), "groupindex", {})
    return found or {name: texts.get(name, "1") for name in groups}


@pytest.mark.requirement("P11-10-d")
def test_no_address_answers_before_the_sign_in(client: Client, world: World) -> None:
    answered = {}
    for route, entry in every_route():
        if entry.name is None:
            continue
        address = reverse(entry.name, kwargs=example(entry))
        for method in (client.get, client.post):
            status = method(address).status_code
            if status < 300:
                answered[entry.name] = route

    assert answered.keys() == OPEN


@pytest.mark.requirement("P11-10-d")
def test_every_route_has_a_name(world: World) -> None:
    assert [route for route, entry in every_route() if entry.name is None] == []


#: Who may open each page of administration; everybody else in the small company is refused.
READING = {"adam", "ines"}
ADMIN = {"adam"}
EVERYBODY = {"adam", "ines", "rhea", "olaf"}
ALLOWED: dict[str, set[str]] = {
    "people": READING,
    "person": READING,
    "person-new": ADMIN,
    "person-edit": ADMIN,
    "person-deactivate": ADMIN,
    "person-reactivate": ADMIN,
    "person-reset": ADMIN,
    "person-address": ADMIN,
    "person-loss": ADMIN,
    "person-company": ADMIN,
    "person-company-end": ADMIN,
    "dormant": READING,
    "person-verify": ADMIN,
    "person-withdraw": ADMIN,
    "person-unlock": ADMIN,
    "person-grant": ADMIN,
    "person-explain": ADMIN,
    "account-changes": ADMIN,
    "account-change": ADMIN,
    "grant-end": ADMIN,
    "roles": READING,
    "role-new": ADMIN,
    "role": ADMIN,
    "role-matrix": READING,
    "role-matrix-csv": READING,
    "segregation": READING,
    "circles": READING,
    "circle": ADMIN,
    "circle-new": ADMIN,
    "access-register": READING,
    "access-register-csv": READING,
    "access-log": READING,
    "sessions": ADMIN,
    "session-end": ADMIN,
    "lockouts": READING,
    "delegations": EVERYBODY,
    "delegation-new": EVERYBODY,
    "delegation-end": {"olaf"},
}


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    """An address of each page of administration, with something behind it."""
    world.person("olaf", "reader", may_sign=False)
    other = Client()
    sign_in(other, "anna")
    change = contact.change_contact(world.adam, _verified(world), email="new@example.com", reason="Moved")
    assert change is not None
    absence = delegation.delegate(
        world.olaf, absent=world.olaf, to=world.rita, ends=_in_a_week(), reason="Holidays"
    )
    save_circle(world.adam, code="legal", name="Legal", reason="Needed")
    behind: dict[str, dict[str, Any]] = {
        "circle": {"code": "legal"},
        "account-change": {"pk": change.pk, "verdict": "refuse"},
        "grant-end": {"pk": Grant.objects.get(person=world.anna).pk},
        "role": {"code": "reader"},
        "session-end": {"pk": sessions.sessions_of(world.anna)[0].id},
        "delegation-new": {"whose": "mine"},
        "delegation-end": {"pk": absence.pk},
    }
    return {
        str(entry.name): reverse(str(entry.name), kwargs=behind.get(str(entry.name), example(entry)))
        for entry in administration
    }


def _verified(world: World) -> Person:
    with action(SYSTEM, "test.verified") as act:
        Person.objects.filter(pk=world.rita.pk).update(verified_at=act.at, verified_method="Passport")
    world.rita.refresh_from_db()
    return world.rita


def _in_a_week() -> Any:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=7)


@pytest.mark.requirement("P11-10-d", "P11-10-g", "ACC-03")
@pytest.mark.parametrize("username", sorted(EVERYBODY))
def test_each_page_of_administration_opens_for_its_roles_only(
    world: World, addresses: dict[str, str], username: str
) -> None:
    client = Client()
    sign_in(client, username)
    answers = {name: client.get(address).status_code for name, address in addresses.items()}

    assert answers == {name: 200 if username in ALLOWED[name] else 403 for name in addresses}


@pytest.mark.requirement("P11-10-g")
def test_forms_of_administration_refuse_a_post_without_the_right(
    world: World, addresses: dict[str, str]
) -> None:
    client = Client()
    sign_in(client, "rhea")
    answers = {
        name: client.post(address, {"reason": "because", "method": "seen"}).status_code
        for name, address in addresses.items()
        if "rhea" not in ALLOWED[name]
    }

    assert {name: status for name, status in answers.items() if status not in (403, 405)} == {}


@pytest.mark.requirement("P11-10-d")
def test_own_pages_open_for_everybody_signed_in(world: World) -> None:
    client = Client()
    sign_in(client, "rhea")
    names = {str(entry.name) for entry in identity} & {
        "me",
        "my-sessions",
        "signature-agreement",
        "mfa_index",
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
    }

    assert {name: client.get(reverse(name)).status_code for name in names} == dict.fromkeys(names, 200)
