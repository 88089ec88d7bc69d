"""What a person typed into the search field, taken apart: words, phrases, words left out, the beginning of a word, a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 200
MOST_WORDS = 6
#: A word shorter than this begins too many others to be completed.
SHORTEST_BEGINNING = 3
#: An ending that stemming takes off a word; who types “calibrati” means what is kept as “calibr”.
LONGEST_ENDING = 4
_PIECE = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_RUNS = re.compile(r"\d+|[A-Z]+")


@dataclass(frozen=True, slots=True)
class Words:
    """A query taken apart. `text` is what the full text search reads; patterns are for `LIKE` in capitals."""

    text: str
    wanted: tuple[str, ...]
    without: str
    #: what stands before the last word, and that word, where it may be the beginning of a longer one
    before: str
    beginning: str
    #: letters and digits in their order with anything between them; empty where the query names no number
    fragments: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The query as one pattern."""
        return pattern(self.text)

    @property
    def patterns(self) -> list[str]:
        """One pattern for each word and phrase that a title must hold."""
        return [pattern(word) for word in self.wanted]

    @property
    def beginnings(self) -> str:
        """A raw full text query for every word that begins so, and for the stem of which the beginning is an ending too much."""
        word = self.beginning.lower()
        shortest = max(len(word) - LONGEST_ENDING, 5)
        stems = [f"'{word[:length]}'" for length in range(len(word) - 1, shortest - 1, -1)]
        return " | ".join([f"'{word}':*", *stems])

    @property
    def exactly(self) -> str:
        """A regular expression for a number with these fragments, whatever zeros stand before its digits."""
        found = ""
        for part in self.fragments:
            gap = "[^0-9]*" if found else ""
            if part.isdigit():
                found += (gap or "(^|[^0-9])") + f"0*{part.lstrip('0') or '0'}(?![0-9])"
            else:
                found += gap + part
        return found

    @property
    def values(self) -> list[str]:
        """Five ways in which the first digits stand in a number, so that the index finds them: few digits by what comes after."""
        digits = next((part for part in self.fragments if part.isdigit()), "0").lstrip("0") or "0"
        if len(digits) >= SHORTEST_BEGINNING:
            return [f"%{digits}%"] * 5
        return [f"%{digits}", f"%{digits} %", f"%{digits}-%", f"%{digits}/%", f"%{digits}.%"]


def taken_apart(query: str) -> Words | None:
    """The parts of a query; None where nothing is asked for."""
    text = " ".join(query.replace("\x00", " ").split())[:LONGEST].strip()
    if not text:
        return None
    wanted: list[str] = []
    without: list[str] = []
    for minus, phrase, word in _PIECE.findall(text):
        if word:
            minus, phrase = ("-", word[1:]) if word.startswith("-") and len(word) > 1 else ("", word)
        if phrase := phrase.strip():
            (without if minus else wanted).append(phrase)
    if "or" in (word.lower() for word in wanted):
        wanted = [text]
    before, beginning = _beginning(text)
    return Words(
        text=text,
        wanted=tuple(wanted[:MOST_WORDS]),
        without=" ".join(f'-"{word}"' for word in without),
        before=before,
        beginning=beginning,
        fragments=_fragments(text),
    )


def _beginning(text: str) -> tuple[str, str]:
    before, _, last = text.rpartition(" ")
    if '"' in last or before.count('"') % 2 or len(last) < SHORTEST_BEGINNING or not last.isalpha():
        return text, ""
    return before, last


def _fragments(text: str) -> tuple[str, ...]:
    """Letters and digits of what can be a number: one to three short words with a digit, and no quotes or words left out."""
    if not re.search(r"\d", text) or len(text) > 40 or len(text.split()) > 3 or '"' in text:
        return ()
    return tuple(_RUNS.findall(text.upper()))[:8]


def pattern(word: str) -> str:
    """A `LIKE` pattern in capitals for text that holds the word; what is special to `LIKE` stands for itself."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", word.upper()) + "%"
