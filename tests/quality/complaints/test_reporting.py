"""Whom the law wants told: one determination for each product, country and authority, with clocks from awareness."""

from __future__ import annotations

import datetime as dt

import pytest

from probatum.kernel.body import body_of
from probatum.kernel.clock import clocks_of
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import available
from probatum.kernel.models import Record, Signature
from probatum.quality.complaints.bodies import ReportSent
from probatum.quality.complaints.reporting import NO_RULE
from tests.quality.complaints import given
from tests.quality.events import company
from tests.world import World

CLAUSE = "21 CFR 803.50 (as delivered, not approved yet)"
pytestmark = pytest.mark.usefixtures("db")


def clocks(record: Record) -> list[tuple[str, str, int]]:
    """Title of each determination, the rule and the days its clock gives, counted from awareness."""
    since = body_of(company.fresh(record)).aware_at
    return [
        (child.title, body_of(child).rule, (clocks_of(child)[0].due - since.date()).days)
        if clocks_of(child)
        else (child.title, body_of(child).rule, 0)
        for child in given.children(record, "reportability")
    ]


def only(world: World, **answers: object) -> Record:
    """The single determination of a complaint in triage."""
    record = given.submitted(world, given.complaint(world, **answers))
    (child,) = given.children(record, "reportability")
    return child


def due_report(world: World) -> Record:
    """A report to the FDA that regina has decided on, and written."""
    child = given.decided(world, only(world, injury=True), "reportable")
    company.fill(world.regina, child, "report", report_text="The cap cracked; a finger was cut.")
    return company.fresh(child)


@pytest.mark.requirement("CMP-04", "CMP-05", "CLK-803-30")
def test_each_product_and_authority_has_a_determination_of_its_own(world: World) -> None:
    products = [given.item("product", "P-100"), given.item("product", "P-101")]
    record = given.submitted(world, given.complaint(world, injury=True, product=products))
    assert clocks(record) == [
        ("P-100 in US, FDA: Medical device report", f"{CLAUSE}: 30 calendar days", 30),
        ("P-101 in US, FDA: Medical device report", f"{CLAUSE}: 30 calendar days", 30),
    ]


@pytest.mark.requirement("CMP-04", "CMP-05")
def test_country_where_it_is_sold_is_concerned_where_the_rule_is_global(world: World) -> None:
    record = given.complaint(
        world,
        injury=True,
        incident_country=[given.item("market", "EU", country="EU")],
        sold_in=[given.item("market", "US", country="US"), given.item("market", "GB", country="GB")],
    )
    titles = [child.title for child in given.children(given.submitted(world, record), "reportability")]
    assert titles == [
        "P-100 in EU, Competent authority of the member state: Serious incident",
        "P-100 in US, FDA: Medical device report",
    ]


@pytest.mark.requirement("CMP-04")
def test_country_without_a_rule_is_decided_all_the_same(world: World) -> None:
    child = only(world, injury=True, incident_country=[given.item("market", "BR", country="BR")])
    assert (body_of(child).authority, body_of(child).rule) == ("Authority to be named", NO_RULE)
    assert clocks_of(child) == []


@pytest.mark.requirement("CMP-05")
def test_malfunction_that_turns_out_a_death_is_due_earlier_and_never_later(world: World) -> None:
    market = [given.item("market", "EU", country="EU")]
    record = given.submitted(world, given.complaint(world, malfunction=True, incident_country=market))
    (child,) = given.children(record, "reportability")
    first = clocks_of(child)[0].due
    company.fill(world.quentin, record, "questions", death=True)
    second = clocks_of(company.fresh(child))[0].due
    assert (first - second).days >= 3
    company.fill(world.quentin, record, "questions", death=False)
    assert clocks_of(company.fresh(child))[0].due == second


@pytest.mark.requirement("CMP-04", "CMP-06", "SIG-02")
def test_decision_is_signed_by_who_reports_and_never_by_the_owner(world: World) -> None:
    child = only(world, injury=True)
    with pytest.raises(Refused, match="“Decision” is not filled in"):
        world.move(world.regina, child, "decide")
    with pytest.raises(NotAllowed):
        world.move(world.clara, child, "decide")
    given.decided(world, child, "not_reportable")
    assert company.fresh(child).state == "not_reportable"
    assert clocks_of(company.fresh(child))[0].outcome == "not_needed"
    assert Signature.objects.get(record=child).meaning_text == "Reportability decision"


@pytest.mark.requirement("CMP-04")
def test_negative_decision_needs_its_reason(world: World) -> None:
    child = only(world, injury=True)
    company.fill(world.regina, child, "assessment", contributed=False, verdict="not_reportable")
    with pytest.raises(Refused, match="“Why” is not filled in"):
        world.move(world.regina, child, "decide")


@pytest.mark.requirement("CMP-06")
def test_report_is_sent_followed_up_and_acknowledged(world: World) -> None:
    child = due_report(world)
    today = company.day(0).isoformat()
    world.move(world.regina, child, "send", values={"day": today, "reference": "3500A-1"})
    assert clocks_of(company.fresh(child))[0].outcome == "done"
    world.move(world.regina, child, "follow_up", reason="The patient was seen again")
    again = company.fresh(child)
    assert (again.state, body_of(again).report_number, clocks_of(again)[0].stopped_at) == (
        "report_due",
        2,
        None,
    )
    assert clocks_of(again)[0].due == company.day(30)
    world.move(world.regina, again, "send", values={"day": today})
    world.move(world.regina, again, "acknowledge", values={"day": today, "reference": "MW-77"})
    rows = ReportSent.objects.filter(record=child).values_list("report_number", "what", "reference")
    assert list(rows) == [(1, "sent", "3500A-1"), (2, "sent", ""), (2, "acknowledged", "MW-77")]
    assert company.fresh(child).state == "acknowledged"


@pytest.mark.requirement("CMP-06")
def test_report_is_not_sent_on_a_day_to_come(world: World) -> None:
    child = due_report(world)
    tomorrow = (company.day(0) + dt.timedelta(days=3)).isoformat()
    with pytest.raises(Refused, match="Enter a day that has come"):
        world.move(world.regina, child, "send", values={"day": tomorrow})
    assert ReportSent.objects.count() == 0


@pytest.mark.requirement("CMP-06")
def test_report_is_cancelled_with_a_signature_and_decided_again(world: World) -> None:
    child = due_report(world)
    world.move(world.regina, child, "cancel_report", reason="It was another product")
    assert [one.what for one in ReportSent.objects.filter(record=child)] == ["cancelled"]
    world.move(world.regina, child, "decide_again", reason="It was ours after all")
    again = company.fresh(child)
    assert again.state == "assessment"
    assert [one.outcome for one in clocks_of(again)] == ["", "not_needed"]


@pytest.mark.requirement("CMP-04", "CMP-06")
def test_complaint_waits_for_every_decision_and_every_report(world: World) -> None:
    record = given.submitted(world, given.complaint(world, injury=True))
    (child,) = given.children(record, "reportability")
    with pytest.raises(Refused, match="is not decided"):
        world.move(world.quentin, record, "accept")
    given.decided(world, child, "not_reportable")
    company.fill(world.quentin, record, "questions", death=True)
    with pytest.raises(Refused, match="was decided for another severity"):
        world.move(world.quentin, record, "accept")
    world.move(world.regina, child, "decide_again", reason="The patient died")
    given.decided(world, child, "reportable")
    world.move(world.quentin, record, "accept")
    closing = company.put(record, state="closing")
    offers = available(world.quentin, closing)
    told = [item.text for one in offers if one.move.name == "close" for item in one.missing]
    assert f"The report {child.number} ({child.title}) is not sent." in told
