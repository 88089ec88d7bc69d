"""Reminders and digests: real mail on loopback, notices in the application, each thing once, and none stops while overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from probatum.kernel import reminding
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import Refused
from probatum.kernel.follow import Notice
from probatum.kernel.identity.delegation import delegate
from probatum.kernel.mailing import choose_rhythm
from probatum.kernel.models import Person, Record, Reminder, Task
from tests.mailbox import Mailbox, listening
from tests.world import World

NOON = dt.datetime.now(dt.UTC).replace(hour=11, minute=0, second=0, microsecond=0)
Run = Callable[..., int]


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server that the application is told of."""
    with listening() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
        yield box


@pytest.fixture
def run(django_capture_on_commit_callbacks: Any) -> Run:
    """Run a job as the worker does, its messages sent after the commit."""

    def now_run(job: Callable[..., int], *, now: dt.datetime = NOON) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return job(now=now)

    return now_run


def asked(
    world: World, *, title: str = "Gowning for grade B", due: int | None = None, **columns: Any
) -> Task:
    """The task of rita to review a document, due in so many days."""
    record = world.move(world.anna, world.document(title=title).record, "submit_for_review")
    task = Task.objects.get(record=record, person=world.rita)
    with action(SYSTEM, "test.due"):
        Record.objects.filter(pk=record.pk).update(**columns)
        if due is not None:
            Task.objects.filter(pk=task.pk).update(due=NOON.date() + dt.timedelta(days=due))
        # that it is new was told before
        Reminder.objects.create(person=world.rita, task=task, kind="new", day=NOON.date(), at=NOON)
    return Task.objects.get(pk=task.pk)


def rhythm(person: Person, chosen: str) -> None:
    choose_rhythm(person, chosen)


@pytest.mark.requirement("UX-09")
def test_new_task_is_mailed_at_once_and_only_once(world: World, mailbox: Mailbox, run: Run) -> None:
    world.move(world.anna, world.document().record, "submit_for_review")
    assert run(reminding.tell_new, now=timezone.now()) == 1
    assert run(reminding.tell_new, now=timezone.now()) == 0
    (message,) = mailbox.to("rita@example.com")
    assert message["Subject"] == "1 new task"
    text = message.get_content()
    assert "SOP-QA-001" in text and "Gowning for grade B" in text
    assert "Your work: http" in text
    assert Reminder.objects.get(kind="new").mailed


@pytest.mark.requirement("UX-09", "DOC-37")
def test_title_of_a_confidential_record_is_in_no_mail(world: World, mailbox: Mailbox, run: Run) -> None:
    task = asked(world, title="Merger with Rhine Pharma", due=-1, confidential=True)
    with action(SYSTEM, "test.due"):
        Reminder.objects.create(
            person=world.rita, task=None, kind="digest", day=NOON.date() - dt.timedelta(days=9), at=NOON
        )
    run(reminding.remind)
    rhythm(world.rita, "daily")
    run(reminding.send_digests)
    texts = [str(one["Subject"]) + one.get_content() for one in mailbox.to("rita@example.com")]
    assert len(texts) == 2
    assert all("Rhine" not in text for text in texts)
    assert all(f"{task.record.number} (confidential)" in text for text in texts)


@pytest.mark.requirement("UX-09")
def test_person_chooses_daily_or_weekly_and_then_new_tasks_are_not_mailed(
    world: World, mailbox: Mailbox, run: Run
) -> None:
    with pytest.raises(Refused, match="Choose one of the list"):
        choose_rhythm(world.rita, "hourly")
    rhythm(world.rita, "weekly")
    world.move(world.anna, world.document().record, "submit_for_review")
    run(reminding.tell_new, now=timezone.now())
    assert mailbox.to("rita@example.com") == []
    monday = NOON + dt.timedelta(days=7 - NOON.weekday())
    assert run(reminding.send_digests, now=monday - dt.timedelta(days=1)) >= 0
    assert mailbox.to("rita@example.com") == []
    run(reminding.send_digests, now=monday)
    run(reminding.send_digests, now=monday)
    (message,) = mailbox.to("rita@example.com")
    assert message["Subject"] == "Your tasks of this week: 1"
    rhythm(world.rita, "daily")
    run(reminding.send_digests, now=monday + dt.timedelta(days=1))
    assert [one["Subject"] for one in mailbox.to("rita@example.com")][1:] == ["Your tasks of this day: 1"]


@pytest.mark.requirement("QE-29", "UX-09")
def test_no_reminder_stops_while_a_task_is_overdue(world: World, mailbox: Mailbox, run: Run) -> None:
    task = asked(world, due=-1)
    rhythm(world.rita, "weekly")  # what is overdue is told every day all the same
    for days in range(4):
        run(reminding.remind, now=NOON + dt.timedelta(days=days))
        run(reminding.remind, now=NOON + dt.timedelta(days=days, hours=1))
    assert len(mailbox.to("rita@example.com")) == 4
    unread = Notice.objects.filter(person=world.rita, read_at=None)
    assert [one.text for one in unread] == [
        "Reminder: Review it is 4 days overdue".replace("Review it", task.label)
    ]
    with action(SYSTEM, "test.close") as act:
        Task.objects.filter(pk=task.pk).update(closed_at=act.at)
    run(reminding.remind, now=NOON + dt.timedelta(days=4))
    assert len(mailbox.to("rita@example.com")) == 4


@pytest.mark.requirement("UX-09")
@pytest.mark.parametrize(
    ("due", "told"),
    [(9, ""), (7, "in 7 days"), (5, ""), (3, "in 3 days"), (1, "tomorrow"), (0, "today")],
)
def test_reminders_come_seven_three_and_one_day_ahead(world: World, run: Run, due: int, told: str) -> None:
    asked(world, due=due)
    run(reminding.remind)
    texts = [one.text for one in Notice.objects.filter(person=world.rita)]
    assert (told in texts[0] if told else texts == []) and len(texts) == int(bool(told))


@pytest.mark.requirement("UX-09")
def test_nothing_is_sent_before_six_in_the_morning_of_the_person(world: World, run: Run) -> None:
    asked(world, due=-1)
    night = NOON.replace(hour=3)  # four or five in Basel
    assert run(reminding.remind, now=night) == 0
    assert run(reminding.remind, now=NOON) == 1


@pytest.mark.requirement("QE-25", "UX-09")
def test_mail_for_somebody_absent_goes_to_who_stands_in(world: World, mailbox: Mailbox, run: Run) -> None:
    delegate(
        world.rita,
        absent=world.rita,
        to=world.rolf,
        ends=timezone.now() + dt.timedelta(days=5),
        reason="Holidays",
    )
    world.move(world.anna, world.document().record, "submit_for_review")
    run(reminding.tell_new, now=timezone.now())
    (message,) = mailbox.to("rolf@example.com")
    assert "for Rita" in message.get_content()


@pytest.mark.requirement("P11-10-d", "UX-09")
def test_reader_is_told_nothing_of_a_record_that_is_not_seen(
    world: World, mailbox: Mailbox, run: Run
) -> None:
    delegate(
        world.rita,
        absent=world.rita,
        to=world.otto,
        ends=timezone.now() + dt.timedelta(days=5),
        reason="Holidays",
    )
    world.move(world.anna, world.document().record, "submit_for_review")
    run(reminding.tell_new, now=timezone.now())
    told = [message.get_content() for message in mailbox.to("otto@example.com")]
    from probatum.kernel.authz import can_see  # app ready

    record = Record.objects.get(kind="version")
    assert bool(told) == can_see(
        world.otto, record
    )  # who stands in sees what the task is about, or hears nothing
    assert len(mailbox.to("rita@example.com")) == 1
