"""The benchmarks: they stay away from installations with records, and what they fill in is what the product writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from probatum.bench import fill, main, report
from probatum.cli.supervise import CannotRun
from probatum.kernel.authz import visible
from probatum.kernel.ledger.history import history
from tests.world import make_world


@pytest.mark.parametrize(
    ("name", "sizes", "sentence"),
    [
        ("speed", [], "There is no benchmark “speed”"),
        ("pages", ["2k"], "The size is “2k”"),
    ],
)
def test_unknown_name_or_size_is_refused_with_those_that_exist(
    name: str, sizes: list[str], sentence: str
) -> None:
    with pytest.raises(CannotRun, match=sentence):
        main(name, sizes=sizes)


def test_folder_of_an_installation_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    with pytest.raises(CannotRun, match="was not made by a benchmark"):
        main("write", data=str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["secrets"]


def test_filled_rows_are_captured_and_seen_as_those_of_the_product(committed_db: str) -> None:
    world = make_world()
    world.document()
    with fill.connect("app") as conn:
        fill._bulk(conn, 43)

    seen = visible(world.carla).filter(number__contains="-1000")
    states = {
        state: seen.filter(kind="version", state=state).count()
        for state in ("draft", "in_review", "in_approval", "effective", "superseded")
    }
    assert states == {"draft": 2, "in_review": 2, "in_approval": 1, "effective": 17, "superseded": 1}
    in_force = seen.filter(kind="version", state="effective").order_by("pk")[0]
    assert [act.name for act in history(in_force)] == [
        "version.release",
        "version.approve",
        "version.submit_for_approval",
        "version.review",
        "version.submit_for_review",
        "document.create",
    ]
    assert not any(act.direct for act in history(in_force))


def test_table_shows_pages_and_growth() -> None:
    page = {"p50_ms": 10.0, "p95_ms": 20.0, "cpu_ms": 5.0, "queries": 7, "requests": 60, "ratio": 3.0}
    slower = {**page, "cpu_ms": 6.0, "p50_ms": 12.0}
    results = [
        {"name": "pages", "size": "1k", "figures": {"pages": {"record": page}, "records": 1000}},
        {"name": "pages", "size": "100k", "figures": {"pages": {"record": slower}, "records": 100000}},
    ]
    lines = [" ".join(line.split()) for line in report.table(results).splitlines()]
    assert "record 10.0 20.0 5.0 7 3.0" in lines
    assert "record cpu 1.20 p50 1.20" in lines
