"""Where a document is used, both ways: what it links to and what links to it; people add and end links here (DOC-29, DOC-44)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from probatum.documents.citations import FOUND
from probatum.documents.content import Document
from probatum.documents.linking import CHOSEN, add_link, may_link, void_link
from probatum.documents.translation import standing_of
from probatum.kernel.authz import visible
from probatum.kernel.closed import uncounted
from probatum.kernel.link import LINK_TYPES, Link, links_of
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.web import pages
from probatum.web.anatomy import state_of
from probatum.web.components import marks
from probatum.web.documents.adding import end_with_reason, list_and_add
from probatum.web.documents.finding import document_or_404
from probatum.web.documents.made_from import made_table
from probatum.web.paths import reverse
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
    may = may_link(actor, document)
    return list_and_add(
        request,
        document,
        "documents/where_used.html",
        form=LinkForm,
        may=may,
        act=lambda given: add_link(actor, document, **given),
        done="The link is made.",
        shown=lambda: _shown(actor, document, may=bool(may)),
    )


def _shown(actor: Person, document: Document, *, may: bool) -> dict[str, Any]:
    out, back, hidden = _rows(actor, document, may=may)
    return {
        "out": _table("This document", out),
        "back": _table("Other records", back),
        "hidden": hidden,
        "translation": standing_of(document),
        "made": made_table(actor, document),
    }


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
    return end_with_reason(
        request,
        document,
        "documents/link_end.html",
        act=lambda reason: void_link(actor, document, made, reason=reason),
        done="The link has ended.",
        back=reverse("document-where-used", args=[number]),
        shown={"other": made.target, "found": made.note == FOUND},
    )
