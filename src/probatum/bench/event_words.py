"""Titles and texts of made events: words of the example's documents as often as they stand there, and rare names among them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

#: Names that a site makes up for what it has: many, and each used as seldom as such names are.
NAMES = 12_000
_LETTERS, _VOWELS = "bcdfghklmnprstvz", "aeiou"
_WHAT = (
    "Temperature outside the limits", "Entry missing in the batch record", "Alarm not answered in time", "Label of another batch",
    "Particles seen", "Step carried out late", "Wrong edition of the form used", "Sample left unrefrigerated", "Calibration overdue",
    "Yield below the limit", "Filter integrity test failed", "Glove torn", "Bioburden above the action limit", "Weight not confirmed",
    "Access by an expired account", "Shipment arrived warm", "Signature missing", "Cleaning beyond the hold time", "Seal broken",
    "Count of components does not balance", "Pressure difference lost", "Visit outside the window", "Data entered twice",
)  # fmt: skip
_WHERE = (
    "at",
    "in",
    "on",
    "during use of",
    "next to",
    "after cleaning of",
    "at the start of",
    "while changing",
)


@dataclass
class Author:
    """Writes titles and texts, the same ones for the same seed."""

    passages: list[str]
    names: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        made = random.Random(4)  # noqa: S311  # nothing here is secret
        self.names = sorted({self._name(made) for _ in range(NAMES)})
        made.shuffle(self.names)
        self.weights = [1 / (place + 8) for place in range(len(self.names))]

    def write(self, first: int, last: int) -> tuple[list[str], list[str]]:
        """Titles and texts of the events of a range."""
        made = random.Random(first)  # noqa: S311
        many = last - first + 1
        names = made.choices(self.names, self.weights, k=many * 12)
        titles, texts = [], []
        for place in range(many):
            own = names[place * 12 : place * 12 + 12]
            title = f"{made.choice(_WHAT)} {made.choice(_WHERE)} {own[0]} {made.randrange(1, 90)}"
            titles.append(f"{title} {own[1]}" if made.random() < 0.4 else title)
            parts = [" ".join([*self._passage(made), *own[turn * 3 : turn * 3 + 3]]) for turn in range(4)]
            texts.append(". ".join(parts))
        return titles, texts

    def _passage(self, made: random.Random) -> list[str]:
        start = made.randrange(len(self.passages) - 20)
        return self.passages[start : start + 14]

    @staticmethod
    def _name(made: random.Random) -> str:
        return "".join(made.choice(_LETTERS) + made.choice(_VOWELS) for _ in range(made.randint(2, 4)))
