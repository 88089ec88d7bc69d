"""Bringing a register in from a table: the file, the dry run with every row, then the import. Reload and back change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from probatum.kernel import file as files
from probatum.kernel import headings
from probatum.kernel.errors import Refused
from probatum.kernel.identity.charge import require
from probatum.kernel.master import MANAGE, REGISTERS
from probatum.kernel.master_import import (
    CHANGED,
    FAULTY,
    FIELDS,
    NEW,
    SAME,
    Plan,
    begin_import,
    carry_out,
    fields_of,
    plan,
)
from probatum.kernel.models import ItemImport
from probatum.output.limits import UploadRefused
from probatum.output.register import Table, tables_of
from probatum.web.admin_people.forms import reason_field
from probatum.web.components import marks
from probatum.web.documents.upload import limited_upload, too_large
from probatum.web.forms.moves import refuse_unknown
from probatum.web.imports.upload import name_of, on_disk
from probatum.web.master.forms import ColumnsForm, TableForm
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader

MOST_SHOWN = 200
OUTCOMES = {
    FAULTY: ("Left out", "warn"),
    NEW: ("New", "good"),
    CHANGED: ("Changed", "info"),
    SAME: ("As it is", "muted"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A table as it is read: its sheets, headings, and the rows below them by field."""

    sheets: list[str]
    texts: tuple[str, ...]
    columns: Mapping[str, int]
    read_as: str
    rows: list[tuple[int, dict[str, Any]]]


@limited_upload
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, register: str) -> HttpResponse:
    """The table of a register, and the imports before."""
    actor = reader(request)
    require(actor, MANAGE, site=None)
    if register not in REGISTERS:
        raise Http404("There is no such register.")
    if request.method != "POST":
        return _show_begin(request, register, TableForm())
    form = TableForm(request.POST, request.FILES)
    refuse_unknown(request.POST, form.fields)
    if sentence := too_large(request):
        form.errors.pop("file", None)
        form.add_error("file", sentence)
    if not form.is_valid():
        return _show_begin(request, register, form, status=400)
    upload = form.cleaned_data["file"]
    try:
        with on_disk(upload) as path:
            try:
                tables_of(path, filename=name_of(upload))
            except UploadRefused as refusal:
                raise Refused(refusal.sentence, field="file") from refusal
            content = path.read_bytes()
        kind = "application/octet-stream"
        made = begin_import(
            actor, register=register, content=content, filename=name_of(upload), media_type=kind
        )
    except Refused as refusal:
        return _show_begin(request, register, form, status=sentence_into(form, refusal))
    return redirect("item-import", register, made.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, register: str, number: int) -> HttpResponse:
    """The dry run of a table: what each row would do; and carrying it out, with a reason."""
    actor = reader(request)
    require(actor, MANAGE, site=None)
    found = _import(register, number)
    if found.carried_out_at is not None:
        return _show_done(request, found)
    given = request.POST if request.method == "POST" else request.GET
    reading = _read(found, given)
    columns = ColumnsForm(
        given if "column_code" in given else None,
        register=register,
        sheets=reading.sheets,
        headings=reading.texts,
        columns=reading.columns,
    )
    reason = reason_field()
    error, status = "", 200
    if request.method == "POST":
        refuse_unknown(request.POST, [*columns.fields, "reason"])
        try:
            done = carry_out(actor, found, rows=reading.rows, reason=given.get("reason", "")[:300])
        except Refused as refusal:
            error, status = str(refusal), 400
        else:
            messages.success(request, f"Imported: {done.added} added, {done.changed} changed.")
            return redirect("item-import", register, number)
    context = _around(found) | {
        "columns": columns,
        "read_as": reading.read_as,
        "reason": reason,
        "error": error,
        "kept": {name: given.get(name, columns[name].initial or "") for name in columns.fields},
        **_planned(register, reading),
    }
    return render(request, "master/import.html", context, status=status)


def _import(register: str, number: int) -> ItemImport:
    known = ItemImport.objects.select_related("file", "begun_by", "carried_out_by")
    found = known.filter(register=register, pk=number).first() if number < 2**63 else None
    if found is None:
        raise Http404("There is no such import.")
    return found


def _read(found: ItemImport, given: Mapping[str, str]) -> Reading:
    """The table of an import, read by the columns given, or as its headings propose. Raises Refused."""
    try:
        tables = tables_of(
            files.path_of(found.file.sha256), filename=found.filename, encoding=given.get("encoding", "")
        )
    except UploadRefused as refusal:
        raise Refused(refusal.sentence) from refusal
    place = given.get("sheet", "0")
    table: Table = tables[int(place)] if place.isdecimal() and int(place) < len(tables) else tables[0]
    offered = fields_of(found.register)
    fields = {name: told for name, told in FIELDS.items() if name in offered}
    proposed = headings.find_headings(table.rows, fields=fields)
    columns = {name: at for name in offered if (at := _chosen(given, name, proposed.columns)) is not None}
    rows = [
        (number, {name: cells[at] for name, at in columns.items() if at < len(cells)})
        for number, cells in table.rows
        if number > proposed.row
    ]
    return Reading([one.name for one in tables], proposed.texts, columns, table.read_as, rows)


def _chosen(given: Mapping[str, str], name: str, proposed: Mapping[str, int]) -> int | None:
    if "column_code" not in given:
        return proposed.get(name)
    value = given.get(f"column_{name}", "")
    return int(value) if value.isdecimal() and len(value) < 5 else None


def _planned(register: str, reading: Reading) -> dict[str, Any]:
    if "code" not in reading.columns:
        sentence = "No heading names the code. Choose the column that holds it, and read the table again."
        return {"planned": None, "refused": sentence, "ready": 0}
    try:
        found = plan(register, reading.rows)
    except Refused as refusal:
        return {"planned": None, "refused": str(refusal), "ready": 0}
    counts = [
        {"label": label, "value": found.count(outcome), "tone": tone}
        for outcome, (label, tone) in OUTCOMES.items()
    ]
    return {
        "planned": _table(found),
        "counts": counts,
        "ready": found.count(NEW) + found.count(CHANGED),
        "more": max(0, len(found.lines) - MOST_SHOWN),
    }


def _table(found: Plan) -> dict[str, Any]:
    """The rows, those that are left out first."""
    order = list(OUTCOMES)
    lines = sorted(found.lines, key=lambda one: (order.index(one.outcome), one.row))[:MOST_SHOWN]
    return {
        "caption": "What each row would do",
        "columns": [{"label": label} for label in ("Row", "Code", "Name", "Outcome", "Why")],
        "cards": True,
        "rows": [
            {
                "key": line.row,
                "name": f"row {line.row}",
                "cells": [
                    {"value": line.row, "css": "nowrap"},
                    {"value": line.code},
                    {"value": line.name, "css": "table__title"},
                    {"value": marks.badge(OUTCOMES[line.outcome][0], tone=OUTCOMES[line.outcome][1])},
                    {"value": " ".join(line.says)},
                ],
            }
            for line in lines
        ],
    }


def _show_begin(request: HttpRequest, register: str, form: TableForm, *, status: int = 200) -> HttpResponse:
    before = ItemImport.objects.filter(register=register).select_related("begun_by")[:20]
    context = {
        "form": form,
        "title": f"Import {REGISTERS[register].label.lower()}",
        "back": {"label": REGISTERS[register].label, "url": reverse("items", args=[register])},
        "table": _before(register, list(before)),
    }
    return render(request, "master/import_new.html", context, status=status)


def _before(register: str, before: list[ItemImport]) -> dict[str, Any]:
    def told(one: ItemImport) -> str:
        if one.carried_out_at is None:
            return "Tried, not carried out"
        return f"{one.added} added, {one.changed} changed, {one.left_out} left out"

    return {
        "caption": "Imports before",
        "columns": [{"label": label} for label in ("File", "Outcome", "By", "When")],
        "cards": True,
        "rows": [
            {
                "key": one.pk,
                "name": one.filename,
                "cells": [
                    {"value": one.filename, "url": reverse("item-import", args=[register, one.pk])},
                    {"value": told(one)},
                    {"value": one.begun_by.name},
                    {"value": marks.when(one.begun_at, short=True), "css": "nowrap"},
                ],
            }
            for one in before
        ],
    }


def _around(found: ItemImport) -> dict[str, Any]:
    kept = REGISTERS[found.register]
    return {
        "found": found,
        "title": found.filename,
        "kind": f"Import of {kept.label.lower()}",
        "back": {"label": kept.label, "url": reverse("items", args=[found.register])},
        "here": reverse("item-import", args=[found.register, found.pk]),
    }


def _show_done(request: HttpRequest, found: ItemImport) -> HttpResponse:
    assert found.carried_out_by is not None  # who carried it out is written with the time
    facts = [
        {"label": "Added", "value": found.added},
        {"label": "Changed", "value": found.changed},
        {"label": "As they were", "value": found.same},
        {"label": "Left out", "value": found.left_out},
        {"label": "Carried out by", "value": found.carried_out_by.name},
        {"label": "When", "value": marks.when(found.carried_out_at)},
        {"label": "Fingerprint of the file", "value": found.file.fingerprint},
    ]
    return render(request, "master/import.html", _around(found) | {"facts": facts})
