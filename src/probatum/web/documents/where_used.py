"""Where a document is used, both ways: what it links to and what links to it; people add and end links here (DOC-29, DOC-44)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.documents.citations import FOUND
from probatum.documents.content import Document
from probatum.documents.linking import CHOSEN, add_link, may_link, void_link
from probatum.documents.translation import standing_of
from probatum.kernel.authz import visible
from probatum.kernel.closed import uncounted
from probatum.kernel.errors import Refused
from probatum.kernel.link import LINK_TYPES, Link, links_of
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.web import pages
from probatum.web.anatomy import state_of
from probatum.web.components import marks
from probatum.web.documents.finding import document_or_404
from probatum.web.documents.forms import ReasonForm
from probatum.web.documents.made_from import made_table
from probatum.web.documents.sheets import finished, refuse_strange, show_sheet
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_confidential, reader


class LinkForm(forms.Form):
    """How the two belong together, and the other one by its number."""

    type = forms.ChoiceField(
        label="This document",
        choices=[(name, LINK_TYPES[name][0]) for name in CHOSEN],
        error_messages={
            "required": "Choose how the two belong together.",
            "invalid_choice": "Choose how the two belong together.",
        },
    )
    number = forms.CharField(
        label="Number of the other record",
        max_length=80,
        help_text="As it stands on it, such as SOP-QA-003.",
        error_messages={
            "required": "Enter the number of the other record.",
            "max_length": "Shorten the number to 80 characters.",
        },
    )
    note = forms.CharField(
        required=False, max_length=300, error_messages={"max_length": "Shorten the note to 300 characters."}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def where_used(request: HttpRequest, number: str) -> HttpResponse:
    """Every link that the reader may see, and the form to add one for those who may."""
    actor = reader(request)
    document = document_or_404(actor, number)
    note_confidential(request, document.record)
    form, status = LinkForm(), 200
    if request.method == "POST":
        may_link(actor, document).or_refuse()
        form, status = LinkForm(request.POST), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                add_link(actor, document, **form.cleaned_data)
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, "The link is made.")
                return redirect("document-where-used", number)
    may = bool(may_link(actor, document))
    out, back, hidden = _rows(actor, document, may=may)
    context = {
        "document": document,
        "out": _table("This document", out),
        "back": _table("Other records", back),
        "hidden": hidden,
        "translation": standing_of(document),
        "made": made_table(actor, document),
        "may": may,
        "form": form,
        "back_url": reverse("document", args=[number]),
    }
    return render(request, "documents/where_used.html", context, status=status)


def _rows(
    actor: Person, document: Document, *, may: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Links from the document, links to it, and how many lead to what the reader may not see."""
    found = links_of([document.pk], without="version_of")
    others = {link.target_id if link.source_id == document.pk else link.source_id for link in found}
    seen = visible(actor).in_bulk(others) if others else {}
    rows: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    for link in found:
        out = link.source_id == document.pk
        other = seen.get(link.target_id if out else link.source_id)
        if other is not None:
            rows[0 if out else 1].append(_row(link, other, document, out=out, may=may))
    hidden = others - set(seen)
    return rows[0], rows[1], len(hidden - uncounted(actor, hidden))


def _row(link: Link, other: Record, document: Document, *, out: bool, may: bool) -> dict[str, Any]:
    words, state = LINK_TYPES[link.type][0 if out else 1], state_of(other)
    ends = may and out and link.type in CHOSEN
    return {
        "key": link.pk,
        "name": other.number,
        "cells": [
            {"value": words[:1].upper() + words[1:]},
            {"value": other.number, "url": pages.page_of(other), "css": "nowrap"},
            {"value": other.title, "css": "table__title"},
            {"value": process_of(other).label},
            {"value": marks.badge(state["label"], tone=state["tone"], icon_name=state["icon"])},
            {"value": link.note or ("" if link.type not in CHOSEN else "By hand")},
            {
                "value": "End the link" if ends else "",
                "url": reverse("document-link-end", args=[document.record.number, link.pk]) if ends else "",
                "css": "nowrap",
            },
        ],
    }


def _table(caption: str, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    heads = ("Relation", "Number", "Title", "Kind", "State", "Note", "Ending")
    if not rows:
        return None
    return {
        "caption": caption,
        "columns": [{"label": head, "named": head == "Note"} for head in heads],
        "rows": rows,
        "cards": True,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """End one link of the document with a reason."""
    actor = reader(request)
    document = document_or_404(actor, number)
    made = next((one for one in links_of([document.pk]) if one.pk == key), None)
    if made is None or not visible(actor).filter(pk=made.target_id).exists():
        raise Http404("There is no such link for you.")
    may_link(actor, document).or_refuse()
    form, status = ReasonForm(), 200
    if request.method == "POST":
        form, status = ReasonForm(request.POST), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                void_link(actor, document, made, reason=form.cleaned_data["reason"])
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, "The link has ended.")
                return finished(request, reverse("document-where-used", args=[number]))
    context = {
        "form": form,
        "document": document,
        "other": made.target,
        "found": made.note == FOUND,
        "here": request.path,
        "back_url": reverse("document-where-used", args=[number]),
    }
    return show_sheet(request, "documents/link_end.html", context, status=status)
