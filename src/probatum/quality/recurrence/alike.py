"""Earlier events that resemble a record, among those a person may see, with how alike they are (QE-13).

Two ways lead to a candidate: words of title and text, and the same items of master data. Each way gives its best; what is
found is then compared in everything: words, items, category, categories of root causes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Count, FloatField, QuerySet, Value, When

from probatum.kernel.authz import visible
from probatum.kernel.concern import concerns_among
from probatum.kernel.master import Item
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.search import SearchEntry
from probatum.quality.causes.analysis import Cause
from probatum.quality.recurrence.declared import category_of, kinds
from probatum.quality.recurrence.terms import Term

SHOWN = 20
#: Less alike than this, in percent, is chance.
LEAST = 10
#: The best of each way; comparing these in full takes milliseconds.
BEST = 60
#: A word this heavy says enough alone; lighter ones only two together.
HEAVY, PAIRED = 6.0, 5
#: What the same item says: a batch or a machine tells more than a product that half of all events concern.
ITEM_WEIGHTS = {"batch": 3.0, "equipment": 3.0, "material": 2.0, "system": 2.0}
#: How much words, items, category and causes count, as far as the record has them.
SHARES = {"text": 0.5, "items": 0.3, "category": 0.1, "causes": 0.1}


@dataclass(frozen=True, slots=True)
class Alike:
    """A candidate: how alike in percent, and in what."""

    record: Record
    score: int
    terms: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    same_category: bool = False
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traits:
    """What a record is compared by, besides its words."""

    items: dict[int, Item]
    category: str
    causes: dict[int, str]


def candidates(
    actor: Person, record: Record, *, terms: Sequence[Term], since: dt.datetime, until: dt.datetime
) -> list[Alike]:
    """The records most alike, opened in a span of time, that the actor may see; the most alike first."""
    rows = (
        visible(actor)
        .filter(kind__in=kinds(), opened_at__gte=since, opened_at__lt=until)
        .exclude(pk=record.pk)
        .order_by()
    )
    own = traits_of([record])[record.pk]
    keys = {*_by_words(rows, terms), *_by_items(rows, list(own.items.values()))}
    if not keys:
        return []
    found = list(_with_words(Record.objects.filter(pk__in=keys), terms).select_related("owner", "site"))
    traits = traits_of(found)
    compared = [_alike(one, own, traits[one.pk], terms) for one in found]
    compared = [one for one in compared if one.score >= LEAST]
    return sorted(compared, key=lambda one: (-one.score, -one.record.opened_at.timestamp()))[:SHOWN]


def _query(term: Term) -> SearchQuery:
    return SearchQuery(term.word, config="english", search_type="phrase")


def _by_words(rows: QuerySet[Record], terms: Sequence[Term]) -> list[int]:
    heavy = [_query(term) for term in terms if term.weight >= HEAVY]
    best = sorted(terms, key=lambda term: -term.weight)[:PAIRED]
    pairs = [_query(one) & _query(two) for one, two in combinations(best, 2)]
    alternatives = [*heavy, *pairs] or [_query(term) for term in best]
    if not alternatives:
        return []
    matching = rows.filter(search_entry__words=reduce(or_, alternatives))
    ranked = matching.annotate(by_words=_weight(terms)).order_by("-by_words", "-pk")
    return list(ranked.values_list("pk", flat=True)[:BEST])


def _weight(terms: Sequence[Term]) -> Any:
    """The weights of the terms that a text holds, added up."""
    found: Any = Value(0.0, output_field=FloatField())
    for term in terms:
        held = When(search_entry__words=_query(term), then=Value(term.weight))
        found = found + Case(held, default=Value(0.0), output_field=FloatField())
    return found


def _by_items(rows: QuerySet[Record], items: list[Item]) -> list[int]:
    if not items:
        return []
    telling = [item.pk for item in items if item.register in ITEM_WEIGHTS]
    items_asked = telling or [item.pk for item in items]  # half of all events can concern one product
    pointing = rows.filter(concerns__item__in=items_asked, concerns__until=None)
    ranked = pointing.annotate(shared=Count("concerns__item", distinct=True)).order_by("-shared", "-pk")
    return list(ranked.values_list("pk", flat=True)[:BEST])


def _with_words(rows: QuerySet[Record], terms: Sequence[Term]) -> QuerySet[Record]:
    """Each record with a flag for each term that its text holds."""
    flags = {
        f"has_{place}": Case(When(search_entry__words=_query(term), then=Value(True)), default=Value(False))
        for place, term in enumerate(terms)
    }
    return rows.annotate(**flags)


def _alike(one: Record, own: Traits, other: Traits, terms: Sequence[Term]) -> Alike:
    held = [term for place, term in enumerate(terms) if getattr(one, f"has_{place}")]
    shared = [item for key, item in other.items.items() if key in own.items]
    same_category = bool(own.category) and own.category == other.category
    causes = [name for key, name in other.causes.items() if key in own.causes]
    parts: dict[str, float] = {}
    if terms:
        parts["text"] = sum(term.weight for term in held) / sum(term.weight for term in terms)
    if own.items:
        parts["items"] = _weigh(shared) / _weigh(own.items.values())
    if own.category:
        parts["category"] = float(same_category)
    if own.causes:
        parts["causes"] = len(causes) / len(own.causes)
    whole = sum(SHARES[name] for name in parts)
    score = sum(SHARES[name] * share for name, share in parts.items()) / whole if whole else 0.0
    return Alike(
        one, round(100 * score), tuple(t.word for t in held), tuple(shared), same_category, tuple(causes)
    )


def _weigh(items: Iterable[Item]) -> float:
    return sum(ITEM_WEIGHTS.get(item.register, 1.0) for item in items)


def traits_of(records: Sequence[Record]) -> dict[int, Traits]:
    """Items, category and categories of root causes of several records: two queries, and one for each kind with a category."""
    keys = [one.pk for one in records]
    pointed = concerns_among(keys)
    causes: dict[int, dict[int, str]] = {}
    rows = Cause.objects.filter(record__in=keys, voided_at=None).order_by("id")
    for key, category, name in rows.values_list("record_id", "category_id", "category__name"):
        causes.setdefault(key, {})[category] = name
    categories = _categories(records)
    return {
        key: Traits(
            {one.item_id: one.item for one in pointed.get(key, ())},
            categories.get(key, ""),
            causes.get(key, {}),
        )
        for key in keys
    }


def _categories(records: Sequence[Record]) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind in {one.kind for one in records}:
        column, body = category_of(kind), process_of(kind).body
        if column and body is not None:
            keys = [one.pk for one in records if one.kind == kind]
            found |= dict(body._default_manager.filter(pk__in=keys).values_list("pk", column))
    return found


def texts_of(records: Sequence[Record]) -> dict[int, str]:
    """The words by which several records are found; nothing personal stands in them."""
    keys = [one.pk for one in records]
    return dict(SearchEntry.objects.filter(pk__in=keys).values_list("record_id", "text"))
