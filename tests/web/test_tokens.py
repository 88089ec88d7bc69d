"""Access tokens on pages: allowed by who manages them, taken up by their person alone, revoked by either."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity import token as tokens
from probatum.kernel.identity.token import AccessToken
from probatum.kernel.ledger.history import timeline
from probatum.kernel.models import Grant, Role
from tests.world import PASSWORD, World

SignedIn = Callable[..., Client]


@pytest.fixture
def issuer(world: World) -> World:
    """The company with somebody who manages tokens, and one who does so for Boston only."""
    with action(SYSTEM, "test.role"):
        world.roles["issuer"] = Role.objects.create(
            code="issuer", name="Issuer", permissions=["token.manage"]
        )
    world.person("tina", "issuer", may_sign=False)
    world.person("bert", "issuer", site=world.boston, may_sign=False)
    return world


def allowed(world: World) -> AccessToken:
    return tokens.allow(
        world.tina,
        world.rhea,
        name="Reports",
        kinds=["version"],
        writes=False,
        days=30,
        reason="Monthly figures.",
    )


def signed_in(username: str) -> Client:
    """A browser in which that person signed in and just confirmed who they are, by the real pages."""
    client = Client()
    client.post(reverse("account_login"), {"login": username, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.mark.requirement("INT-02", "ACC-01")
def test_token_is_allowed_on_the_page_and_waits_for_its_person(issuer: World, as_person: SignedIn) -> None:
    client = as_person(issuer.tina)
    sent = {
        "person": issuer.rhea.pk,
        "name": "Reports",
        "scope": "reads",
        "kinds": ["version"],
        "days": "30",
        "reason": "Monthly figures.",
    }
    assert client.get(reverse("token-new")).status_code == 200
    assert client.post(reverse("token-new"), sent).status_code == 302
    made = AccessToken.objects.get()
    assert (made.person, made.kinds, made.writes, made.standing) == (
        issuer.rhea,
        ["version"],
        False,
        "waiting",
    )
    assert made.expires_at - made.allowed_at == dt.timedelta(days=30)
    assert "To be taken up" in client.get(reverse("tokens")).content.decode()


@pytest.mark.requirement("INT-02", "P11-100-a", "P11-300-c")
def test_secret_is_shown_to_its_person_alone_and_once(issuer: World) -> None:
    made = allowed(issuer)
    client = signed_in("rhea")
    page = client.post(reverse("my-tokens"), {"token": made.pk})
    secret = page.context["secret"]
    assert (page.status_code, page.content.decode().count(secret), len(secret) > 40) == (200, 1, True)
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    made.refresh_from_db()
    assert (made.standing, secret in str(vars(made))) == ("in force", False)
    again = client.post(reverse("my-tokens"), {"token": made.pk})
    assert (again.status_code, "was taken up, revoked or has expired" in again.content.decode()) == (
        400,
        True,
    )
    assert signed_in("anna").post(reverse("my-tokens"), {"token": made.pk}).status_code == 404


@pytest.mark.requirement("P11-300-c")
def test_taking_up_asks_for_the_password_again(issuer: World, as_person: SignedIn) -> None:
    made = allowed(issuer)
    answer = as_person(issuer.rhea).post(reverse("my-tokens"), {"token": made.pk})
    assert (answer.status_code, reverse("account_reauthenticate") in answer.headers["Location"]) == (
        302,
        True,
    )
    made.refresh_from_db()
    assert made.standing == "waiting"


@pytest.mark.requirement("P11-100-a", "ACC-07")
def test_nobody_takes_up_the_token_of_another(issuer: World) -> None:
    with pytest.raises(NotAllowed, match="Only Rhea can take up this token"):
        tokens.take_up(issuer.tina, allowed(issuer))


@pytest.mark.requirement("ACC-07")
def test_nobody_allows_a_token_to_themselves(issuer: World) -> None:
    with pytest.raises(NotAllowed, match="You cannot allow yourself a token"):
        tokens.allow(issuer.tina, issuer.tina, name="Own", kinds=[], writes=True, days=9, reason="Quicker.")


@pytest.mark.requirement("ACC-04", "P11-10-g")
def test_right_for_one_site_reaches_the_tokens_of_its_people_only(issuer: World) -> None:
    made = allowed(issuer)  # rhea works in Basel
    assert list(tokens.tokens_for(issuer.bert)) == []
    with pytest.raises(NotAllowed):
        tokens.allow(issuer.bert, issuer.rhea, name="X", kinds=[], writes=False, days=9, reason="Why not.")
    with pytest.raises(NotAllowed):
        tokens.revoke(issuer.bert, made, reason="Why not.")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Enter a name that says which program uses the token."),
        ({"days": 366}, "Enter a number of days from 1 to 365."),
        ({"kinds": ["unicorn"]}, "Choose kinds from the list; “unicorn” is none."),
        ({"reason": " "}, "Say what the token is for; the reason becomes part of the record."),
    ],
)
def test_faulty_token_is_refused_in_a_sentence(
    issuer: World, changes: dict[str, object], sentence: str
) -> None:
    given: dict[str, object] = {
        "name": "Reports",
        "kinds": [],
        "writes": False,
        "days": 30,
        "reason": "Figures.",
    }
    with pytest.raises(Refused) as refusal:
        tokens.allow(issuer.tina, issuer.rhea, **{**given, **changes})  # type: ignore[arg-type]
    assert str(refusal.value) == sentence


@pytest.mark.requirement("P11-300-c", "AT-4")
def test_revoking_needs_a_reason_and_stands_in_the_trail(issuer: World, as_person: SignedIn) -> None:
    made = allowed(issuer)
    client = as_person(issuer.rhea)
    page = reverse("my-token-revoke", args=[made.pk])
    assert client.post(page, {"reason": ""}).status_code == 400
    assert client.post(page, {"reason": "The program was replaced."}).status_code == 302
    made.refresh_from_db()
    assert (made.standing, made.revoked_by, made.revoke_reason) == (
        "revoked",
        issuer.rhea,
        "The program was replaced.",
    )
    latest = timeline(limit=1)[0]
    assert (latest.name, latest.why) == ("token.revoke", "The program was replaced.")


@pytest.mark.requirement("AT-2")
def test_digest_of_the_secret_never_enters_the_ledger(issuer: World) -> None:
    made = allowed(issuer)
    tokens.take_up(issuer.rhea, made)
    made.refresh_from_db()
    told = str([(one.changes, one.events) for one in timeline(limit=5)])
    assert (made.secret_sha256 in told, "secret_sha256" in told) == (False, True)


@pytest.mark.requirement("ACC-04")
@pytest.mark.parametrize("person", ["otto", "rhea", "sven"])
def test_pages_of_all_tokens_are_for_who_manages_them(
    issuer: World, as_person: SignedIn, person: str
) -> None:
    made = allowed(issuer)
    client = as_person(issuer.people[person])
    for address in (reverse("tokens"), reverse("token-new"), reverse("token-revoke", args=[made.pk])):
        assert client.get(address).status_code == 403
    assert client.get(reverse("my-tokens")).status_code == 200
    assert Grant.objects.filter(person=issuer.people[person], role__code="issuer").count() == 0
