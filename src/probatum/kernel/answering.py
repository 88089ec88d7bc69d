"""What a verdict asks for: each way out of a task names its own values and whether it wants a reason, and is refused without them (QE-21)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.errors import Refused
from probatum.kernel.process import Input, Move

REASON = "Say why; the reason becomes part of the record."


def refuse_unanswered(move: Move, *, reason: str, values: Mapping[str, Any]) -> None:
    """Raise Refused, naming the field, for a reason or value that a move asks for and that is not given, or is none of its choices."""
    if move.reason and not reason.strip():
        raise Refused(REASON, field="reason")
    for asked in move.inputs:
        given = values.get(asked.name)
        if asked.required and not _says_something(given):
            raise Refused(f"Enter “{asked.label}”.", field=asked.name)
        if asked.choices and _says_something(given) and str(given) not in dict(asked.choices):
            raise Refused(f"Choose one of the values of “{asked.label}”.", field=asked.name)


def _says_something(given: Any) -> bool:
    return bool(given.strip()) if isinstance(given, str) else given is not None


def asks_for(move: Move) -> list[str]:
    """What must be given with a verdict, in words, in the order in which it is asked for."""
    inside = [_named(asked) for asked in move.inputs if asked.required]
    reason = ["a reason"] if move.reason else []
    return [*inside, *reason, *(["your signature"] if move.meaning is not None else [])]


def _named(asked: Input) -> str:
    return f"“{asked.label}”"
