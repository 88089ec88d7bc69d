"""The pages of the risk matrix: written on one page, resized without loss, compared, approved from the sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from probatum.kernel.models import Record
from probatum.quality.risk import drafting
from probatum.quality.risk.matrix import in_force
from probatum.quality.risk.proposal import proposed
from probatum.quality.risk.scale import PRODUCT, RiskMatrix
from probatum.web.risk.drawing import chart
from probatum.web.risk.editor import plan_of, resized, values_of
from tests.quality import matrices
from tests.quality.matrices import brought_into_force, contents, draft, plan
from tests.world import World

SignedIn = Callable[..., Client]


def about(world: World, matrix: RiskMatrix, **more: Any) -> dict[str, Any]:
    record = Record.objects.get(pk=matrix.pk)
    given = {"title": record.title, "note": "", "approvers": [world.hanna.pk], "based_on": record.version}
    return given | more


@pytest.mark.requirement("RSK-01", "RSK-03")
def test_matrix_is_prepared_from_the_first_page_to_the_signature(world: World, as_person: SignedIn) -> None:
    matrices.staff(world)
    client = as_person(world.mira)
    assert "No risk matrix yet" in client.get("/risk-matrices/").content.decode()
    given = {"title": "Risk matrix 3 × 4", "note": "First.", "approvers": [world.hanna.pk]}
    answer = client.post("/risk-matrices/new/", given, follow=True)
    editor = answer.request["PATH_INFO"]
    matrix = RiskMatrix.objects.get()
    assert editor == f"/risk-matrices/{matrix.record.uuid}/edit/"
    typed = values_of(plan(severity=3, likelihood=4))
    answer = client.post(editor, about(world, matrix, act="save", **typed))
    assert (answer.status_code, contents(matrix)) == (302, plan(severity=3, likelihood=4))
    page = client.get(answer["Location"]).content.decode()
    assert ("Send for approval" in page, "Edit" in page, page.count("risk-chart__cell ")) == (True, True, 12)
    world.move(world.mira, matrix.record, "submit")
    world.move(world.hanna, matrix.record, "approve")
    assert in_force() == matrix
    assert client.get(editor).status_code == 400
    listed = client.get("/risk-matrices/").content.decode()
    assert ("In force" in listed, "Prepare the next version" in listed) == (True, True)


@pytest.mark.requirement("RSK-01")
def test_fault_is_named_at_its_field_and_nothing_typed_is_lost(world: World, as_person: SignedIn) -> None:
    matrix = draft(world)
    typed = values_of(plan()) | {"severity_2_anchor": "", "result_1_label": "Tiny"}
    answer = as_person(world.mira).post(
        f"/risk-matrices/{matrix.record.uuid}/edit/", about(world, matrix, act="save", **typed)
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert '<a href="#id_severity_2_anchor">Say when level 2 of Severity is chosen.</a>' in page
    assert 'value="Tiny"' in page
    assert contents(matrix) == plan()


@pytest.mark.requirement("RSK-03")
def test_size_is_changed_without_losing_what_was_typed(world: World, as_person: SignedIn) -> None:
    matrix = draft(world)
    typed = values_of(plan()) | {"severity_1_label": "Our word", "severity_count": "7", "cell_5_5": "1"}
    answer = as_person(world.mira).post(
        f"/risk-matrices/{matrix.record.uuid}/edit/", about(world, matrix, act="size", **typed)
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ('value="Our word"' in page, 'name="severity_7_label"' in page, 'name="cell_7_5"' in page) == (
        True,
        True,
        True,
    )
    assert contents(matrix) == plan()


@pytest.mark.requirement("RSK-03")
def test_table_that_grows_too_large_turns_to_thresholds() -> None:
    sizes = {"severity_count": "10", "likelihood_count": "10", "detectability_count": "10"}
    values = resized(values_of(plan()) | sizes)
    assert values["method"] == PRODUCT
    assert len(plan_of(values).dimensions) == 3


@pytest.mark.requirement("RSK-01")
@pytest.mark.parametrize("method", ["table", "product"])
def test_editor_says_a_plan_and_reads_it_back(method: str) -> None:
    wanted = plan(severity=3, likelihood=4, detectability=3, method=method)
    assert plan_of(values_of(wanted)) == wanted


@pytest.mark.requirement("RSK-01", "P11-10-d")
def test_pages_are_refused_without_the_right(world: World, as_person: SignedIn) -> None:
    matrix = brought_into_force(world)
    address = f"/risk-matrices/{matrix.record.uuid}/"
    stranger, head = as_person(world.otto), as_person(world.hanna)
    pages = ("/risk-matrices/new/", address, f"{address}edit/", f"{address}compare/", "/risk-matrices/")
    assert [stranger.get(page).status_code for page in pages] == [403, 404, 404, 404, 403]
    assert [head.get(page).status_code for page in pages] == [403, 200, 403, 404, 200]
    assert as_person(world.mira).post(f"{address}edit/", {"strange": "1"}).status_code == 400


@pytest.mark.requirement("RSK-01")
def test_unknown_field_is_refused(world: World, as_person: SignedIn) -> None:
    matrix = draft(world)
    answer = as_person(world.mira).post(
        f"/risk-matrices/{matrix.record.uuid}/edit/", about(world, matrix, act="save", secret_field="1")
    )
    assert (answer.status_code, "This form has no field" in answer.content.decode()) == (400, True)


@pytest.mark.requirement("RSK-01")
def test_two_versions_are_compared_word_by_word(world: World, as_person: SignedIn) -> None:
    first = brought_into_force(world)
    second = drafting.open_version(world.mira, title="Risk matrix", note="", approvers=[world.hanna])
    good = plan()
    changed = replace(
        good,
        cells={**good.cells, (1, 1): 2},
        results=(replace(good.results[0], tone="info"), *good.results[1:]),
    )
    drafting.save_version(
        world.mira, second, plan=changed, title="Risk matrix", note="", approvers=[world.hanna], based_on=1
    )
    page = as_person(world.hanna).get(f"/risk-matrices/{second.record.uuid}/compare/")
    assert page.context["changes"] == [
        {"label": "Result 1", "old": "Low (green, minor)", "new": "Low (blue, minor)"},
        {"label": "Severity negligible × Likelihood remote", "old": "Low", "new": "Medium"},
    ]
    assert f"2 changes from {first.record.number}" in page.content.decode()


@pytest.mark.requirement("RSK-02")
def test_chart_marks_the_cell_and_has_a_table_behind_it(world: World, as_person: SignedIn) -> None:
    drawn = chart(plan(), marked=(5, 1))
    (sheet,) = drawn["sheets"]
    marked = [
        (row, column)
        for row, line in enumerate(sheet["lines"])
        for column, cell in enumerate(line["cells"])
        if cell.chosen
    ]
    assert (marked, sheet["said"]) == ([(0, 0)], "chosen is severity critical, likelihood remote: Medium")
    three = chart(plan(severity=3, likelihood=3, detectability=4), marked=(1, 1, 2), only_marked=True)
    assert [sheet["title"] for sheet in three["sheets"]] == ["Detectability: High"]
    matrix = brought_into_force(world)
    page = as_person(world.mira).get(f"/risk-matrices/{matrix.record.uuid}/").content.decode()
    assert ("Show as a table" in page, page.count("<text"), "style=" in page) == (True, 37, False)


@pytest.mark.requirement("RSK-02", "RSK-03")
def test_narrow_cells_show_the_place_of_the_result() -> None:
    (sheet,) = chart(matrices.filled(proposed(counts={"severity": 10, "likelihood": 10})))["sheets"]
    assert {cell.text for line in sheet["lines"] for cell in line["cells"]} == {"1", "2", "3"}
    assert [column["short"] for column in sheet["columns"]] == [str(n) for n in range(1, 11)]
