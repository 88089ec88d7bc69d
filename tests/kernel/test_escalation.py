"""The ladder of escalation: idle and overdue tasks, the manager first, then who holds a permission, each rung once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from probatum.kernel import escalation
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.follow import Notice
from probatum.kernel.models import Escalated, Person, Record, Rung, Task
from tests.quality.events.company import deviation
from tests.world import World


def rung(
    world: World,
    trigger: str = "idle",
    amount: int = 48,
    unit: str = "hours",
    whom: str = "manager",
    **more: Any,
) -> Rung:
    given = {"kinds": [], **more}
    return escalation.save_rung(
        world.sven,
        trigger=trigger,
        amount=amount,
        unit=unit,
        whom=whom,
        reason="Agreed with Quality",
        **given,
    )


def idle(record: Record, *, hours: float) -> Task:
    """The open task of a record, not touched for so many hours."""
    since = timezone.now() - dt.timedelta(hours=hours)
    with action(SYSTEM, "test.idle"):
        Record.objects.filter(pk=record.pk).update(changed_at=since)
        Task.objects.filter(record=record, closed_at=None).update(opened_at=since)
    return Task.objects.get(record=record, closed_at=None)


def manages(manager: Person, person: Person) -> None:
    with action(SYSTEM, "test.manager"):
        Person.objects.filter(pk=person.pk).update(manager=manager)


def climbed() -> list[tuple[str, str]]:
    """Whom the ladder told now, and by which rung."""
    told = escalation.climb(now=timezone.now())
    return [(one.told.username if one.told else one.note, str(one.rung)) for one in told]


@pytest.mark.requirement("QE-29")
def test_idle_task_goes_to_the_manager_and_then_to_the_head_each_once(world: World) -> None:
    event = deviation(world)
    manages(world.helga, world.quentin)
    rung(world)
    rung(world, amount=96, whom="event.head")
    task = idle(event, hours=47)
    assert climbed() == []
    idle(event, hours=49)
    assert climbed() == [("helga", "48 hours after the last act on a task or its record")]
    assert climbed() == []
    idle(event, hours=97)
    assert climbed() == [("helga", "96 hours after the last act on a task or its record")]
    notices = [one.text for one in Notice.objects.filter(person=world.helga).order_by("id")]
    assert len(notices) == 2 and notices[0].startswith(
        "Escalated: “Triage the deviation” waits for Quentin, 48 hours"
    )
    assert Escalated.objects.filter(task=task).count() == 2


@pytest.mark.requirement("QE-29")
def test_escalation_leaves_its_trace_in_the_history_of_the_record(
    world: World, django_db_blocker: Any
) -> None:
    event = deviation(world)
    manages(world.helga, world.quentin)
    rung(world)
    idle(event, hours=60)
    climbed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger.entry WHERE ctx LIKE %s", ['%"task.escalate"%'])
        assert cursor.fetchone()[0] >= 1


@pytest.mark.requirement("QE-29")
def test_act_on_the_record_starts_the_time_again_and_a_done_task_is_left_alone(world: World) -> None:
    event = deviation(world)
    manages(world.helga, world.quentin)
    rung(world)
    task = idle(event, hours=60)
    with action(SYSTEM, "test.touch") as act:
        Record.objects.filter(pk=event.pk).update(changed_at=act.at)
    assert climbed() == []
    idle(event, hours=60)
    with action(SYSTEM, "test.close") as act:
        Task.objects.filter(pk=task.pk).update(closed_at=act.at)
    assert climbed() == []


@pytest.mark.requirement("QE-29")
def test_overdue_task_is_escalated_by_working_days(world: World) -> None:
    event = deviation(world)
    manages(world.helga, world.quentin)
    rung(world, trigger="overdue", amount=1, unit="working")
    with action(SYSTEM, "test.due"):
        Task.objects.filter(record=event).update(due=timezone.localdate() - dt.timedelta(days=5))
    assert climbed() == [("helga", "1 working day after the due day of a task")]


@pytest.mark.requirement("QE-29", "P11-10-d")
def test_nobody_is_told_of_a_record_that_they_may_not_see(world: World) -> None:
    event = deviation(world)
    rung(world)
    idle(event, hours=60)
    assert climbed() == [
        ("Quentin has no manager named. An access administrator names one.", str(Rung.objects.get()))
    ]
    manages(world.otto, world.quentin)
    rung(world, amount=50)
    assert climbed()[0][0] == "Nobody who could be told may see this record."
    assert not Notice.objects.filter(person=world.otto).exists()


@pytest.mark.requirement("QE-29")
def test_ladder_is_configuration_with_right_and_reason(world: World) -> None:
    with pytest.raises(NotAllowed):
        escalation.save_rung(
            world.anna, trigger="idle", amount=1, unit="hours", whom="manager", kinds=[], reason="Sooner"
        )
    with pytest.raises(Refused, match="Say why the ladder changes"):
        escalation.save_rung(
            world.sven, trigger="idle", amount=1, unit="hours", whom="manager", kinds=[], reason=" "
        )
    with pytest.raises(Refused, match="Choose who is told"):
        rung(world, whom="everybody")
    assert escalation.begin_ladder(world.sven, kinds=["deviation"], reason="Agreed") == 4
    with pytest.raises(Refused, match="has rungs already"):
        escalation.begin_ladder(world.sven, kinds=[], reason="Agreed")
    first = Rung.objects.order_by("position").first()
    assert first is not None
    changed = escalation.save_rung(
        world.sven,
        key=first.pk,
        trigger="idle",
        amount=24,
        unit="hours",
        whom="manager",
        kinds=[],
        reason="Sooner",
    )
    assert (Rung.objects.get(pk=first.pk).active, changed.position, changed.amount) == (
        False,
        first.position,
        24,
    )


@pytest.mark.requirement("QE-29")
def test_rung_for_some_kinds_leaves_the_others(world: World) -> None:
    event = deviation(world)
    manages(world.helga, world.quentin)
    rung(world, kinds=["complaint"])
    idle(event, hours=60)
    assert climbed() == []
