"""What verification finds, and how values are read and shown."""

import hashlib
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


decode = json.JSONDecoder(parse_float=Number).decode


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


def sha(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def show(value: Any) -> str:
    """A value for people, shortened."""
    text = str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."
