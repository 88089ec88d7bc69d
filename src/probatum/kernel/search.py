"""Search over number, title and extracted text, limited to what the actor may see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import connection, models
from django.db.models import F, Q, Value

from probatum.kernel.authz import visible
from probatum.kernel.people import Actor
from probatum.kernel.record import Record

#: Candidates ranked at most: ranking every hit of a common word costs a second, this costs milliseconds.
CANDIDATES = 300
LONGEST_TEXT = 600_000


class SearchEntry(models.Model):
    """What a record is found by; derived, rebuilt at any time."""

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, primary_key=True, related_name="search_entry"
    )
    text = models.TextField(blank=True)
    found_elsewhere = models.BooleanField(
        default=False
    )  # another record is found in its place, so one thing gives one hit
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="search_words")]


@dataclass(frozen=True, slots=True)
class Hit:
    """A found record with the passage that matched; `snippet` marks matches with \\x02 and \\x03."""

    record: Record
    snippet: str


#: kind -> what gives the other names of a record, by which it is found like by its number
_NAMES: dict[str, Callable[[Record], Iterable[str]]] = {}


def also_by(kind: str, names: Callable[[Record], Iterable[str]]) -> None:
    """Say what gives the other names of records of a kind; asked whenever one is indexed."""
    _NAMES[kind] = names


def index(record: Record, *, text: str, found_elsewhere: bool = False) -> None:
    """Put a record's number, its other names, title and text into the index, under an open action.

    `found_elsewhere` says that another record is found in its place, so that one thing gives one hit.
    """
    cut = text.replace("\x00", "")[:LONGEST_TEXT]
    names = " ".join([record.number, *(_NAMES[record.kind](record) if record.kind in _NAMES else ())])
    words = (
        SearchVector(Value(names), weight="A", config="simple")
        + SearchVector(Value(record.title), weight="A", config="english")
        + SearchVector(Value(cut), weight="C", config="english")
    )
    entry = SearchEntry(record=record, text=cut, words=words, found_elsewhere=found_elsewhere)
    SearchEntry.objects.bulk_create(  # one statement, whether it is there or not
        [entry],
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=["text", "words", "found_elsewhere"],
    )


def find_elsewhere(record: Record, *, yes: bool) -> None:
    """Say whether another record is found in place of this one, under an open action."""
    SearchEntry.objects.filter(record=record).update(found_elsewhere=yes)


def search(actor: Actor, query: str, *, kind: str | None = None, limit: int = 20) -> list[Hit]:
    """The best hits that the actor may see: number fragments first, then words by rank."""
    query = " ".join(query.replace("\x00", " ").split())[:200]
    if not query:
        return []
    seen = visible(actor, kind).filter(search_entry__found_elsewhere=False)
    by_number = list(
        seen.filter(Q(number__icontains=query) | Q(title__icontains=query)).order_by("-changed_at")[:limit]
    )
    found = {record.pk: Hit(record, "") for record in by_number}
    if len(found) < limit:
        wanted = SearchQuery(query, config="english", search_type="websearch")
        candidates = (
            SearchEntry.objects.filter(words=wanted, record__in=seen)
            .exclude(record__in=list(found))
            .order_by("-record_id")[:CANDIDATES]
        )
        ranked = (
            SearchEntry.objects.filter(pk__in=candidates.values("pk"))
            .annotate(rank=SearchRank(F("words"), wanted))
            .select_related("record")
            .defer("text", "words")
            .order_by("-rank", "-record_id")[: limit - len(found)]
        )
        hits = list(ranked)
        snippets = _snippets([entry.pk for entry in hits], query)
        found |= {entry.pk: Hit(entry.record, snippets.get(entry.pk, "")) for entry in hits}
    return list(found.values())


def _snippets(records: list[int], query: str) -> dict[int, str]:
    if not records:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            # The passage is cut out around the first match before it is marked: marking reads every word it is given.
            "SELECT record_id, ts_headline('english', substr(text, greatest(1, strpos(lower(text), %s) - 200), 1500),"
            " websearch_to_tsquery('english', %s),"
            " 'StartSel=\x02, StopSel=\x03, MaxFragments=1, MaxWords=24, MinWords=12') "
            "FROM kernel_searchentry WHERE record_id = ANY(%s)",
            [_stem(query), query, records],
        )
        return dict(cursor.fetchall())


def _stem(query: str) -> str:
    """The longest word of a query without its ending, by which its place in a text is found."""
    longest = max(re.findall(r"\w+", query.lower()), key=len, default="")
    return longest[: max(4, len(longest) - 3)]
