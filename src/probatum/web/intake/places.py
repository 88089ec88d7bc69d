"""The points where a code hangs: their list, making and changing them, the label to print; and who reported."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.views.decorators.http import require_http_methods, require_safe

from probatum.kernel import master
from probatum.kernel.authz import decide, demand
from probatum.kernel.configuration import setting
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.kernel.workplace import stamp
from probatum.output.code import code_svg
from probatum.output.point_label import point_label
from probatum.quality.intake import joining, points, reporters
from probatum.quality.intake.bodies import IntakePoint
from probatum.quality.intake.report import KIND, REPORT, TRIAGE
from probatum.web import pages
from probatum.web.admin_people.asking import ask
from probatum.web.components import marks
from probatum.web.documents.tabs import holds_any
from probatum.web.forms.moves import refuse_unknown
from probatum.web.intake import opening
from probatum.web.intake.forms import PointForm
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.views.settings_pages import past


def around(actor: Person) -> dict[str, Any]:
    """What stands around the list of reports: the codes at places, and the button to report."""
    found: dict[str, Any] = {
        "empty": "What anybody reports, here, by a code at a place or by e-mail, appears in this list."
    }
    if holds_any(actor, REPORT):
        found["begin"] = {"label": "Report an event", "url": reverse("report")}
    if holds_any(actor, TRIAGE):
        found["tabs"] = _tabs("reports")
    return found


def offers(actor: Person, record: Record) -> list[dict[str, Any]]:
    """On the page of a report: what is opened from it with a form, and who reported it, for who may know."""
    found = opening.offers(actor, record)
    if reporters.may_know(actor, record):
        found.append(
            {"label": "Who reported it", "icon": "user", "url": reverse("reporter", args=[record.uuid])}
        )
    return found


def facts(actor: Person, record: Record) -> list[dict[str, Any]]:
    """On the page of a report: the items whose codes were told, for who reads master data."""
    named = joining.items_told(record) if master.may_read(actor) else []
    links = format_html_join(
        ", ", '<a href="{}">{}</a>', ((reverse("item", args=[one.pk]), str(one)) for one in named)
    )
    return [{"label": "By the code told", "value": links}] if named else []


@login_required
@require_safe
def reporter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who reported, apart from the report; that it was read is noted."""
    record = seen(request, uuid)
    if record.kind != KIND:
        raise Http404("There is no such page.")
    note_confidential(request, record)
    found = reporters.reporter_of(reader(request), record)
    facts = [
        {"label": "Name", "value": found.name if found else "", "none": "Not told"},
        {"label": "E-mail or telephone", "value": found.contact if found else "", "none": "Not told"},
    ]
    context = {
        "title": "Who reported it",
        "number": record.number,
        "lead": "Kept apart from the report. That you read it is written in its history.",
        "back": {"label": record.number, "url": pages.page_of(record)},
        "facts": facts,
    }
    return render(request, "intake/reporter.html", context)


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The points of the sites where the person triages."""
    actor = reader(request)
    demand(actor, TRIAGE)
    rows = [_row(one) for one in points.points_for(actor)]
    heads = ("Place or machine", "Site", "Receives", "Use", "Label")
    context = {
        "title": "Codes at places",
        "lead": "Whoever scans a code can report there without an account. Nothing is shown to them but a reference.",
        "tabs": _tabs("points"),
        "actions": [{"label": "New code", "icon": "plus", "tone": "primary", "url": reverse("point-new")}],
        "table": {
            "caption": "Codes at places",
            "columns": [{"label": head} for head in heads],
            "rows": rows,
            "cards": True,
        },
    }
    return render(request, "intake/points.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new point."""
    actor = reader(request)
    demand(actor, TRIAGE)
    form = _form(request, actor, None)

    def act(given: dict[str, Any]) -> str:
        return f"“{points.add_point(actor, **given).label}” has a code. Print its label."

    return _ask(request, form, act, heading="New code at a place", button="Make the code")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a point, take it out of use, give it a new code."""
    actor, point = reader(request), _point(reader(request), number)
    form = _form(request, actor, point)

    def act(given: dict[str, Any]) -> str:
        return f"“{points.change_point(actor, point, **given).label}” is changed."

    return _ask(request, form, act, heading=point.label, button="Save")


@login_required
@require_safe
def label(request: HttpRequest, number: int) -> HttpResponse:
    """The label of a point as PDF, to print and hang up."""
    point = _point(reader(request), number)
    made = point_label(
        code=code_svg(_address(request, point)),
        place=point.label,
        company=str(setting("company.name")),
        address=_address(request, point).lower(),
    )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="label.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    """One point: its code on the screen, its address, its history."""
    actor = reader(request)
    point = _point(actor, number)
    context = {
        "title": point.label,
        "kind": "Code at a place",
        "state": _standing(point),
        "back": {"label": "Codes at places", "url": reverse("points")},
        "actions": [
            {
                "label": "Print the label",
                "icon": "print",
                "tone": "primary",
                "url": reverse("point-label", args=[number]),
            },
            {"label": "Change", "icon": "pen", "url": reverse("point-change", args=[number])},
        ],
        "code_url": reverse("point-code", args=[number]),
        "address": _address(request, point).lower(),
        "facts": [
            {"label": "Site", "value": point.site.name},
            {"label": "Receives", "value": point.receiver.name},
            {"label": "Equipment", "value": str(point.equipment) if point.equipment else "", "none": "None"},
        ],
        "acts": past(actor, point.pk, "quality_intakepoint"),
    }
    return render(request, "intake/point.html", context)


@login_required
@require_safe
def code(request: HttpRequest, number: int) -> HttpResponse:
    """The code of a point as SVG."""
    point = _point(reader(request), number)
    response = HttpResponse(code_svg(_address(request, point)), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


def _point(actor: Person, number: int) -> IntakePoint:
    demand(actor, TRIAGE)
    found = points.points_for(actor).filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Http404("There is no such code.")
    return found


def _address(request: HttpRequest, point: IntakePoint) -> str:
    """The address in the code, in capital letters, since the code is smaller then; hosts know no case."""
    return request.build_absolute_uri(reverse("report-code", args=[point.token])).upper()


def _standing(point: IntakePoint) -> dict[str, str]:
    tone, words = ("good", "In use") if point.active else ("muted", "Out of use")
    return {"label": words, "tone": tone, "icon": ""}


def _row(point: IntakePoint) -> dict[str, Any]:
    standing = _standing(point)
    return {
        "key": point.pk,
        "name": point.label,
        "cells": [
            {"value": point.label, "url": reverse("point", args=[point.pk]), "css": "table__title"},
            {"value": point.site.name},
            {"value": point.receiver.name},
            {"value": marks.badge(standing["label"], tone=standing["tone"])},
            {"value": "Print", "url": reverse("point-label", args=[point.pk])},
        ],
    }


def _form(request: HttpRequest, actor: Person, point: IntakePoint | None) -> PointForm:
    initial: dict[str, Any] = {"receiver": actor.pk} if decide(actor, TRIAGE) else {}
    if point is not None:
        initial = {
            "label": point.label,
            "receiver": point.receiver_id,
            "equipment": point.equipment,
            "active": point.active,
            "based_on": stamp(point),
        }
    form = PointForm(request.POST or None, actor=actor, known=point is not None, initial=initial)
    if request.method == "POST":
        refuse_unknown(request.POST, form.fields)
    return form


def _ask(request: HttpRequest, form: PointForm, act: Any, *, heading: str, button: str) -> HttpResponse:
    back = reverse("points")
    return ask(request, form, act, to=back, heading=heading, button=button, back=("Codes at places", back))


def _tabs(current: str) -> list[dict[str, Any]]:
    known = (("reports", "Reports", pages.list_of(KIND)), ("points", "Codes at places", reverse("points")))
    return [{"label": text, "url": url, "current": name == current} for name, text, url in known]
