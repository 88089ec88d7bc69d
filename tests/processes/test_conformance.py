"""What every process of the product keeps, whatever it is about. A new process passes this before it has a page."""

from __future__ import annotations

import pytest

from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import available, perform
from probatum.kernel.models import Record
from probatum.kernel.permissions import PERMISSIONS
from probatum.kernel.process import Move, Process, State, as_data, faults, process_of
from tests.processes.examples import (
    EXAMPLES,
    MOVES,
    PROCESSES,
    STATES,
    arguments,
    everything_about,
    is_sentence,
    name_of,
    place,
)
from tests.world import World

#: Moves of the system that carry out what was signed on another record.
SIGNED_ELSEWHERE = {
    ("action", "fulfil"): "the version that came into force",
    ("document", "retire_by_change"): "the change request that lists it",
}

each_process = pytest.mark.parametrize("process", PROCESSES, ids=name_of)
each_move = pytest.mark.parametrize(("process", "move"), MOVES, ids=name_of)
each_state = pytest.mark.parametrize(("process", "state"), STATES, ids=name_of)


def affirmative(process: Process) -> list[Move]:
    """Signed moves that lead on; refusing, recalling and reopening lead back."""
    return [
        move
        for move in process.moves
        if move.meaning is not None and not move.negative and not move.leads_back
    ]


def reached_without(process: Process, barred: set[str]) -> set[str]:
    """The states that can be reached when some moves are never made."""
    reached, waiting = {process.start}, [process.start]
    while waiting:
        for move in process.moves_from(waiting.pop()):
            if move.leads_back:
                continue  # only to where the record stood before
            for target in move.targets:
                if move.name not in barred and target not in reached:
                    reached.add(target)
                    waiting.append(target)
    return reached


def test_every_kind_has_an_example() -> None:
    assert sorted(EXAMPLES) == [process.kind for process in PROCESSES]


@each_process
@pytest.mark.requirement("P11-10-f")
def test_process_has_no_faults(process: Process) -> None:
    assert faults(process) == []


@each_process
@pytest.mark.requirement("P11-10-f")
def test_every_state_is_reached_and_only_final_ones_end(process: Process) -> None:
    assert reached_without(process, set()) == set(process.by_name)
    ends = {
        state.name for state in process.states if all(move.reopens for move in process.moves_from(state.name))
    }
    assert ends == {state.name for state in process.states if state.final}


@each_process
@pytest.mark.requirement("P11-10-f")
def test_names_are_used_once(process: Process) -> None:
    assert len({state.name for state in process.states}) == len(process.states)
    assert len({move.name for move in process.moves}) == len(process.moves)
    assert len({state.label for state in process.states}) == len(process.states)


@each_process
@pytest.mark.requirement("P11-10-g", "ACC-01")
def test_every_permission_named_is_in_the_vocabulary(process: Process) -> None:
    named = {move.permission for move in process.moves} | {move.instead for move in process.moves}
    named |= {rule.permission for rule in process.parts} | {sees.permission for sees in process.sees}
    assert named - {""} <= set(PERMISSIONS)


@each_process
@pytest.mark.requirement("P11-10-a")
def test_stored_definition_names_every_rule(process: Process) -> None:
    told = {move["name"]: move for move in as_data(process)["moves"]}
    for move in process.moves:
        assert told[move.name]["guards"] == [guard.name for guard in move.guards]
        assert bool(told[move.name]["meaning"]) == (move.meaning is not None)
    assert len(process.digest) == 64


@each_process
@pytest.mark.requirement("P11-10-f", "SIG-02")
def test_signed_move_cannot_be_passed_by(process: Process) -> None:
    rail = [state.name for state in process.states if state.rail]
    for signed in affirmative(process):
        if signed.target not in rail:
            continue
        goal = min(rail.index(target) for target in signed.targets if target in rail)
        for source in signed.source:
            for other in process.moves_from(source):
                if other.automatic or other.meaning is not None:
                    continue
                reach = max((rail.index(target) for target in other.targets if target in rail), default=-1)
                assert reach < goal, f"{other.name} passes by {signed.name}"


@each_process
@pytest.mark.requirement("P11-10-f", "P11-50-a3")
def test_state_that_a_signature_opens_is_reached_by_that_signature_alone(process: Process) -> None:
    for signed in affirmative(process):
        alike = {move.name for move in affirmative(process) if signed.target in move.targets}
        alike |= {move for kind, move in SIGNED_ELSEWHERE if kind == process.kind}
        assert signed.target not in reached_without(process, alike)


@each_process
@pytest.mark.requirement("SIG-02", "P11-50-a3")
def test_meanings_are_told_apart(process: Process) -> None:
    meanings = [move.meaning for move in process.moves if move.meaning is not None]
    assert len({meaning.code for meaning in meanings}) == len(meanings)
    assert len({meaning.text for meaning in meanings}) == len(meanings)


@each_process
@pytest.mark.requirement("SIG-05", "AT-4", "ATR-03")
def test_refusing_and_going_back_need_a_reason(process: Process) -> None:
    assert [move.name for move in process.moves if move.negative and not move.reason] == []


@pytest.mark.requirement("DOC-16", "P11-10-g", "SIG-3")
def test_every_approval_of_a_version_is_segregated() -> None:
    process = next(process for process in PROCESSES if process.kind == "version")
    approvals = [move for move in affirmative(process) if move.name.startswith("approve")]
    assert len(approvals) == 2
    for move in approvals:
        assert {"not_the_author", "one_slot_each"} <= {guard.name for guard in move.guards}
    assert "approvers_are_independent" in {guard.name for guard in process.move("submit_for_approval").guards}


@each_move
@pytest.mark.requirement("P11-10-d", "P11-10-g")
def test_person_without_rights_is_refused_with_a_sentence(world: World, process: Process, move: Move) -> None:
    record = place(EXAMPLES[process.kind](world), move.source[0])
    before = everything_about(record)
    with pytest.raises(Refused) as refusal:
        perform(world.otto, record, move.name, **arguments(process, move, record, world.otto))
    assert is_sentence(str(refusal.value)), str(refusal.value)
    assert everything_about(record) == before


@each_state
@pytest.mark.requirement("P11-10-f")
def test_undeclared_move_is_refused_and_changes_nothing(world: World, process: Process, state: State) -> None:
    record = place(EXAMPLES[process.kind](world), state.name)
    before = everything_about(record)
    declared = {move.name for move in process.moves_from(state.name)}
    for move in process.moves:
        if move.name in declared:
            continue
        for person in world.people.values():
            with pytest.raises(Refused, match="is not possible while") as refusal:
                perform(person, record, move.name, **arguments(process, move, record, person))
            assert is_sentence(str(refusal.value)), str(refusal.value)
    assert everything_about(record) == before


@each_state
@pytest.mark.requirement("P11-10-f")
def test_unknown_move_is_refused(world: World, process: Process, state: State) -> None:
    record = place(EXAMPLES[process.kind](world), state.name)
    with pytest.raises(Refused, match="Nothing was changed"):
        perform(world.carla, record, "close_everything", based_on=record.version)


@each_state
@pytest.mark.requirement("P11-10-g")
def test_every_verdict_in_every_state_is_a_sentence(world: World, process: Process, state: State) -> None:
    record = place(EXAMPLES[process.kind](world), state.name)
    for person in world.people.values():
        for offer in available(person, Record.objects.get(pk=record.pk)):
            texts = [missing.text for missing in offer.missing]
            assert offer.open or is_sentence(offer.decision.reason), offer.decision.reason
            assert all(map(is_sentence, texts)), texts


@each_state
@pytest.mark.requirement("P11-10-g")
def test_what_is_offered_is_what_is_done(world: World, process: Process, state: State) -> None:
    """An open offer succeeds; a closed one fails with the same sentence."""
    record = place(EXAMPLES[process.kind](world), state.name)
    for person in world.people.values():
        for offer in available(person, Record.objects.get(pk=record.pk)):
            if offer.open:
                continue
            with pytest.raises(Refused) as refusal:
                perform(person, record, offer.move.name, **arguments(process, offer.move, record, person))
            if offer.missing or not isinstance(refusal.value, NotAllowed):
                continue
            assert offer.decision.reason == str(refusal.value) or offer.move.meaning is not None


@each_move
@pytest.mark.requirement("SIG-8", "P11-200-a2")
def test_system_never_makes_a_move_of_people(world: World, process: Process, move: Move) -> None:
    from probatum.kernel.action import SYSTEM  # app ready

    if move.automatic:
        pytest.skip("made by the system")
    record = place(EXAMPLES[process.kind](world), move.source[0])
    before = everything_about(record)
    given = arguments(process, move, record, world.quinn)
    with pytest.raises(NotAllowed, match="person has to"):
        perform(SYSTEM, record, move.name, **given)
    assert everything_about(record) == before


@each_move
@pytest.mark.requirement("P11-200-a1", "SIG-03")
def test_signed_move_demands_both_components(world: World, process: Process, move: Move) -> None:
    if move.meaning is None:
        pytest.skip("not signed")
    record = place(EXAMPLES[process.kind](world), move.source[0])
    before = everything_about(record)
    for person in (world.rita, world.paul, world.quinn):
        given = {**arguments(process, move, record, person), "credential": None}
        with pytest.raises(Refused):
            perform(person, record, move.name, **given)
    assert everything_about(record) == before


def test_process_of_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        process_of("spaceship")
