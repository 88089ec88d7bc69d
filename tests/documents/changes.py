"""Change requests of the small company: how tests bring them and their versions where they need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from probatum.documents import release, requesting
from probatum.documents.change_list import ChangeRequest
from probatum.documents.content import Version
from probatum.kernel.models import Record
from tests.world import World


def today(world: World) -> dt.date:
    return timezone.now().astimezone(world.basel.zone).date()


def record_of(body: Any) -> Record:
    return Record.objects.select_related("site", "owner").get(pk=body.pk)


def state_of(body: Any) -> str:
    return record_of(body).state


def request_of(body: ChangeRequest) -> ChangeRequest:
    return ChangeRequest.objects.select_related("record__site", "record__owner").get(pk=body.pk)


def draft_request(world: World, *, implementation_days: int = 0, **given: Any) -> ChangeRequest:
    """A change request by carla with everybody named and nothing listed."""
    people = {"reviewer": [world.rita], "approver": [world.paul], "quality_approver": [world.quinn]}
    return requesting.open_request(
        world.carla,
        title="Gowning in grade B",
        reason="A deviation.",
        description="Gloves are changed twice.",
        impact="Training of the operators.",
        implementation_days=implementation_days,
        site=world.basel,
        people={**people, **given.pop("people", {})},
        **given,
    )


def put_on(world: World, request: ChangeRequest, *versions: Version, end: str = "effective") -> None:
    present = request_of(request)
    documents = [version.document for version in versions]
    requesting.put_on(world.carla, present, documents=documents, end=end, based_on=present.record.version)


def approve_version(world: World, version: Version, *, on: dt.date | None = None) -> None:
    """Review, function, Quality; an approver of the function is paul, or whoever is named."""
    record = version.record
    world.move(world.anna, record, "submit_for_review")
    world.move(world.rita, record, "review")
    world.move(world.anna, record, "submit_for_approval")
    world.move(world.paul, record, "approve")
    world.move(world.quinn, record, "approve_quality", values={"effective_on": on or today(world)})


def issue(version: Version) -> Version:
    fresh = Version.objects.select_related("record__site", "document__record").get(pk=version.pk)
    return release.attach_issue(fresh, pdf=b"%PDF-1.7 issued", pages=2)


def bring_into_force(world: World, version: Version) -> Version:
    approve_version(world, version)
    issue(version)
    release.release_due()
    assert state_of(version) == "effective"
    return Version.objects.select_related("record", "document__record").get(pk=version.pk)


def to_quality(world: World, request: ChangeRequest) -> None:
    """From draft to Quality's approval, due in nine days."""
    record = request.record
    world.move(world.carla, record, "submit_for_review")
    world.move(world.rita, record, "review")
    day = today(world) + dt.timedelta(days=9)
    world.move(world.carla, record, "submit_for_approval", values={"quality_due": day})
    world.move(world.paul, record, "approve")


def approved(world: World, request: ChangeRequest) -> ChangeRequest:
    """Approved by function and Quality."""
    to_quality(world, request)
    world.move(world.quinn, request.record, "approve_quality")
    return request_of(request)


def in_days(world: World, days: int) -> dt.date:
    return today(world) + dt.timedelta(days=days)
