"""Rating a record: by the matrix in force, stamped with its version, bound into signatures, approved anew when it changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, transaction

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.models import Record
from probatum.quality.risk import rating
from probatum.quality.risk.rated import Rating
from probatum.quality.risk.rating import earlier_of, rate, rating_content, rating_of
from tests.processes.examples import change_request
from tests.quality import matrices
from tests.quality.matrices import brought_into_force, plan
from tests.world import World


@pytest.fixture
def rated_kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Change requests are rated while they are written, as a process would declare it."""
    monkeypatch.setattr(rating, "_declared", dict(rating._declared))
    rating.rated("change_request", states=("draft",), parts=("owner",))
    yield


def give(
    world: World,
    record: Record,
    severity: int,
    likelihood: int,
    *,
    why: str = "As discussed.",
    by: str = "carla",
) -> Rating:
    fresh = Record.objects.get(pk=record.pk)
    levels = {"severity": severity, "likelihood": likelihood}
    return rate(world.people[by], fresh, levels=levels, rationale=why, based_on=fresh.version)


@pytest.mark.requirement("RSK-15", "QE-07")
def test_rating_gives_the_result_of_the_cell_and_names_the_version(world: World, rated_kind: None) -> None:
    matrix = brought_into_force(world)
    record = change_request(world)
    given = give(world, record, 5, 4)
    assert (given.result.label, given.path, given.score) == ("High", "critical", 20)
    assert given.matrix == matrix
    fresh = Record.objects.get(pk=record.pk)
    assert (rating_of(fresh), fresh.version) == (given, record.version + 1)
    assert rating_content(fresh) == {
        "matrix": "RM-001",
        "levels": [["Severity", "Critical", 5], ["Likelihood", "Likely", 4]],
        "score": 20,
        "result": "High",
        "path": "critical",
        "rationale": "As discussed.",
    }


@pytest.mark.requirement("RSK-15", "RSK-01")
def test_new_version_of_the_matrix_changes_no_rating(world: World, rated_kind: None) -> None:
    first = brought_into_force(world)
    record = change_request(world)
    give(world, record, 2, 2)
    second = brought_into_force(world, plan(severity=3, likelihood=3))
    assert rating_of(Record.objects.get(pk=record.pk)).matrix == first  # type: ignore[union-attr]
    give(world, record, 3, 3, why="New scale.")
    assert [one.matrix for one in earlier_of(record)] == [second, first]
    assert [one.result.label for one in earlier_of(record)] == ["High", "Low"]


@pytest.mark.requirement("RSK-15")
def test_third_dimension_is_asked_where_the_matrix_has_it(world: World, rated_kind: None) -> None:
    brought_into_force(world, plan(severity=3, likelihood=3, detectability=3))
    record = change_request(world)
    with pytest.raises(Refused, match="Choose a level of detectability") as refusal:
        give(world, record, 3, 3)
    assert refusal.value.field == "detectability"
    levels = {"severity": 3, "likelihood": 3, "detectability": 3}
    given = rate(world.carla, record, levels=levels, rationale="Seen late.", based_on=record.version)
    assert (given.score, given.detectability.label) == (27, "None")  # type: ignore[union-attr]


@pytest.mark.requirement("RSK-15", "RSK-14")
def test_rating_is_refused_with_what_is_missing(world: World, rated_kind: None) -> None:
    record = change_request(world)
    with pytest.raises(Refused, match="No risk matrix is in force yet"):
        give(world, record, 1, 1)
    brought_into_force(world)
    with pytest.raises(Refused, match="Say why it is rated so"):
        give(world, record, 1, 1, why=" ")
    with pytest.raises(Refused, match="Choose a level of severity"):
        give(world, record, 6, 1)
    with pytest.raises(NotAllowed, match="Only the owner"):
        give(world, record, 1, 1, by="anna")
    with pytest.raises(NotAllowed, match="is not rated"):
        give(world, world.document().record, 1, 1)
    with pytest.raises(StaleRecord):
        rate(world.carla, record, levels={}, rationale="Late.", based_on=record.version - 1)
    world.move(world.carla, record, "submit_for_review")
    with pytest.raises(NotAllowed, match="does not change while"):
        give(world, Record.objects.get(pk=record.pk), 1, 1)
    assert Rating.objects.count() == 0


@pytest.mark.requirement("RSK-15", "AT-6")
def test_rating_is_never_changed(world: World, rated_kind: None) -> None:
    brought_into_force(world)
    given = give(world, change_request(world), 1, 1)
    with (
        pytest.raises(DatabaseError, match=r"permission denied|written once"),
        transaction.atomic(),
        action(SYSTEM, "test.attack"),
    ):
        Rating.objects.filter(pk=given.pk).update(score=1)


@pytest.mark.requirement("RSK-15", "QE-07")
def test_rating_after_an_approval_is_approved_anew(world: World, rated_kind: None) -> None:
    matrices.staff(world)
    matrix = brought_into_force(world)
    # the signature of the matrix itself stands for an approval of the record that is rated
    record = matrix.record
    gate = rating.rating_as_approved("configuration_approved")
    assert gate.check(record, world.quinn, {}) is None
    rating.rated("risk_matrix", states=("in_force",), permission="rating.manage")
    give(world, record, 2, 2, by="mira")
    again = Record.objects.get(pk=record.pk)
    assert "was rated anew after it was approved" in str(gate.check(again, world.quinn, {}))
    assert rating.RISK_RATED.check(again, world.quinn, {}) is None
    missing = rating.RISK_RATED.check(change_request(world), world.quinn, {})
    assert missing.text == "The risk is not rated yet."  # type: ignore[union-attr]
