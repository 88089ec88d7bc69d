"""Tasks end by the verdicts that their process declares, and by nothing else; each verdict is refused without what it asks for."""

from __future__ import annotations

import pytest

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.answering import REASON, asks_for, refuse_unanswered
from probatum.kernel.asking import begin_state
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import perform
from probatum.kernel.models import Record, Task
from probatum.kernel.process import Move, Process, State
from probatum.web.forms.moves import MoveForm
from tests.processes.examples import EXAMPLES, MOVES, STATES, arguments, is_sentence, name_of, place
from tests.world import World

ASKING = [(process, state) for process, state in STATES if state.asks]
DEMANDING = [
    (process, move) for process, move in MOVES if move.reason or any(one.required for one in move.inputs)
]


def complete(move: Move) -> dict[str, str]:
    """A value for everything that a verdict asks for."""
    return {one.name: one.choices[0][0] if one.choices else "Given" for one in move.inputs}


@pytest.mark.parametrize(("process", "state"), ASKING, ids=name_of)
@pytest.mark.requirement("QE-21", "P11-10-f")
def test_task_names_a_verdict_of_its_state(process: Process, state: State) -> None:
    verdicts = {move.name for move in process.moves_from(state.name) if not move.automatic}
    assert [ask.move for ask in state.asks if ask.move not in verdicts] == []


@pytest.mark.parametrize(("process", "state"), ASKING, ids=name_of)
@pytest.mark.requirement("QE-21", "P11-10-f")
def test_task_is_left_by_the_verdicts_of_its_state_and_by_nothing_else(
    world: World, process: Process, state: State
) -> None:
    record = place(EXAMPLES[process.kind](world), state.name)
    with action(SYSTEM, "test.ask", record=record) as act:
        Task.objects.filter(record=record, closed_at=None).update(closed_at=act.at)
        begin_state(act, record, process)
    asked = list(Task.objects.filter(record=record, closed_at=None).select_related("person"))
    people = {task.person for task in asked} | {record.owner}
    others = [move for move in process.moves if state.name not in move.source]

    for person in people:
        for move in others:
            with pytest.raises((NotAllowed, Refused)):
                perform(person, record, move.name, **arguments(process, move, record, person))
        with pytest.raises(Refused, match="is no move of"):
            perform(person, record, "done", based_on=record.version)

    assert list(Task.objects.filter(record=record, closed_at=None)) == asked
    assert Record.objects.get(pk=record.pk).state == state.name


@pytest.mark.parametrize(("process", "move"), DEMANDING, ids=name_of)
@pytest.mark.requirement("QE-21", "AT-4")
def test_verdict_is_refused_without_what_it_asks_for(process: Process, move: Move) -> None:
    refuse_unanswered(move, reason="Because", values=complete(move))
    cases = {one.name: f"Enter “{one.label}”." for one in move.inputs if one.required}

    for name, sentence in cases.items():
        for nothing in (None, "", "  "):
            with pytest.raises(Refused) as refusal:
                refuse_unanswered(move, reason="Because", values={**complete(move), name: nothing})
            assert (str(refusal.value), refusal.value.field) == (sentence, name)
            assert is_sentence(str(refusal.value))
    if move.reason:
        with pytest.raises(Refused) as refusal:
            refuse_unanswered(move, reason="  ", values=complete(move))
        assert (str(refusal.value), refusal.value.field) == (REASON, "reason")
    for one in move.inputs:
        if one.choices:
            with pytest.raises(Refused, match="Choose one of the values"):
                refuse_unanswered(move, reason="Because", values={**complete(move), one.name: "another"})


@pytest.mark.parametrize(("process", "move"), DEMANDING, ids=name_of)
@pytest.mark.requirement("QE-21")
def test_form_of_a_verdict_shows_its_own_fields_and_demands_them(process: Process, move: Move) -> None:
    form = MoveForm({"based_on": "1"}, move=move, record=None, ways=None)
    demanded = {one.name for one in move.inputs if one.required} | ({"reason"} if move.reason else set())

    assert {name for name in form.fields if name not in ("based_on", "shown", "reason")} == {
        one.name for one in move.inputs
    }
    assert set(form.errors) == demanded
    assert len(asks_for(move)) == len(demanded) + (move.meaning is not None)
