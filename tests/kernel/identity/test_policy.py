"""Networks: who may sign in from where, and a list that would shut out whoever saves it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from probatum.kernel.action import SYSTEM, Facts, action, request_facts
from probatum.kernel.configuration import Setting, change_setting, setting
from probatum.kernel.errors import NotAllowed, NotAuthenticated, Refused
from probatum.kernel.identity import policy, signin
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.people import Person
from tests.world import PASSWORD, World

OFFICE, HOME, SERVER = "10.1.2.3", "203.0.113.9", "127.0.0.1"


@contextmanager
def at(ip: str) -> Iterator[None]:
    """A request from an address."""
    token = request_facts.set(Facts(via="web", ip=ip))
    try:
        yield
    finally:
        request_facts.reset(token)


def save(person: Person, key: str, value: str, *, ip: str = OFFICE) -> None:
    with at(ip):
        change_setting(person, key, value=value, reason="Policy of the company")


@pytest.mark.requirement("ACC-14", "P11-10-h")
def test_administrators_sign_in_from_the_listed_networks_only(world: World) -> None:
    save(world.sven, policy.ALLOWED, "10.0.0.0/8, 2001:db8::/32")
    assert setting(policy.ALLOWED) == "10.0.0.0/8 2001:db8::/32"

    for ip in (OFFICE, "2001:db8::7", "::ffff:10.9.9.9"):
        with at(ip):
            assert signin.authenticate("adam", PASSWORD) == world.adam
    with at(HOME), pytest.raises(NotAuthenticated, match="From this network you cannot sign in"):
        signin.authenticate("adam", PASSWORD)
    with at(HOME):
        assert signin.authenticate("rhea", PASSWORD) == world.rhea
    assert [(one.kind, one.person, one.ip) for one in AccessEvent.objects.all()] == [
        ("network_refused", world.adam, HOME)
    ]


@pytest.mark.requirement("ACC-14", "P11-10-h")
def test_list_for_everybody_answers_every_name_alike(world: World) -> None:
    save(world.sven, policy.ALLOWED, "10.0.0.0/8")
    save(world.sven, policy.LIMITS, "everybody")

    told = []
    for name, password in (("rhea", PASSWORD), ("rhea", "wrong and long enough"), ("zoe", "whatever it is")):
        with at(HOME), pytest.raises(NotAuthenticated) as refusal:
            signin.authenticate(name, password)
        told.append(str(refusal.value))
    assert told == [policy.OUTSIDE] * 3
    with at(OFFICE):
        assert signin.authenticate("rhea", PASSWORD) == world.rhea


@pytest.mark.requirement("ACC-14")
def test_list_that_shuts_out_who_saves_it_is_refused(world: World) -> None:
    with pytest.raises(Refused, match=r"You are at 203\.0\.113\.9, which is in none of these networks"):
        save(world.sven, policy.ALLOWED, "10.0.0.0/8", ip=HOME)
    save(world.sven, policy.ALLOWED, "10.0.0.0/8 203.0.113.0/24", ip=HOME)
    with pytest.raises(Refused, match=r"You are at 192\.0\.2\.1"):
        save(world.sven, policy.LIMITS, "everybody", ip="192.0.2.1")
    assert setting(policy.LIMITS) == "administrators"
    save(world.sven, policy.ALLOWED, "", ip="192.0.2.1")
    assert setting(policy.ALLOWED) == ""


@pytest.mark.requirement("ACC-14", "P11-10-h")
def test_list_is_refused_while_every_address_looks_like_the_server(world: World, settings: object) -> None:
    """Behind a proxy that is not declared a list would let everybody in."""
    settings.PUBLIC_URL = "https://quality.example.org"  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="PROBATUM_BEHIND_PROXY"):
        save(world.sven, policy.ALLOWED, "10.0.0.0/8", ip=SERVER)


@pytest.mark.requirement("ACC-14")
def test_server_itself_is_the_way_back_in(world: World) -> None:
    save(world.sven, policy.ALLOWED, "10.0.0.0/8")
    with at(SERVER):
        assert signin.authenticate("sven", PASSWORD) == world.sven
    with at(""), pytest.raises(NotAuthenticated):
        signin.authenticate("sven", PASSWORD)


@pytest.mark.requirement("ACC-14")
@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        (policy.ALLOWED, "10.0.0.0/8 office", "“office” is none"),
        (policy.TRUSTED, "10.0.0.0/64", "“10.0.0.0/64” is none"),
        (policy.LIMITS, "nobody", "Enter “administrators” or “everybody”"),
        (policy.TRUSTED, " ".join(f"10.0.{n}.0/24" for n in range(60)), "at most 50"),
    ],
)
def test_faulty_value_is_refused_with_what_to_enter(
    world: World, key: str, value: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refusal:
        save(world.sven, key, value)
    assert refusal.value.field == key
    assert not Setting.objects.filter(key=key).exists()


@pytest.mark.requirement("P11-10-g")
def test_networks_are_for_who_manages_the_configuration(world: World) -> None:
    with pytest.raises(NotAllowed):
        save(world.adam, policy.ALLOWED, "10.0.0.0/8")


@pytest.mark.requirement("A11D-11-6", "ACC-14")
def test_outside_the_trusted_networks_a_second_factor_is_asked_for(world: World) -> None:
    assert not policy.standing(world.rhea, HOME).second_factor
    save(world.sven, policy.TRUSTED, "10.0.0.0/8")
    assert policy.standing(world.rhea, HOME).second_factor
    assert policy.standing(world.rhea, "").second_factor
    assert not policy.standing(world.rhea, OFFICE).second_factor


@pytest.mark.requirement("ACC-14")
def test_role_asks_for_a_second_factor_while_it_is_held(world: World) -> None:
    assert not policy.role_asks(Person.objects.get(pk=world.quinn.pk))
    with action(SYSTEM, "test.role"):
        world.roles["quality"].second_factor = True
        world.roles["quality"].save()
    assert policy.role_asks(Person.objects.get(pk=world.quinn.pk))
    assert not policy.role_asks(Person.objects.get(pk=world.rhea.pk))
