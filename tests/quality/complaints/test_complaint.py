"""A complaint from intake to closure and back: severity, what is reported, investigation or waiver, answer, duplicates."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.kernel.body import body_of
from probatum.kernel.clock import clocks_of
from probatum.kernel.configuration import change_setting
from probatum.kernel.editing import edit
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import available
from probatum.kernel.models import Link, Record, Signature, Task
from probatum.kernel.searching import search
from probatum.quality.complaints import cases
from tests.quality.complaints import given
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.usefixtures("db")


def state(record: Record) -> str:
    return company.fresh(record).state


def missing(world: World, username: str, record: Record, move: str) -> list[str]:
    """What the page says is missing for a move."""
    offers = available(getattr(world, username), company.fresh(record))
    return [item.text for one in offers if one.move.name == move for item in one.missing]


@pytest.mark.requirement("CMP-02", "QMSR-820.35-a")
def test_complaint_keeps_what_the_law_asks_for(world: World) -> None:
    record = given.complaint(world, serial="SN-1", occurred_at=timezone.now() - dt.timedelta(days=2))
    kept = body_of(company.fresh(record))
    assert record.number.startswith("CMP-")
    assert (kept.serial, format(kept.quantity.normalize(), "f"), kept.quantity_unit) == ("SN-1", "2", "pumps")
    assert kept.occurred_at < kept.reported_at < kept.aware_at < record.opened_at
    assert record.due == company.fresh(record).due == (kept.aware_at + dt.timedelta(days=30)).date()


@pytest.mark.requirement("CMP-02", "QMSR-820.35-a")
def test_complaint_without_lot_and_serial_number_says_why(world: World) -> None:
    record = given.named(world, given.complaint(world, lot=[]))
    with pytest.raises(Refused, match="Neither lot nor serial number is entered"):
        world.move(world.clara, record, "submit")
    company.fill(world.clara, record, "intake", unidentified="The packaging was thrown away.")
    assert world.move(world.clara, record, "submit").state == "triage"


@pytest.mark.requirement("CMP-03")
@pytest.mark.parametrize(
    ("answers", "severity", "rank"),
    [
        ({}, "defect", 8),
        ({"malfunction": True}, "malfunction", 5),
        ({"malfunction": True, "injury": True}, "serious", 3),
        ({"injury": True, "death": True}, "death", 2),
        ({"death": True, "threat": True}, "threat", 1),
    ],
)
def test_answers_give_severity_and_place_in_the_queue(
    world: World, answers: dict[str, bool], severity: str, rank: int
) -> None:
    kept = body_of(company.fresh(given.complaint(world, **answers)))
    assert (kept.severity, kept.queue_rank) == (severity, rank)


@pytest.mark.requirement("CMP-03")
def test_complaint_does_not_open_without_the_triage_questions(world: World) -> None:
    with pytest.raises(Refused, match="Did somebody die"):
        given.complaint(world, death=None)
    assert not Record.objects.filter(kind="complaint").exists()


@pytest.mark.requirement("CMP-03")
def test_severity_is_not_entered_by_hand(world: World) -> None:
    record = given.complaint(world)
    with pytest.raises(Refused, match="follows from what is entered elsewhere"):
        edit(world.clara, record, "standing", values={"severity": "defect"}, based_on=record.version)


@pytest.mark.requirement("CMP-08")
def test_possible_adverse_event_is_handed_over_within_a_working_day(world: World) -> None:
    record = given.complaint(world, adverse_event=True)
    (handover,) = given.children(record, "safety_handover")
    assert [(one.label, str(one.span)) for one in clocks_of(handover)] == [
        ("Hand over to pharmacovigilance", "1 working day")
    ]
    submitted = given.submitted(world, record)
    for child in given.children(submitted, "reportability"):
        given.decided(world, child)
    assert f"{handover.number} is to be handed over." in missing(world, "quentin", submitted, "accept")
    company.fill(
        world.clara, handover, "handover", handed_to="Drug safety", handed_at=timezone.now().isoformat()
    )
    world.move(world.clara, handover, "hand_over")
    assert clocks_of(company.fresh(handover))[0].stopped_at is not None
    assert missing(world, "quentin", submitted, "accept") == []
    world.move(world.clara, handover, "confirm", values={"safety_number": "ICSR-77"})
    assert body_of(company.fresh(handover)).safety_number == "ICSR-77"


@pytest.mark.requirement("CMP-08")
def test_answer_changed_later_hands_over_once(world: World) -> None:
    record = given.complaint(world)
    assert given.children(record, "safety_handover") == []
    company.fill(world.quentin, record, "questions", adverse_event=True)
    company.fill(world.quentin, record, "questions", malfunction=True)
    assert len(given.children(record, "safety_handover")) == 1


@pytest.mark.requirement("CMP-09")
def test_returned_sample_is_waited_for_and_examined(world: World) -> None:
    record = given.accepted(world, given.complaint(world))
    sample = given.examination(world, record)
    assert [(task.person, task.label) for task in Task.objects.filter(record=sample)] == [
        (world.ivan, "Examine and enter the result")
    ]
    company.fill(world.ivan, sample, "result", result="The crack begins at the thread.", conforms=False)
    with pytest.raises(Refused, match="The sample has not come yet"):
        world.move(world.ivan, sample, "conclude")
    world.move(world.clara, sample, "receive", values={"received_on": company.day(0).isoformat()})
    assert world.move(world.ivan, sample, "conclude").state == "done"
    gone = given.examination(world, record)
    assert world.move(world.ivan, gone, "not_available", reason="Thrown away").state == "not_available"


@pytest.mark.requirement("CMP-10")
@pytest.mark.parametrize("what", ["batch_record", "retained_sample"])
def test_open_examination_holds_the_investigation(world: World, what: str) -> None:
    record = given.accepted(world, given.complaint(world))
    looked_at = given.examination(world, record, what)
    assert f"{looked_at.number} is requested." in missing(world, "ivan", record, "complete_investigation")
    company.fill(world.ivan, looked_at, "result", result="Nothing unusual.", conforms=True)
    world.move(world.ivan, looked_at, "conclude")
    assert f"{looked_at.number} is requested." not in missing(world, "ivan", record, "complete_investigation")


@pytest.mark.requirement("US211-198", "ISO13485-8.2.2")
def test_complaint_is_closed_by_quality_with_every_signature(world: World) -> None:
    record = given.closed(world, given.complaint(world))
    assert record.state == "closed"
    meanings = list(
        Signature.objects.filter(record=record).order_by("id").values_list("meaning_text", flat=True)
    )
    assert meanings == ["Investigation complete", "CAPA decision", "Complaint closure"]


@pytest.mark.requirement("CMP-13")
def test_complaint_is_not_closed_unanswered(world: World) -> None:
    record = given.in_response(world, given.complaint(world))
    with pytest.raises(Refused, match="No answer was sent"):
        world.move(world.clara, record, "ask_closure")
    made = given.letter(world, record)
    assert missing(world, "clara", record, "ask_closure") == [f"The letter {made.number} is not sent."]
    given.sent(world, made)
    assert world.move(world.clara, record, "ask_closure").state == "closing"


@pytest.mark.requirement("CMP-13")
def test_letter_begins_with_the_template_and_is_approved_by_somebody_else(world: World) -> None:
    record = given.in_response(world, given.complaint(world))
    made = given.letter(world, record)
    text = body_of(made).text
    assert record.number in text
    assert "P-100" in text
    assert "The cap of one pump had a crack." in text
    assert given.NAME not in text
    world.move(world.clara, made, "submit")
    with pytest.raises(NotAllowed):
        world.move(world.clara, made, "approve")
    world.move(world.quentin, made, "approve")
    signed = Signature.objects.get(record=made)
    assert signed.meaning_text == "Letter approved"
    with pytest.raises(Refused, match="does not change while"):
        company.fill(world.clara, made, "letter", text="Something else.")


@pytest.mark.requirement("CMP-13")
def test_template_of_a_letter_takes_known_fields_only_and_keeps_its_lines(world: World) -> None:
    key = "complaint.letter_final"
    for text in ("Dear {name},", "{number.__class__}", "{number:{lot}}", "{"):
        with pytest.raises(Refused, match=r"Use only these fields|with both braces"):
            change_setting(world.sven, key, value=text, reason="Try")
    change_setting(world.sven, key, value="About {number}:\r\n\r\n{conclusion}", reason="Our words")
    record = given.in_response(world, given.complaint(world))
    text = body_of(given.letter(world, record)).text
    assert text == f"About {record.number}:\n\nJustified. The cap of one pump had a crack."


@pytest.mark.requirement("CMP-17")
def test_interim_letter_stops_the_clock_of_fifteen_days(world: World) -> None:
    record = given.accepted(world, given.complaint(world))
    (clock,) = clocks_of(company.fresh(record))
    assert (clock.label, str(clock.span)) == ("Interim report to the complainant", "15 calendar days")
    given.sent(world, given.letter(world, record, "interim"))
    assert clocks_of(company.fresh(record))[0].stopped_at is not None
    assert record.due == (clock.since + dt.timedelta(days=30)).date()


@pytest.mark.requirement("CMP-12", "US211-198")
def test_investigation_is_waived_only_for_an_equivalent_case_that_was_investigated(world: World) -> None:
    earlier = given.closed(world, given.complaint(world, title="Cap cracked before"))
    record = given.accepted(world, given.complaint(world))
    assert "“Why it is not investigated” is not filled in." in missing(world, "quentin", record, "waive")
    with pytest.raises(Refused, match="Enter the number of a complaint"):
        company.fill(world.ivan, record, "waiver", waiver_reason="Same lot.", equivalent_case="CMP-1999-0001")
    company.fill(world.ivan, record, "waiver", waiver_reason="Same lot.", equivalent_case=earlier.number)
    waived = world.move(world.quentin, record, "waive", reason="Same lot, same crack")
    assert waived.state == "capa_decision"
    assert list(Link.objects.filter(source=record).values_list("type", "target__number")) == [
        ("equivalent_to", earlier.number)
    ]
    third = given.accepted(world, given.complaint(world))
    with pytest.raises(Refused, match="is not closed"):
        company.fill(world.ivan, third, "waiver", waiver_reason="Same lot.", equivalent_case=record.number)


@pytest.mark.requirement("CMP-12")
def test_equivalent_case_of_another_product_waives_nothing(world: World) -> None:
    other = [given.item("product", "P-200")]
    earlier = given.closed(world, given.complaint(world, product=other, lot=[], serial="1"))
    record = given.accepted(world, given.complaint(world))
    company.fill(world.ivan, record, "waiver", waiver_reason="Alike.", equivalent_case=earlier.number)
    assert missing(world, "quentin", record, "waive") == [f"{earlier.number} is about another product."]


@pytest.mark.requirement("CMP-11")
def test_likely_duplicates_are_offered_the_likeliest_first(world: World) -> None:
    first = given.complaint(world, serial="SN-9")
    second = given.complaint(world, lot=[], unidentified="Gone", description="The cap cracked when opened.")
    given.complaint(world, product=[given.item("product", "P-300")], lot=[], unidentified="Gone")
    record = given.complaint(world, serial="SN-9")
    found = cases.candidates(world.clara, record)
    assert [one.record.number for one in found] == [first.number, second.number]
    assert found[0].shared == ("L-1", "P-100", "serial no. SN-9")
    assert cases.candidates(world.otto, record) == []


@pytest.mark.requirement("CMP-11", "ISO13485-8.2.2")
def test_merged_complaint_keeps_its_number_and_is_found_by_it(world: World) -> None:
    goes_on = given.complaint(world, title="Cap cracked")
    double = given.complaint(world, title="Cap cracked, told twice")
    with pytest.raises(Refused, match="Enter the number of a complaint"):
        world.move(world.quentin, double, "merge", reason="Same call", values={"into": "CMP-1"})
    world.move(world.quentin, double, "merge", reason="Same call", values={"into": goes_on.number})
    assert state(double) == "merged"
    assert cases.duplicates_of(goes_on) == [double]
    for number in (goes_on.number, double.number):
        assert number in [hit.record.number for hit in search(world.clara, number)]
    assert Signature.objects.get(record=double).meaning_text == "Duplicate confirmed"


@pytest.mark.requirement("CMP-11")
def test_merging_counts_from_the_earlier_awareness(world: World) -> None:
    goes_on = given.submitted(world, given.complaint(world, injury=True, aware_hours_ago=2))
    (child,) = given.children(goes_on, "reportability")
    before = clocks_of(child)[0].due
    double = given.complaint(world, injury=True, aware_hours_ago=24 * 4)
    world.move(world.quentin, double, "merge", reason="Same call", values={"into": goes_on.number})
    assert (before - clocks_of(company.fresh(child))[0].due).days in (3, 4)


@pytest.mark.requirement("CMP-16")
def test_closed_complaint_is_edited_only_after_it_was_reopened_and_is_signed_again(world: World) -> None:
    record = given.closed(world, given.complaint(world))
    with pytest.raises(Refused, match="has to be reopened"):
        company.fill(world.ivan, record, "investigation", findings="Another cause.")
    world.move(world.quentin, record, "reopen", reason="New letter", values={"to_state": "investigation"})
    company.fill(world.ivan, record, "investigation", findings="Another cause.")
    world.move(world.ivan, record, "complete_investigation")
    world.move(world.quentin, record, "decide_capa")
    world.move(world.clara, record, "ask_closure")
    assert world.move(world.quentin, record, "close").state == "closed"
    assert Signature.objects.filter(record=record, meaning_text="Complaint closure").count() == 2
