"""What records are found by: number, other names, title and extracted text; derived from the records and rebuilt at any time.

How it is searched stands in `searching`; the rule kept there is that nobody learns of what they may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models import Lookup, QuerySet

from probatum.kernel.record import Record
from probatum.kernel.search_marks import marks

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
class OtherNames:
    """Where the other names of a kind stand: rows with the key of the record and the name, with a trigram index over it."""

    rows: Callable[[], QuerySet[models.Model]]
    record: str
    name: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a search: for each kind that has it, the pointer to a row with a key and a name."""

    name: str
    label: str
    pointers: tuple[str, ...]
    key: str
    text: str


#: kind -> what gives the other names of a record, by which it is found like by its number
_NAMES: dict[str, Callable[[Record], Iterable[str]]] = {}
_LISTED: dict[str, OtherNames] = {}
_FACETS: dict[str, Facet] = {}


def also_by(kind: str, names: Callable[[Record], Iterable[str]], *, listed: OtherNames | None = None) -> None:
    """Say what gives the other names of records of a kind; asked whenever one is indexed.

    `listed` says where they stand, so that fragments of them are found too.
    """
    _NAMES[kind] = names
    if listed is not None:
        _LISTED[kind] = listed


def narrowed_by(facet: Facet) -> None:
    """Offer one more way to narrow a search."""
    _FACETS[facet.name] = facet


def other_names() -> tuple[OtherNames, ...]:
    """Where other names stand, for all kinds that have them."""
    return tuple(_LISTED.values())


def more_facets() -> tuple[Facet, ...]:
    """The facets that areas offer."""
    return tuple(_FACETS.values())


def index(record: Record, *, text: str, found_elsewhere: bool = False) -> None:
    """Put a record's number, its other names, title and text into the index, under an open action.

    `found_elsewhere` says that another record is found in its place, so that one thing gives one hit.
    """
    names = tuple(_NAMES[record.kind](record)) if record.kind in _NAMES else ()
    index_together([Indexed(record, text, names, found_elsewhere)])


@dataclass(frozen=True, slots=True)
class Indexed:
    """What a record is put into the index with, where its other names are known already."""

    record: Record
    text: str
    names: tuple[str, ...] = ()
    found_elsewhere: bool = False


def index_together(found: Sequence[Indexed]) -> None:
    """Put many records into the index as `index` does with one, in one statement, under an open action."""
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _TOGETHER,
            [
                [one.record.pk for one in found],
                [" ".join([one.record.number, *one.names]) for one in found],
                [one.record.title for one in found],
                [one.text.replace("\x00", "")[:LONGEST_TEXT] for one in found],
                [one.found_elsewhere for one in found],
                [" ".join(marks(one.record.kind, one.record.opened_at)) for one in found],
            ],
        )


_TOGETHER = """INSERT INTO kernel_searchentry (record_id, text, found_elsewhere, words)
SELECT record, body, elsewhere, setweight(to_tsvector('simple', names), 'A')
  || setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'C')
  || array_to_tsvector(string_to_array(marks, ' '))
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::text[])
  AS given (record, names, title, body, elsewhere, marks)
ON CONFLICT (record_id) DO UPDATE
SET text = excluded.text, words = excluded.words, found_elsewhere = excluded.found_elsewhere"""


@SearchVectorField.register_lookup
class Matches(Lookup):
    """`words__matches=Asked("query")`: holds what a query in the database's own words asks for."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, values = self.process_lhs(compiler, connection)
        return f"{left} @@ (%s)::tsquery", [*values, self.rhs]


def index_again(record: Record) -> None:
    """Put a record into the index with the text it has there, because its names changed; under an open action."""
    known = SearchEntry.objects.filter(pk=record.pk).values_list("text", "found_elsewhere").first()
    if known is not None:
        index(record, text=known[0], found_elsewhere=known[1])


def find_elsewhere(record: Record, *, yes: bool) -> None:
    """Say whether another record is found in place of this one, under an open action."""
    SearchEntry.objects.filter(record=record).update(found_elsewhere=yes)
