"""A process as plain data: what is digested, stored with each record, drawn and printed; also what others say of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from probatum.kernel import section as sections_of
from probatum.kernel import timer as timers_of

if TYPE_CHECKING:
    from probatum.kernel.process import Process

#: what other modules say of a kind beside its process, such as who rates it: kind -> name -> plain data
declared: dict[str, dict[str, Any]] = {}


def as_data(process: Process) -> dict[str, Any]:
    """The definition as plain data: what is digested, stored, drawn and printed in the validation file."""
    arrivals = [[way.name, way.label, list(way.states), way.permission] for way in process.arrivals]
    return {
        **({"arrivals": arrivals} if arrivals else {}),
        **({"settles": list(process.settles)} if process.settles else {}),
        **({"sections": [sections_of.as_data(one) for one in process.sections]} if process.sections else {}),
        **({"timers": [timers_of.as_data(one) for one in process.timers]} if process.timers else {}),
        **({"due_open": list(process.due_open)} if process.due_open else {}),
        **({"parents": list(process.parents)} if process.parents else {}),
        **({"opens": process.opens} if process.opens else {}),
        **({"declared": dict(declared[process.kind])} if process.kind in declared else {}),
        "kind": process.kind,
        "label": process.label,
        "start": process.start,
        "manifest": process.manifest,
        "retention": process.retention,
        "states": [
            {
                "name": state.name,
                "label": state.label,
                "final": state.final,
                "asks": [
                    [ask.part, ask.move, ask.label, ask.due, *([ask.instead] if ask.instead else [])]
                    for ask in state.asks
                ],
            }
            for state in process.states
        ],
        "moves": [
            {
                "name": move.name,
                "label": move.label,
                "source": list(move.source),
                "target": move.target,
                "also": list(move.also),
                "permission": move.permission,
                "part": move.part,
                "instead": move.instead,
                "each": move.each.__name__ if callable(move.each) else move.each,
                "meaning": [move.meaning.code, move.meaning.text] if move.meaning else None,
                "reason": move.reason,
                "guards": [guard.name for guard in move.guards],
                "inputs": [[given.name, given.type, given.required] for given in move.inputs],
                "automatic": move.automatic,
                **({"reopens": True} if move.reopens else {}),
                **({"back": True} if move.back else {}),
                **({"to": move.to} if move.to else {}),
            }
            for move in process.moves
        ],
        "parts": [
            [rule.name, rule.label, rule.permission, rule.minimum, rule.maximum] for rule in process.parts
        ],
        "sees": [[sees.permission, list(sees.states)] for sees in process.sees],
    }
