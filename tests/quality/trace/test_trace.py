"""The chain from the source to the proof: walked as far as the reader may see, joined legally, and what is not needed."""

from __future__ import annotations

import pytest

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.concern import Concern
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.ledger.history import history
from probatum.kernel.link import link
from probatum.kernel.models import Link, Record
from probatum.kernel.process import registered
from probatum.quality.trace import chain as stops
from probatum.quality.trace.dossier import glance, held
from probatum.quality.trace.graph import graph_of
from probatum.quality.trace.joining import join, part
from probatum.quality.trace.needless import not_needed, say_not_needed, withdraw_not_needed
from tests.quality import laboratory
from tests.quality.capa import measures
from tests.quality.events import company, nonconforming
from tests.quality.trace.story import chain
from tests.world import World

pytestmark = pytest.mark.django_db


def shown(world: World, username: str, record: Record) -> set[str]:
    return {one.number.split("-")[0] for one in graph_of(getattr(world, username), record).records.values()}


@pytest.mark.requirement("QE-19", "CAP-24")
@pytest.mark.parametrize("start", ["event", "capa", "action", "change"])
def test_chain_is_found_from_every_end(world: World, start: str) -> None:
    story = chain(world)
    assert shown(world, "ursula", getattr(story, start)) == {"DEV", "CAPA", "ACT", "EC", "DCR", "SOP"}


@pytest.mark.requirement("QE-19", "P11-10-g", "ACC-04")
def test_hidden_record_shows_as_nothing_and_is_not_walked_through(world: World) -> None:
    story = chain(world)
    found = graph_of(world.emma, story.event)
    assert shown(world, "emma", story.event) == {"DEV", "CAPA", "ACT", "EC"}
    assert {edge.source for edge in found.edges} <= set(found.records)
    assert shown(world, "carla", story.change) == {"DCR", "SOP"}


@pytest.mark.requirement("QE-19")
def test_every_stop_names_kinds_that_there_are() -> None:
    known = {process.kind for process in registered()}
    named = {kind for stop in stops.STOPS for kind in stop.kinds}
    assert named - known == set()
    assert {name for way in stops.CHAINS.values() for name in way} <= {stop.name for stop in stops.STOPS}


@pytest.mark.requirement("QE-19")
def test_stops_of_a_complaint_come_in_the_order_of_its_chain() -> None:
    labels = [stop.name for stop in stops.in_order("complaint")]
    assert labels == [
        "report",
        "inspection",
        "complaint",
        "investigation",
        "event",
        "capa",
        "action",
        "check",
        "change",
        "document",
        "other",
    ]


@pytest.mark.requirement("QE-19")
def test_two_records_are_joined_by_the_link_that_is_legal_between_them(world: World) -> None:
    story = chain(world)
    other = company.deviation(world)
    made = join(world.emma, other, number=story.capa.number.lower())
    assert (made.source_id, made.type, made.target_id) == (story.capa.pk, "addresses", other.pk)
    with pytest.raises(Refused, match="No chain leads between a deviation and a"):
        join(world.emma, other, number=story.action.number)
    assert join(world.emma, other, number=story.action.number, related=True).type == "related"
    with pytest.raises(Refused, match="that you may see"):
        join(world.emma, other, number=story.change.number)
    with pytest.raises(NotAllowed):
        join(world.otto, other, number=story.capa.number)


@pytest.mark.requirement("LAB-09")
def test_laboratory_investigation_is_joined_with_what_came_of_it(world: World) -> None:
    record = laboratory.investigation(world)
    event, measure = nonconforming.nonconformance(world), measures.capa(world)
    found = join(world.emma, record, number=event.number, way="caused_by-back", note="Retests confirmed it.")
    assert (found.source, found.type, found.target, found.note) == (
        event,
        "caused_by",
        record,
        "Retests confirmed it.",
    )
    assert join(world.emma, record, number=measure.number).type == "addresses"
    with pytest.raises(
        Refused, match="Between a laboratory investigation and a CAPA choose “is addressed by”"
    ):
        join(world.emma, record, number=measure.number, way="caused_by")
    assert (found.made_by, found.made_at is not None) == (world.emma, True)


@pytest.mark.requirement("LAB-09", "QE-12")
def test_material_of_a_laboratory_investigation_is_a_row_of_its_own(world: World) -> None:
    record = laboratory.investigation(world)
    old, new = measures.item("material", "RM-1"), measures.item("material", "RM-2")
    company.fill(world.lena, record, "subjects", material=[old], on_hold=False)
    company.fill(world.lena, record, "subjects", material=[new])
    rows = Concern.objects.filter(record=record, field="material").order_by("id")
    assert [(one.item, one.until is None) for one in rows] == [(old, False), (new, True)]


@pytest.mark.requirement("LAB-09")
def test_place_of_an_inspection_is_kept_for_the_area_of_audits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stops.stop("inspection").kinds == ()
    monkeypatch.setattr(stops, "_BY_KIND", dict(stops._BY_KIND))
    stops.stands_at("inspection", "inspection")
    assert stops.ways_between("lab_investigation", "inspection") == [("references", False)]


@pytest.mark.requirement("QE-19")
def test_link_made_by_people_is_ended_with_a_reason(world: World) -> None:
    story = chain(world)
    other = company.deviation(world)
    made = join(world.emma, other, number=story.capa.number)
    with pytest.raises(Refused, match="Say why this link ends"):
        part(world.emma, other, made, reason=" ")
    part(world.emma, other, made, reason="Another door.")
    assert Link.objects.get(pk=made.pk).void_reason == "Another door."
    with action(SYSTEM, "test.link") as act:
        own = link(act, source=other, target=story.event, type="duplicate_of")
    with pytest.raises(NotAllowed, match="belongs to another record"):
        part(world.emma, other, own, reason="Not so.")


@pytest.mark.requirement("QE-19")
def test_stop_is_not_needed_because_somebody_says_so(world: World) -> None:
    event = company.deviation(world)
    with pytest.raises(Refused, match="Say why it is not needed"):
        say_not_needed(world.emma, event, name="change", reason=" ")
    with pytest.raises(Refused, match="Choose a stop"):
        say_not_needed(world.emma, event, name="complaint", reason="None.")
    with pytest.raises(NotAllowed):
        say_not_needed(world.otto, event, name="change", reason="None.")
    said = say_not_needed(world.emma, event, name="change", reason="Nothing is to be changed.")
    assert [(one.stop, one.reason, one.made_by) for one in not_needed(event)] == [
        ("change", "Nothing is to be changed.", world.emma)
    ]
    with pytest.raises(Refused, match="is said to be not needed already"):
        say_not_needed(world.quentin, event, name="change", reason="None.")
    withdraw_not_needed(world.quentin, said, reason="The closer is changed.")
    assert not_needed(event) == []
    assert [act.name for act in history(event)][:2] == ["trace.needed_after_all", "trace.not_needed"]


@pytest.mark.requirement("QE-19")
def test_chain_of_an_ended_record_does_not_change(world: World) -> None:
    event = company.put(company.deviation(world), state="closed")
    with pytest.raises(Refused, match="has to be reopened"):
        say_not_needed(world.emma, event, name="change", reason="None.")


@pytest.mark.requirement("CAP-24", "QE-30")
def test_glance_answers_source_cause_action_proof_and_check(world: World) -> None:
    story = chain(world)
    found = graph_of(world.ursula, story.capa)
    blocks = {block.name: [line.number.split("-")[0] for line in block.lines] for block in glance(found)}
    assert blocks == {
        "source": ["DEV"],
        "cause": [],
        "action": ["CAPA", "ACT"],
        "proof": ["DCR", "SOP"],
        "check": ["EC"],
        "signed": [],
    }
    assert [one.number.split("-")[0] for one in held(found)] == ["CAPA", "DEV", "ACT", "EC"]
