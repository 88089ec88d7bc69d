"""Review of who has access: every role kept or ended with a name behind it, signed; by the clock, and what follows when overdue."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from probatum.config import custody
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import decide
from probatum.kernel.configuration import Setting
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.ledger.finding import faults
from probatum.kernel.lifecycle import perform
from probatum.kernel.models import Grant, Part, Person, Record, Signature, Step, Task
from probatum.kernel.process import process_of
from probatum.kernel.signature import Signature as Signed
from probatum.kernel.signature import status
from probatum.quality import access, access_schedule
from probatum.quality.access import AccessItem, AccessReview, decide_items
from tests.processes.examples import is_sentence
from tests.world import World


def opened(world: World, **given: Any) -> AccessReview:
    """A review of the whole organisation by two people of Quality."""
    if "quentin" not in world.people:
        world.person("quentin", "quality")
    facts: dict[str, Any] = {"reviewers": [world.quinn, world.quentin], "due": day(14)}
    return access.open_review(world.quinn, **{**facts, **given})


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def item(review: AccessReview, username: str) -> AccessItem:
    return AccessItem.objects.get(review=review, person__username=username)


def keep_all(world: World, review: AccessReview) -> None:
    """Each of the two decides on everybody else; what is decided stays."""
    for person in (world.quinn, world.quentin):
        left = access.undecided(review.pk).exclude(person=person)
        decide_items(person, review, {one.pk: ("keep", "") for one in left})


def put(key: str, value: Any) -> None:
    with action(SYSTEM, "test.policy", reason="policy"):
        Setting.objects.update_or_create(key=key, defaults={"value": value})


def pass_due(review: AccessReview) -> None:
    with action(SYSTEM, "test.time"):
        Record.objects.filter(pk=review.pk).update(due=day(-2))


def state(review: AccessReview) -> str:
    return Record.objects.get(pk=review.pk).state


@pytest.mark.requirement("P11-300-b", "ACC-08", "A11D-11-11")
def test_every_role_is_listed_decided_and_signed(world: World) -> None:
    review = opened(world)
    assert AccessItem.objects.filter(review=review).count() == Grant.objects.count()
    tasks = Task.objects.filter(record=review.record).order_by("person__username")
    assert [(task.person.username, task.due) for task in tasks] == [("quentin", day(14)), ("quinn", day(14))]
    with pytest.raises(Refused, match="roles have no decision yet"):
        world.move(world.quinn, review.record, "sign_off", values={"conclusion": "All looked at."})

    decide_items(world.quinn, review, {item(review, "arno").pk: ("revoke", "Moved to Sales.")})
    keep_all(world, review)
    world.move(world.quinn, review.record, "sign_off", values={"conclusion": "All looked at."})

    signature = Signature.objects.get(record=review.record)
    assert (state(review), signature.meaning_text) == ("reviewed", "Access reviewed")
    assert '"arno","Author","Organisation"' in signature.content
    assert AccessReview.objects.get(pk=review.pk).conclusion == "All looked at."
    assert not Task.objects.filter(record=review.record, closed_at=None).exists()


@pytest.mark.requirement("P11-300-b", "ACC-08", "ACC-15", "P11-10-d")
def test_role_ends_at_once_with_the_reason_in_the_trail(world: World) -> None:
    review = opened(world)
    assert decide(Person.objects.get(username="arno"), "document.create")
    decide_items(world.quinn, review, {item(review, "arno").pk: ("revoke", "Moved to Sales.")})

    assert not decide(Person.objects.get(username="arno"), "document.create")
    decided = item(review, "arno")
    assert (decided.verdict, decided.reason, decided.decided_by) == ("revoke", "Moved to Sales.", world.quinn)
    assert decided.grant.ends == decided.decided_at
    with pytest.raises(Refused, match="was ended already"):
        decide_items(world.quinn, review, {decided.pk: ("keep", "")})


@pytest.mark.requirement("P11-300-b")
def test_end_without_a_reason_is_refused_and_changes_nothing(world: World) -> None:
    review = opened(world)
    for reason in ("", "  "):
        with pytest.raises(Refused, match="Say why the role ends") as refusal:
            decide_items(world.quinn, review, {item(review, "arno").pk: ("revoke", reason)})
    assert refusal.value.field == f"reason_{item(review, 'arno').pk}"
    assert Grant.objects.get(person=world.arno).ends is None


@pytest.mark.requirement("P11-300-b", "A11D-11-10", "P11-10-g")
def test_nobody_decides_on_their_own_roles(world: World) -> None:
    review = opened(world)
    with pytest.raises(NotAllowed, match="another reviewer has to decide"):
        decide_items(world.quinn, review, {item(review, "quinn").pk: ("keep", "")})
    decide_items(world.quentin, review, {item(review, "quinn").pk: ("keep", "")})
    with pytest.raises(Refused, match="Name a second reviewer"):
        access.open_review(world.quinn, reviewers=[world.quinn], due=day(14))


@pytest.mark.requirement("P11-10-g")
def test_only_reviewers_with_the_right_decide(world: World) -> None:
    review = opened(world)
    given = {item(review, "arno").pk: ("keep", "")}
    for username in ("adam", "ines", "rhea"):
        with pytest.raises(NotAllowed, match="Only the reviewers decide"):
            decide_items(world.people[username], review, given)
    with action(SYSTEM, "test.end") as act:
        Grant.objects.filter(person=world.quentin).update(ends=act.at)
    with pytest.raises(NotAllowed, match="You may not review who has access"):
        decide_items(Person.objects.get(username="quentin"), review, given)
    with pytest.raises(NotAllowed):
        access.open_review(world.adam, reviewers=[world.quinn], due=day(14))
    with pytest.raises(Refused, match="does not hold the right"):
        opened(world, reviewers=[world.quinn, world.adam])


@pytest.mark.requirement("P11-10-g", "ACC-04")
def test_right_for_one_site_reviews_that_site_only(world: World) -> None:
    boris = world.person("boris", "quality", site=world.boston)
    bella = world.person("bella", "quality", site=world.boston)
    with pytest.raises(NotAllowed, match="covers one site only"):
        access.open_review(boris, reviewers=[boris, bella], due=day(14))
    review = access.open_review(boris, reviewers=[boris, bella], due=day(14), site=world.boston)

    listed = AccessItem.objects.filter(review=review).values_list("person__username", "scope")
    assert sorted(listed) == [("bella", "Boston"), ("boris", "Boston")]
    with pytest.raises(Refused, match="Nobody holds a role there"):
        access.open_review(world.quinn, reviewers=[world.quinn], due=day(14), site=world.basel)


@pytest.mark.requirement("P11-300-b")
def test_last_administrator_is_not_ended_by_a_review(world: World) -> None:
    review = opened(world)
    with pytest.raises(Refused, match="is the last one who may"):
        decide_items(world.quinn, review, {item(review, "adam").pk: ("revoke", "Too many rights.")})
    assert decide(Person.objects.get(username="adam"), "grant.manage")


@pytest.mark.requirement("P11-300-b", "FND-21")
def test_role_of_a_leaver_is_listed_too(world: World) -> None:
    with action(SYSTEM, "test.left"):
        Person.objects.filter(username="otto").update(is_active=False)
        Grant.objects.create(
            person=world.otto, role=world.roles["reader"], starts=timezone.now() - dt.timedelta(days=9)
        )
    assert item(opened(world), "otto").role == "Reader"


@pytest.mark.requirement("P11-300-b")
def test_role_that_ended_otherwise_needs_no_decision(world: World) -> None:
    review = opened(world)
    left = access.undecided(review.pk).count()
    with action(SYSTEM, "test.end") as act:
        Grant.objects.filter(person=world.arno).update(ends=act.at)
    assert access.undecided(review.pk).count() == left - 1


@pytest.mark.requirement("P11-70")
def test_signature_holds_only_for_the_decisions_signed(world: World) -> None:
    review = opened(world)
    keep_all(world, review)
    world.move(world.quinn, review.record, "sign_off", values={"conclusion": "Done."})
    record, process = Record.objects.get(pk=review.pk), process_of("access_review")
    signature = Signed.objects.get(record=record)
    assert status(signature, process=process, record=record) == "valid"
    with action(SYSTEM, "test.edit"):
        AccessItem.objects.filter(person=world.arno).update(verdict="revoke")
    assert status(signature, process=process, record=record) == "broken"
    with pytest.raises(Refused, match="This review has ended"):
        decide_items(world.quinn, review, {item(review, "rita").pk: ("keep", "")})


@pytest.mark.requirement("P11-300-b", "ACC-08")
def test_overdue_review_is_put_to_the_administrators_and_ends_nothing(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    put("security.contact", "security@example.com")
    review = opened(world)
    assert access_schedule.escalate_overdue() == []
    pass_due(review)

    with django_capture_on_commit_callbacks(execute=True):
        assert access_schedule.escalate_overdue() == [review.record.number]
        assert access_schedule.escalate_overdue() == []

    assert state(review) == "overdue"
    tasks = Task.objects.filter(record=review.record, closed_at=None).order_by("person__username")
    assert [(task.person.username, task.move) for task in tasks] == [
        ("adam", "extend"),
        ("quentin", "sign_off"),
        ("quinn", "sign_off"),
    ]
    assert Grant.objects.exclude(ends=None).count() == 0
    assert [mail.to for mail in mailoutbox] == [["adam@example.com"], ["security@example.com"]]
    assert Step.objects.get(record=review.record).move == "fall_due"


@pytest.mark.requirement("P11-300-b")
def test_overdue_review_can_still_be_signed_or_be_given_more_time(world: World) -> None:
    review = opened(world)
    pass_due(review)
    access_schedule.escalate_overdue()
    with pytest.raises(Refused, match="Enter a due day after today"):
        world.move(world.adam, review.record, "extend", reason="Holidays.", values={"due": day(0)})
    world.move(world.adam, review.record, "extend", reason="Holidays.", values={"due": day(5)})
    assert (state(review), Record.objects.get(pk=review.pk).due) == ("open", day(5))
    due = Task.objects.filter(record=review.record, closed_at=None).values_list("due", flat=True)
    assert set(due) == {day(5)}

    pass_due(review)
    access_schedule.escalate_overdue()
    keep_all(world, AccessReview.objects.select_related("record").get(pk=review.pk))
    world.move(world.quinn, review.record, "sign_off", values={"conclusion": "Late, but done."})
    assert state(review) == "reviewed"


@pytest.mark.requirement("P11-300-b")
def test_overdue_ends_what_has_no_decision_where_the_policy_says_so(world: World) -> None:
    put(access_schedule.OVERDUE, "end")
    review = opened(world)
    decide_items(world.quinn, review, {item(review, "rita").pk: ("keep", "")})
    pass_due(review)

    access_schedule.escalate_overdue()

    held = {grant.person.username for grant in Grant.objects.filter(ends=None)}
    assert held == {"rita", "adam"}  # kept, and the last administrator
    ended = item(review, "arno")
    assert (ended.verdict, ended.reason, ended.decided_by) == ("revoke", "No decision by the due day", None)


@pytest.mark.requirement("ACC-08", "P11-300-b")
def test_review_opens_by_itself_when_the_last_is_so_many_months_old(world: World) -> None:
    world.person("quentin", "quality")
    assert access_schedule.open_due() is None
    with action(SYSTEM, "test.time"):
        Person.objects.update(created_at=timezone.now() - dt.timedelta(days=370))

    review = access_schedule.open_due()

    assert review is not None and review.scheduled
    assert review.record.due == timezone.now().date() + dt.timedelta(days=21)
    named = Part.objects.filter(record=review.record).values_list("person__username", flat=True)
    assert sorted(named) == ["quentin", "quinn"]
    assert access_schedule.open_due() is None  # one is running
    keep_all(world, review)
    world.move(world.quinn, review.record, "sign_off", values={"conclusion": "Done."})
    assert access_schedule.open_due() is None  # not a year old
    put(access_schedule.MONTHS, 6)
    with action(SYSTEM, "test.time"):
        Record.objects.filter(pk=review.pk).update(opened_at=timezone.now() - dt.timedelta(days=200))
    assert access_schedule.open_due() is not None


@pytest.mark.requirement("ACC-08")
def test_schedule_can_be_off_and_says_when_nobody_may_review(world: World) -> None:
    with action(SYSTEM, "test.time") as act:
        Person.objects.update(created_at=timezone.now() - dt.timedelta(days=900))
        Grant.objects.filter(person=world.quinn).update(ends=act.at)
    with pytest.raises(Refused, match="nobody holds the right to review access") as refusal:
        access_schedule.open_due()
    assert is_sentence(str(refusal.value))
    put(access_schedule.MONTHS, 0)
    assert access_schedule.open_due() is None


@pytest.mark.parametrize(
    ("start", "months", "then"),
    [
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
        (dt.date(2027, 1, 31), 1, dt.date(2027, 2, 28)),
        (dt.date(2027, 11, 5), 1, dt.date(2027, 12, 5)),
        (dt.date(2027, 12, 5), 1, dt.date(2028, 1, 5)),
    ],
)
def test_months_are_counted_by_the_calendar(start: dt.date, months: int, then: dt.date) -> None:
    assert access_schedule._months_later(start, months) == then


@pytest.mark.requirement("ACC-08")
def test_other_reviewers_can_be_named_with_a_reason(world: World) -> None:
    review = opened(world)
    quirin = world.person("quirin", "quality")
    with pytest.raises(Refused, match="Say why"):
        access.name_reviewers(world.quinn, review, reviewers=[world.quinn, quirin], reason=" ")
    access.name_reviewers(world.quinn, review, reviewers=[world.quinn, quirin], reason="Quentin left.")
    asked = Task.objects.filter(record=review.record, closed_at=None).values_list(
        "person__username", flat=True
    )
    assert sorted(asked) == ["quinn", "quirin"]
    with pytest.raises(NotAllowed):
        access.name_reviewers(world.rhea, review, reviewers=[quirin], reason="Why not.")


@pytest.mark.requirement("ACC-08")
@pytest.mark.parametrize(("days", "people"), [(-1, 2), (400, 2), (14, 0)])
def test_due_day_and_reviewers_are_checked(world: World, days: int, people: int) -> None:
    world.person("quentin", "quality")
    with pytest.raises(Refused) as refusal:
        access.open_review(world.quinn, reviewers=[world.quinn, world.quentin][:people], due=day(days))
    assert is_sentence(str(refusal.value))
    assert not AccessReview.objects.exists()


@pytest.mark.requirement("P11-70", "P11-10-a")
def test_ledger_proves_a_whole_review(committed_world: World) -> None:
    world = committed_world
    review = opened(world)
    decide_items(world.quinn, review, {item(review, "arno").pk: ("revoke", "Moved to Sales.")})
    keep_all(world, review)
    world.move(world.quentin, review.record, "sign_off", values={"conclusion": "Done."})
    custody.seal_now()
    assert faults(custody.verify(full=True)) == []


def test_reviewer_alone_signs_once(world: World) -> None:
    review = opened(world)
    keep_all(world, review)
    record = Record.objects.get(pk=review.pk)
    world.move(world.quinn, record, "sign_off", values={"conclusion": "Done."})
    with pytest.raises(Refused):
        perform(world.quentin, record, "sign_off", based_on=record.version)
