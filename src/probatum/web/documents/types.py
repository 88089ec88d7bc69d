"""Administration of document types: three levels, each change with a reason (DOC-01)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from probatum.documents.types import PRINT_RULES, DocumentType, rule, save_type_and_people
from probatum.kernel.authz import demand, visible
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.web.components import marks
from probatum.web.documents import choices
from probatum.web.documents.sheets import refuse_strange
from probatum.web.documents.tabs import list_views
from probatum.web.documents.type_form import TypeForm, initial
from probatum.web.documents.type_history import history
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader


@login_required
@require_safe
def types(request: HttpRequest) -> HttpResponse:
    """Every type in its level, with the rules in force."""
    actor = _manager(request)
    found = choices.types()
    context = {
        "views": list_views(actor, current="document-types"),
        "table": _table(_in_levels(found)) if found else None,
    }
    return render(request, "documents/types.html", context)


def _manager(request: HttpRequest) -> Person:
    actor = reader(request)
    demand(actor, "type.manage")
    return actor


def _in_levels(found: list[DocumentType]) -> list[tuple[int, DocumentType]]:
    below: dict[int | None, list[DocumentType]] = {}
    for one in found:
        below.setdefault(one.parent_id, []).append(one)

    def walk(key: int | None, depth: int) -> list[tuple[int, DocumentType]]:
        rows = []
        for one in below.get(key, []):
            rows += [(depth, one), *walk(one.pk, depth + 1)]
        return rows

    return walk(None, 0)


def _table(rows: list[tuple[int, DocumentType]]) -> dict[str, Any]:
    columns = [
        {"label": "Code", "css": "nowrap"},
        {"label": "Name"},
        {"label": "Number pattern", "css": "nowrap", "named": True},
        {"label": "Review", "css": "nowrap", "named": True},
        {"label": "Template", "named": True},
        {"label": "Printing", "named": True},
        {"label": "In use"},
    ]
    return {
        "caption": "Document types",
        "columns": columns,
        "rows": [_row(*row) for row in rows],
        "cards": True,
    }


def _row(depth: int, type: DocumentType) -> dict[str, Any]:
    months = rule(type, "review_months")
    in_use = marks.badge("In use", tone="good") if type.active else marks.badge("Retired", tone="muted")
    return {
        "key": type.code,
        "name": type.name,
        "cells": [
            {"value": type.code, "url": reverse("document-type", args=[type.code]), "css": "nowrap"},
            {"value": "› " * depth + type.name, "css": "table__title"},
            {"value": rule(type, "pattern") or "None", "css": "nowrap"},
            {"value": f"{months} months" if months else "None", "css": "nowrap"},
            {"value": type.template.record.number if type.template else ""},
            {"value": dict(PRINT_RULES).get(rule(type, "print_rule") or "uncontrolled", "")},
            {"value": in_use},
        ],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A further type."""
    return _edit(request, DocumentType())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a type; documents keep their number and take the other rules from now on."""
    _manager(request)
    found = next((one for one in choices.types() if one.code == code), None)
    if found is None:
        raise Http404("There is no such type.")
    return _edit(request, found)


def _edit(request: HttpRequest, type: DocumentType) -> HttpResponse:
    actor = _manager(request)
    templates = _templates(actor)
    status, title, code = 200, type.name, type.code
    form = TypeForm(type=type, templates=templates, initial=initial(type) if type.pk else None)
    if request.method == "POST":
        form, status = TypeForm(request.POST, type=type, templates=templates), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                saved = _save(actor, form)
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, f"“{saved.name}” is saved.")
                return redirect(reverse("document-types"))
    context = {
        "form": form,
        "type": type,
        "title": title,
        "code": code,
        "acts": history(actor, type) if type.pk else [],
    }
    return render(request, "documents/type.html", context, status=status)


def _save(actor: Person, form: TypeForm) -> DocumentType:
    people = {part.name: form.proposed(part.name) for part in form.parts}
    reason = form.cleaned_data.get("reason", "")
    further = [int(key) for key in form.cleaned_data["further_templates"]]
    return save_type_and_people(actor, form.filled(), people=people, reason=reason, templates=further)


def _templates(actor: Person) -> list[tuple[str, str]]:
    """Effective documents that can serve as template, by number."""
    found = visible(actor, "document").filter(state="effective").order_by("number")
    return [(str(record.pk), f"{record.number} {record.title}") for record in found[:500]]
