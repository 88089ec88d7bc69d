"""The page of the trace, and the short forms over it: not needed, needed after all, join, end a link."""

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

from probatum.kernel.errors import Refused
from probatum.kernel.link import Link
from probatum.kernel.record import Record
from probatum.quality.trace.chain import expected, is_traced, stop
from probatum.quality.trace.joining import join, part, ways
from probatum.quality.trace.needless import may_trace, not_needed, say_not_needed, withdraw_not_needed
from probatum.web.documents.sheets import finished, refuse_strange, show_sheet
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_seen, reader, seen
from probatum.web.trace import showing
from probatum.web.trace.forms import EndForm, JoinForm, NotNeededForm
from probatum.web.views.records import frame

WAYS = ["GET", "HEAD", "POST"]


def address(record: Record) -> str:
    """The page of the trace."""
    return reverse("record-trace", args=[record.uuid])


def found_record(request: HttpRequest, uuid: UUID) -> Record:
    """A record that has a chain. Raises Http404 for one that is not to be seen, and for another kind."""
    record = seen(request, uuid)
    if not is_traced(record.kind):
        raise Http404("Nothing is traced from such a record.")
    return record


@login_required
@require_GET
def trace(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What leads to a record and what it leads to, as a drawing and in words."""
    record = found_record(request, uuid)
    note_seen(request, record)
    actor = reader(request)
    context = frame(actor, record, current="trace") | showing.trace(actor, record)
    return render(request, "trace/trace.html", context)


def _sheet(
    request: HttpRequest,
    record: Record,
    form: forms.Form,
    *,
    heading: str,
    button: str,
    save: Callable[[dict[str, Any]], str],
    lead: str = "",
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                said = save(form.cleaned_data)
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, said)
                return finished(request, address(record))
    else:
        may_trace(reader(request), record).or_refuse()
    context = {"form": form, "record": record, "heading": heading, "button": button, "lead": lead}
    context |= {"back_url": address(record), "here": request.path}
    return show_sheet(request, "causes/sheet.html", context, status=status)


@login_required
@require_http_methods(WAYS)
def needless(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Say that a stop is not needed, or withdraw it where it is said already."""
    record, actor = found_record(request, uuid), reader(request)
    if name not in expected(record.kind):
        raise Http404("There is no such stop behind this record.")
    label = stop(name).label
    said = next((one for one in not_needed(record) if one.stop == name), None)
    if said is not None:
        known = said

        def withdraw(given: dict[str, Any]) -> str:
            withdraw_not_needed(actor, known, reason=given["reason"])
            return f"{label}: needed after all."

        form: forms.Form = EndForm(request.POST or None)
        lead = f"{known.made_by.name}: “{known.reason}”"
        heading = f"{label}: needed after all"
        return _sheet(request, record, form, heading=heading, button="Withdraw", save=withdraw, lead=lead)

    def save(given: dict[str, Any]) -> str:
        say_not_needed(actor, record, name=name, reason=given["reason"])
        return f"{label}: not needed."

    form = NotNeededForm(request.POST or None)
    return _sheet(request, record, form, heading=f"{label}: not needed", button="Not needed", save=save)


@login_required
@require_http_methods(WAYS)
def joined(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Link the record with another one."""
    record, actor = found_record(request, uuid), reader(request)

    def save(given: dict[str, Any]) -> str:
        join(actor, record, **given)
        return f"Linked with {given['number']}."

    heading = f"Link {record.number} with another record"
    form = JoinForm(request.POST or None, ways=ways(record.kind))
    return _sheet(request, record, form, heading=heading, button="Link", save=save)


@login_required
@require_http_methods(WAYS)
def parted(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """End a link of the record."""
    record, actor = found_record(request, uuid), reader(request)
    made = Link.objects.filter(pk=key, voided_at=None).select_related("source", "target").first()
    if made is None or record.pk not in (made.source_id, made.target_id):
        raise Http404("There is no such link of this record.")
    other = made.target if made.source_id == record.pk else made.source
    other = seen(request, other.uuid)
    known = made

    def save(given: dict[str, Any]) -> str:
        part(actor, record, known, reason=given["reason"])
        return f"The link with {other.number} is ended."

    heading = f"End the link with {other.number}"
    return _sheet(
        request, record, EndForm(request.POST or None), heading=heading, button="End the link", save=save
    )
