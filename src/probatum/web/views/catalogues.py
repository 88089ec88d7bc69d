"""Catalogues of a code and a name: departments and business processes, each change with a reason and a history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.models import BusinessProcess, Department
from probatum.kernel.workplace import save_business_process, save_department, stamp
from probatum.web.components import marks
from probatum.web.forms.settings import BusinessProcessForm, DepartmentForm
from probatum.web.seen import reader
from probatum.web.views.settings_pages import demand_manage, found_or_404, past, show_edit, show_table


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One catalogue: its table, its words, and what saves a line."""

    model: Any
    form: type[DepartmentForm]
    save: Callable[..., Any]
    title: str
    one: str
    listed: str
    page: str


DEPARTMENTS = Catalogue(
    Department, DepartmentForm, save_department, "Departments", "department", "departments", "department"
)
PROCESSES = Catalogue(
    BusinessProcess,
    BusinessProcessForm,
    save_business_process,
    "Business processes",
    "business process",
    "business-processes",
    "business-process",
)


@login_required
@require_GET
def departments(request: HttpRequest) -> HttpResponse:
    """Every department."""
    return _list(request, DEPARTMENTS)


@login_required
@require_http_methods(["GET", "POST"])
def department(request: HttpRequest, code: str = "") -> HttpResponse:
    """One department, or a new one."""
    return _one(request, DEPARTMENTS, code)


@login_required
@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    """Every business process."""
    return _list(request, PROCESSES)


@login_required
@require_http_methods(["GET", "POST"])
def process(request: HttpRequest, code: str = "") -> HttpResponse:
    """One business process, or a new one."""
    return _one(request, PROCESSES, code)


def _list(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    demand_manage(reader(request))
    rows = [_row(catalogue, one) for one in catalogue.model._default_manager.order_by("code")]
    new = (f"New {catalogue.one}", f"{catalogue.page}-new")
    return show_table(request, catalogue.title, ("Code", "Name", "Use"), rows, new=new)


def _row(catalogue: Catalogue, one: Any) -> dict[str, Any]:
    use = marks.badge("In use", tone="good") if one.active else marks.badge("Out of use", tone="muted")
    return {
        "key": one.code,
        "name": one.name,
        "cells": [
            {"value": one.code, "url": reverse(catalogue.page, args=[one.code]), "css": "nowrap"},
            {"value": one.name, "css": "table__title"},
            {"value": use},
        ],
    }


def _one(request: HttpRequest, catalogue: Catalogue, code: str) -> HttpResponse:
    actor = reader(request)
    demand_manage(actor)
    lines = catalogue.model._default_manager
    row = found_or_404(lines.filter(code=code).first()) if code else catalogue.model()
    values = {name: getattr(row, name) for name in ("code", "name", "active")}
    form = catalogue.form(request.POST or None, initial={**values, "based_on": stamp(row)})

    def save() -> None:
        for name in values:
            setattr(row, name, form.cleaned_data[name])
        catalogue.save(actor, row, reason=form.cleaned_data["reason"], based_on=form.cleaned_data["based_on"])

    page = {
        "title": row.name or f"New {catalogue.one}",
        "back": {"label": catalogue.title, "url": reverse(catalogue.listed)},
        "button": f"Save the {catalogue.one}",
        "acts": past(actor, row.pk, row._meta.db_table) if row.pk else [],
    }
    return show_edit(request, form, save, page, done=f"The {catalogue.one} is saved.", then=catalogue.listed)
