"""Files attached to a record on its page: by who works on it, looked at like every upload, taken back with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.quality.events import company
from tests.world import World

SignedIn = Callable[..., Client]


@pytest.mark.requirement("QE-28")
def test_file_is_attached_taken_out_and_taken_back(world: World, as_person: SignedIn) -> None:
    record = company.deviation(world)
    page = f"/records/{record.uuid}/files/"
    emma = as_person(world.emma)
    file = SimpleUploadedFile("door.txt", b"The door stood open.", content_type="text/plain")
    assert emma.post(f"{page}new/", {"file": file, "note": "As seen"}).status_code == 302
    attached = record.attachments.get(voided_at=None)
    taken = emma.get(f"{page}{attached.pk}/")
    assert b"".join(taken.streaming_content) == b"The door stood open."
    assert emma.post(f"{page}{attached.pk}/back/", {"reason": ""}).status_code == 400
    assert emma.post(f"{page}{attached.pk}/back/", {"reason": "Wrong door."}).status_code == 302
    assert not record.attachments.filter(voided_at=None).exists()


@pytest.mark.requirement("QE-28", "P11-10-d")
def test_file_of_a_record_that_is_not_seen_is_not_there(world: World, as_person: SignedIn) -> None:
    record = company.deviation(world)
    outside = as_person(world.carla)
    assert outside.get(f"/records/{record.uuid}/files/new/").status_code == 404
    assert as_person(world.emma).get(f"/records/{record.uuid}/files/new/").status_code == 200
