"""What an action brings about by its type, as a registry: nothing beyond itself, a version in force, a training (CAP-03).

An action that waits for another record closes by itself when that record gets there; the signature lies on that record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from probatum.kernel import effects
from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.record import Record
from probatum.quality.capa.bodies import PlannedAction
from probatum.quality.capa.plans import ACTION

TASK, VERSION, TRAINING = "task", "version", "training"


@dataclass(frozen=True, slots=True)
class Effect:
    """A type of action. `kind` and `reached`: it names a record of that kind and ends when that one is in one of these states.

    register: the name under which an area that carries it out registers itself; without one it is done like a task.
    """

    name: str
    label: str
    kind: str = ""
    reached: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    register: str = ""


EFFECTS: dict[str, Effect] = {
    TASK: Effect(TASK, "Task"),
    VERSION: Effect(
        VERSION,
        "Make a document version effective",
        "version",
        reached=("effective",),
        moves=("take_effect",),
    ),
    TRAINING: Effect(TRAINING, "Assign a training", register="training"),
}
CHOICES = tuple((effect.name, effect.label) for effect in EFFECTS.values())

#: what assigns a training: gets the open act and the action that has begun. The training area fills this in.
Assign = Callable[[Any, Record], None]
_assigned: dict[str, Assign] = {}


def carry_out(name: str, function: Assign) -> None:
    """Register the area that carries out actions of a type; the same name again takes the place of the earlier one."""
    _assigned[name] = function


def forget(name: str) -> None:
    """Take an area away again."""
    _assigned.pop(name, None)


def told(action: PlannedAction) -> str:
    """What the type of an action means for whoever does it, in a sentence; nothing for a task."""
    effect = EFFECTS[action.effect]
    if effect.kind and action.brings_about is not None:
        return f"It closes by itself when {action.brings_about.number} is effective."
    if effect.kind:
        return "No document version is named yet; until then it is done like a task, with a proof."
    if effect.register and effect.register not in _assigned:
        return "Trainings are not assigned here yet, so it is done like a task, with a proof."
    return ""


def closes_itself(action: PlannedAction) -> bool:
    """Whether an action waits for another record rather than for its owner."""
    return bool(EFFECTS[action.effect].kind) and action.brings_about_id is not None


def is_reached(action: PlannedAction) -> bool:
    """Whether what the action brings about has come about."""
    found = action.brings_about
    return closes_itself(action) and found is not None and found.state in EFFECTS[action.effect].reached


@effects.on(ACTION, "start")
def begun(act: Any, record: Record, left: str) -> None:
    """An action that has begun: what is in force already closes it, what an area carries out is handed to it."""
    action = PlannedAction.objects.select_related("brings_about").get(pk=record.pk)
    if is_reached(action):
        advance(act, record, "fulfil")
        return
    effect = EFFECTS[action.effect]
    if effect.register in _assigned:
        _assigned[effect.register](act, record)


def _reached(act: Any, record: Record, left: str) -> None:
    """What actions waited for has come about: those that have begun are over."""
    waiting = PlannedAction.objects.filter(brings_about=record, record__state="in_implementation")
    for action in waiting.select_related("record").order_by("pk"):
        if record.state in EFFECTS[action.effect].reached:
            advance(act, lock(action.record), "fulfil")


for _effect in EFFECTS.values():
    for _move in _effect.moves:
        effects.on(_effect.kind, _move)(_reached)
