"""Search over number, other names, title and text, only in what the person may see: hits, facets, passages.

What matches is asked of the visible rows only. Counts, facets, ranks and passages are made of these matches and of nothing
else, so nobody learns of what they may not see. The words of texts are asked only where numbers and titles do not suffice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from probatum.kernel.people import Actor
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.search import Facet, other_names
from probatum.kernel.search_questions import (
    ALL,
    BETWEEN,
    BY_NAME,
    CANDIDATES,
    IN_TEXTS,
    NAMED,
    NARROWING,
    PASSAGES,
    RANKS,
    RECORDS,
    facets,
)
from probatum.kernel.search_words import Words, taken_apart
from probatum.kernel.spelling import corrected

__all__ = ["Found", "Hit", "counted", "facets", "find", "search"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A found record; `title` and `snippet`, the passage that matched, mark matches with \\x02 and \\x03.

    `names` are its other names, where it was found by one of them.
    """

    record: Record
    snippet: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: the best hits, how many matched (`more` says that counting stopped), and the rows that facets count.

    `instead` is the corrected query by which the hits were found where nothing was found for the one asked.
    """

    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    more: bool = False
    rows: list[dict[str, Any]] = field(default_factory=list)
    instead: str = ""


def search(actor: Actor, query: str, *, kind: str | None = None, limit: int = 20) -> list[Hit]:
    """The best hits that the actor may see: numbers first, then titles, then words in the text by rank."""
    return find(actor, query, kind=kind, limit=limit).hits


def find(
    actor: Actor,
    query: str,
    *,
    kind: str | None = None,
    chosen: Mapping[str, str] | None = None,
    limit: int = 20,
    typing: bool = False,
    exactly: bool = False,
    counting: bool = False,
    everything: bool = False,
) -> Found:
    """Hits, counts and facets of what the actor may see. Where nothing matches, a likely other spelling is tried unless `exactly`.

    `typing` completes the last word at once, else it is completed only where too little is found without; `counting`
    gives the rows that facets count, and `everything` goes on matching where the best hits are known already.
    """
    words = taken_apart(query)
    if words is None:
        return Found()
    narrow = {name: value for name, value in (chosen or {}).items() if value}
    found = _Search(actor, words, kind, narrow, limit, counting=counting, everything=everything).found(
        typing=typing
    )
    if found.count or exactly or narrow:
        return found
    other = corrected(actor, words)
    again = taken_apart(other) if other else None
    if again is None:
        return found
    found = _Search(actor, again, kind, narrow, limit, counting=counting, everything=everything).found(
        typing=typing
    )
    return replace(found, instead=other) if found.count else found


class _Search:
    """One search: what was found so far, by key."""

    def __init__(
        self,
        actor: Actor,
        words: Words,
        kind: str | None,
        chosen: dict[str, str],
        limit: int,
        *,
        counting: bool,
        everything: bool,
    ) -> None:
        self.actor, self.words, self.kind, self.limit = actor, words, kind, limit
        self.counting, self.everything = counting, everything
        self.shape = (
            len(words.patterns), bool(words.fragments), bool(words.without), tuple(sorted(chosen)), everything
        )  # fmt: skip
        self.values = _values(words, chosen)
        self.rows: dict[int, dict[str, Any]] = {}
        self.more = False
        self.ranks: dict[int, float] = {}
        self.begun = False

    def found(self, *, typing: bool) -> Found:
        """The hits, the best first."""
        self._take(
            NAMED.ask(self.actor, self.kind, *self.shape, **self.values),
            ALL if self.everything else BY_NAME,
        )
        if len(self.rows) < self.limit or self.everything:
            self._look_into_texts(typing=typing)
        ordered = sorted(self.rows.values(), key=self._place)
        counts = NARROWING.ask(facets(), found=list(self.rows)) if self.counting and self.rows else []
        return Found(self._shown(ordered[: self.limit]), len(ordered), self.more, counts)

    def _take(self, rows: list[dict[str, Any]], most: int) -> None:
        for row in rows:
            self.rows.setdefault(row["pk"], row)
        self.more = self.more or len(rows) >= most

    def _look_into_texts(self, *, typing: bool) -> None:
        both = (True,) if typing else (False, True)
        for begin in both if self.words.beginning else (False,):
            self.begun = begin
            rows = IN_TEXTS.ask(self.actor, self.kind, begin, *self.shape, **self.values)
            self._take(rows, ALL if self.everything else CANDIDATES)
            if len(self.rows) >= self.limit:
                break
        matched = [pk for pk, row in self.rows.items() if row["arm"] == "text"]
        if len(matched) > 1:
            self.ranks = dict(RANKS.ask(self.begun, found=matched[-2 * CANDIDATES :], **self.values))

    def _place(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """The exact number first, then numbers, names, titles, texts; within each what is not over, then by rank and time."""
        tier = _tier(row, self.words)
        over = process_of(row["kind"]).state(row["state"]).final
        return tier, over, -self.ranks.get(row["pk"], 0.0), -row["changed_at"].timestamp(), -row["pk"]

    def _shown(self, best: list[dict[str, Any]]) -> list[Hit]:
        """The best with their passages; a record is read once it is known to be shown."""
        in_text = [row["pk"] for row in best if row["arm"] == "text"]
        named = [row["pk"] for row in best if row["arm"] == "name"]
        records = (
            {record.pk: record for record in RECORDS.ask(found=[row["pk"] for row in best])} if best else {}
        )
        passages = dict(PASSAGES.ask(self.begun, found=in_text, **self.values)) if in_text else {}
        names = _names(named)
        found = []
        for row in best:
            record = records[row["pk"]]
            passage = passages.get(record.pk, "")
            passage = passage if "\x02" in passage else ""
            found.append(Hit(record, passage, names.get(record.pk, ())))
        return found


def _tier(row: Mapping[str, Any], words: Words) -> int:
    number, asked, arm = row["number"].upper(), words.text.upper(), row["arm"]
    if number == asked:
        return 0
    if arm in ("number", "name"):
        return 1
    if asked in number:
        return 2
    if arm == "text":
        return 5
    title = row["title"].upper()
    whole = all(re.search(rf"\b{re.escape(word.upper())}", title) for word in words.wanted)
    return 3 if whole else 4


def _values(words: Words, chosen: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {f"is_{name}": value for name, value in chosen.items()}
    values |= {f"word{n}": word for n, word in enumerate(words.patterns)}
    values |= {"whole": words.whole, "query": words.text, "without": words.without}
    values |= {"before": words.before, "last": words.beginning, "beginnings": words.beginnings}
    values["stem"] = _stem(words)
    if words.fragments:
        values["exactly"] = words.exactly
        values |= {f"value{n}": value for n, value in enumerate(words.values)}
    return values


def _stem(words: Words) -> str:
    """The longest word wanted without its ending, by which its place in a text is found."""
    wanted = " ".join(words.wanted) or words.text
    longest = max(re.findall(r"\w+", wanted.lower()), key=len, default="")
    return longest[: max(4, len(longest) - 3)]


def _names(records: list[int]) -> dict[int, tuple[str, ...]]:
    """The other names of records that were found by one of them."""
    found: dict[int, tuple[str, ...]] = {}
    for listed in other_names() if records else ():
        rows = listed.rows().filter(**{f"{listed.record}__in": records}).order_by("pk")
        for record, name in rows.values_list(listed.record, listed.name):
            found[record] = (*found.get(record, ()), name)
    return found


def counted(rows: Iterable[Mapping[str, Any]], facet: Facet) -> Counter[tuple[str, str]]:
    """How many of the matches have each value of a facet."""
    name = f"facet_{facet.name}"
    found = Counter(row[name] for row in rows)
    return Counter({_pair(value): count for value, count in found.items() if value is not None})


def _pair(value: str) -> tuple[str, str]:
    key, _, text = value.partition(BETWEEN)
    return key, text
