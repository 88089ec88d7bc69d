"""Diagrams, permission table, event list and trace matrix in docs/generated are those of the code."""

from __future__ import annotations

import pytest

from lint import generated


@pytest.mark.requirement("P11-10-k2", "P11-10-k1")
def test_generated_documents_are_current() -> None:
    assert sorted(generated.outdated()) == [], "run python -m lint.generated and commit docs/generated"


def test_each_process_has_its_page_with_every_move() -> None:
    from probatum.kernel.process import registered  # app ready

    pages = generated.documents()
    for process in registered():
        page = pages[f"process-{process.kind}.md"]
        assert "stateDiagram-v2" in page
        for move in process.moves:
            assert f"{move.label} (`{move.name}`)" in page


@pytest.mark.requirement("ATR-01", "P11-10-e")
def test_every_move_and_written_action_is_an_event() -> None:
    page = generated.documents()["events.md"]
    for name in ("version.approve_quality", "document.retire", "comment.write", "version.check_in"):
        assert f"`{name}`" in page


def test_trace_names_tests_that_exist() -> None:
    proved = generated.marked_tests()
    assert "`house/test_generated.py::test_generated_documents_are_current`" in proved["P11-10-k2"]
