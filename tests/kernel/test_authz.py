"""Roles in scopes, with from and to; parts; delegation; and that a list shows what the verdict allows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.documents.authoring import create_document
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import decide, holders, visible
from probatum.kernel.models import Delegation, Grant, Person, Record, Role
from probatum.kernel.people import SystemActor
from probatum.kernel.permissions import PERMISSIONS
from tests.processes.examples import is_sentence
from tests.world import World


def again(person: Person) -> Person:
    """The account as the next request loads it."""
    return Person.objects.get(pk=person.pk)


@pytest.mark.requirement("P11-10-d", "P11-10-g")
@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_everything_is_denied_by_default_with_a_sentence(world: World, permission: str) -> None:
    verdict = decide(world.otto, permission, record=world.document().record)
    assert not verdict
    assert is_sentence(verdict.reason), verdict.reason


@pytest.mark.requirement("P11-10-g")
def test_refusal_names_the_role_that_may(world: World) -> None:
    assert decide(world.rhea, "type.manage").reason == (
        "You may not manage document types. This is for the role Controller."
    )


def test_unknown_permission_is_an_error(world: World) -> None:
    with pytest.raises(KeyError):
        decide(world.anna, "document.burn")


@pytest.mark.requirement("P11-10-d")
def test_inactive_account_may_nothing_and_sees_nothing(world: World) -> None:
    world.document()
    assert visible(world.carla).exists()
    with action(SYSTEM, "test.deactivate"):
        Person.objects.filter(pk=world.carla.pk).update(is_active=False)
    carla = again(world.carla)
    assert not decide(carla, "document.create")
    assert not visible(carla).exists()


@pytest.mark.requirement("SIG-8", "P11-200-a2")
def test_system_holds_no_permission(world: World) -> None:
    assert not any(decide(SystemActor(), permission) for permission in PERMISSIONS)


@pytest.mark.requirement("ACC-15", "P11-10-g")
@pytest.mark.parametrize(
    ("starts", "ends", "allowed"),
    [(-2, None, True), (-2, -1, False), (1, None, False), (-2, 1, True)],
    ids=["open", "ended", "not begun", "within"],
)
def test_grant_counts_from_its_start_to_its_end(
    world: World, starts: int, ends: int | None, allowed: bool
) -> None:
    now = timezone.now()
    with action(SYSTEM, "test.grant"):
        Grant.objects.create(
            person=world.otto,
            role=world.roles["controller"],
            starts=now + dt.timedelta(hours=starts),
            ends=None if ends is None else now + dt.timedelta(hours=ends),
        )
    assert bool(decide(again(world.otto), "type.manage")) is allowed


@pytest.mark.requirement("ACC-04", "P11-10")
def test_role_at_one_site_does_not_reach_another(world: World) -> None:
    local = world.person("local", "controller", site=world.boston)
    basel = world.document().record
    boston = create_document(
        world.anna, type=world.sop, title="Boston", site=world.boston, department=world.quality_department
    ).record
    everywhere = create_document(
        world.anna, type=world.sop, title="Everywhere", department=world.quality_department
    ).record
    found = set(visible(local, "version").values_list("pk", flat=True))
    assert boston.pk in found
    assert basel.pk not in found
    assert decide(local, "document.control", record=boston)
    assert not decide(local, "document.control", record=basel)
    assert not decide(local, "document.control", record=everywhere)


@pytest.mark.requirement("P11-10", "ACC-01")
def test_retired_role_gives_nothing(world: World) -> None:
    with action(SYSTEM, "test.retire", reason="Merged."):
        Role.objects.filter(code="controller").update(active=False)
    assert not decide(again(world.carla), "type.manage")


@pytest.mark.requirement("P11-10", "ACC-04")
def test_confidential_records_are_for_parts_and_for_that_permission(world: World) -> None:
    secret = create_document(
        world.anna,
        type=world.sop,
        title="Secret",
        site=world.basel,
        department=world.quality_department,
        confidential=True,
        people={"reviewer": [world.rita]},
    ).record
    assert not visible(world.carla).filter(pk=secret.pk).exists()
    assert visible(world.rita).filter(pk=secret.pk).exists()
    with action(SYSTEM, "test.role", reason="Board."):
        Role.objects.create(
            code="board", name="Board", permissions=["record.confidential", "document.read_drafts"]
        )
        Grant.objects.create(person=world.ines, role=Role.objects.get(code="board"), starts=timezone.now())
    assert visible(again(world.ines)).filter(pk=secret.pk).exists()


@pytest.mark.requirement("SIG-2")
def test_delegate_sees_and_is_asked_only_while_it_lasts(world: World) -> None:
    record = world.document().record
    now = timezone.now()
    assert not visible(world.rolf).filter(pk=record.pk).exists()
    with action(SYSTEM, "test.delegate"):
        delegation = Delegation.objects.create(
            absent=world.rita,
            delegate=world.rolf,
            starts=now - dt.timedelta(hours=1),
            ends=now + dt.timedelta(hours=1),
            reason="Leave",
            made_by=world.rita,
            made_at=now,
        )
    assert visible(again(world.rolf)).filter(pk=record.pk).exists()
    with action(SYSTEM, "test.revoke"):
        Delegation.objects.filter(pk=delegation.pk).update(revoked_at=now)
    assert not visible(again(world.rolf)).filter(pk=record.pk).exists()


@pytest.mark.requirement("P11-10", "P11-10-d", "ACC-04")
def test_lists_and_verdicts_agree_for_everybody(world: World) -> None:
    world.document()
    world.move(world.anna, world.document(title="Cleaning").record, "submit_for_review")
    for person in world.people.values():
        listed = set(visible(person).values_list("pk", flat=True))
        allowed = {
            record.pk for record in Record.objects.all() if decide(person, "record.view", record=record)
        }
        assert listed == allowed, person.username


def test_holders_are_the_active_people_with_the_permission(world: World) -> None:
    assert [person.username for person in holders("version.approve_quality")] == ["quinn"]
    with action(SYSTEM, "test.deactivate"):
        Person.objects.filter(pk=world.quinn.pk).update(is_active=False)
    assert not holders("version.approve_quality").exists()
