"""Who complained reaches no program of somebody who may not know it."""

from __future__ import annotations

import pytest

from tests.api.conftest import Programs
from tests.quality.complaints import given
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("CMP-01", "INT-02", "P11-10-d")
def test_program_reads_a_complaint_without_its_complainant(world: World, program: Programs) -> None:
    record = given.named(world, given.complaint(world))
    used = program(world.ella, "complaint", writes=False)
    for address in ("/records", f"/records/{record.uuid}", f"/records/{record.uuid}/history"):
        answer = used.get(address)
        assert (answer.status_code, "Vandersloot" in answer.content.decode()) == (200, False), address
    known = program(world.clara, "complaint", writes=False).get(f"/records/{record.uuid}/history")
    assert "Vandersloot" in known.content.decode()
