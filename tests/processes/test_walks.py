"""Random people do random things to a document and to reviews; see walker.py, review_walker.py and laws.py.

PROBATUM_WALKS=200 walks longer.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from probatum.kernel.models import Step
from tests.processes.change_walker import ChangeWalk
from tests.processes.copy_walker import CopyWalk
from tests.processes.import_walker import ImportWalk
from tests.processes.review_walker import ReviewWalk
from tests.processes.walker import Walk
from tests.world import World

WALKS = int(os.environ.get("PROBATUM_WALKS", "0"))
SETTINGS = settings(
    max_examples=WALKS or 6,
    stateful_step_count=50 if WALKS else 16,
    derandomize=not WALKS,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.requirement("P11-10-a", "P11-10-f", "P11-10-g", "P11-70", "DOC-16", "DOC-21", "ATR-01", "ATR-12")
def test_random_walks_keep_every_law_and_verify(committed_world: World) -> None:
    world = committed_world
    world.person("twin", "author", "reviewer", "approver", "quality")
    machine = type("WalkOfThisCompany", (Walk,), {"world": world})
    run_state_machine_as_test(machine, settings=SETTINGS)
    made = set(Step.objects.values_list("move", flat=True))
    assert {"approve", "approve_quality", "take_effect"} <= made, "the walks never came to a release"
    assert len(made) >= 8


@pytest.mark.requirement(
    "P11-10-a", "P11-10-f", "P11-10-g", "P11-300-b", "ACC-08", "AT-9", "ATR-10", "P11-70"
)
def test_random_walks_through_reviews_keep_every_law_and_verify(committed_world: World) -> None:
    world = committed_world
    for name in ("quentin", "quirin"):
        world.person(name, "quality")
    world.person("ada", "administrator")
    machine = type("WalkOfThisCompany", (ReviewWalk,), {"world": world})
    run_state_machine_as_test(machine, settings=SETTINGS)
    made = set(Step.objects.values_list("record__kind", "move"))
    assert {
        ("trail_review", "sign_off"),
        ("access_review", "sign_off"),
        ("access_review", "fall_due"),
    } <= made


@pytest.mark.requirement("DOC-17", "P11-10-a", "P11-10-f", "P11-10-g", "ATR-01", "ATR-12")
def test_random_walks_through_change_requests_keep_every_law_and_verify(committed_world: World) -> None:
    machine = type("WalkOfThisCompany", (ChangeWalk,), {"world": committed_world})
    run_state_machine_as_test(machine, settings=SETTINGS)
    made = set(Step.objects.filter(record__kind="change_request").values_list("move", flat=True))
    assert {"review", "approve", "approve_quality", "release"} <= made, "the walks never came to a release"


@pytest.mark.requirement("DOC-25", "DOC-26", "P11-10-a", "P11-10-f", "P11-10-g", "ATR-01")
def test_random_walks_through_controlled_copies_keep_every_law_and_verify(committed_world: World) -> None:
    machine = type("WalkOfThisCompany", (CopyWalk,), {"world": committed_world})
    run_state_machine_as_test(machine, settings=SETTINGS)
    made = set(Step.objects.filter(record__kind="controlled_copy").values_list("move", flat=True))
    assert "be_recalled" in made, "the walks never came to a recall"


@pytest.mark.requirement("MIG-01", "MIG-06", "P11-10-a", "P11-10-f", "P11-10-g", "ATR-01")
def test_random_walks_through_imports_keep_every_law_and_verify(committed_world: World) -> None:
    machine = type("WalkOfThisCompany", (ImportWalk,), {"world": committed_world})
    run_state_machine_as_test(machine, settings=SETTINGS)
    made = set(Step.objects.filter(record__kind="collection_import").values_list("move", flat=True))
    assert {"be_checked", "run"} <= made, "the walks never came to a run"
