"""A record and its candidates side by side: the same lines of both, with what is the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Field

from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.recurrence.alike import Alike, Traits, texts_of, traits_of
from probatum.quality.recurrence.declared import category_of
from probatum.quality.risk.rating import ratings_of
from probatum.web import anatomy, pages
from probatum.web.components import marks

LONGEST = 700


def side_by_side(record: Record, found: Sequence[Alike]) -> list[dict[str, Any]]:
    """Each candidate with its score, why it was found, and the lines of both records."""
    records = [record, *(one.record for one in found)]
    traits, ratings = traits_of(records), ratings_of([one.pk for one in records])
    texts = texts_of(records)

    def lines(one: Record) -> dict[str, str]:
        rating = ratings.get(one.pk)
        return _lines(one, traits[one.pk], texts.get(one.pk, "")) | {
            "Rating": f"{rating.result.label} ({rating.path})" if rating else ""
        }

    own = lines(record)
    return [_candidate(one, own, lines(one.record)) for one in found]


def _candidate(one: Alike, own: dict[str, str], other: dict[str, str]) -> dict[str, Any]:
    return {
        "key": one.record.pk,
        "number": one.record.number,
        "title": one.record.title,
        "url": pages.page_of(one.record),
        "state": anatomy.state_of(one.record),
        "score": one.score,
        "why": _why(one),
        "lines": [
            {"label": label, "own": own[label], "other": value, "same": bool(value) and value == own[label]}
            for label, value in other.items()
            if value or own[label]
        ],
    }


def _why(one: Alike) -> list[str]:
    """In what it is alike, in words."""
    found = []
    if one.terms:
        found.append(f"words: {', '.join(one.terms)}")
    if one.items:
        found.append(f"the same {', '.join(item.code for item in one.items)}")
    if one.same_category:
        found.append("same category")
    if one.causes:
        found.append(f"same cause: {', '.join(one.causes)}")
    return found


def _lines(one: Record, traits: Traits, text: str) -> dict[str, str]:
    short = " ".join(text.split())
    return {
        "Kind": process_of(one).label,
        "Title": one.title,
        "What it says": short if len(short) <= LONGEST else f"{short[:LONGEST]}…",
        "Opened": marks.day_text(one.opened_at.date()),
        "Site": one.site.name if one.site else "",
        "Category": _category(one, traits.category),
        "Concerns": ", ".join(sorted(f"{item.code} {item.name}" for item in traits.items.values())),
        "Root causes": ", ".join(sorted(traits.causes.values())),
    }


def _category(one: Record, value: str) -> str:
    body, column = process_of(one).body, category_of(one.kind)
    if not (value and column and body is not None):
        return value
    field = body._meta.get_field(column)
    choices = field.flatchoices if isinstance(field, Field) else ()
    return str(dict(choices).get(value, value))
