"""What verification finds, and how values are read and shown."""

import json
from typing import Any

LIMIT = 200  # faults shown of one code


class Number(str):
    """A decimal as it was printed: 12.50 is not 12.5, and neither is the text '12.5'."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other


_decoder = json.JSONDecoder(parse_float=Number)
#: Value and end of the JSON text that starts at an index. Raises StopIteration.
scan: Any = _decoder.scan_once  # type: ignore[attr-defined]


def decode(text: str) -> Any:
    """The value of a JSON text. Raises ValueError."""
    try:
        value, end = scan(text, 0)
    except StopIteration:
        end = -1
    return value if end == len(text) else _decoder.decode(text)


def same(one: Any, other: Any) -> bool:
    """Whether two decoded values are the same; to Python alone true would equal 1."""
    if one.__class__ is not other.__class__ or one != other:
        return False
    if one.__class__ is dict:
        kinds = list(map(type, one.values()))
        flat = dict not in kinds and list not in kinds
        if flat and kinds == list(map(type, other.values())) and list(one) == list(other):
            return True  # the common case, without a step for each value
        return all(same(value, other[key]) for key, value in one.items())
    return one.__class__ is not list or all(map(same, one, other))


class Report:
    """Faults and notes; the first LIMIT of each code are kept, all are counted."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, str, dict[str, Any]]] = []
        self.notes: list[tuple[str, str]] = []
        self.counts: dict[str, int] = {}

    def fault(self, code: str, sentence: str, **where: Any) -> None:
        """Add what breaks the proof."""
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= LIMIT:
            self.faults.append((code, sentence, where))

    def note(self, code: str, sentence: str) -> None:
        """Add what a reviewer should know."""
        if (code, sentence) not in self.notes and len(self.notes) < LIMIT:
            self.notes.append((code, sentence))


def show(value: Any) -> str:
    """A value for people, shortened."""
    text = str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."
