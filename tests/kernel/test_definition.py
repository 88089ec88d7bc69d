"""What is said of a kind beside its process belongs to its definition: another registration is another digest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from probatum.kernel.process import as_data, declare, process_of
from probatum.kernel.process_data import declared
from probatum.quality.capa import plans
from probatum.quality.capa.plans import planned
from probatum.quality.causes import declared as causes
from probatum.quality.causes.declared import analysed
from probatum.quality.recurrence import declared as recurrence
from probatum.quality.recurrence.declared import compared
from probatum.quality.risk import rating
from probatum.quality.risk.rating import rated
from tests.quality.events import company
from tests.world import World

KIND = "deviation"
OTHERWISE: dict[str, Callable[[], Any]] = {
    "rated": lambda: rated(KIND, states=("reported",)),
    "analysed": lambda: analysed(KIND, states=("assessment",)),
    "planned": lambda: planned(KIND, written_in=("assessment",), runs_in=("closed",), by=()),
    "compared": lambda: compared(KIND, states=("reported",), counted=False),
}


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is declared, put back afterwards."""
    said = dict(declared[KIND])
    for registry in (rating._declared, causes._declared, recurrence._declared, plans._plans):
        monkeypatch.setitem(registry, KIND, registry[KIND])  # type: ignore[attr-defined]
    yield
    monkeypatch.undo()
    for name, data in said.items():
        declare(KIND, name, data)


@pytest.mark.requirement("P11-10-f")
@pytest.mark.parametrize("name", OTHERWISE)
def test_definition_holds_what_is_registered_beside_the_process(kept: None, name: str) -> None:
    process = process_of(KIND)
    before, said = process.digest, as_data(process)["declared"]
    assert set(OTHERWISE) <= set(said)
    OTHERWISE[name]()
    assert process.digest != before
    declare(KIND, name, said[name])
    assert process.digest == before


@pytest.mark.requirement("P11-10-f")
def test_record_names_the_definition_with_what_is_registered(kept: None, world: World) -> None:
    before = company.deviation(world)
    rated(KIND, states=("reported",))
    after = company.deviation(world)
    assert before.definition.digest != after.definition.digest
    assert after.definition.data["declared"]["rated"][2] == ["reported"]
