"""What else a document is called: a page of its own with a form, and the entries in the library that lead to documents (DOC-31)."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from probatum.documents.aliases import Entry, add_alias, end_alias, entries, may_name
from probatum.documents.content import Document
from probatum.documents.identifiers import ALIAS, KINDS, identifiers_of
from probatum.kernel.people import Person
from probatum.web.components import marks
from probatum.web.documents.adding import end_with_reason, list_and_add
from probatum.web.documents.finding import document_or_404
from probatum.web.paths import reverse
from probatum.web.seen import note_confidential, reader

SHOWN_IN_LIBRARY = 10


class NameForm(forms.Form):
    """The other name, where it is used, and why."""

    name = forms.CharField(
        label="Other name or number",
        max_length=120,
        error_messages={
            "required": "Enter the other name or number.",
            "max_length": "Shorten the name to 120 characters.",
        },
    )
    heading = forms.CharField(
        label="Where it is called so",
        required=False,
        max_length=200,
        help_text="The heading it stands under in the library: a site, a folder, a process or an application.",
        error_messages={"max_length": "Shorten the heading to 200 characters."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        error_messages={
            "required": "Say why it is called so.",
            "max_length": "Shorten the reason to 300 characters.",
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, number: str) -> HttpResponse:
    """Every other name of a document, and the form to add one for those who may."""
    actor = reader(request)
    document = document_or_404(actor, number)
    note_confidential(request, document.record)
    may = may_name(actor, document)
    return list_and_add(
        request,
        document,
        "documents/names.html",
        form=NameForm,
        may=may,
        act=lambda given: add_alias(actor, document, **given),
        done="The document is found under this name too.",
        shown=lambda: {"table": _table(document, may=bool(may))},
    )


def _table(document: Document, *, may: bool) -> dict[str, Any] | None:
    heads, labels = ("Name", "What it is", "Where", "Since", "Ending"), dict(KINDS)
    rows = [
        {
            "key": one.pk,
            "name": one.value,
            "cells": [
                {"value": one.value, "css": "table__title"},
                {"value": labels[one.kind]},
                {"value": one.source},
                {"value": marks.when(one.made_at, short=True), "css": "nowrap"},
                {
                    "value": "End" if may and one.kind == ALIAS else "",
                    "url": reverse("document-name-end", args=[document.record.number, one.pk])
                    if may and one.kind == ALIAS
                    else "",
                },
            ],
        }
        for one in identifiers_of(document)
    ]
    if not rows:
        return None
    return {
        "caption": "Other names",
        "columns": [{"label": head, "named": head in ("Where", "Since")} for head in heads],
        "rows": rows,
        "cards": True,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """End one other name with a reason."""
    actor = reader(request)
    document = document_or_404(actor, number)
    alias = next((one for one in identifiers_of(document) if one.pk == key), None)
    if alias is None:
        raise Http404("There is no such name.")
    may_name(actor, document).or_refuse()
    return end_with_reason(
        request,
        document,
        "documents/name_end.html",
        act=lambda reason: end_alias(actor, document, alias, reason=reason),
        done="The name has ended.",
        back=reverse("document-names", args=[number]),
        shown={"alias": alias},
    )


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The entries of the library that lead to documents, by heading."""
    actor, query = reader(request), request.GET.get("q", "")[:200]
    found = entries(actor, query=query)
    groups = [
        {"heading": heading or "Everywhere", "entries": [see(one) for one in ones]}
        for heading, ones in groupby(found, key=lambda one: one.heading)
    ]
    context = {"query": query, "groups": groups, "count": len(found)}
    return render(request, "documents/listed.html", context)


def entries_in_library(actor: Person, query: str) -> list[dict[str, str]]:
    """The entries that a search within the library finds; asked only when something is searched for."""
    if not query.strip():
        return []
    return [see(one) for one in entries(actor, query=query, most=SHOWN_IN_LIBRARY)]


def see(entry: Entry) -> dict[str, str]:
    """An entry as a line: the name, where it is used, and what to see."""
    return {
        "name": entry.name,
        "heading": entry.heading,
        "number": entry.number,
        "title": entry.title,
        "url": reverse("document", args=[entry.number]),
    }
