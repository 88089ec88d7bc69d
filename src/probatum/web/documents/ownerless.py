"""The queue of documents whose owner has left; document control gives each a new one (DOC-35)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from probatum.documents.ownerless import CONTROL, ownerless
from probatum.kernel.authz import decide
from probatum.web.anatomy import state_of
from probatum.web.components import marks
from probatum.web.documents.tabs import list_views
from probatum.web.paths import reverse
from probatum.web.seen import reader

SHOWN = 200


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Every document without an owner that this person controls, those with the nearest review first."""
    actor = reader(request)
    decide(actor, CONTROL).or_refuse()
    rows = ownerless(actor).select_related("owner", "site", "documents_document__type")
    found = list(rows.order_by("documents_document__next_review", "number")[: SHOWN + 1])
    context = {
        "views": list_views(actor, current="documents-ownerless"),
        "table": _table(found[:SHOWN]),
        "count": len(found),
        "more": len(found) > SHOWN,
        "shown": SHOWN,
    }
    return render(request, "documents/ownerless.html", context)


def _table(records: list[Any]) -> dict[str, Any]:
    heads = ("Number", "Title", "State", "Site", "Owner who left", "Next review", "New owner")
    return {
        "caption": "Documents without an owner",
        "columns": [
            {"label": head, "named": head in ("Site", "Owner who left", "Next review")} for head in heads
        ],
        "cards": True,
        "rows": [_row(record) for record in records],
    }


def _row(record: Any) -> dict[str, Any]:
    state, review = state_of(record), record.documents_document.next_review
    return {
        "key": record.pk,
        "name": record.number,
        "cells": [
            {"value": record.number, "url": reverse("document", args=[record.number]), "css": "nowrap"},
            {"value": record.title, "css": "table__title"},
            {"value": marks.badge(state["label"], tone=state["tone"], icon_name=state["icon"])},
            {"value": record.site.code if record.site else "All"},
            {"value": record.owner.name, "css": "nowrap"},
            {"value": marks.due(review) if review else "", "css": "nowrap"},
            {
                "value": "Give a new owner",
                "url": reverse("document-properties", args=[record.number]),
                "css": "nowrap",
            },
        ],
    }
