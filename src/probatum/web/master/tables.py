"""How items and what points at them stand in tables."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from probatum.kernel.master import REGISTERS, Item, Register
from probatum.kernel.process import process_of
from probatum.web import anatomy, pages
from probatum.web.components import marks


def columns(kept: Register) -> list[tuple[str, str]]:
    """The columns of a register; the headings are those that an import knows."""
    under = [("parent", "Belongs to")] if kept.under else []
    located = [("site", "Site")] if kept.located else []
    national = [("country", "Country")] if kept.national else []
    dated = [("made_on", "Made on")] if kept.dated else []
    return [
        ("code", "Code"),
        ("name", "Name"),
        *under,
        *located,
        *national,
        *dated,
        ("status", "Status"),
        ("note", "Note"),
    ]


def plain(kept: Register, one: Item) -> list[dict[str, Any]]:
    """The cells of a row as text; the site by its code, as an import takes it."""
    values = {
        "parent": one.parent.code if one.parent else "",
        "site": one.site.code if one.site else "",
        "made_on": one.made_on.isoformat() if one.made_on else "",
        "status": one.standing.label,
    }
    return [{"value": values.get(name, getattr(one, name))} for name, _ in columns(kept)]


def table(kept: Register, rows: list[Item]) -> dict[str, Any]:
    """The rows of a register as a table."""

    def cells(one: Item) -> list[dict[str, Any]]:
        found = plain(kept, one)
        found[0] |= {"url": reverse("item", args=[one.pk]), "css": "nowrap"}
        found[1]["css"] = "table__title"
        found[-2]["value"] = marks.badge(one.standing.label, tone=one.standing.tone)
        return found

    return {
        "caption": kept.label,
        "columns": [{"label": label} for _, label in columns(kept)],
        "cards": True,
        "rows": [{"key": one.pk, "name": one.code, "cells": cells(one)} for one in rows],
    }


def facts(found: Item) -> list[dict[str, Any]]:
    """What an item says beside its code, name and status."""
    kept = found.kept_in
    told: list[dict[str, Any]] = []
    if kept.under:
        parent = found.parent
        url = reverse("item", args=[parent.pk]) if parent else ""
        label = REGISTERS[kept.under].one.capitalize()
        told.append({"label": label, "value": str(parent) if parent else "", "url": url})
    if kept.located:
        told.append({"label": "Site", "value": found.site.name if found.site else ""})
    if kept.national:
        told.append({"label": "Country", "value": found.country})
    if kept.dated:
        told.append({"label": "Made on", "value": marks.day_text(found.made_on) if found.made_on else ""})
    return [*told, {"label": "Note", "value": found.note, "none": "None"}]


def used(rows: list[Any]) -> dict[str, Any]:
    """The records that point at an item as a table."""

    def cells(record: Any) -> list[dict[str, Any]]:
        process = process_of(record)
        state = anatomy.state_mark(process.state(record.state))
        return [
            {"value": record.number, "url": pages.page_of(record), "css": "nowrap"},
            {"value": record.title, "css": "table__title"},
            {"value": process.label},
            {"value": marks.badge(state["label"], tone=state["tone"], icon_name=state["icon"])},
            {"value": record.owner.name},
            {"value": marks.when(record.changed_at, short=True), "css": "nowrap"},
        ]

    heads = ("Number", "Title", "Kind", "State", "Owner", "Last change")
    return {
        "caption": "Where it is used",
        "columns": [{"label": head} for head in heads],
        "cards": True,
        "rows": [{"key": one.pk, "name": one.number, "cells": cells(one)} for one in rows],
    }


def many(count: int, noun: str) -> str:
    """A number with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
