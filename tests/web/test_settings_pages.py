"""Configuration pages: with the right, with a reason, on what the page showed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from probatum.kernel.calendar import Holiday
from probatum.kernel.configuration import setting
from probatum.kernel.models import Department, Site
from tests.world import World

SignedIn = Callable[..., Client]
PAGES = (
    "",
    "settings/",
    "settings/company.name/",
    "settings/export/",
    "sites/",
    "sites/new/",
    "sites/of/BSL/",
    "sites/of/BSL/calendar/",
    "departments/",
    "departments/new/",
    "departments/of/QA/",
)


@pytest.mark.requirement("ACC-04", "P11-10-g")
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_who_manages_configuration(world: World, as_person: SignedIn, page: str) -> None:
    assert as_person(world.sven).get(f"/administration/{page}").status_code == 200
    assert as_person(world.anna).get(f"/administration/{page}").status_code == 403


@pytest.mark.parametrize(
    "page", ["settings/nothing/", "sites/of/XXX/", "departments/of/XXX/", "sites/of/XXX/calendar/"]
)
def test_unknown_pages_are_not_there(world: World, as_person: SignedIn, page: str) -> None:
    assert as_person(world.sven).get(f"/administration/{page}").status_code == 404


@pytest.mark.requirement("P11-10-k2")
def test_setting_changes_with_a_reason_and_keeps_its_history(world: World, as_person: SignedIn) -> None:
    client = as_person(world.sven)
    address = "/administration/settings/session.idle_minutes/"
    refused = client.post(address, {"session.idle_minutes": "3", "reason": "Shorter."})
    text = refused.content.decode()
    assert (refused.status_code, "Enter a whole number from 5 to 240" in text, "Shorter." in text) == (
        400,
        True,
        True,
    )
    assert client.post(address, {"session.idle_minutes": "20"}).status_code == 400
    assert setting("session.idle_minutes") == 30

    assert client.post(address, {"session.idle_minutes": "20", "reason": "Shared desks."}).status_code == 302

    assert setting("session.idle_minutes") == 20
    assert "Shared desks." in client.get(address).content.decode()


def based_on(client: Client, address: str) -> str:
    found = re.search(r'name="based_on" value="([0-9a-f]{64})"', client.get(address).content.decode())
    return found.group(1) if found else ""


@pytest.mark.requirement("P11-10-k2")
def test_site_is_changed_on_what_was_shown_only(world: World, as_person: SignedIn) -> None:
    client = as_person(world.sven)
    address = "/administration/sites/of/BSL/"
    seen = based_on(client, address)
    form = {"code": "BSL", "name": "Basel", "time_zone": "Europe/Zurich", "country": "CH", "active": "on"}
    first = client.post(address, {**form, "name": "Basel works", "reason": "New name.", "based_on": seen})
    second = client.post(address, {**form, "name": "Basle", "reason": "English.", "based_on": seen})
    assert (first.status_code, second.status_code) == (302, 409)
    assert "“Basel works” has changed since you opened it" in second.content.decode()
    assert Site.objects.get(code="BSL").name == "Basel works"


def test_new_site_and_department_need_a_free_code(world: World, as_person: SignedIn) -> None:
    client = as_person(world.sven)
    site = {
        "code": "cor",
        "name": "Cork",
        "time_zone": "Europe/Dublin",
        "country": "ie",
        "active": "on",
        "reason": "New.",
    }
    assert client.post("/administration/sites/new/", site).status_code == 302
    assert Site.objects.get(code="COR").country == "IE"
    again = client.post("/administration/sites/new/", site)
    assert (again.status_code, "“COR” is in use" in again.content.decode()) == (400, True)
    department = {"code": "QC", "name": "Quality control", "active": "on", "reason": "New laboratory."}
    assert client.post("/administration/departments/new/", department).status_code == 302
    assert Department.objects.filter(code="QC").exists()
    assert client.post("/administration/departments/new/", {**department, "pk": "1"}).status_code == 400


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("time_zone", "Mars/Olympus", "Choose a time zone"), ("country", "C1", "Enter the two letters")],
)
def test_site_says_what_to_mend(
    world: World, as_person: SignedIn, field: str, value: str, sentence: str
) -> None:
    form = {"code": "X", "name": "X", "time_zone": "UTC", "reason": "x", field: value}
    answer = as_person(world.sven).post("/administration/sites/new/", form)
    assert (answer.status_code, sentence in answer.content.decode()) == (400, True)


def test_day_off_is_added_and_withdrawn_never_removed(world: World, as_person: SignedIn) -> None:
    client = as_person(world.sven)
    address = "/administration/sites/of/BSL/calendar/"
    form = {"day": "2026-12-24", "name": "Christmas Eve", "reason": "Works agreement."}
    assert client.post(address, {**form, "active": "on"}).status_code == 302
    assert client.post(address, form).status_code == 302
    assert list(Holiday.objects.values_list("day", "name", "active")) == [
        (dt.date(2026, 12, 24), "Christmas Eve", False)
    ]
    assert "withdrawn, a working day" in client.get(address).content.decode()
