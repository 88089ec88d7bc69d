"""Lists of records: search within, facets with counts, sorting, and pages by key, so that page 2,000 costs what page 1 does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from probatum.kernel.record import Record
from probatum.kernel.tally import tally

PAGE = 50
LONGEST_QUERY = 200
MOST_CHOICES = 40


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list: the parameter in the address, its label, and the fields for key and name."""

    name: str
    label: str
    key: str
    text: str
    none: str


@dataclass(frozen=True, slots=True)
class Sort:
    """One order of a list; the last field is unique, so that a row has one place."""

    name: str
    fields: tuple[str, ...]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page and the keys of its neighbours."""

    rows: list[Any]
    after: int | None
    before: int | None


def search_within(rows: QuerySet[Record], query: str) -> QuerySet[Record]:
    """The rows whose number, title or text matches; an empty query keeps all."""
    query = " ".join(query.replace("\x00", " ").split())[:LONGEST_QUERY]
    if not query:
        return rows
    words = SearchQuery(query, config="english", search_type="websearch")
    return rows.filter(Q(number__icontains=query) | Q(title__icontains=query) | Q(search_entry__words=words))


def chosen_of(parameters: QueryDict, facets: Iterable[Facet]) -> dict[str, str]:
    """The facets chosen in the address; what does not name a value is left out."""
    found = {facet.name: parameters.get(facet.name, "").replace("\x00", "")[:40] for facet in facets}
    return {name: value for name, value in found.items() if value}


def narrow(rows: QuerySet[Record], facets: Iterable[Facet], chosen: Mapping[str, str]) -> QuerySet[Record]:
    """The rows with the chosen values."""
    for facet in facets:
        if value := chosen.get(facet.name):
            rows = rows.filter(**({f"{facet.key}__isnull": True} if value == "-" else {facet.key: value}))
    return rows


def combinations(
    rows: QuerySet[Record], facets: Iterable[Facet], *, kind: str | Sequence[str], latest: Any = None
) -> list[dict[str, Any]]:
    """How many rows have each combination of facet values: one query feeds every count of a page."""
    facets = list(facets)
    numbers = [_number(facet) for facet in facets]
    counted = rows.order_by().values(*numbers).annotate(rows=Count("pk"))

    def named(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Grouped by numbers; the few names that stand behind them are read afterwards."""
        for facet, number in zip(facets, numbers, strict=True):
            if number != facet.key:
                _add_names(found, facet, number)
        return found

    return tally(counted, kind=kind, complete=named, latest=latest)


def _add_names(found: list[dict[str, Any]], facet: Facet, number: str) -> None:
    names = _names(facet, {row[number] for row in found} - {None})
    for row in found:
        row[facet.key], row[facet.text] = names.get(row[number], (None, None))


def _number(facet: Facet) -> str:
    """The foreign key a facet's name hangs on, such as `site_id` for `site__code`; its own field where there is none."""
    pointer, _, field = facet.key.rpartition("__")
    return f"{pointer}_id" if field and pointer else facet.key


def _names(facet: Facet, numbers: set[int]) -> dict[int, tuple[str, str]]:
    pointer, _, key = facet.key.rpartition("__")
    model: Any = Record
    for step in pointer.split("__"):
        model = model._meta.get_field(step).related_model
    found = model._default_manager.filter(pk__in=numbers).values_list(
        "pk", key, facet.text.rpartition("__")[2]
    )
    return {pk: (code, name) for pk, code, name in found}


def frequent(
    rows: QuerySet[Record], facet: Facet, *, kind: str | Sequence[str], latest: Any = None
) -> list[dict[str, Any]]:
    """The values of a facet of very many, such as owners, that most rows have; such a facet is counted by itself."""
    number = _number(facet)
    counted = rows.order_by().values(number).annotate(rows=Count("pk")).order_by("-rows", number)

    def named(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        _add_names(found, facet, number)
        return found

    return tally(counted[:MOST_CHOICES], kind=kind, complete=named, latest=latest)


def total(found: Iterable[Mapping[str, Any]], facets: Iterable[Facet], chosen: Mapping[str, str]) -> int:
    """How many rows are left by the chosen values."""
    return sum(row["rows"] for row in found if not chosen or _fits(row, facets, chosen))


def choices(
    found: list[dict[str, Any]], facets: Iterable[Facet], chosen: Mapping[str, str], parameters: QueryDict
) -> list[dict[str, Any]]:
    """What the facet chips show: each value with the number of rows it would leave under the other choices."""
    shown = []
    for facet in facets:
        others = {name: value for name, value in chosen.items() if name != facet.name}
        left = [row for row in found if _fits(row, facets, others)] if others else found
        counts: Counter[tuple[Any, Any]] = Counter()
        for row in left:
            counts[row[facet.key], row[facet.text]] += row["rows"]
        now = chosen.get(facet.name, "")
        options = [
            {
                "label": text,
                "count": count,
                "url": address(parameters, **{facet.name: "" if value == now else value}),
                "chosen": value == now,
            }
            for value, text, count in _offered(counts, facet, now)
        ]
        label = next((option["label"] for option in options if option["chosen"]), now)
        shown.append({"label": facet.label, "chosen": label, "choices": options})
    return shown


def _offered(counts: Counter[tuple[Any, Any]], facet: Facet, now: str) -> list[tuple[str, str, int]]:
    """The values by name; of very many (owners), those with the most rows and the chosen one."""
    most = counts.most_common(MOST_CHOICES)
    if len(counts) > MOST_CHOICES:
        most += [
            (pair, count)
            for pair, count in counts.items()
            if str(pair[0]) == now and (pair, count) not in most
        ]
    found = [("-" if key is None else str(key), text or facet.none, count) for (key, text), count in most]
    return sorted(found, key=lambda one: one[1].casefold())


def _value(row: Mapping[str, Any], facet: Facet) -> str:
    return "-" if row[facet.key] is None else str(row[facet.key])


def _fits(row: Mapping[str, Any], facets: Iterable[Facet], chosen: Mapping[str, str]) -> bool:
    return all(chosen.get(facet.name) in (None, _value(row, facet)) for facet in facets)


def address(parameters: QueryDict, **changes: str) -> str:
    """The same list with other choices, from its first page."""
    kept = {key: value for key, value in parameters.items() if key not in ("after", "before")}
    pairs = {**kept, **changes}
    return "?" + urlencode({key: value for key, value in pairs.items() if value})


def order(rows: QuerySet[Any], sort: Sort, *, reverse: bool = False) -> QuerySet[Any]:
    """The rows in the order of a sort."""
    sign = "-" if sort.descending != reverse else ""
    return rows.order_by(*(f"{sign}{field}" for field in sort.fields))


def cut(rows: QuerySet[Any], sort: Sort, parameters: QueryDict, *, size: int = PAGE) -> Page:
    """The page after or before the row named in the address; a row that is gone or not to be seen gives the first page."""
    back = "before" in parameters
    place = _place(rows, sort, parameters.get("before" if back else "after", ""))
    back = back and place is not None
    ordered = order(rows, sort, reverse=back)
    if place is not None:
        ordered = ordered.filter(_beyond(sort, place, greater=sort.descending == back))
    found: list[Any] = list(ordered[: size + 1])
    more = len(found) > size
    found = found[:size]
    if back:
        found.reverse()
    if not found:
        return Page([], None, None)
    return Page(
        found,
        found[-1].pk if (more or back) else None,
        found[0].pk if (more if back else place is not None) else None,
    )


def _place(rows: QuerySet[Any], sort: Sort, key: str) -> tuple[Any, ...] | None:
    if not key.isdecimal() or len(key) > 18:
        return None
    return rows.filter(pk=int(key)).values_list(*sort.fields).first()


def _beyond(sort: Sort, place: tuple[Any, ...], *, greater: bool) -> Q:
    """Rows behind a place: greater in the first field, or equal there and greater in the next, and so on."""
    rule, same = Q(pk__in=[]), Q()
    for field, value in zip(sort.fields, place, strict=True):
        rule |= same & Q(**{f"{field}__{'gt' if greater else 'lt'}": value})
        same &= Q(**{field: value})
    return rule
