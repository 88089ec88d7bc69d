"""The words by which earlier events are looked for: proposed from title and text, the rare ones first (QE-13).

How rare a word is, the database knows already from its own statistics of the search index; nothing is counted for it.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from probatum.kernel.record import Record
from probatum.kernel.search import SearchEntry
from probatum.quality.recurrence.judged import LONGEST_TERM

MOST_PROPOSED, MOST_TERMS = 10, 16
SHORTEST = 3
KEPT_SECONDS = 600
#: The share of texts that a word stands in where the statistics do not name it.
RARE = 0.0005
#: What stands in every report and tells nothing apart.
EMPTY = frozenset(
    [
        "also",
        "been",
        "could",
        "did",
        "does",
        "done",
        "during",
        "event",
        "found",
        "from",
        "have",
        "having",
        "into",
        "issue",
        "noted",
        "observed",
        "occurred",
        "other",
        "problem",
        "reported",
        "result",
        "seen",
        "shows",
        "that",
        "the",
        "then",
        "there",
        "this",
        "was",
        "were",
        "when",
        "where",
        "which",
        "with",
    ]
)
_kept: dict[str, tuple[float, dict[str, float]]] = {}
_WORD = re.compile(r"[^\W_](?:[\w/.-]*[^\W_])?")


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it weighs: 0.7 where every second text has it, 7.6 where hardly any does."""

    word: str
    weight: float
    #: The word in the database's own form, as a text is asked whether it holds it.
    query: str
    #: The rarest part of it, which leads the search index to candidates: a phrase with one common word costs it much more.
    leads: str


def proposed(record: Record) -> list[Term]:
    """The terms that tell a record apart, the heaviest first; a word of the title counts twice."""
    text = SearchEntry.objects.filter(pk=record.pk).values_list("text", flat=True).first() or ""
    in_title = set(_words(record.title))
    known = weighed([*in_title, *_words(text[:20_000])])
    ranked = sorted(known, key=lambda term: (-term.weight * (2 if term.word in in_title else 1), term.word))
    return ranked[:MOST_PROPOSED]


def weighed(words: Iterable[str]) -> list[Term]:
    """Words with their weights, in their order; a stop word or a repetition is left out."""
    wanted = [word for word in dict.fromkeys(map(_plain, words)) if word]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [wanted[:400]])
        rows = cursor.fetchall()
    shares = _shares()
    found: dict[str, Term] = {}
    for word, stems, query in rows:
        if stems:  # two forms of a word are one term, and a phrase is as rare as its rarest word
            rarest = min(stems, key=lambda stem: shares.get(stem, 0.0))
            weight = -math.log(max(shares.get(rarest, 0.0), RARE))
            found.setdefault(query, Term(word, weight, query, _quoted(rarest)))
    return list(found.values())


def _quoted(stem: str) -> str:
    doubled = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _shares() -> dict[str, float]:
    """The share of texts in which each common stem stands, as the database last took it; read again after ten minutes."""
    name = str(connection.settings_dict["NAME"])
    until, shares = _kept.get(name, (0.0, {}))
    if time.monotonic() < until:
        return shares
    with connection.cursor() as cursor:
        cursor.execute(_COMMON)
        shares = {stem: float(share) for stem, share in cursor.fetchall()}
    _kept[name] = (time.monotonic() + KEPT_SECONDS, shares)
    return shares


def _words(text: str) -> list[str]:
    words = (_plain(match[0]) for match in _WORD.finditer(text))
    return [word for word in words if len(word) >= SHORTEST and word not in EMPTY and not word.isdigit()]


def _plain(word: str) -> str:
    return " ".join(word.replace("\x00", "").split()).casefold()[:LONGEST_TERM]


_STEMS = """SELECT word, tsvector_to_array(to_tsvector('english', word)), phraseto_tsquery('english', word)::text
FROM unnest(%s::text[]) WITH ORDINALITY AS given(word, place) ORDER BY place"""
_COMMON = """SELECT stem, share FROM pg_stats,
  unnest(most_common_elems::text::text[], most_common_elem_freqs) AS both_of(stem, share)
WHERE schemaname = 'public' AND tablename = 'kernel_searchentry' AND attname = 'words' AND stem IS NOT NULL"""
