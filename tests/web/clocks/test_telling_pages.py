"""Whom somebody reports to, how often one is written to, and the ladder of escalation, in pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity.managing import name_manager
from probatum.kernel.models import Person, Rung
from tests.world import World

SignedIn = Callable[..., Client]


@pytest.mark.requirement("QE-29")
def test_administrator_names_the_manager_of_a_person(world: World, as_person: SignedIn) -> None:
    adam = as_person(world.adam)
    address = reverse("person-manager", args=["anna"])
    assert adam.get(address).status_code == 200
    assert adam.post(address, {"manager": world.paul.pk, "reason": "New team"}).status_code == 302
    assert Person.objects.get(username="anna").manager == world.paul
    assert "Paul" in adam.get(reverse("person", args=["anna"])).content.decode()
    assert as_person(world.anna).get(reverse("person-manager", args=["rita"])).status_code == 403


@pytest.mark.requirement("QE-29")
def test_nobody_reports_to_themselves_through_others(world: World) -> None:
    name_manager(world.adam, world.anna, manager=world.paul, reason="Team")
    with pytest.raises(Refused, match="reports to Paul"):
        name_manager(world.adam, world.paul, manager=Person.objects.get(username="anna"), reason="Team")
    with pytest.raises(NotAllowed, match="your own account"):
        name_manager(world.adam, world.adam, manager=world.paul, reason="Team")
    with pytest.raises(Refused, match="Say why"):
        name_manager(world.adam, world.anna, manager=None, reason=" ")


@pytest.mark.requirement("UX-09")
def test_person_chooses_the_rhythm_of_mail_on_a_page(world: World, as_person: SignedIn) -> None:
    rita = as_person(world.rita)
    assert "What is overdue is told every day" in rita.get(reverse("my-mail")).content.decode()
    assert rita.post(reverse("my-mail"), {"rhythm": "hourly"}).status_code == 400
    assert rita.post(reverse("my-mail"), {"rhythm": "weekly"}).status_code == 302
    assert Person.objects.get(username="rita").mail_rhythm == "weekly"
    assert "One digest every week" in rita.get(reverse("me")).content.decode()


@pytest.mark.requirement("QE-29")
def test_ladder_is_begun_and_changed_on_pages_by_who_configures(world: World, as_person: SignedIn) -> None:
    sven = as_person(world.sven)
    assert "Nothing is escalated yet" in sven.get(reverse("escalation")).content.decode()
    assert sven.post(reverse("escalation-begin"), {"reason": "Agreed with Quality"}).status_code == 302
    assert Rung.objects.filter(active=True).count() == 4
    first = Rung.objects.order_by("position")[0]
    given = {
        "amount": 24,
        "unit": "hours",
        "trigger": "idle",
        "whom": "manager",
        "kinds": ["deviation"],
        "active": "on",
    }
    address = reverse("rung", args=[first.pk])
    assert sven.post(address, {**given, "reason": ""}).status_code == 400
    assert sven.post(address, {**given, "reason": "Sooner"}).status_code == 302
    shown = sven.get(reverse("escalation")).content.decode()
    assert "24 hours after the last act on a task or its record" in shown and "48 hours" not in shown
    for name in ("escalation", "rung-new", "escalation-begin"):
        assert as_person(world.anna).get(reverse(name)).status_code == 403
