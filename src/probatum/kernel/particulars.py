"""What belongs to a record and is asked for again and again: its parts, steps and tasks, read once for each loaded record."""

from __future__ import annotations

from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Part, Record, Step
from probatum.kernel.task import Task

_TASKS = Question(
    lambda: (
        Task.objects.filter(record_id=Asked("record"), closed_at=None).select_related("person").order_by("id")
    )
)
_PARTS = Question(
    lambda: (
        Part.objects.filter(record_id=Asked("record"), until=None)
        .select_related("person")
        .order_by("name", "position", "id")
    )
)


def open_tasks_of(record: Record) -> list[Task]:
    """The open tasks of a record, read once for each loaded record."""
    if "_open_tasks" not in record.__dict__:
        record.__dict__["_open_tasks"] = _TASKS.ask(record=record.pk)
    known: list[Task] = record.__dict__["_open_tasks"]
    return known


def parts_of(record: Record) -> list[Part]:
    """The parts held in a record now, read once for each loaded record."""
    if "_parts" not in record.__dict__:
        record.__dict__["_parts"] = _PARTS.ask(record=record.pk)
    known: list[Part] = record.__dict__["_parts"]
    return known


_STEPS = Question(lambda: Step.objects.filter(record_id=Asked("record")).order_by("id"))


def steps_of(record: Record) -> list[Step]:
    """The moves made, read once for each loaded record."""
    if "_steps" not in record.__dict__:
        record.__dict__["_steps"] = _STEPS.ask(record=record.pk)
    known: list[Step] = record.__dict__["_steps"]
    return known


_EVERY_TASK = Question(
    lambda: Task.objects.filter(record_id=Asked("record")).select_related("person").order_by("id")
)


def every_task_of(record: Record) -> list[Task]:
    """All tasks of a record, the closed ones too; what is open need not be read again."""
    tasks = _EVERY_TASK.ask(record=record.pk)
    record.__dict__["_open_tasks"] = [task for task in tasks if task.closed_at is None]
    return tasks
