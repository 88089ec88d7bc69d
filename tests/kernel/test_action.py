"""The one door for writes: who, what, why and when, all or nothing, and nothing without it."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from probatum.kernel.action import SYSTEM, Facts, action, request_facts
from probatum.kernel.errors import Refused
from probatum.kernel.ledger import context
from probatum.kernel.models import Person, Site
from tests.world import World


def newest() -> tuple[str, str, int | None]:
    """Operation, context and person of the newest entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.op::text, f.ctx, e.actor FROM ledger.entry e JOIN ledger.entry f ON f.id = e.tx ORDER BY e.id DESC LIMIT 1"
        )
        found: tuple[str, str, int | None] = cursor.fetchone()
        return found


@pytest.mark.requirement("ATR-01", "AT-1", "AT-4", "P11-10-e", "P11-10-h")
def test_entry_says_who_why_under_which_name_and_from_where(world: World) -> None:
    token = request_facts.set(Facts(via="web", ip="203.0.113.7", request_id="r-1", session="s-1"))
    try:
        with action(world.adam, "configuration.site", reason="New building.", role="Administrator"):
            Site.objects.create(code="GVA", name="Geneva")
    finally:
        request_facts.reset(token)
    op, text, person = newest()
    told = json.loads(text)
    assert (op, person) == ("I", world.adam.pk)
    assert context.check(text, settings.APP_HMAC_KEY)
    assert {key: told[key] for key in ("act", "n", "why", "role", "via", "ip", "rq", "ss")} == {
        "act": "configuration.site",
        "n": "Adam",
        "why": "New building.",
        "role": "Administrator",
        "via": "web",
        "ip": "203.0.113.7",
        "rq": "r-1",
        "ss": "s-1",
    }


@pytest.mark.requirement("ATR-02", "AT-1")
def test_system_acts_on_behalf_of_its_trigger(world: World) -> None:
    with action(SYSTEM.for_trigger("effective day"), "version.release"):
        Site.objects.create(code="GVA", name="Geneva")
    _, text, person = newest()
    assert (person, json.loads(text)["n"], json.loads(text)["ob"]) == (None, "System", "effective day")


@pytest.mark.requirement("AT-6", "ATR-07")
def test_write_outside_an_action_is_refused(world: World) -> None:
    with pytest.raises(DatabaseError, match="inside an action"), transaction.atomic():
        Site.objects.create(code="GVA", name="Geneva")


@pytest.mark.requirement("AT-6")
def test_context_does_not_outlive_its_action(world: World) -> None:
    with action(SYSTEM, "test.write"):
        Site.objects.create(code="GVA", name="Geneva")
    with pytest.raises(DatabaseError, match="inside an action"), transaction.atomic():
        Site.objects.create(code="ZRH", name="Zurich")


@pytest.mark.requirement("ATR-07")
def test_failing_action_leaves_nothing(world: World) -> None:
    with pytest.raises(LookupError), action(SYSTEM, "test.write"):
        Site.objects.create(code="GVA", name="Geneva")
        raise LookupError
    assert not Site.objects.filter(code="GVA").exists()


def test_action_does_not_nest(world: World) -> None:
    with (
        pytest.raises(RuntimeError, match="already open"),
        action(SYSTEM, "test.outer"),
        action(SYSTEM, "test.inner"),
    ):
        pass
    with action(SYSTEM, "test.after"):
        Site.objects.create(code="GVA", name="Geneva")


@pytest.mark.requirement("P11-10-d")
def test_inactive_account_does_not_act(world: World) -> None:
    with action(SYSTEM, "test.deactivate"):
        Person.objects.filter(pk=world.anna.pk).update(is_active=False)
    with (
        pytest.raises(Refused, match="not active"),
        action(Person.objects.get(pk=world.anna.pk), "test.write"),
    ):
        pass


@pytest.mark.requirement("ATR-04", "AT-3", "TIM-1")
def test_time_is_the_databases_to_the_millisecond(world: World) -> None:
    with action(SYSTEM, "test.write") as act:
        site = Site.objects.create(code="GVA", name="Geneva")
    assert act.at.microsecond % 1000 == 0
    assert act.at.utcoffset().total_seconds() == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at - %s < interval '1 minute' FROM ledger.entry WHERE pk = %s ORDER BY id DESC",
            [act.at, str(site.pk)],
        )
        assert cursor.fetchone() == (True,)
