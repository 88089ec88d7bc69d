"""The risk matrix: any number of levels, two or three dimensions, versions approved by somebody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.models import Record, Signature, Task
from probatum.quality.risk import drafting, editions
from probatum.quality.risk.drafting import FaultyMatrix
from probatum.quality.risk.matrix import in_force
from probatum.quality.risk.plan import falls, faults
from probatum.quality.risk.scale import PRODUCT, MatrixCell, MatrixEdition, MatrixLevel, RiskMatrix
from tests.quality import matrices
from tests.quality.matrices import brought_into_force, contents, draft, plan
from tests.world import World


@pytest.mark.requirement("RSK-01", "RSK-03")
@pytest.mark.parametrize(("severity", "likelihood"), [(3, 3), (4, 4), (5, 5), (10, 10), (3, 7)])
def test_matrix_has_any_number_of_levels(world: World, severity: int, likelihood: int) -> None:
    wanted = plan(severity=severity, likelihood=likelihood)
    matrix = brought_into_force(world, wanted)
    assert contents(matrix) == wanted
    assert MatrixCell.objects.filter(edition=matrix.edition).count() == severity * likelihood


@pytest.mark.requirement("RSK-01")
def test_third_dimension_is_kept_by_table_and_by_thresholds(world: World) -> None:
    by_table = plan(severity=3, likelihood=3, detectability=3)
    matrix = draft(world, by_table)
    assert contents(matrix) == by_table
    by_product = plan(severity=10, likelihood=10, detectability=10, method=PRODUCT)
    record = Record.objects.get(pk=matrix.pk)
    drafting.save_version(
        world.mira,
        matrix,
        title=record.title,
        note="",
        approvers=[world.hanna],
        plan=by_product,
        based_on=record.version,
    )
    assert contents(matrix) == by_product
    assert by_product.result((1, 1, 1)) == 1
    assert by_product.result((10, 10, 10)) == len(by_product.results)


@pytest.mark.requirement("RSK-01")
def test_thresholds_decide_by_the_product_of_the_scores() -> None:
    wanted = plan(method=PRODUCT)
    starts = [one.from_score for one in wanted.results]
    assert starts == [1, 6, 15]
    assert [wanted.result(place) for place in ((1, 5), (2, 3), (3, 5), (5, 5))] == [1, 2, 3, 3]


@pytest.mark.requirement("RSK-01")
def test_what_is_missing_is_named_by_its_field() -> None:
    good = plan()
    severity = good.dimensions[0]
    wordless = replace(severity, levels=(replace(severity.levels[0], anchor=" "), *severity.levels[1:]))
    assert faults(replace(good, dimensions=(wordless, good.dimensions[1]))) == [
        ("severity_1_anchor", "Say when level 1 of Severity is chosen.")
    ]
    holed = {place: result for place, result in good.cells.items() if place != (2, 3)}
    assert faults(replace(good, cells=holed)) == [("cell_2_3", "Choose a result for each cell.")]
    softer = (*good.results[:2], replace(good.results[2], path="minor"))
    assert faults(replace(good, results=softer)) == [
        ("result_3_path", "Choose at least what the result before it asks for.")
    ]
    assert faults(replace(good, dimensions=good.dimensions[:1]))[0][0] == ""


@pytest.mark.requirement("RSK-01")
def test_thresholds_rise_and_are_reached() -> None:
    good = plan(method=PRODUCT)
    first, second, third = good.results
    assert faults(replace(good, results=(first, replace(second, from_score=30), third))) == [
        ("result_2_from", "Enter a whole number above 1, up to 25."),
        ("result_3_from", "Enter a whole number above 30, up to 25."),
    ]
    assert faults(replace(good, results=(replace(first, from_score=None), second, third))) == [
        ("result_1_from", "Enter from which product on it holds.")
    ]


@pytest.mark.requirement("RSK-01")
def test_large_table_is_refused_for_thresholds() -> None:
    large = replace(plan(severity=10, likelihood=10, detectability=10, method=PRODUCT), method="table")
    assert faults(large) == [("method", "Use thresholds here: a table would have 1000 cells, more than 200.")]


@pytest.mark.requirement("RSK-01")
def test_result_that_falls_with_a_higher_level_is_shown() -> None:
    good = plan()
    assert falls(good) == []
    odd = replace(good, cells={**good.cells, (5, 5): 1})
    assert falls(odd) == [((4, 5), (5, 5)), ((5, 4), (5, 5))]


@pytest.mark.requirement("RSK-01", "P11-10-g")
def test_who_prepared_a_version_does_not_approve_it(world: World) -> None:
    matrix = draft(world)
    world.person("both", "rating_keeper", "rating_head")
    record = Record.objects.get(pk=matrix.pk)
    drafting.save_version(
        world.both,
        matrix,
        title=record.title,
        note="Words of severity.",
        approvers=[world.hanna],
        plan=replace(plan(), results=(replace(plan().results[0], label="Small"), *plan().results[1:])),
        based_on=record.version,
    )
    world.move(world.mira, matrix.record, "submit")
    assert Task.objects.get(record=matrix.record, closed_at=None).person == world.hanna
    with pytest.raises(Refused, match="You prepared this risk matrix"):
        world.move(world.both, matrix.record, "approve")
    with pytest.raises(NotAllowed):
        world.move(world.mira, matrix.record, "approve")
    world.move(world.hanna, matrix.record, "approve")
    assert Signature.objects.get(record=matrix.record).meaning_text == "Configuration change approved"


@pytest.mark.requirement("RSK-01", "P11-10-k2")
def test_next_version_begins_with_the_last_and_supersedes_it(world: World) -> None:
    first = brought_into_force(world)
    second = drafting.open_version(
        world.mira, title="Risk matrix 5 × 5", note="More words.", approvers=[world.hanna]
    )
    assert contents(second) == contents(first)
    assert (matrices.state(first), in_force()) == ("in_force", first)
    world.move(world.mira, second.record, "submit")
    world.move(world.hanna, second.record, "approve")
    assert (matrices.state(first), in_force()) == ("superseded", second)


@pytest.mark.requirement("RSK-01")
def test_only_one_version_is_in_preparation(world: World) -> None:
    draft(world)
    with pytest.raises(Refused, match="RM-001 is in preparation"):
        drafting.open_version(world.mira, title="Another", note="", approvers=[])
    assert RiskMatrix.objects.count() == 1


@pytest.mark.requirement("RSK-01", "P11-70")
def test_version_in_force_is_not_changed(world: World) -> None:
    matrix = brought_into_force(world)
    given = {"title": "x", "note": "", "approvers": [world.hanna], "plan": plan(severity=3)}
    with pytest.raises(Refused, match="is in force, so it is not changed any more"):
        drafting.save_version(world.mira, matrix, based_on=Record.objects.get(pk=matrix.pk).version, **given)
    with pytest.raises(NotAllowed):
        drafting.save_version(world.rhea, matrix, based_on=1, **given)
    assert contents(matrix) == plan()


@pytest.mark.requirement("RSK-01", "ATR-03")
def test_save_inserts_an_edition_and_stale_one_is_refused(world: World) -> None:
    matrix = draft(world)
    before, seen = contents(matrix), Record.objects.get(pk=matrix.pk).version
    given = {"title": "Risk matrix", "note": "", "approvers": [world.hanna]}
    drafting.save_version(world.mira, matrix, plan=plan(severity=3), based_on=seen, **given)
    first, last = MatrixEdition.objects.filter(matrix=matrix).order_by("id")
    assert (editions.read(first), editions.read(last)) == (before, plan(severity=3))
    with pytest.raises(StaleRecord):
        drafting.save_version(world.mira, matrix, plan=plan(severity=4), based_on=seen, **given)
    with pytest.raises(FaultyMatrix):
        drafting.save_version(world.mira, matrix, plan=replace(plan(), cells={}), based_on=seen + 1, **given)
    assert MatrixEdition.objects.filter(matrix=matrix).count() == 2
    assert MatrixLevel.objects.filter(dimension__edition=last).count() == 8


@pytest.mark.requirement("RSK-01")
def test_matrix_without_levels_or_approver_is_not_sent(world: World) -> None:
    matrices.staff(world)
    matrix = drafting.open_version(world.mira, title="Empty", note="", approvers=[])
    with pytest.raises(Refused, match=r"It has no levels yet.*Nobody else is named to approve it"):
        world.move(world.mira, matrix.record, "submit")
    world.move(world.mira, matrix.record, "withdraw", reason="Begun too early.")
    with pytest.raises(Refused, match="Rhea cannot be approver here"):
        drafting.open_version(world.mira, title="x", note="", approvers=[world.rhea])
