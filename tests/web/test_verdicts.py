"""All verdicts on a task on one page, each with its own fields."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from probatum.kernel.models import Record
from tests.quality.events import company
from tests.world import World

SignedIn = Callable[..., Client]


def headed(text: str) -> list[str]:
    """The verdicts that a page offers, each with what it asks for."""
    found = re.findall(
        r'<summary class="verdict__head"><svg.*?</svg><strong>(.*?)</strong><span class="soft">(.*?)</span>',
        text,
    )
    return [f"{name}: {asks}" for name, asks in found]


@pytest.mark.requirement("QE-21", "QE-06")
def test_extension_is_decided_by_one_of_its_named_verdicts(world: World, as_person: SignedIn) -> None:
    asked = company.more_time(world, company.deviation(world))
    client = as_person(world.quentin)

    overview = client.get(f"/records/{asked.uuid}/").content.decode()
    page = client.get(f"/records/{asked.uuid}/verdicts/").content.decode()

    assert f'href="/records/{asked.uuid}/verdicts/"' in overview
    assert headed(page) == [
        "Grant the extension: Asks for your signature",
        "Return for rework: Asks for a reason",
        "Refuse the extension: Asks for a reason and your signature",
    ]
    assert 'id="id_return_for_rework_reason"' in page


@pytest.mark.requirement("QE-21", "QE-06")
def test_verdict_without_its_reason_is_refused_and_with_it_given(world: World, as_person: SignedIn) -> None:
    asked = company.more_time(world, company.deviation(world))
    client = as_person(world.quentin)
    address = f"/records/{asked.uuid}/moves/return_for_rework/"
    now = company.fresh(asked)

    refused = client.post(address, {"based_on": now.version, "reason": " "})
    done = client.post(address, {"based_on": now.version, "reason": "Which part is late?"})

    assert (
        refused.status_code,
        "Say why; the reason becomes part of the record." in refused.content.decode(),
    ) == (
        400,
        True,
    )
    assert done.status_code == 302
    assert Record.objects.get(pk=asked.pk).state == "rework"


@pytest.mark.requirement("QE-21", "QE-09")
def test_investigation_in_approval_has_two_ways_out(world: World, as_person: SignedIn) -> None:
    found = company.investigation(world, company.deviation(world))
    company.fill(
        world.erik, found, "report", method="Interviews", findings="The alarm is off.", conclusion="Mend it."
    )
    world.move(world.erik, found, "submit")

    page = as_person(world.quentin).get(f"/records/{found.uuid}/verdicts/").content.decode()

    assert headed(page) == [
        "Approve and sign: Asks for your signature",
        "Send back to the investigator: Asks for a reason and your signature",
    ]


@pytest.mark.requirement("QE-21")
def test_triage_shows_what_is_missing_for_a_verdict(world: World, as_person: SignedIn) -> None:
    record = company.deviation(world)

    page = as_person(world.quentin).get(f"/records/{record.uuid}/verdicts/").content.decode()

    assert headed(page)[0].startswith("Accept and send to assessment: Not open yet: ")
    assert f"/records/{record.uuid}/sections/triage/" in page


@pytest.mark.requirement("QE-21")
def test_somebody_who_is_asked_nothing_is_led_to_the_record(world: World, as_person: SignedIn) -> None:
    asked = company.more_time(world, company.deviation(world))
    reader = world.person("nora", "event_reader")

    answer = as_person(reader).get(f"/records/{asked.uuid}/verdicts/")

    assert (answer.status_code, answer["Location"]) == (302, f"/records/{asked.uuid}/")
