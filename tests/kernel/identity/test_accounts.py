"""Accounts: named, unique for good, never with a password that somebody else knows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, NotAuthenticated, Refused
from probatum.kernel.identity import accounts, contact, links, signin
from probatum.kernel.identity.contact import ContactChange
from probatum.kernel.identity.links import ActivationLink
from probatum.kernel.people import Person
from probatum.kernel.signature import refuse_unless_may_sign
from tests.kernel.identity.company import account, token_in
from tests.world import World

Two = tuple[Person, Person]
CHOSEN = "Thirteen grey herons over Basel"


def activate(person: Person, mailoutbox: list[Any]) -> None:
    links.choose_password(token_in(mailoutbox[-1]), CHOSEN)
    person.refresh_from_db()


@pytest.mark.requirement("P11-100-a", "P11-200-a3", "A11D-11-1..5")
def test_new_person_chooses_the_password_by_a_link_only_they_get(
    world: World, administrators: Two, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        person = account(administrators[0], world)

    assert [mail.to for mail in mailoutbox] == [["nina.new@example.com"]]
    assert not person.has_usable_password()
    token = token_in(mailoutbox[0])
    assert links.PATH.format(token=token) == reverse("activate", args=[token])
    links.choose_password(token, CHOSEN)
    assert signin.authenticate("nina.new", CHOSEN).pk == person.pk
    with pytest.raises(Refused, match="used already"):
        links.choose_password(token, CHOSEN + " again")


@pytest.mark.requirement("P11-200-a3")
def test_secret_of_a_link_is_nowhere_in_the_database(
    world: World, administrators: Two, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        account(administrators[0], world)
    token = token_in(mailoutbox[0])

    digest = ActivationLink.objects.get(person__username="nina.new").token_sha256
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger.entry WHERE concat(body, pbody, ctx) LIKE ANY(%s)",
            [[f"%{token}%", f"%{digest}%"]],
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.requirement("P11-300-c")
def test_link_dies_after_72_hours_and_with_a_newer_one(
    world: World, administrators: Two, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        person = account(administrators[0], world)
        accounts.reset(administrators[0], person, reason="Mail was lost; called back")
    first, second = (token_in(mail) for mail in mailoutbox)
    with pytest.raises(Refused, match="used already"):
        links.open_link(first)
    assert links.open_link(second).person == person

    with action(SYSTEM, "test.time") as act:
        ActivationLink.objects.update(expires_at=act.at - dt.timedelta(seconds=1))
    with pytest.raises(Refused, match="72 hours"):
        links.open_link(second)


@pytest.mark.requirement("P11-100-a")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("anna", "belongs to an account"),
        ("ANNA", "belongs to an account"),
        ("ａｎｎａ", "belongs to an account"),
        ("аnnа", "letters of one script"),
        ("rnarta", "can be taken for"),
        ("0tto", "can be taken for"),
        ("an na", "Use letters and digits"),
        ("an", "3 to 60 characters"),
        ("admin", "never shared"),
        ("anna..b", "single dots"),
    ],
)
def test_user_name_that_is_taken_or_can_be_confused_is_refused(
    world: World, administrators: Two, given: str, sentence: str
) -> None:
    world.person("marta")

    with pytest.raises(Refused, match=sentence):
        account(administrators[0], world, given, email="x@example.com")
    assert not Person.objects.filter(email="x@example.com").exists()


@pytest.mark.requirement("P11-100-a")
def test_name_of_a_deactivated_person_is_never_given_again(world: World, administrators: Two) -> None:
    accounts.deactivate(administrators[0], world.anna, reason="Left the company")

    with pytest.raises(Refused, match="no longer active"):
        account(administrators[0], world, "anna", email="x@example.com")


@pytest.mark.requirement("P11-100-a")
def test_address_of_another_account_is_refused(world: World, administrators: Two) -> None:
    accounts.deactivate(administrators[0], world.anna, reason="Left the company")

    with pytest.raises(Refused, match="belongs to the account of Anna"):
        account(administrators[0], world, email="ANNA@example.com")


@pytest.mark.requirement("P11-100-b")
def test_nobody_signs_before_identity_is_verified(world: World, administrators: Two) -> None:
    person = account(administrators[0], world)
    with pytest.raises(NotAllowed, match="identity has not been verified"):
        refuse_unless_may_sign(person)

    accounts.verify_identity(administrators[1], person, method="Passport seen in person")
    accounts.accept_agreement(person)
    refuse_unless_may_sign(person)
    assert (person.verified_by, person.verified_method) == (administrators[1], "Passport seen in person")
    assert person.verified_at is not None


@pytest.mark.requirement("P11-200-a3", "P11-100-b")
def test_one_administrator_alone_cannot_come_to_sign_as_somebody(world: World, administrators: Two) -> None:
    vera, viktor = administrators
    fake = account(vera, world)
    with pytest.raises(NotAllowed, match="second administrator"):
        accounts.verify_identity(vera, fake, method="Passport")
    with pytest.raises(NotAllowed, match="your own identity"):
        accounts.verify_identity(vera, vera, method="Passport")

    accounts.verify_identity(viktor, fake, method="Passport seen in person")
    accounts.reset(vera, fake, reason="Forgot it; called back")
    fake.refresh_from_db()
    assert fake.may_sign is False
    with pytest.raises(NotAllowed, match="second administrator"):
        accounts.verify_identity(vera, fake, method="Passport")
    with pytest.raises(NotAllowed, match="own account"):
        accounts.reset(vera, vera, reason="because")


@pytest.mark.requirement("P11-200-a3")
def test_second_account_of_one_administrator_cannot_vouch(world: World, administrators: Two) -> None:
    from probatum.kernel.identity import access  # app ready

    vera, _ = administrators
    puppet = account(vera, world, "puppet", name="Peter Puppet")
    keeper = access.save_role(
        vera,
        code="accounts_keeper",
        name="Keeper of accounts",
        permissions=["person.manage"],
        reason="Fewer rights",
    )
    access.grant(vera, person=puppet, role=keeper, reason="Helps out")
    target = account(vera, world)

    with pytest.raises(NotAllowed, match="Your own identity was never verified"):
        accounts.verify_identity(puppet, target, method="Passport")


@pytest.mark.requirement("P11-200-a3")
def test_address_of_a_verified_person_changes_with_two_administrators_only(
    world: World, administrators: Two, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    vera, viktor = administrators
    person = account(vera, world)
    accounts.verify_identity(viktor, person, method="Passport seen in person")
    change = contact.change_contact(vera, person, email="mine@example.com", reason="Married")
    assert change is not None

    person.refresh_from_db()
    assert person.email == "nina.new@example.com"
    with pytest.raises(NotAllowed, match="second administrator"):
        contact.decide_contact_change(vera, change, confirm=True)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        contact.decide_contact_change(viktor, change, confirm=True)
    person.refresh_from_db()
    assert person.email == "mine@example.com"
    assert [mail.to for mail in mailoutbox] == [["nina.new@example.com"]]
    with pytest.raises(Refused, match="decided already"):
        contact.decide_contact_change(viktor, ContactChange.objects.get(), confirm=False)


@pytest.mark.requirement("P11-200-a3")
def test_address_of_somebody_not_verified_changes_at_once_and_kills_the_link(
    world: World, administrators: Two
) -> None:
    person = account(administrators[0], world)

    assert contact.change_contact(administrators[0], person, email="right@example.com", reason="Typo") is None
    person.refresh_from_db()
    assert person.email == "right@example.com"
    assert ActivationLink.objects.get(person=person).voided_at is not None


@pytest.mark.requirement("A11D-11-1..5", "FND-21")
def test_deactivation_ends_links_delegations_and_the_right_to_sign(world: World, administrators: Two) -> None:
    from probatum.kernel.authz import standing_in_for  # app ready
    from probatum.kernel.identity import delegation  # app ready

    vera, viktor = administrators
    person = account(vera, world)
    accounts.verify_identity(viktor, person, method="Passport seen in person")
    week = dt.datetime.now(dt.UTC) + dt.timedelta(days=7)
    delegation.delegate(world.anna, absent=world.anna, to=person, ends=week, reason="Holidays")
    accounts.deactivate(vera, person, reason="Left the company")

    assert (person.is_active, person.may_sign) == (False, False)
    assert person.deactivated_at is not None
    assert ActivationLink.objects.get(person=person).voided_at is not None
    assert standing_in_for(person) == ()
    with pytest.raises(NotAuthenticated):
        signin.authenticate("nina.new", CHOSEN)


@pytest.mark.requirement("P11-100-a", "P11-300-c")
def test_reactivated_person_needs_a_new_password_and_a_new_verification(
    world: World, administrators: Two
) -> None:
    vera, viktor = administrators
    accounts.deactivate(vera, world.anna, reason="Parental leave")
    accounts.reactivate(vera, world.anna, reason="Back from leave")

    assert (world.anna.is_active, world.anna.may_sign, world.anna.has_usable_password()) == (
        True,
        False,
        False,
    )
    with pytest.raises(NotAllowed, match="second administrator"):
        accounts.verify_identity(vera, world.anna, method="Known in person")
    accounts.verify_identity(viktor, world.anna, method="Known in person")
    assert world.anna.may_sign is True


@pytest.mark.requirement("P11-10-d")
def test_last_administrator_cannot_be_deactivated(world: World, administrators: Two) -> None:
    vera, viktor = administrators
    accounts.deactivate(vera, viktor, reason="Left the company")
    accounts.deactivate(vera, world.adam, reason="Left the company")

    helper = account(vera, world)
    local = _site_administrator(world, helper)
    with pytest.raises(NotAllowed):
        accounts.deactivate(local, vera, reason="Takeover")
    with pytest.raises(NotAllowed, match="your own account"):
        accounts.deactivate(vera, vera, reason="Leaving")


def _site_administrator(world: World, person: Person) -> Person:
    from probatum.kernel.models import Grant  # app ready

    with action(SYSTEM, "test.grant") as act:
        Grant.objects.create(
            person=person, role=world.roles["administrator"], site=world.basel, starts=act.at
        )
    return Person.objects.get(pk=person.pk)


@pytest.mark.requirement("ACC-04", "P11-10-g")
def test_administrator_of_a_site_reaches_the_people_of_that_site_only(
    world: World, administrators: Two
) -> None:
    local = _site_administrator(world, account(administrators[0], world))

    made = account(local, world, "lea.local", email="lea@example.com")
    assert made.site == world.basel
    for elsewhere in (world.boston, None):
        with pytest.raises(NotAllowed):
            account(local, world, "eli.else", email="eli@example.com", site=elsewhere)


@pytest.mark.requirement("AT-11", "P11-10-d")
def test_each_act_of_administration_names_who_and_why(world: World, administrators: Two) -> None:
    person = account(administrators[0], world)
    accounts.deactivate(administrators[0], person, reason="Left the company")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ctx::json ->> 'act', ctx::json ->> 'n', ctx::json ->> 'why', actor FROM ledger.entry"
            " WHERE rt = (SELECT t FROM ledger.tbl WHERE label = 'kernel_person') AND rpk = %s AND ctx IS NOT NULL"
            " ORDER BY 1",
            [str(person.pk)],
        )
        vera = administrators[0]
        assert cursor.fetchall() == [
            ("account.create", vera.name, "Joins Quality", vera.pk),
            ("account.deactivate", vera.name, "Left the company", vera.pk),
        ]


@pytest.mark.requirement("P11-10-d")
@pytest.mark.parametrize(
    "act",
    [
        lambda actor, person: accounts.deactivate(actor, person, reason="x"),
        lambda actor, person: accounts.reactivate(actor, person, reason="x"),
        lambda actor, person: accounts.reset(actor, person, reason="x"),
        lambda actor, person: accounts.verify_identity(actor, person, method="x"),
        lambda actor, person: accounts.withdraw_signing(actor, person, reason="x"),
        lambda actor, person: contact.change_contact(actor, person, email="x@example.com", reason="x"),
    ],
)
def test_without_the_right_nothing_is_done(world: World, act: Any) -> None:
    with pytest.raises(NotAllowed):
        act(world.quinn, world.anna)
    world.anna.refresh_from_db()
    assert (world.anna.is_active, world.anna.may_sign, world.anna.email) == (True, True, "anna@example.com")
