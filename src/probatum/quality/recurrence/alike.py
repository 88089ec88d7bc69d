"""Earlier events that resemble a record, among those a person may see, with how alike they are (QE-13).

Two ways lead to a candidate: words of title and text, and the same items of master data. Each way gives its best; what is
found is then compared in everything: words, items, category, categories of root causes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, F, FloatField, Func, IntegerField, QuerySet

from probatum.kernel.authz import SeenQuestion
from probatum.kernel.concern import concerns_among
from probatum.kernel.master import Item
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record
from probatum.kernel.search import SearchEntry
from probatum.kernel.search_marks import marked
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


class _Asking(Func):
    """A function of some values and a column, written by its template with `%s` for each; mostly a subquery over arrays."""

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        """The template with every expression in its place."""
        parts = [compiler.compile(one) for one in self.source_expressions]
        return self.template % tuple(one[0] for one in parts), [value for one in parts for value in one[1]]


class _Weight(_Asking):
    """The weights of the terms that a text holds, added up."""

    output_field = FloatField()
    template = """(SELECT sum(given.weight) FROM unnest(%s::tsquery[], %s::float8[]) AS given (term, weight)
  WHERE %s @@ given.term)"""


class _Held(_Asking):
    """Which of the terms a text holds, by their places from 1."""

    output_field = ArrayField(IntegerField())
    template = """ARRAY(SELECT given.place::integer FROM unnest(%s::tsquery[]) WITH ORDINALITY AS given (term, place)
  WHERE %s @@ given.term)"""


def _within(rows: QuerySet[Record]) -> QuerySet[Record]:
    spanned = rows.filter(
        kind__any=Asked("kinds"), opened_at__gte=Asked("since"), opened_at__lt=Asked("until")
    )
    return spanned.exclude(pk=Asked("record")).order_by()


#: The index is asked for words, kind and quarter at once, and what it names is then looked up; see ADR-0060.
_BY_WORDS = SeenQuestion(
    lambda rows: (
        _within(rows)
        .filter(pk__any=SearchEntry.objects.filter(words__matches=Asked("query")).values("pk"))
        .order_by(_Weight(Asked("terms"), Asked("weights"), F("search_entry__words")).desc(), "-pk")
        .values_list("pk")[:BEST]
    )
)
_BY_ITEMS = SeenQuestion(
    lambda rows: (
        _within(rows)
        .filter(concerns__item_id__any=Asked("items"), concerns__until=None)
        .annotate(shared=Count("concerns__item", distinct=True))
        .order_by("-shared", "-pk")
        .values_list("pk")[:BEST]
    )
)
_FOUND = Question(
    lambda: (
        Record.objects.filter(pk__any=Asked("keys"))
        .select_related("owner", "site")
        .annotate(held=_Held(Asked("terms"), F("search_entry__words")))
        .order_by("pk")
    )
)
_CAUSES = Question(
    lambda: (
        Cause.objects.filter(record_id__any=Asked("records"), voided_at=None)
        .order_by("id")
        .values_list("record_id", "category_id", "category__name")
    )
)
_CATEGORIES: Question[Any] = Question(
    lambda kind: (
        _body(kind)
        ._default_manager.filter(pk__any=Asked("records"))
        .order_by()
        .values_list("pk", category_of(kind))
    )
)


def candidates(
    actor: Person, record: Record, *, terms: Sequence[Term], since: dt.datetime, until: dt.datetime
) -> list[Alike]:
    """The records most alike, opened in a span of time, that the actor may see; the most alike first."""
    own = traits_of([record])[record.pk]
    span = {"kinds": kinds(), "since": since, "until": until, "record": record.pk}
    keys = {*_by_words(actor, terms, span), *_by_items(actor, list(own.items.values()), span)}
    if not keys:
        return []
    found: list[Record] = _FOUND.ask(keys=sorted(keys), terms=[term.query for term in terms])
    traits = traits_of(found)
    compared = [_alike(one, own, traits[one.pk], terms) for one in found]
    compared = [one for one in compared if one.score >= LEAST]
    return sorted(compared, key=lambda one: (-one.score, -one.record.opened_at.timestamp()))[:SHOWN]


def _by_words(actor: Person, terms: Sequence[Term], span: dict[str, Any]) -> list[int]:
    heavy = [term.leads for term in terms if term.weight >= HEAVY]
    best = sorted(terms, key=lambda term: -term.weight)[:PAIRED]
    light = [term.leads for term in best if term.weight < HEAVY]  # a heavy one leads there by itself
    alternatives = [*heavy, *(f"{one} & {two}" for one, two in combinations(light, 2))]
    alternatives = alternatives or [term.leads for term in best]
    if not alternatives:
        return []
    words = " | ".join(f"({one})" for one in alternatives)
    narrowed = marked(span["kinds"], since=span["since"], until=span["until"])
    weights = {"terms": [term.query for term in terms], "weights": [term.weight for term in terms]}
    rows = _BY_WORDS.ask(actor, None, query=f"({words}) & {narrowed}", **weights, **span)
    return [key for (key,) in rows]


def _by_items(actor: Person, items: list[Item], span: dict[str, Any]) -> list[int]:
    if not items:
        return []
    telling = [item.pk for item in items if item.register in ITEM_WEIGHTS]
    asked = telling or [item.pk for item in items]  # half of all events can concern one product
    return [row[0] for row in _BY_ITEMS.ask(actor, None, items=asked, **span)]


def _alike(one: Record, own: Traits, other: Traits, terms: Sequence[Term]) -> Alike:
    places = set(getattr(one, "held", ()))
    held = [term for place, term in enumerate(terms, start=1) if place in places]
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
    for key, category, name in _CAUSES.ask(records=keys):
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
    for kind in sorted({one.kind for one in records}):
        if category_of(kind) and process_of(kind).body is not None:
            found |= dict(_CATEGORIES.ask(kind, records=[one.pk for one in records if one.kind == kind]))
    return found


def _body(kind: str) -> Any:
    return process_of(kind).body


def texts_of(records: Sequence[Record]) -> dict[int, str]:
    """The words by which several records are found; nothing personal stands in them."""
    keys = [one.pk for one in records]
    return dict(SearchEntry.objects.filter(pk__in=keys).values_list("record_id", "text"))
