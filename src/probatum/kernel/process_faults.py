"""What is wrong with the definition of a process, named before anything runs by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probatum.kernel import timer as timers
from probatum.kernel.permissions import PERMISSIONS
from probatum.kernel.section import faults_of

if TYPE_CHECKING:
    from probatum.kernel.process import Move, Process


def faults(process: Process) -> list[str]:
    """Everything wrong with a definition, as sentences: unknown names, unreachable states, dead ends, ways around a signature."""
    found = [*_named_twice(process), *_unknown_permissions(process), *_ways_around(process)]
    names = set(process.by_name)
    for way in process.arrivals:
        strange = sorted(set(way.states) - names)
        found += [f"arrival {way.name} names {name!r}, which does not exist" for name in strange]
        if not way.permission:
            found.append(f"arrival {way.name} says nothing about who may make it")
    parts = {rule.name for rule in process.parts}
    found += [
        f"remarks are settled by {name!r}, which is no part" for name in process.settles if name not in parts
    ]
    if process.start not in names:
        found.append(f"the start {process.start!r} is no state")
    for move in process.moves:
        unknown = ({*move.source, *move.targets} - names) | ({move.part} - parts - {"", "owner"})
        found += [f"move {move.name} names {name!r}, which does not exist" for name in sorted(unknown)]
        if not (move.permission or move.part or move.automatic):
            found.append(f"move {move.name} says nothing about who may make it")
        if move.automatic and move.meaning:
            found.append(f"move {move.name} is automatic and signed; the system never signs")
        if move.meaning and (process.content is None or not process.manifest):
            found.append(
                f"move {move.name} is signed, but nothing says what content the signature is bound to"
            )
        if bool(move.also) != (move.chooses is not None or bool(move.to)):
            found.append(f"move {move.name} has several targets, but nothing chooses among them")
        found += _faults_of_reopening(process, move)
        if move.instead and not move.part:
            found.append(f"move {move.name} names a stand-in for a part, but no part")
        if move.negative and not move.reason:
            found.append(f"move {move.name} leads back without a reason")
        if move.each and not any(move.name == ask.move for state in process.states for ask in state.asks):
            found.append(f"move {move.name} waits for each holder, but no state asks for it")
    for state in process.states:
        for ask in state.asks:
            if ask.part not in {*parts, "owner"} or ask.move not in process.by_move:
                found.append(f"state {state.name} asks {ask.part} for {ask.move}, which does not exist")
            elif state.name not in process.by_move[ask.move].source:
                found.append(f"state {state.name} asks for {ask.move}, which cannot be made there")
        if not state.final and not process.moves_from(state.name):
            found.append(f"state {state.name} is a dead end")
        if state.final and any(not move.reopens for move in process.moves_from(state.name)):
            found.append(f"state {state.name} is final, but a move leads on from it")
    found += faults_of(process.sections, body=process.body, parts=parts, states=names)
    found += timers.faults_of(process.timers, body=process.body, states=names)
    found += [
        f"the due day is open in {name!r}, which does not exist"
        for name in process.due_open
        if name not in names
    ]
    if process.opens and not (process.body and process.numbering):
        found.append("it is opened by hand, but has no body or no pattern of numbers")
    found += [f"state {name} cannot be reached" for name in sorted(names - _reached(process))]
    return found


def _faults_of_reopening(process: Process, move: Move) -> list[str]:
    """Out of an end leads only a signed move with a reason (QE-18); who chooses where it leads does so by an input."""
    found = []
    if move.reopens and not (move.meaning and move.reason):
        found.append(f"move {move.name} reopens without a signature or a reason")
    known = [name for name in move.source if name in process.by_name]
    if move.reopens and not all(process.by_name[name].final for name in known):
        found.append(f"move {move.name} reopens what has not ended")
    if move.to and move.to not in {given.name for given in move.inputs}:
        found.append(f"move {move.name} leads to what {move.to!r} says, which it does not ask")
    return found


def _named_twice(process: Process) -> list[str]:
    lists = {
        "state": [state.name for state in process.states],
        "move": [move.name for move in process.moves],
        "part": [rule.name for rule in process.parts],
        "way in": [*process.by_move, *(way.name for way in process.arrivals)],
    }
    return [
        f"{what} {name} is named twice" for what, names in lists.items() for name in sorted(_repeated(names))
    ]


def _repeated(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def _unknown_permissions(process: Process) -> list[str]:
    named = {permission for move in process.moves for permission in (move.permission, move.instead)}
    named |= {rule.permission for rule in process.parts} | {sees.permission for sees in process.sees}
    named |= {way.permission for way in process.arrivals} | {process.opens, process.staffs, process.owned}
    named |= {section.permission for section in process.sections}
    named |= {ask.instead for state in process.states for ask in state.asks}
    return [
        f"permission {name!r} is not in the vocabulary" for name in sorted(named - set(PERMISSIONS) - {""})
    ]


def _ways_around(process: Process) -> list[str]:
    """Where a signature leads on, no unsigned move of people goes from the same state to the same or a later one."""
    place = {state.name: number for number, state in enumerate(process.states) if state.rail}
    found = []
    for signed in process.moves:
        if signed.meaning is None or signed.negative or signed.target not in place:
            continue
        goal = min(place[target] for target in signed.targets if target in place)
        for source in signed.source:
            found += [
                f"move {other.name} passes by the signature of {signed.name}"
                for other in process.moves_from(source)
                if not (other.automatic or other.meaning)
                and max(place.get(target, -1) for target in other.targets) >= goal
            ]
    return found


def _reached(process: Process) -> set[str]:
    reached, waiting = {process.start}, [process.start]
    while waiting:
        state = waiting.pop()
        for move in process.moves_from(state):
            for target in move.targets:
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
    return reached
