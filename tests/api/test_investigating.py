"""The work on an event through the interface for programs: causes, recurrence, links, clocks; each refused like on the page."""

from __future__ import annotations

import pytest

from probatum.kernel.models import Record
from probatum.quality.causes.catalogue import CauseCategory, take_starter
from tests.api.conftest import Programs
from tests.quality.complaints import given
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.django_db


def investigated(world: World) -> Record:
    """A deviation of emma in investigation, with the categories of causes."""
    record = company.triaged(world, company.deviation(world))
    take_starter(world.person("mona", "registrar"))
    return company.put(record, state="investigation")


@pytest.mark.requirement("INT-02", "QE-10", "QE-11")
def test_causes_are_analysed_and_named(world: World, program: Programs) -> None:
    record = investigated(world)
    used, address = program(world.emma), f"/records/{record.uuid}"
    begun = used.post(f"{address}/analyses", method="five_why", problem="The door stood open.").json()
    lines = f"{address}/analyses/{begun['id']}/lines"
    first = used.post(lines, text="Nobody heard the alarm.").json()
    second = used.post(lines, text="Its sensor was worn.", below=first["id"]).json()
    category = CauseCategory.objects.filter(active=True).order_by("-pk")[0].code
    named = used.post(f"{address}/causes", category=category, text="No plan for sensors.", line=second["id"])

    assert named.status_code == 201
    told = program(world.quentin).get(f"{address}/causes").json()
    assert [(one["text"], one["below"]) for one in told["analyses"][0]["lines"]] == [
        ("Nobody heard the alarm.", None),
        ("Its sensor was worn.", first["id"]),
    ]
    assert [(one["text"], one["category"], one["line"]) for one in told["causes"]] == [
        ("No plan for sensors.", category, second["id"])
    ]


@pytest.mark.requirement("INT-02", "QE-10", "QE-11")
def test_causes_are_refused_with_a_sentence(world: World, program: Programs) -> None:
    record = investigated(world)
    address = f"/records/{record.uuid}"
    owner, reader = program(world.emma), program(world.person("nora", "event_reader"))
    for used, place, body, status, says in (
        (owner, "analyses", {"method": "dice", "problem": "X"}, 400, "Choose the method"),
        (owner, "causes", {"category": "none", "text": "X"}, 400, "Choose a category of causes by its code."),
        (owner, "causes", {"category": "none", "text": "X", "mood": 1}, 422, "There is no field “mood” here."),
        (reader, "analyses", {"method": "five_why", "problem": "X"}, 403, ""),
        (program(world.emma, writes=False), "analyses", {"method": "five_why", "problem": "X"}, 403, "only reads"),
    ):  # fmt: skip
        answer = used.post(f"{address}/{place}", **body)
        assert (answer.status_code, says in answer.json()["sentence"]) == (status, True), answer.json()
    assert owner.get(f"{address}/causes").json() == {"analyses": [], "causes": []}


@pytest.mark.requirement("INT-02", "QE-33")
def test_causes_of_an_event_with_personal_data_stay_with_who_works_on_it(
    world: World, program: Programs
) -> None:
    record = company.deviation(world)
    company.fill(world.quentin, record, "triage", personal_data=True)
    reader = program(world.person("nora", "event_reader"))
    for place in ("causes", "verdicts", "similar"):
        assert reader.get(f"/records/{record.uuid}/{place}").status_code == 403, place
        assert program(world.emma).get(f"/records/{record.uuid}/{place}").status_code == 200, place


@pytest.mark.requirement("INT-02", "QE-13")
def test_recurrence_is_judged_with_a_word_on_what_is_alike(world: World, program: Programs) -> None:
    earlier = company.triaged(world, company.deviation(world))
    record = company.triaged(world, company.deviation(world))
    used, address = program(world.emma), f"/records/{record.uuid}"
    assert [one["number"] for one in used.get(f"{address}/similar").json()] == [earlier.number]
    verdict = {"verdict": "not_recurring", "reason": "Another door.", "based_on": record.version}
    strange = used.post(f"{address}/verdicts", **verdict, relations={"DEV-1": {"relation": "unrelated"}})
    assert strange.json()["sentence"] == "“DEV-1” is not among the similar events."
    assert used.post(f"{address}/verdicts", **{**verdict, "reason": " "}).status_code == 400
    assert used.post(f"{address}/verdicts", **{**verdict, "based_on": 1}).status_code == 409

    relations = {earlier.number: {"relation": "unrelated", "why": "The other end of the house."}}
    made = used.post(f"{address}/verdicts", **verdict, relations=relations)

    assert made.status_code == 201, made.json()
    told = used.get(f"{address}/verdicts").json()
    assert [(one["verdict"], one["matches"][0]["number"]) for one in told] == [
        ("not_recurring", earlier.number)
    ]


@pytest.mark.requirement("INT-02", "QE-19")
def test_link_is_made_and_ended_with_a_reason(world: World, program: Programs) -> None:
    first, second = company.deviation(world), company.deviation(world)
    used, address = program(world.emma), f"/records/{first.uuid}/links"
    assert used.post(address, number="DEV-1").json()["field"] == "number"
    narrow = program(world.emma, "deviation")
    complaint = given.complaint(world)
    assert narrow.post(address, number=complaint.number, related=True).status_code == 400
    made = used.post(address, number=second.number, related=True).json()
    assert [(one["number"], one["says"]) for one in made] == [(second.number, "is related to")]
    end = f"{address}/{made[0]['id']}/end"
    assert used.post(end, reason=" ").json()["sentence"].startswith("Say why this link ends")
    assert used.post(end, reason="Another door.").json() == []
    assert used.post(end, reason="Again.").status_code == 404


@pytest.mark.requirement("INT-02", "QE-35")
def test_clocks_are_read_with_their_rule(world: World, program: Programs) -> None:
    record = given.submitted(world, given.complaint(world, malfunction=True))
    child = given.children(record, "reportability")[0]
    told = program(world.regina).get(f"/records/{child.uuid}/clocks").json()
    assert [(one["statutory"], one["period"], one["stopped_at"]) for one in told] == [
        (True, "30 calendar days", None)
    ]
    assert program(world.regina).get(f"/records/{child.uuid}").json()["due"] == told[0]["due_at"][:10]
