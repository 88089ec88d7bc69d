"""The catalogue of cause categories: a tree, each change with a reason and a history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from probatum.kernel.authz import demand
from probatum.kernel.workplace import stamp
from probatum.quality.causes.catalogue import RIGHT, CauseCategory, laid_out, save_category, take_starter
from probatum.web.causes.forms import INDENT, CategoryForm
from probatum.web.components import marks
from probatum.web.documents.sheets import refuse_strange
from probatum.web.paths import reverse
from probatum.web.seen import reader
from probatum.web.views.settings_pages import found_or_404, past, show_edit

TITLE = "Cause categories"


@login_required
@require_GET
def categories(request: HttpRequest) -> HttpResponse:
    """Every category, as a tree."""
    demand(reader(request), RIGHT)
    rows = [_row(category, depth) for category, depth in laid_out()]
    context = {
        "title": TITLE,
        "table": {
            "caption": TITLE,
            "columns": [{"label": "Category"}, {"label": "Code"}, {"label": "Use"}],
            "rows": rows,
            "cards": True,
        },
        "back": {"label": "Administration", "url": reverse("administration")},
        "actions": [
            {"label": "New category", "icon": "plus", "tone": "primary", "url": reverse("cause-category-new")}
        ],
    }
    return render(request, "causes/categories.html", context)


def _row(category: CauseCategory, depth: int) -> dict[str, Any]:
    use = marks.badge("In use", tone="good") if category.active else marks.badge("Out of use", tone="muted")
    return {
        "key": category.code,
        "name": category.name,
        "cells": [
            {
                "value": category.name,
                "url": reverse("cause-category", args=[category.code]),
                "css": f"table__title set-in set-in--{min(depth, 9)}",
            },
            {"value": category.code, "css": "nowrap"},
            {"value": use},
        ],
    }


@login_required
@require_http_methods(["GET", "POST"])
def category(request: HttpRequest, code: str = "") -> HttpResponse:
    """One category, or a new one."""
    actor = reader(request)
    demand(actor, RIGHT)
    tree = laid_out()
    row = found_or_404(next((one for one, _ in tree if one.code == code), None)) if code else CauseCategory()
    values = {"code": row.code, "name": row.name, "active": row.active}
    by_key = {str(one.pk): one for one, _ in tree if one.pk != row.pk}
    form = CategoryForm(
        request.POST or None,
        around=[(str(one.pk), f"{INDENT * depth}{one.name}") for one, depth in tree if one.pk != row.pk],
        initial={**values, "parent": str(row.parent_id or ""), "based_on": stamp(row)},
    )

    def save() -> None:
        told = form.cleaned_data
        for name in values:
            setattr(row, name, told[name])
        row.parent = by_key.get(told["parent"])
        save_category(actor, row, reason=told["reason"], based_on=told["based_on"])

    page = {
        "title": row.name or "New category",
        "back": {"label": TITLE, "url": reverse("cause-categories")},
        "button": "Save the category",
        "acts": past(actor, row.pk, row._meta.db_table) if row.pk else [],
    }
    return show_edit(request, form, save, page, done="The category is saved.", then="cause-categories")


@login_required
@require_POST
def started(request: HttpRequest) -> HttpResponse:
    """Begin an empty catalogue with the starter set."""
    refuse_strange(request, CategoryForm(around=[]))
    many = take_starter(reader(request))
    messages.success(request, f"{many} categories are in the catalogue. Change them as you need.")
    return redirect("cause-categories")
