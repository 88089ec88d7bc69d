"""Another spelling for a query that found nothing: words of titles that this person may see, and of nothing else.

A word that stands only in what somebody may not see can therefore never be suggested to them.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, F, FloatField, Func, Lookup, QuerySet

from probatum.kernel.authz import SeenQuestion
from probatum.kernel.people import Actor
from probatum.kernel.question import Asked
from probatum.kernel.record import Record
from probatum.kernel.search_words import Words

#: Shorter words have too many neighbours.
SHORTEST = 4
#: How alike a title's word must be for the index to offer it, and for us to suggest it.
OFFERED = "0.4"
ALIKE = 0.72
TITLES = 40
#: Titles compared at most: how alike two words are is dear to say.
COMPARED = 1000


@CharField.register_lookup
class HoldsAlike(Lookup):
    """`title__holds_alike="GOWNIG"`: holds a word alike, answered by the trigram index."""

    lookup_name = "holds_alike"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, values = self.process_lhs(compiler, connection)
        return f"UPPER({left}) %%> %s", [*values, self.rhs]


def _alike(rows: QuerySet[Record]) -> QuerySet[Record, Any]:
    """Titles with a word alike, the most alike first. A word of thousands of titles is known from the first of them."""
    some = rows.filter(title__holds_alike=Asked("word")).order_by().values("pk")[:COMPARED]
    title = Func(F("title"), function="upper")
    alike = Func(Asked("word"), title, function="word_similarity", output_field=FloatField())
    found = Record.objects.filter(pk__any=some).annotate(alike=alike).order_by("-alike", "-changed_at")
    return found.values_list("title", flat=True)[:TITLES]


_ALIKE = SeenQuestion(_alike)


def corrected(actor: Actor, words: Words) -> str:
    """The query with each unknown word as it stands in a title that the actor may see; empty where nothing is alike."""
    found = words.text
    for word in dict.fromkeys(re.findall(r"[^\W\d_]+", " ".join(words.wanted))):
        if len(word) >= SHORTEST and (other := _nearest(actor, word)):
            found = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, found)
    return found if found != words.text else ""


def _nearest(actor: Actor, word: str) -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [OFFERED])
        titles = _ALIKE.ask(actor, None, word=word.upper())
    best, alike = "", ALIKE
    for other in dict.fromkeys(re.findall(r"[^\W\d_]+", " ".join(titles).lower())):
        likeness = _likeness(word.lower(), other)
        if likeness == 1.0:
            return ""
        if likeness > alike:
            best, alike = other, likeness
    return best


def _likeness(word: str, other: str) -> float:
    """How alike two words are, from 0 to 1; letters that changed places count as one fault."""
    if abs(len(word) - len(other)) > 3:
        return 0.0
    if sorted(word) == sorted(other) and word != other:
        return 0.9
    return SequenceMatcher(None, word, other).ratio()
