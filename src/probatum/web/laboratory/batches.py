"""Which other batches were examined with the same method or instrument, each with its investigation and its state (LAB-07)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_GET

from probatum.kernel.configuration import setting
from probatum.kernel.hold import held
from probatum.kernel.master import Item
from probatum.kernel.record import Record
from probatum.quality.laboratory import alike
from probatum.quality.laboratory.results import KIND
from probatum.web import anatomy, pages
from probatum.web.components import marks
from probatum.web.paths import reverse
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.views.records import frame

HEADS = ("Batches", "Investigation", "State", "Same method", "Same instrument", "Tested")


def has_others(record: Record) -> bool:
    """Whether other batches are listed for a record."""
    return record.kind == KIND


@login_required
@require_GET
def others(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The other investigations with the same method or instrument that this person may see, latest test first."""
    record, actor = seen(request, uuid), reader(request)
    if not has_others(record):
        raise Http404("No other batches are listed for this record.")
    note_confidential(request, record)
    found = alike.alike(actor, record)
    kept = held(item for one in found for item in one.batches)
    table = {
        "caption": "Other batches",
        "cards": True,
        "columns": [{"label": label} for label in HEADS],
        "rows": [
            {"key": one.record.pk, "name": one.record.number, "cells": _cells(one, kept)} for one in found
        ],
    }
    days = int(setting(alike.WINDOW))
    context = frame(actor, record, current="batches") | {
        "table": table,
        "days": days,
        "most": alike.MOST if len(found) == alike.MOST else 0,
    }
    return render(request, "laboratory/batches.html", context)


def _cells(one: alike.Alike, kept: dict[int, list[Record]]) -> list[dict[str, Any]]:
    state = anatomy.state_of(one.record)
    return [
        {"value": _batches(one.batches, kept) if one.batches else "Not named"},
        {"value": one.record.number, "url": pages.page_of(one.record), "css": "nowrap"},
        {"value": marks.badge(state["label"], tone=state["tone"], icon_name=state["icon"])},
        {"value": one.method},
        {"value": ", ".join(item.code for item in one.instruments)},
        {"value": marks.when(one.tested, short=True), "css": "nowrap"},
    ]


def _batches(items: tuple[Item, ...], kept: dict[int, list[Record]]) -> Any:
    on_hold = format_html(" {}", marks.badge("On hold", tone="warn", icon_name="lock"))
    rows = ((reverse("item", args=[one.pk]), one.code, on_hold if one.pk in kept else "") for one in items)
    return format_html_join(", ", '<a href="{}">{}</a>{}', rows)
