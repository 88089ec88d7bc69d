"""Pages of teams by default: set, shown before a record is opened, ended with a reason (QE-08)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.kernel import team
from tests.quality.events import company
from tests.world import World

SignedIn = Callable[..., Client]


@pytest.mark.requirement("QE-08")
def test_default_is_set_shown_before_opening_and_ended(world: World, as_person: SignedIn) -> None:
    company.staff(world)
    client = as_person(world.person("greta", "registrar"))
    given = {
        "part": "deviation.quality",
        "person": "quentin",
        "site": "BSL",
        "department": "",
        "product": "",
        "reason": "As agreed.",
    }

    assert client.post("/administration/teams/new/", given).status_code == 302
    (rule,) = team.defaults()
    before = as_person(world.emma).get("/records/deviation/new/").content.decode()
    assert "Quality approver, Basel: Quentin" in before
    refused = client.post(f"/administration/teams/{rule.pk}/ended/", {"reason": ""})
    ended = client.post(f"/administration/teams/{rule.pk}/ended/", {"reason": "Left the site."})

    assert (refused.status_code, ended.status_code) == (400, 302)
    assert "Say why this default ends." in refused.content.decode()
    page = client.get("/administration/teams/").content.decode()
    assert "No default yet" in page
    assert "Left the site." in page


@pytest.mark.requirement("QE-08", "P11-10-d")
def test_pages_of_defaults_are_for_who_keeps_master_data(world: World, as_person: SignedIn) -> None:
    company.staff(world)
    client = as_person(world.emma)
    assert [
        client.get(url).status_code for url in ("/administration/teams/", "/administration/teams/new/")
    ] == [
        403,
        403,
    ]
