"""Declared effects: an area above registers interest in a kind and a move; the lifecycle calls it in the same transaction.

What need not be true at once is queued as a job by the effect, in that transaction too. No Django signals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from probatum.kernel.record import Record

Effect = Callable[[Any, Record, str], None]
_effects: dict[tuple[str, str], list[Effect]] = {}


def on(kind: str, move: str) -> Callable[[Effect], Effect]:
    """Register a function for a move of a kind; it gets the open act, the record and the state it left.

    It is called when the move has changed the state (for a move that each holder makes: after the last).
    """

    def keep(effect: Effect) -> Effect:
        known = _effects.setdefault((kind, move), [])
        if effect not in known:
            known.append(effect)
        return effect

    return keep


def run_effects(act: Any, record: Record, move: str, left: str) -> None:
    """Call every registered effect in the order of registration."""
    for effect in _effects.get((record.kind, move), ()):
        effect(act, record, left)
