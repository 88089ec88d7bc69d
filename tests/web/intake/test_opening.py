"""Opening a complaint or a laboratory investigation from a report: a form with what was told, one press."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.kernel.models import Record
from probatum.quality.complaints.triage import QUESTIONS
from probatum.quality.intake import points, taking
from tests.quality.capa import measures
from tests.quality.intake.test_reports import told
from tests.world import World

SignedIn = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.mark.requirement("QE-34", "CMP-01")
def test_complaint_is_opened_from_a_report_with_one_press(world: World, as_person: SignedIn) -> None:
    tara = world.person("tara", "triager", "reporter")
    place = points.add_point(tara, label="Line 2", site=world.basel, receiver=tara, reason="New.")
    report = Record.objects.get(pk=taking.report_at_point(place, told()).pk)
    client = as_person(tara)
    page = client.get(f"/records/{report.uuid}/").content.decode()
    address = f"/records/{report.uuid}/open/complaint/"
    told_of = (address, "Open a complaint", "Open a laboratory investigation")
    assert [part in page for part in told_of] == [True, True, False]  # she works in no laboratory
    form = client.get(address).content.decode()
    assert [part in form for part in ("A vial broke at the stopper station.", "Broken vial on the line")] == [
        True,
        True,
    ]
    initial = client.get(address).context["form"].initial
    measures.item("product", "P-100")
    measures.item("market", "CH")
    sent = dict.fromkeys((name for name, *_ in QUESTIONS), "no") | {
        "title": "Broken vial",
        "based_on": str(report.version),
        "description": initial["description"],
        "product_class": "medicine",
        "product": "P-100",
        "nature": "appearance",
        "incident_country": "CH",
        "aware_at": initial["aware_at"].isoformat(),
        "channel": "form",
    }
    missing = client.post(address, sent | {"product": ""})
    assert (missing.status_code, Record.objects.filter(kind="complaint").count()) == (400, 0)
    made = client.post(address, sent)
    event = Record.objects.get(kind="complaint")
    assert (made.status_code, made["Location"]) == (302, f"/records/{event.uuid}/")
    assert Record.objects.get(pk=report.pk).state == "taken_up"
    assert client.get(address).status_code == 403
    assert as_person(world.person("ruth", "reporter")).get(address).status_code == 404
    assert client.get(f"/records/{report.uuid}/open/deviation/").status_code == 404
