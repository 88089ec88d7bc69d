"""How items and what points at them stand in tables."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from probatum.kernel.authz import can_see
from probatum.kernel.hold import can_be_held, held
from probatum.kernel.master import REGISTERS, Item, Register
from probatum.kernel.people import Person
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

    kept_back = held(rows) if can_be_held(rows[0].register if rows else "") else {}

    def cells(one: Item) -> list[dict[str, Any]]:
        found = plain(kept, one)
        found[0] |= {"url": reverse("item", args=[one.pk]), "css": "nowrap"}
        found[1]["css"] = "table__title"
        found[-2]["value"] = standing(one, on_hold=one.pk in kept_back)
        return found

    return {
        "caption": kept.label,
        "columns": [{"label": label} for _, label in columns(kept)],
        "cards": True,
        "rows": [{"key": one.pk, "name": one.code, "cells": cells(one)} for one in rows],
    }


def standing(one: Item, *, on_hold: bool) -> Any:
    """The state of an item as a mark, with another one where something keeps it from use."""
    mark = marks.badge(one.standing.label, tone=one.standing.tone)
    if not on_hold:
        return mark
    return format_html("{} {}", mark, marks.badge("On hold", tone="warn", icon_name="lock"))


def holders(actor: Person, found: Item) -> dict[str, Any] | None:
    """Which open records keep an item from use, as far as they may be seen; None where nothing does."""
    known = held([found]).get(found.pk, [])
    if not known:
        return None
    seen = [one for one in known if can_see(actor, one)]
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a> ({})',
        ((pages.page_of(one), one.number, process_of(one).state(one.state).label) for one in seen),
    )
    return {"label": "On hold by", "value": links if seen else "A record that you may not see"}


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
