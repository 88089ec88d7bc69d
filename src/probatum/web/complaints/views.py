"""Who complained, and which complaints may be the same one: pages of a single complaint."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import visible
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import makeable
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.complaints import cases, complainants
from probatum.quality.complaints.bodies import Complainant
from probatum.web import pages
from probatum.web.complaints.forms import ComplainantForm, initial_of
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_seen, reader, seen
from probatum.web.views.records import frame

KIND = cases.KIND


def is_one(record: Record) -> bool:
    """Whether a record is a complaint, which has these pages."""
    return record.kind == KIND


def _complaint(request: HttpRequest, uuid: UUID) -> Record:
    record = seen(request, uuid)
    if not is_one(record):
        raise Http404("This is not a complaint.")
    note_seen(request, record)
    return record


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def complainant(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who complained, for who may know it; and the form to enter or correct it."""
    record, actor = _complaint(request, uuid), reader(request)
    may_see, may_enter = complainants.may_see(actor, record), complainants.may_enter(actor, record)
    if request.method == "POST":
        return _entered(request, actor, record)
    known = complainants.complainant_of(actor, record) if may_see else None
    form = _form(record, known) if may_enter else None
    return _page(request, record, known, form)


def _entered(request: HttpRequest, actor: Person, record: Record) -> HttpResponse:
    complainants.may_enter(actor, record).or_refuse()
    there = complainants.known(record)
    form = ComplainantForm(request.POST, known=there)
    status = 400
    if form.is_valid():
        try:
            complainants.keep_complainant(
                actor,
                record,
                values=form.values(),
                based_on=form.cleaned_data["based_on"],
                reason=form.cleaned_data.get("reason", ""),
            )
        except Refused as refusal:
            status = sentence_into(form, refusal)
        else:
            messages.success(request, "Who complained is kept, apart from the complaint.")
            return HttpResponseRedirect(reverse("record", args=[record.uuid]))
    return _page(request, record, None, form, status=status)


def _form(record: Record, known: Complainant | None) -> ComplainantForm:
    initial = {**initial_of(known), "based_on": record.version}
    return ComplainantForm(initial=initial, known=known is not None)


def _page(
    request: HttpRequest,
    record: Record,
    known: Complainant | None,
    form: ComplainantForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    actor = reader(request)
    context = frame(actor, record, current="complainant") | {
        "facts": _facts(known) if known else [],
        "form": form,
        "form_open": known is None,
        "entered": complainants.known(record),
        "why_not": "" if complainants.may_see(actor, record) else complainants.may_see(actor, record).reason,
    }
    return render(request, "complaints/complainant.html", context, status=status)


def _facts(one: Complainant) -> list[dict[str, Any]]:
    return [
        {"label": "Name", "value": one.name, "none": f"Not known: {one.withheld_reason}"},
        {"label": "Role", "value": one.role},
        {"label": "Address", "value": ", ".join(one.address.splitlines())},
        {"label": "E-mail", "value": one.email},
        {"label": "Telephone", "value": one.phone},
        {"label": "Agrees to be contacted", "value": "Yes" if one.may_contact else "No"},
    ]


@login_required
@require_GET
def duplicates(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Complaints that may be the same one, and those that were merged into it."""
    record, actor = _complaint(request, uuid), reader(request)
    found = cases.candidates(actor, record)
    merged = visible(actor, KIND).filter(pk__in=[one.pk for one in cases.duplicates_of(record)])
    context = frame(actor, record, current="duplicates") | {
        "table": {
            "caption": "Complaints that may be the same",
            "cards": True,
            "columns": [
                {"label": "Complaint"},
                {"label": "State", "named": True},
                {"label": "In common", "named": True},
                {"label": "Likeness", "named": True},
            ],
            "rows": [_row(one) for one in found],
        },
        "merged": [{"number": one.number, "title": one.title, "url": pages.page_of(one)} for one in merged],
        "merge_url": _merge_url(actor, record),
    }
    return render(request, "complaints/duplicates.html", context)


def _merge_url(actor: Person, record: Record) -> str:
    """Where this person merges it; empty where that is not open to them."""
    if all(move.name != "merge" for move in makeable(actor, record)):
        return ""
    return reverse("record-move", args=[record.uuid, "merge"])


def _row(one: cases.Candidate) -> dict[str, Any]:
    record = one.record
    label = process_of(record).state(record.state).label
    return {
        "key": record.number,
        "name": record.number,
        "cells": [
            {"value": f"{record.number} {record.title}", "url": pages.page_of(record), "css": "table__title"},
            {"value": label},
            {"value": ", ".join(one.shared)},
            {"value": f"{one.likeness} %"},
        ],
    }
