"""Layouts of the inspection PDF: data of the kind, one proposed for each category, each naming only what there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from probatum.kernel.process import as_data, declare, process_of
from probatum.kernel.process_data import declared
from probatum.output.record_pdf import PARTS as PRINTED
from probatum.quality.trace import layout
from probatum.quality.trace.layout import PARTS, Layout, laid_out, layout_of, layouts_of
from tests.quality import laboratory
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The layouts of deviations, put back afterwards."""
    said = declared["deviation"]["layouts"]
    monkeypatch.setitem(layout._layouts, "deviation", layout._layouts["deviation"])  # type: ignore[misc]
    yield
    monkeypatch.undo()
    declare("deviation", "layouts", said)


@pytest.mark.requirement("QE-30")
def test_layout_is_proposed_by_the_category_of_the_record(world: World) -> None:
    record = company.deviation(world)
    assert layout_of(record).name == "complete"
    company.fill(world.quentin, record, "triage", category="consent", area="gcp")
    assert layout_of(company.fresh(record)).name == "clinical"
    assert layout_of(company.fresh(record), "alone").name == "alone"
    assert layout_of(laboratory.investigation(world)).name == "bench"
    with pytest.raises(KeyError):
        layout_of(record, "nothing")


@pytest.mark.requirement("QE-30")
def test_layouts_belong_to_the_definition_and_name_what_there_is(kept: None, world: World) -> None:
    assert tuple(PARTS) == PRINTED
    before = process_of("deviation").digest
    assert as_data(process_of("deviation"))["declared"]["layouts"][2] == "category"
    with pytest.raises(LookupError, match="its layouts name nothing, which does not exist"):
        laid_out("deviation", Layout("own", "Own", sections=("nothing",)))
    with pytest.raises(LookupError, match="its layouts name other"):
        laid_out("deviation", default="other")
    laid_out("deviation", Layout("own", "Own", sections=("report",)), default="own")
    assert process_of("deviation").digest != before
    record = company.deviation(world)
    assert [one.name for one in layouts_of(record)] == ["own", "complete", "no_trail", "alone"]
    assert layout_of(record).name == "own"
