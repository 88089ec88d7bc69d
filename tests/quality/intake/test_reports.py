"""Reports of anyone: taken in with or without an account, triaged by Quality, who told them kept apart."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.body import body_of
from probatum.kernel.closed import told_to
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.ledger.history import as_csv, as_json, every
from probatum.kernel.models import Attachment, Person, Record, Task
from probatum.kernel.search import SearchEntry
from probatum.kernel.workplace import stamp
from probatum.quality.complaints.triage import QUESTIONS
from probatum.quality.intake import joining, points, taking
from probatum.quality.intake.joining import events_of
from probatum.quality.intake.taking import (
    Kept,
    Told,
    Who,
    receiver_for,
    report_at_point,
    report_by_mail,
    report_signed_in,
)
from probatum.quality.models import Complainant, EventReport, IntakePoint, ReportedPicture, Reporter
from tests.quality import laboratory
from tests.quality.capa import measures
from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n of a test"


@pytest.fixture
def tara(world: World) -> Person:
    """Who triages and may open events."""
    return world.person("tara", "triager", "reporter")


@pytest.fixture
def point(world: World, tara: Person) -> IntakePoint:
    """A code at the filling line."""
    return points.add_point(tara, label="Filling line 2", site=world.basel, receiver=tara, reason="New.")


def told(title: str = "Broken vial on the line", **more: Any) -> Told:
    values = {
        "description": "A vial broke at the stopper station.",
        "occurred_at": timezone.now() - dt.timedelta(hours=1),
        "place": "Room 12",
    }
    return Told(title, values, **more)


def record_of(kept: EventReport) -> Record:
    return Record.objects.get(pk=kept.pk)


@pytest.mark.requirement("QE-34", "QE-01")
def test_reporter_with_an_account_owns_the_report_and_quality_is_asked(world: World, tara: Person) -> None:
    ruth = world.person("ruth", "reporter")
    record = report_signed_in(ruth, told(), site=world.basel)
    kept = body_of(record)
    assert (record.state, record.owner, kept.channel, record.number[:4]) == ("reported", ruth, "app", "REP-")
    assert [(task.person, task.label) for task in Task.objects.all()] == [(tara, "Triage the report")]
    with pytest.raises(NotAllowed):
        report_signed_in(world.otto, told(), site=world.basel)
    with pytest.raises(Refused, match="What happened") as refused:
        report_signed_in(ruth, Told("Nothing", {}), site=world.basel)
    assert refused.value.field == "description"
    assert EventReport.objects.count() == 1


@pytest.mark.requirement("QE-34")
def test_stranger_reports_at_a_point_and_gets_a_reference_that_counts_nothing(
    world: World, tara: Person, point: IntakePoint
) -> None:
    first, second = report_at_point(point, told()), report_at_point(point, told("Again"))
    record = record_of(first)
    assert (record.owner, record.site, record.opened_by, first.channel) == (tara, world.basel, None, "code")
    assert first.reference != second.reference
    assert len(first.reference) == 9
    assert record.number not in first.reference


@pytest.mark.requirement("QE-34")
def test_report_at_a_point_says_where_it_was_made_unless_the_reporter_said_it_better(
    world: World, point: IntakePoint
) -> None:
    bare = told()
    del bare.values["place"]
    places = [body_of(record_of(report_at_point(point, one))).place for one in (bare, told())]
    assert places == ["Filling line 2", "Room 12"]


@pytest.mark.requirement("QE-34")
def test_point_out_of_use_takes_nothing(world: World, tara: Person, point: IntakePoint) -> None:
    closed = points.change_point(
        tara,
        point,
        label="Filling line 2",
        receiver=tara,
        active=False,
        reason="Line scrapped.",
        based_on=stamp(point),
    )
    assert points.point_of(point.token) is None
    with pytest.raises(Refused, match="Nothing is reported here any more"):
        report_at_point(closed, told())
    assert EventReport.objects.count() == 0


@pytest.mark.requirement("QE-34", "P11-10-d")
def test_points_are_kept_by_who_triages_at_the_site(world: World, tara: Person, point: IntakePoint) -> None:
    bea = world.person("bea", "triager", site=world.boston)
    for act in (
        lambda: points.add_point(bea, label="Here", site=world.basel, receiver=tara, reason="New."),
        lambda: points.add_point(world.anna, label="Here", site=world.basel, receiver=tara, reason="New."),
        lambda: points.change_point(
            bea, point, label="Mine", receiver=bea, active=True, reason="Mine.", based_on=stamp(point)
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(Refused, match="may not triage at Basel"):
        points.add_point(tara, label="There", site=world.basel, receiver=bea, reason="New.")
    assert (list(points.points_for(bea)), list(points.points_for(tara))) == ([], [point])
    changed = points.change_point(
        tara,
        point,
        label="Line 3",
        receiver=tara,
        active=True,
        new_code=True,
        reason="Lost.",
        based_on=stamp(point),
    )
    assert (points.point_of(point.token), points.point_of(changed.token)) == (None, changed)
    with pytest.raises(StaleRecord):
        points.change_point(
            tara, changed, label="Line 4", receiver=tara, active=True, reason="Again.", based_on=stamp(point)
        )


@pytest.mark.requirement("QE-34")
def test_report_reaches_somebody_when_its_receiver_is_gone(world: World, tara: Person) -> None:
    other = world.person("tess", "triager")
    other.is_active = False
    assert receiver_for(other, site=world.basel) == tara
    assert receiver_for(None, site=world.basel) == tara


@pytest.mark.requirement("QE-34")
def test_message_is_taken_in_once(world: World, tara: Person) -> None:
    first = report_by_mail(told(), receiver=tara, source="a" * 64)
    assert first is not None
    assert report_by_mail(told(), receiver=tara, source="a" * 64) is None
    assert [one.channel for one in EventReport.objects.all()] == ["email"]


@pytest.mark.requirement("CMP-01", "P11-10-d")
def test_who_reported_stands_in_nothing_that_others_read(
    world: World, tara: Person, point: IntakePoint
) -> None:
    who = Who("Cornelia Klage", "cornelia@example.org")
    record = record_of(report_at_point(point, told(who=who)))
    ida = world.person("ida", "identity", "triager")
    assert Reporter.objects.get(record=record).name == "Cornelia Klage"

    def read(person: Person) -> str:
        reader = Person.objects.get(pk=person.pk)
        acts = told_to(reader, every(record))
        return as_json(acts) + as_csv(acts)

    assert [name in read(tara) for name in ("Cornelia", "cornelia@", "Withheld")] == [False, False, True]
    assert [name in read(ida) for name in ("Cornelia", "cornelia@", "Withheld")] == [True, True, False]
    assert "cornelia" not in SearchEntry.objects.get(pk=record.pk).text.lower()
    assert "Cornelia" not in str(Record.objects.filter(pk=record.pk).values().get())


@pytest.mark.requirement("MOB-03")
def test_photograph_is_attached_with_what_its_camera_said(world: World, point: IntakePoint) -> None:
    picture = Kept(
        PNG, "vial.png", "image/png", "b" * 64, picture=True, taken="2027-01-04 10:00", location_removed=True
    )
    record = record_of(report_at_point(point, told(files=[picture])))
    attached = Attachment.objects.get(record=record)
    facts = ReportedPicture.objects.get(attachment=attached)
    assert (attached.name, facts.taken, facts.location_removed, facts.latitude) == (
        "vial.png",
        "2027-01-04 10:00",
        True,
        None,
    )
    with pytest.raises(Refused, match="at most 5 files"):
        report_at_point(point, told(files=[picture] * 6))
    assert EventReport.objects.count() == 1


@pytest.mark.requirement("QE-34", "QE-01")
def test_report_becomes_a_deviation_with_its_files_and_a_link(
    world: World, tara: Person, point: IntakePoint
) -> None:
    picture = Kept(PNG, "vial.png", "image/png", "b" * 64, picture=True)
    record = record_of(report_at_point(point, told(files=[picture])))
    moved = world.move(tara, record, "open_event", values={"kind": "deviation"})
    (event,) = events_of(moved)
    kept = body_of(Record.objects.get(pk=event.pk))
    assert (moved.state, event.kind, event.state, event.owner) == ("taken_up", "deviation", "reported", tara)
    assert (kept.aware_at, kept.late_reason) == (record.opened_at, "")
    assert "Where: Room 12" in kept.description
    assert Attachment.objects.get(record=event).file == Attachment.objects.get(record=record).file
    assert Task.objects.filter(record=record, closed_at=None).count() == 0


@pytest.mark.requirement("QE-34", "P11-10-d")
def test_report_joins_only_an_event_that_the_triager_sees(
    world: World, tara: Person, point: IntakePoint
) -> None:
    first = record_of(report_at_point(point, told()))
    (event,) = events_of(world.move(tara, first, "open_event", values={"kind": "deviation"}))
    second = record_of(report_at_point(point, told("Same again")))
    hidden = world.document(title="Not theirs").record
    for number in ("DEV-1999-0001", hidden.number, first.number):
        with pytest.raises(Refused, match="There is no such record") as refused:
            world.move(tara, second, "join_event", values={"number": number})
        assert refused.value.field == "number"
    moved = world.move(tara, second, "join_event", values={"number": event.number.lower()})
    assert (moved.state, events_of(moved)) == ("taken_up", [event])


@pytest.mark.requirement("QE-34")
def test_report_of_nothing_stays_with_a_reason_and_can_be_taken_up_again(
    world: World, tara: Person, point: IntakePoint
) -> None:
    record = record_of(report_at_point(point, told()))
    with pytest.raises(Refused, match="Say why"):
        world.move(tara, record, "dismiss")
    with pytest.raises(NotAllowed):
        world.move(world.person("ruth", "reporter"), record, "dismiss", reason="No.")
    gone = world.move(tara, record, "dismiss", reason="A drill.")
    assert gone.state == "no_event"
    again = world.move(tara, gone, "reopen", reason="It was none.")
    assert again.state == "reported"


@pytest.mark.requirement("CMP-01")
def test_who_complained_goes_on_to_the_complaint_unread(
    world: World, tara: Person, point: IntakePoint
) -> None:
    who = Who("Cornelia Klage", "cornelia@example.org")
    record = record_of(report_at_point(point, told(who=who)))
    other = record_of(report_at_point(point, told("Stands for a complaint")))
    with action(tara, "test.carry", record=record) as act:
        joining._carry_identity(act, record, other)
    found = Complainant.objects.get(record=other)
    assert (found.name, found.email, found.phone) == ("Cornelia Klage", "cornelia@example.org", "")


def complained(**more: Any) -> dict[str, Any]:
    """What the form of a complaint asks besides what was told."""
    no = dict.fromkeys((name for name, *_ in QUESTIONS), False)
    product, market = measures.item("product", "P-100"), measures.item("market", "CH")
    asked = {"product_class": "medicine", "product": [product], "nature": "appearance"}
    return {**no, **asked, "incident_country": [market], **more}


@pytest.mark.requirement("QE-34", "CMP-01")
def test_report_becomes_a_complaint_in_one_step_with_what_was_told(
    world: World, tara: Person, point: IntakePoint
) -> None:
    who = Who("Cornelia Klage", "cornelia@example.org")
    picture = Kept(PNG, "vial.png", "image/png", "b" * 64, picture=True)
    record = record_of(report_at_point(point, told(who=who, files=[picture])))
    known = joining.proposed(record, "complaint", at=timezone.now())
    assert (known["aware_at"], known["channel"]) == (record.opened_at, "form")
    assert "Where: Room 12" in known["description"]
    answers = {**known, **complained()}
    event = joining.open_as(
        tara, record, "complaint", title="Broken vial", answers=answers, based_on=record.version
    )
    report = Record.objects.get(pk=record.pk)
    assert (report.state, events_of(report)) == ("taken_up", [event])
    assert (event.kind, event.owner, event.title, event.site) == (
        "complaint",
        tara,
        "Broken vial",
        world.basel,
    )
    assert Attachment.objects.get(record=event).file == Attachment.objects.get(record=report).file
    assert Complainant.objects.get(record=event).name == "Cornelia Klage"


@pytest.mark.requirement("QE-34", "LAB-01")
def test_report_becomes_a_laboratory_investigation_in_one_step(world: World, tara: Person) -> None:
    lena = laboratory.staff(world).lena
    both = world.person("tina", "triager", "laboratory_analyst")
    record = report_signed_in(lena, told("Assay too low"), site=world.basel)
    known = joining.proposed(record, "lab_investigation", at=timezone.now())
    assert set(known) == {"occurred_at", "aware_at"}
    answers = {
        **known,
        "type": "oos",
        "sample": "S-1",
        "test": "Assay",
        "method": "M-12",
        "analyst": world.lars,
    }
    answers |= {"specification": "95 to 105 %", "result": "92.10", "unit": "%"}
    event = joining.open_as(
        both, record, "lab_investigation", title=record.title, answers=answers, based_on=record.version
    )
    assert (event.kind, event.state, str(body_of(event).result)) == (
        "lab_investigation",
        "phase_one",
        "92.10",
    )


@pytest.mark.requirement("QE-34")
def test_report_is_opened_as_what_asks_more_only_by_its_form(
    world: World, tara: Person, point: IntakePoint
) -> None:
    record = record_of(report_at_point(point, told()))
    with pytest.raises(Refused, match=r"A complaint asks for more .* Use “Open a complaint” on its page\."):
        world.move(tara, record, "open_event", values={"kind": "complaint"})
    with pytest.raises(Refused, match="Enter “"):
        joining.open_as(tara, record, "complaint", title="x", answers={}, based_on=record.version)
    assert Record.objects.get(pk=record.pk).state == "reported"
    assert not Record.objects.filter(kind="complaint").exists()
    ruth = world.person("ruth", "reporter")
    assert not joining.may_open_as(ruth, record, "complaint")
    moved = world.move(tara, record, "dismiss", reason="A drill.")
    assert joining.may_open_as(tara, moved, "complaint").reason == f"{record.number} is triaged already."


@pytest.mark.requirement("QE-34")
def test_report_that_tells_the_same_points_to_the_other(
    world: World, tara: Person, point: IntakePoint
) -> None:
    first, second = (record_of(report_at_point(point, told(title))) for title in ("One", "Two"))
    moved = world.move(tara, second, "name_double", values={"number": first.number})
    assert (moved.state, [link.target for link in moved.links_out.all()]) == ("double", [first])


def test_two_messages_with_one_fingerprint_cannot_both_be_kept(world: World, tara: Person) -> None:
    report_by_mail(told(), receiver=tara, source="c" * 64)
    with pytest.raises(IntegrityError), action(SYSTEM, "event_report.open") as act:
        taking._take(act, told(), owner=tara, site=None, channel="email", source="c" * 64)
