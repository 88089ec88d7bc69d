"""Bad input and broken segregation of duties, tried by a program: each is refused with its sentence, and nothing has changed."""

from __future__ import annotations

import pytest

from tests.api.conftest import Program, Programs
from tests.quality import refused
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", refused.marked("INT-02"))
def test_program_is_refused_with_a_sentence(world: World, program: Programs, name: str) -> None:
    tried = refused.CASES[name].brought(world)
    before = refused.standing(tried)
    used = program(tried.actor)

    answer = getattr(used, tried.method)(tried.address, **tried.body)

    said = answer.json()["sentence"]
    assert 400 <= answer.status_code < 500, answer.status_code
    if tried.signed:
        assert "an access token never signs" in said
        assert not tried.stands_in_the_way or tried.says in offered(used, tried)
    else:
        assert tried.says in said
    assert refused.standing(tried) == before


def offered(used: Program, tried: refused.Try) -> str:
    """What the record says of the move to a program that reads it."""
    moves = used.get(f"/records/{tried.record.uuid}").json()["moves"]
    found = next(one for one in moves if one["name"] == tried.signed)
    assert found["open"] is False
    return str(found["sentence"])
