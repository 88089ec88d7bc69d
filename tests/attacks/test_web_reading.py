"""Attacks by reading: what a reader of the result may not learn of the work behind it, and who must learn all of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from probatum.documents.authoring import create_document, name_people
from probatum.documents.content import Version
from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from tests.web.conftest import as_person
from tests.world import World, content

__all__ = ["as_person"]

As = Callable[[Person], Client]


@pytest.fixture
def refused_first(world: World) -> Version:
    """A version whose first draft was refused with words not meant for every reader; in force since."""
    version = world.document(title="Working title: layoffs in Basel")
    world.move(world.anna, version.record, "submit_for_review")
    world.move(world.rita, version.record, "refuse_review", reason="Paul cannot write")
    return version


def in_force(world: World, version: Version) -> str:
    from django.utils import timezone

    from probatum.documents import release

    world.move(world.anna, version.record, "submit_for_review")
    world.move(world.rita, version.record, "review")
    world.move(world.anna, version.record, "submit_for_approval")
    world.move(world.paul, version.record, "approve")
    today = timezone.now().astimezone(world.basel.zone).date()
    world.move(world.quinn, version.record, "approve_quality", values={"effective_on": today})
    release.attach_issue(
        Version.objects.select_related("record").get(pk=version.pk), pdf=content("x").rendition, pages=1
    )
    release.release_due()
    version.record.refresh_from_db()
    assert version.record.state == "effective"
    return reverse("record-history", args=[version.record.uuid])


@pytest.mark.requirement("DOC-24", "P11-10-d")
def test_reader_learns_no_refusal_from_the_history(
    world: World, refused_first: Version, as_person: As
) -> None:
    """The page of signatures leaves refusals out for readers; the history must not tell them all the same."""
    address = in_force(world, refused_first)

    for more in ("", "?view=print", "?since=2000-01-01", "?action=version.refuse_review"):
        page = as_person(world.rhea).get(address + more).content.decode()
        assert "Paul cannot write" not in page
    assert "Approved" in as_person(world.rhea).get(address).content.decode()
    assert "Paul cannot write" in as_person(world.carla).get(address).content.decode()


@pytest.mark.requirement("AT-8", "ATR-06", "P11-10-b")
def test_inspector_reads_and_takes_the_whole_history(
    world: World, refused_first: Version, as_person: As
) -> None:
    address = in_force(world, refused_first)
    ines = as_person(world.person("igor", "auditor"))

    assert "Paul cannot write" in ines.get(address).content.decode()
    for form in ("json", "csv"):
        taken = ines.get(reverse("record-history-export", args=[refused_first.record.uuid, form]))
        assert taken.status_code == 200
        assert "Paul cannot write" in taken.content.decode()
    refused = as_person(world.rhea).get(
        reverse("record-history-export", args=[refused_first.record.uuid, "json"])
    )
    assert refused.status_code == 403


@pytest.mark.requirement("P11-10-d", "A11D-11-8")
def test_going_back_after_the_sign_out_shows_nothing(world: World, as_person: As) -> None:
    """A page of somebody signed in is kept by no browser and no proxy."""
    version = world.document()
    for address in ("/", f"/records/{version.record.uuid}/history/", "/search/?q=gowning", "/no/such/page/"):
        assert "no-store" in as_person(world.anna).get(address)["Cache-Control"], address


@pytest.mark.requirement("P11-10-d", "ACC-01")
def test_who_opened_a_confidential_record_learns_no_more_of_it_after_leaving(
    world: World, as_person: As
) -> None:
    """“Waiting for others” names records one opened; also those that are no longer one's own to see."""
    version = create_document(
        world.anna,
        type=world.sop,
        title="Complaint about Paul",
        site=world.basel,
        department=world.quality_department,
        owner=world.carla,
        confidential=True,
        content=content("Said in confidence."),
        people={"reviewer": [world.rita], "approver": [world.paul], "quality_approver": [world.quinn]},
    )
    based_on = Record.objects.get(pk=version.pk).version
    name_people(world.carla, version, part="author", people=[world.arno], based_on=based_on)
    world.move(world.arno, version.record, "submit_for_review")
    assert not visible(world.anna).filter(pk=version.pk).exists()

    assert "Complaint about Paul" not in as_person(world.anna).get("/").content.decode()
    assert "Complaint about Paul" in as_person(world.arno).get("/").content.decode()
