"""The clocks of a record on a page of their own, and short forms: pause, go on, stop, set the due day while that is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.clock import Clock, clocks_of
from probatum.kernel.due import locked_sentence, may_set_due, set_due
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.events import standing
from probatum.web.clocks import showing
from probatum.web.clocks.forms import DueForm, PauseForm, ResumeForm, SettleForm
from probatum.web.documents.sheets import finished, on_top_of, refuse_strange, show_sheet
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.views.records import frame

WAYS = ["GET", "HEAD", "POST"]


@login_required
@require_GET
def clocks(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Due day, extensions, and every clock with its pauses and every time it was set."""
    record, actor = seen(request, uuid), reader(request)
    if not showing.has_time(record):
        raise Http404("No clocks are kept for this record.")
    note_confidential(request, record)
    verdict = may_set_due(actor, record)
    over = process_of(record).state(record.state).final
    context = frame(actor, record, current="clocks") | {
        "time": showing.aside(actor, record),
        "rows": showing.rows(actor, record),
        "requests": showing.requests(actor, record),
        "fixed": "" if verdict or over else locked_sentence(record),
    }
    return render(request, "clocks/clocks.html", context)


@login_required
@require_http_methods(WAYS)
def pause(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Let a clock stand still, with the reason."""
    record, clock = _found(request, uuid, key)
    form = PauseForm(request.POST or None)

    def save() -> str:
        standing.pause(reader(request), record, clock, reason=form.cleaned_data["reason"])
        return f"“{clock.label}” stands still."

    standing.may_pause(reader(request), record, clock).or_refuse()
    return _sheet(request, record, form, save, heading=f"Pause “{clock.label}”", button="Pause the clock")


@login_required
@require_http_methods(WAYS)
def resume(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Let a paused clock go on."""
    record, clock = _found(request, uuid, key)
    form = ResumeForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        standing.resume(reader(request), record, clock)
        return f"“{clock.label}” goes on."

    standing.may_pause(reader(request), record, clock).or_refuse()
    lead = "It gets back the time in which it stood still."
    return _sheet(
        request, record, form, save, heading=f"Let “{clock.label}” go on", button="Let it go on", lead=lead
    )


@login_required
@require_http_methods(WAYS)
def stop(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Say that what a clock asks for is done, or not needed."""
    record, clock = _found(request, uuid, key)
    form = SettleForm(request.POST or None)

    def save() -> str:
        told = form.cleaned_data
        standing.settle(reader(request), record, clock, outcome=told["outcome"], note=told["note"])
        return f"“{clock.label}” is stopped."

    standing.may_settle(reader(request), record, clock).or_refuse()
    return _sheet(request, record, form, save, heading=f"Stop “{clock.label}”", button="Stop the clock")


@login_required
@require_http_methods(WAYS)
def due(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Set the due day, while the process leaves that open."""
    record = seen(request, uuid)
    form = DueForm(request.POST or None, initial={"version": record.version, "due": record.due})

    def save() -> str:
        told = form.cleaned_data
        set_due(reader(request), record, due=told["due"], based_on=told["version"], reason=told["reason"])
        return "The due day is set."

    may_set_due(reader(request), record).or_refuse()
    return _sheet(request, record, form, save, heading="Set the due day", button="Set the due day")


def _found(request: HttpRequest, uuid: UUID, key: int) -> tuple[Record, Clock]:
    """A clock of a record that the reader may see. Raises Http404 for any other."""
    record = seen(request, uuid)
    clock = next((one for one in clocks_of(record) if one.pk == key), None)
    if clock is None:
        raise Http404("This record has no such clock.")
    return record, clock


def _sheet(
    request: HttpRequest, record: Record, form: forms.Form, save: Callable[[], str], **words: Any
) -> HttpResponse:
    back, status = reverse("record-clocks", args=[record.uuid]), 200
    if request.method == "POST":
        status = 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                said = save()
            except Refused as refusal:
                status = sentence_into(form, refusal)
                if isinstance(refusal, StaleRecord) and "version" in form.fields:
                    on_top_of(form, seen(request, record.uuid).version)
            else:
                messages.success(request, said)
                return finished(request, back)
    context = {"form": form, "record": record, "back_url": back, "here": request.path, **words}
    return show_sheet(request, "clocks/sheet.html", context, status=status)
