"""Roles: granted by somebody else, in a scope, from and to, never a pair that must stay apart."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import Grant, Role, decide, held_by, visible
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.identity import access, accounts, explain, matrix, register, segregation
from probatum.kernel.people import Person
from probatum.kernel.permissions import PERMISSIONS, SEGREGATED
from tests.kernel.identity.company import account
from tests.world import World

DAY = dt.timedelta(days=1)


def fresh(person: Person) -> Person:
    """The person as the next request loads them."""
    return Person.objects.get(pk=person.pk)


def keeper(world: World) -> Role:
    """A role that administers accounts and nothing else."""
    return access.save_role(
        world.adam,
        code="accounts_keeper",
        name="Keeper of accounts",
        permissions=["person.manage"],
        reason="Fewer rights",
    )


def sites_of(person: Person, permission: str) -> list[int | None]:
    return [held.site_id for held in held_by(fresh(person)) if permission in held.permissions]


@pytest.mark.requirement("ACC-01", "ACC-04", "P11-10-d")
def test_role_counts_in_its_scope_from_the_next_request_on(world: World) -> None:
    access.grant(
        world.adam,
        person=world.rhea,
        role=world.roles["controller"],
        site=world.boston,
        reason="Covers Boston",
    )

    assert sites_of(world.rhea, "document.control") == [world.boston.pk]
    assert decide(fresh(world.rhea), "document.control", site=world.boston).allowed
    assert not decide(fresh(world.rhea), "document.control", site=world.basel).allowed


@pytest.mark.requirement("ACC-01")
def test_role_of_the_future_counts_from_its_start_only(world: World) -> None:
    start = timezone.now() + DAY
    access.grant(
        world.adam, person=world.rhea, role=world.roles["controller"], starts=start, reason="New job"
    )

    assert sites_of(world.rhea, "document.control") == []
    assert [held.role for held in held_by(fresh(world.rhea), at=start + DAY)] == ["Controller", "Reader"]


@pytest.mark.requirement("ACC-16")
def test_inspector_sees_until_the_visit_ends(world: World) -> None:
    version = world.document()
    inspector = account(world.adam, world, "ivy.inspector", name="Ivy Inspector", external=True)
    role = access.save_role(
        world.adam,
        code="inspector",
        name="Inspector",
        permissions=["document.read", "document.read_drafts", "audit_trail.read"],
        reason="Inspection",
    )
    access.grant(
        world.adam,
        person=inspector,
        role=role,
        site=world.basel,
        ends=timezone.now() + DAY,
        reason="Inspection",
    )
    assert visible(fresh(inspector)).filter(pk=version.record_id).exists()

    with action(SYSTEM, "test.time") as act:
        Grant.objects.filter(person=inspector).update(ends=act.at)
    assert not visible(fresh(inspector)).exists()


@pytest.mark.requirement("P11-10-g", "ACC-17")
def test_nobody_grants_or_ends_their_own_roles(world: World) -> None:
    with pytest.raises(NotAllowed, match="to yourself"):
        access.grant(world.adam, person=world.adam, role=world.roles["quality"], reason="Vacation cover")
    with pytest.raises(NotAllowed, match="your own roles"):
        access.end_grant(world.adam, Grant.objects.get(person=world.adam), reason="Tired")


@pytest.mark.requirement("P11-10-g", "ACC-04")
def test_right_to_grant_for_a_site_does_not_reach_further(world: World) -> None:
    local = world.person("lara", "administrator", site=world.basel, may_sign=False)

    access.grant(local, person=world.rhea, role=world.roles["author"], site=world.basel, reason="Writes SOPs")
    for site in (world.boston, None):
        with pytest.raises(NotAllowed):
            access.grant(local, person=world.rhea, role=world.roles["reviewer"], site=site, reason="More")


@pytest.mark.requirement("ACC-07", "A11D-11-10", "FND-1")
@pytest.mark.parametrize(("first", "second", "rule"), SEGREGATED)
def test_role_cannot_hold_a_pair_that_must_stay_apart(
    world: World, first: str, second: str, rule: str
) -> None:
    with pytest.raises(Refused) as refusal:
        access.save_role(
            world.adam, code="both", name="Both", permissions=[first, second], reason="Small company"
        )

    assert PERMISSIONS[first].text in str(refusal.value)
    assert PERMISSIONS[second].text in str(refusal.value)
    assert rule in str(refusal.value)
    assert not Role.objects.filter(code="both").exists()


@pytest.mark.requirement("ACC-07", "A11D-11-10")
def test_person_cannot_come_to_hold_a_pair_by_two_roles_in_whatever_scopes(world: World) -> None:
    with pytest.raises(
        Refused, match="Quinn holds the role Quality, which does not go with Keeper of accounts"
    ):
        access.grant(
            world.adam,
            person=world.quinn,
            role=keeper(world),
            site=world.boston,
            reason="Helps",
        )
    assert [grant.role.code for grant in Grant.objects.filter(person=world.quinn)] == ["quality"]


@pytest.mark.requirement("ACC-07")
def test_role_that_came_to_hold_a_pair_is_granted_to_nobody(world: World) -> None:
    with action(SYSTEM, "test.role"):
        both = Role.objects.create(code="both", name="Both", permissions=["person.manage", "document.edit"])
    with pytest.raises(Refused, match="The role Both cannot be granted as it is"):
        access.grant(world.adam, person=world.otto, role=both, reason="Small company")


@pytest.mark.requirement("ACC-07")
def test_pair_is_allowed_one_after_the_other(world: World) -> None:
    later = timezone.now() + 2 * DAY
    held = Grant.objects.get(person=world.quinn)
    with action(SYSTEM, "test.time"):
        held.ends = later
        held.save()
    access.grant(world.adam, person=world.quinn, role=keeper(world), starts=later, reason="New job")

    assert [one for one in segregation.conflicts() if one.person == world.quinn] == []
    assert len(held_by(fresh(world.quinn), at=later + DAY)) == 1


@pytest.mark.requirement("ACC-07")
def test_change_of_a_role_is_refused_when_a_holder_would_hold_a_pair(world: World) -> None:
    access.grant(world.adam, person=world.quinn, role=world.roles["reader"], reason="Reads")
    with pytest.raises(Refused, match="Quinn also holds the role Quality"):
        access.save_role(
            world.adam,
            code="reader",
            name="Reader",
            role=world.roles["reader"],
            permissions=["document.read", "grant.manage"],
            reason="Simpler",
        )


@pytest.mark.requirement("ACC-07")
def test_conflicts_made_before_the_rules_are_listed(world: World) -> None:
    assert [one for one in segregation.conflicts() if one.person == world.quinn] == []
    role = keeper(world)
    with action(SYSTEM, "test.grant") as act:
        Grant.objects.create(person=world.quinn, role=role, starts=act.at)

    found = [
        (one.clash.first, one.clash.second, one.clash.roles)
        for one in segregation.conflicts()
        if one.person == world.quinn
    ]
    assert found == [("person.manage", "version.approve_quality", ("Keeper of accounts", "Quality"))]


@pytest.mark.requirement("ACC-15", "P11-10-k2")
def test_changed_role_counts_at_once_and_needs_a_reason(world: World) -> None:
    role = world.roles["reader"]
    with pytest.raises(Refused, match="Say why"):
        access.save_role(
            world.adam, code="reader", name="Reader", role=role, permissions=["document.read"], reason=" "
        )
    access.save_role(
        world.adam, code="reader", name="Reader", role=role, permissions=["document.read"], reason="No prints"
    )

    assert not decide(fresh(world.rhea), "document.print").allowed


@pytest.mark.requirement("P11-10-g")
def test_stale_edit_of_a_role_is_refused(world: World) -> None:
    role = world.roles["reader"]
    seen = list(role.permissions)
    access.save_role(
        world.adam, code="reader", name="Reader", role=role, permissions=["document.read"], reason="No prints"
    )
    with pytest.raises(StaleRecord):
        access.save_role(
            world.adam,
            code="reader",
            name="Reader",
            role=role,
            permissions=seen,
            reason="More",
            based_on=seen,
        )


@pytest.mark.requirement("P11-10-d")
def test_last_right_to_grant_cannot_be_taken_away(world: World) -> None:
    vera = world.person("vera", "administrator", may_sign=False)
    access.end_grant(vera, Grant.objects.get(person=world.adam), reason="Leaves")
    with pytest.raises(Refused, match="Nobody could grant roles"):
        access.save_role(
            vera,
            code="administrator",
            name="Administrator",
            role=world.roles["administrator"],
            permissions=["role.manage"],
            reason="Smaller",
        )


@pytest.mark.requirement("ACC-01")
def test_same_role_is_not_granted_twice_for_one_time_and_scope(world: World) -> None:
    with pytest.raises(Refused, match="in that time already"):
        access.grant(world.adam, person=world.rhea, role=world.roles["reader"], reason="Again")


@pytest.mark.requirement("ACC-18")
def test_matrix_shows_each_permission_of_each_role(world: World) -> None:
    found = matrix.matrix(world.ines)

    held = {
        (role.code, line.permission)
        for line in found.lines
        for role, has in zip(found.roles, line.held, strict=True)
        if has
    }
    assert held == {(code, name) for code, role in world.roles.items() for name in role.permissions}
    rows = list(csv.reader(io.StringIO(matrix.matrix_csv(world.adam))))
    assert rows[0][:2] == ["Permission", "Meaning"]
    assert len(rows) == len(found.lines) + 1
    with pytest.raises(NotAllowed):
        matrix.matrix(world.rhea)


@pytest.mark.requirement("P11-10-d", "A11-12-1..4")
def test_register_of_now_equals_the_grants_in_force(world: World) -> None:
    now = timezone.now()
    shown = {(held.username, held.role, held.scope) for held in register.register(world.adam, at=now)}

    assert shown == {
        (grant.person.username, grant.role.name, grant.site.name if grant.site else "Organisation")
        for grant in Grant.objects.select_related("person", "role", "site")
    }


@pytest.mark.requirement("P11-10-d", "A11-12-1..4")
def test_register_shows_what_was_held_then_though_it_was_taken_away_since(world: World) -> None:
    access.end_grant(world.adam, Grant.objects.get(person=world.rhea), reason="Moved")
    accounts.deactivate(world.adam, world.anna, reason="Left the company")
    access.save_role(
        world.adam,
        code="quality",
        name="Quality",
        role=world.roles["quality"],
        permissions=["document.read"],
        reason="Reorganised",
    )
    ended = Grant.objects.get(person=world.rhea)
    assert ended.ends is not None

    before = {
        held.username: held
        for held in register.register(world.adam, at=ended.ends - dt.timedelta(microseconds=1))
    }
    after = {held.username: held for held in register.register(world.adam, at=timezone.now())}
    assert {"rhea", "anna"} <= before.keys()
    assert not {"rhea", "anna"} & after.keys()
    assert "version.approve_quality" in before["quinn"].permissions
    assert after["quinn"].permissions == ("document.read",)


@pytest.mark.requirement("ACC-06")
def test_answer_to_why_names_the_grant_or_what_is_missing(world: World) -> None:
    version = world.document()
    yes = explain.explain(world.adam, world.anna, "document.create")
    assert (yes.allowed, yes.sentence) == (True, "Anna may create documents, by the role Author.")
    assert "The role Author for the whole organisation carries it since" in yes.because[0]

    no = explain.explain(world.carla, world.carla, "version.approve_quality", record=version.record)
    assert (no.allowed, no.missing) == (False, ("One of these roles for Basel: Quality.",))
    with pytest.raises(NotAllowed):
        explain.explain(world.rhea, world.anna, "document.create")


@pytest.mark.requirement("ACC-06", "P11-10-d")
def test_answer_to_why_reveals_no_record_that_the_one_who_asks_cannot_see(world: World) -> None:
    version = world.document()
    with pytest.raises(NotAllowed, match="no access"):
        explain.explain(world.adam, world.anna, "record.view", record=version.record)
