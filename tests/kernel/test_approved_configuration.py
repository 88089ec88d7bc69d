"""Configuration that is approved: every kind of it lives by one lifecycle (GAMP 5 D5, design 3)."""

from __future__ import annotations

import pytest

from probatum.kernel.approved_configuration import IN_FORCE, ApprovedConfiguration
from probatum.kernel.process import Process, registered

KINDS = ("risk_matrix", "statutory_rules", "trend_rule")
PLAIN = ApprovedConfiguration(called="list", prepare="rating.manage", approve="rating.approve")


def kinds() -> dict[str, Process]:
    return {process.kind: process for process in registered()}


@pytest.mark.requirement("RSK-15")
@pytest.mark.parametrize("kind", KINDS)
def test_configuration_is_in_force_only_by_a_signature_of_who_did_not_prepare_it(kind: str) -> None:
    process = kinds()[kind]
    into = [move for move in process.moves if IN_FORCE in move.targets]
    assert [move.name for move in into] == ["approve"]
    assert into[0].meaning is not None
    assert "not_the_preparer" in [guard.name for guard in into[0].guards]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_in_force_is_left_only_by_a_signature_or_by_its_next_version(kind: str) -> None:
    leaving = kinds()[kind].moves_from(IN_FORCE)
    assert all(move.meaning or move.automatic for move in leaving)
    assert "supersede" in [move.name for move in leaving]


def test_a_version_ends_without_a_next_one_only_where_its_kind_says_so() -> None:
    assert "end" not in [move.name for move in PLAIN.moves]
    assert "ended" not in [state.name for state in PLAIN.states]
