"""A deviation from report to closure: short where it is minor, investigated where it matters, never without Quality."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.kernel.authz import visible
from probatum.kernel.body import body_of
from probatum.kernel.editing import edit
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.lifecycle import available
from probatum.kernel.models import Record, Signature, Task
from probatum.kernel.opening import open_new
from probatum.kernel.process import process_of
from probatum.kernel.signature import status
from probatum.quality.causes import editing as causes
from probatum.quality.causes import finding
from probatum.quality.causes.catalogue import CauseCategory, take_starter
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.usefixtures("db")


def state(record: Record) -> str:
    return company.fresh(record).state


def missing(world: World, username: str, record: Record, move: str) -> list[str]:
    """What the page says is missing for a move."""
    person = getattr(world, username)
    offer = next(one for one in available(person, company.fresh(record)) if one.move.name == move)
    return [item.text for item in offer.missing]


@pytest.mark.requirement("QE-01", "QE-02")
def test_deviation_opens_with_few_facts_and_three_moments(world: World) -> None:
    record = company.deviation(world, aware_hours_ago=2)
    kept = body_of(company.fresh(record))
    assert record.number.startswith("DEV-")
    assert record.state == "reported"
    assert kept.occurred_at < kept.aware_at < record.opened_at
    assert [(task.person, task.label) for task in Task.objects.filter(record=record)] == [
        (world.quentin, "Triage the deviation")
    ]


@pytest.mark.requirement("QE-02")
def test_deviation_that_became_known_before_it_occurred_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="cannot have become known before it occurred"):
        company.deviation(world, occurred_at=timezone.now())
    assert not Record.objects.filter(kind="deviation").exists()


@pytest.mark.requirement("QE-03")
def test_late_entry_demands_its_reason(world: World) -> None:
    with pytest.raises(Refused, match="Say why it is entered late") as refusal:
        company.deviation(world, aware_hours_ago=30, late_reason="")
    assert refusal.value.field == "late_reason"
    assert company.deviation(world, aware_hours_ago=30).state == "reported"


@pytest.mark.requirement("QE-07", "RSK-15")
def test_minor_deviation_closes_with_its_assessment_in_three_steps(world: World) -> None:
    record = company.assessed(
        world, company.triaged(world, company.deviation(world), severity=1, likelihood=1)
    )
    world.move(world.quentin, record, "approve_assessment")
    assert state(record) == "closed"
    signed = Signature.objects.get(record=record)
    assert signed.meaning_text == "Quality approval"
    assert status(signed, process=process_of(record), record=company.fresh(record)) == "valid"


@pytest.mark.requirement("QE-07", "QE-09")
def test_critical_deviation_needs_an_approved_investigation(world: World) -> None:
    record = company.assessed(
        world, company.triaged(world, company.deviation(world), severity=5, likelihood=5)
    )
    world.move(world.quentin, record, "approve_assessment")
    assert state(record) == "investigation"
    assert missing(world, "emma", record, "submit_investigation") == [
        "Choose the method of the root cause analysis first, under Causes.",
        "Name at least one root cause with its category, under Causes.",
        "There is no approved investigation yet. The owner adds one, its investigator completes it.",
        "“Conclusion” is not filled in.",
    ]


@pytest.mark.requirement("QE-09", "QE-10", "QE-18")
def test_critical_deviation_from_investigation_to_closure_and_open_again(world: World) -> None:
    record = company.assessed(
        world, company.triaged(world, company.deviation(world), severity=5, likelihood=5)
    )
    world.move(world.quentin, record, "approve_assessment")
    inquiry = company.investigation(world, record)
    assert [held.person for held in inquiry.parts.filter(name="quality")] == [world.quentin]
    company.fill(
        world.erik, inquiry, "report", method="Interviews.", findings="No alarm.", conclusion="Sensor."
    )
    world.move(world.erik, inquiry, "submit")
    world.move(world.quentin, inquiry, "approve")
    world.person("mona", "registrar")
    take_starter(world.mona)
    causes.begin(world.emma, company.fresh(record), method="five_why", problem="The door stood open.")
    category = CauseCategory.objects.filter(active=True).order_by("-pk")[0]
    finding.name_cause(world.emma, company.fresh(record), category=category, text="The sensor was worn.")
    company.fill(world.emma, record, "conclusion", conclusion="The batches were not affected.")
    world.move(world.emma, record, "submit_investigation")
    world.move(world.quentin, record, "close")
    assert state(record) == "closed"
    world.move(world.quentin, record, "reopen", reason="New facts.", values={"to_state": "investigation"})
    assert state(record) == "investigation"
    assert state(inquiry) == "closed"


@pytest.mark.requirement("QE-05")
def test_signature_given_before_a_later_edition_shows_as_earlier(world: World) -> None:
    record = company.assessed(world, company.triaged(world, company.deviation(world)))
    world.move(world.quentin, record, "approve_assessment")
    signed = Signature.objects.get(record=record)
    company.fill(world.emma, record, "conclusion", conclusion="Written after the approval.")
    assert status(signed, process=process_of(record), record=company.fresh(record)) == "earlier"


@pytest.mark.requirement("QE-08")
def test_owner_is_never_the_quality_approver(world: World) -> None:
    company.staff(world)
    record = company.deviation(world, owner=world.quentin)
    company.fill(world.helga, record, "triage", category="other", area="gmp", planned=False, external=False)
    company.put(record, state="approval")
    offer = next(
        one
        for one in available(world.quentin, company.fresh(record))
        if one.move.name == "approve_assessment"
    )
    assert "You own this, so somebody else has to approve it." in [item.text for item in offer.missing]


@pytest.mark.requirement("QE-17", "QE-26")
def test_cancellation_is_asked_for_and_decided_and_the_record_stays(world: World) -> None:
    record = company.triaged(world, company.deviation(world))
    world.move(world.emma, record, "ask_cancellation", reason="Entered twice.")
    with pytest.raises(NotAllowed):
        world.move(world.emma, record, "approve_cancellation", reason="Indeed.")
    world.move(world.quentin, record, "refuse_cancellation", reason="It is another room.")
    assert state(record) == "assessment"
    world.move(world.emma, record, "ask_cancellation", reason="Entered twice.")
    world.move(world.quentin, record, "approve_cancellation", reason="Indeed.")
    assert state(record) == "cancelled"
    assert Record.objects.filter(pk=record.pk).exists()


@pytest.mark.requirement("QE-23")
def test_planned_deviation_closes_only_when_its_time_is_over(world: World) -> None:
    today = timezone.localdate()
    record = company.triaged(
        world,
        company.deviation(world),
        severity=1,
        likelihood=1,
        planned=True,
        planned_from=today,
        planned_until=today + dt.timedelta(days=5),
    )
    company.assessed(world, record)
    with pytest.raises(Refused, match="closes when that day is over"):
        world.move(world.quentin, record, "approve_assessment")


@pytest.mark.requirement("QE-24")
def test_clinical_deviation_demands_its_study(world: World) -> None:
    record = company.deviation(world)
    company.fill(
        world.quentin, record, "triage", category="consent", area="gcp", planned=False, external=False
    )
    assert "“Study” is not filled in." in missing(world, "quentin", record, "accept")


def test_stale_section_is_refused_and_changes_nothing(world: World) -> None:
    record = company.triaged(world, company.deviation(world))
    before = company.fresh(record)
    company.fill(world.emma, record, "assessment", impact="None.")
    with pytest.raises(StaleRecord):
        edit(world.emma, before, "assessment", values={"impact": "Other."}, based_on=before.version)
    assert body_of(company.fresh(record)).impact == "None."


def test_reporter_without_other_rights_reports_and_sees_only_their_own(world: World) -> None:
    company.staff(world)
    world.person("rob", "reporter")
    theirs = company.deviation(world)
    aware = timezone.now() - dt.timedelta(hours=1)
    own = open_new(
        world.rob,
        "deviation",
        title="Label torn",
        values={"description": "Torn.", "occurred_at": aware, "aware_at": aware},
        site=world.basel,
    )
    assert list(visible(world.rob, "deviation").values_list("pk", flat=True)) == [own.pk]
    assert theirs.pk != own.pk


@pytest.mark.requirement("QE-15", "QE-16")
def test_minor_deviation_with_yes_waits_for_its_action_and_its_check(world: World) -> None:
    record = company.triaged(world, company.deviation(world), severity=1, likelihood=1)
    decided = {"impact": "None.", "capa_needed": True, "check_needed": True}
    company.fill(world.emma, record, "assessment", **decided)
    company.judged(world, record)
    assert missing(world, "emma", record, "submit_assessment") == [
        "A CAPA is needed: the plan has no action yet whose owner and Quality approver are named.",
        "An effectiveness check is needed: the plan has none yet whose owner and Quality approver are named.",
    ]
    company.fill(world.emma, record, "assessment", capa_needed=False, check_needed=False)
    told = missing(world, "emma", record, "submit_assessment")
    assert "“Why a CAPA is not needed” is not filled in." in told
    assert "“Why no check is needed” is not filled in." in told


@pytest.mark.requirement("QE-09", "QE-15")
def test_missing_investigation_leads_to_where_one_is_opened_and_then_to_the_one_that_runs(
    world: World,
) -> None:
    record = company.triaged(world, company.deviation(world))
    company.put(record, state="investigation")

    def lead() -> tuple[str, object]:
        offers = available(world.emma, company.fresh(record))
        offer = next(one for one in offers if one.move.name == "submit_investigation")
        found = next(one for one in offer.missing if one.text.startswith("There is no approved"))
        return found.url_name, found.record

    assert lead() == ("record-part-new", None)
    inquiry = company.investigation(world, record)
    assert lead() == ("", inquiry)
