"""The board: open records as cards in columns, by state, owner or another facet; each column with its count and its first cards."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from probatum.kernel.process import process_of
from probatum.web import anatomy, pages
from probatum.web.components import marks
from probatum.web.documents import listing
from probatum.web.worklists.asking import DUE, DUE_IN, OWNER, STATE, Asked
from probatum.web.worklists.chips import words_of
from probatum.web.worklists.rows import age_text

#: cards that a column shows, and columns that a board shows; the list behind holds the others
CARDS, COLUMNS = 12, 15


def ways(asked: Asked) -> list[listing.Facet]:
    """By what a board can be arranged."""
    aspects = [group[0] for group in asked.groups[3:]]
    return [STATE, OWNER, *aspects, DUE]


def board(asked: Asked, by: listing.Facet) -> list[dict[str, Any]]:
    """The columns with their cards: two questions, however many there are."""
    counts = _counts(asked, by)
    columns = _ordered(asked, by, counts)[:COLUMNS]
    cards = _cards(asked, by, [key for key, _, _ in columns])
    return [
        {
            "label": label,
            "count": count,
            "cards": [_card(row) for row in cards.get(key, [])],
            "more": count - len(cards.get(key, [])),
            "url": listing.address(asked.parameters, by="", **{by.name: "-" if key is None else str(key)}),
        }
        for key, label, count in columns
    ]


def _counts(asked: Asked, by: listing.Facet) -> dict[Any, tuple[str, int]]:
    """Value -> its text and how many rows have it, under every choice."""
    group = next(one for one in asked.groups if by in one)
    counted = asked.counted(group, whole=True)
    own = {facet.name: asked.chosen[facet.name] for facet in group if facet.name in asked.chosen}
    found: dict[Any, tuple[str, int]] = {}
    for row in counted:
        if rows := listing.total([row], group, own):
            label, count = found.get(row[by.key], (row[by.text] or by.none, 0))
            found[row[by.key]] = (label, count + rows)
    return found


def _ordered(
    asked: Asked, by: listing.Facet, counts: dict[Any, tuple[str, int]]
) -> list[tuple[Any, str, int]]:
    """The columns in the order of their words; owners by what they have."""
    words = {DUE.name: dict(DUE_IN), **words_of(asked.worklist)}.get(by.name, {})
    if not words:
        rows = [(key, label, count) for key, (label, count) in counts.items()]
        return sorted(rows, key=lambda row: (-row[2], row[1]))
    known = [(key, words[key], *counts[key][1:]) for key in words if key in counts]
    return [*known, *((None, by.none, counts[key][1]) for key in counts if key is None)]


def _cards(asked: Asked, by: listing.Facet, keys: list[Any]) -> dict[Any, list[Any]]:
    group = next(one for one in asked.groups if by in one)
    wanted = Q(**{f"{by.key}__in": [key for key in keys if key is not None]})
    wanted |= Q(**{f"{by.key}__isnull": True}) if None in keys else Q()
    rows = asked.told(asked.narrowed(), group).filter(wanted)
    place = Window(
        RowNumber(), partition_by=[F(by.key)], order_by=[F("due").asc(nulls_last=True), F("id").asc()]
    )
    # the places need few columns of every row, the cards all columns of few rows (ADR-0060)
    placed: Any = rows.annotate(place=place).filter(place__lte=CARDS).values("pk")
    known, more = _HOW.get(by.name, (by.name, ()))
    held: Any = rows.annotate(of_owner=F("owner__username")).filter(pk__any=placed)
    first: Any = asked.shown(held, *more)
    found: dict[Any, list[Any]] = {}
    for row in first.order_by(F("due").asc(nulls_last=True), "id"):
        found.setdefault(getattr(row, known), []).append(row)
    return found


#: facet -> what a row calls its value, and whether that has to be asked for
_HOW: dict[str, tuple[str, tuple[str, ...]]] = {
    OWNER.name: ("of_owner", ("of_owner",)),
    DUE.name: (DUE.key, (DUE.key,)),
}


def _card(row: Any) -> dict[str, Any]:
    process = process_of(row.kind)
    return {
        "number": row.number,
        "title": row.title,
        "url": pages.page_of(row),
        "kind": process.label,
        "icon": anatomy.icon_name(process.icon),
        "state": anatomy.state_mark(process.state(row.state)),
        "owner": row.owned_by,
        "due": marks.due(row.due) if row.due else "",
        "age": age_text(row),
    }
