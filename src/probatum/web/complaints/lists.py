"""Lists of complaints: the queue by severity, and the trend by product and month with its clusters."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import decide
from probatum.kernel.errors import NotAllowed
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.complaints import trend
from probatum.quality.complaints.cases import KIND
from probatum.web import pages
from probatum.web.admin_people.asking import ask
from probatum.web.complaints.forms import UnitsForm
from probatum.web.components import marks
from probatum.web.paths import reverse
from probatum.web.seen import reader

READ = ("event.read", "complaint.handle", "complaint.report", "event.report", "audit_trail.read")
SHOWN = 100


def tabs(current: str) -> list[dict[str, Any]]:
    """The lists of complaints, as the component `tabs` takes them."""
    lists = (
        ("queue", "Queue", reverse("complaint-queue")),
        ("all", "All complaints", reverse("record-list", args=[KIND])),
        ("trend", "Trend", reverse("complaint-trend")),
    )
    return [{"label": label, "url": url, "current": name == current} for name, label, url in lists]


def around(actor: Person) -> dict[str, Any]:
    """The list of all complaints stands beside the queue and the trend."""
    return {"tabs": tabs("all"), "empty": "Complaints that were reported stand here."}


def _in(request: HttpRequest) -> Person:
    actor = reader(request)
    verdicts = [decide(actor, permission) for permission in READ]
    if not any(verdicts):
        raise NotAllowed(verdicts[0].reason)
    return actor


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What is looked at next: by severity, then by who waits longest (CMP-03)."""
    actor = _in(request)
    rows = [_row(record) for record in trend.queue(actor)[:SHOWN]]
    columns = ("Complaint", "Severity", "State", "Became aware", "Owner", "Due")
    context = {
        "title": "Complaints",
        "tabs": tabs("queue"),
        "table": {
            "caption": "Complaints in intake and triage",
            "cards": True,
            "columns": [{"label": label, "named": label != "Complaint"} for label in columns],
            "rows": rows,
        },
        "new_url": reverse("record-new", args=[KIND]) if decide(actor, "event.report") else "",
    }
    return render(request, "complaints/queue.html", context)


def _row(record: Record) -> dict[str, Any]:
    kept = record.quality_complaint
    label = process_of(record).state(record.state).label
    return {
        "key": record.number,
        "name": record.number,
        "cells": [
            {"value": f"{record.number} {record.title}", "url": pages.page_of(record), "css": "table__title"},
            {"value": f"{kept.queue_rank}. {kept.get_severity_display()}"},
            {"value": label},
            {"value": marks.when(kept.aware_at) if kept.aware_at else ""},
            {"value": record.owner.name},
            {"value": marks.due(record.due) if record.due else ""},
        ],
    }


@login_required
@require_GET
def trends(request: HttpRequest) -> HttpResponse:
    """Complaints by product and month, per units distributed, and where they cluster (CMP-15)."""
    actor, now = _in(request), timezone.now()
    found = trend.by_product(actor, today=now.date())
    context = {
        "title": "Complaints",
        "tabs": tabs("trend"),
        "clusters": trend.clusters(actor, now=now),
        "products": [_product(product, months) for product, months in found.items()],
        "units_url": reverse("complaint-units") if trend.may_enter_units(actor) else "",
    }
    return render(request, "complaints/trend.html", context)


def _product(product: Any, months: list[trend.Month]) -> dict[str, Any]:
    columns = ("Month", "Complaints", "Units distributed", "Per 10,000 units")
    return {
        "heading": str(product),
        "table": {
            "caption": f"{product}: complaints by month",
            "cards": True,
            "columns": [{"label": label, "named": label != "Month"} for label in columns],
            "rows": [
                {
                    "key": one.month.isoformat(),
                    "name": f"{one.month:%Y-%m}",
                    "cells": [
                        {"value": f"{one.month:%Y-%m}", "css": "table__title nowrap"},
                        {"value": f"{one.complaints:,}"},
                        {"value": f"{one.units:,}" if one.units is not None else "Not entered"},
                        {"value": f"{one.rate:.2f}" if one.rate is not None else ""},
                    ],
                }
                for one in months
            ],
        },
        "total": sum(one.complaints for one in months),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: HttpRequest) -> HttpResponse:
    """Enter how many units of a product were distributed in a month."""
    actor = reader(request)
    trend.may_enter_units(actor).or_refuse()
    to = reverse("complaint-trend")

    def act(given: dict[str, Any]) -> str:
        made = trend.enter_units(
            actor, given["product"], month=given["month"], units=given["units"], reason=given["reason"]
        )
        return f"{made.units:,} units of {made.product.code} are entered for {made.month:%Y-%m}."

    form = UnitsForm(request.POST or None)
    return ask(
        request, form, act, to=to, heading="Units distributed", button="Keep the number", back=("Trend", to)
    )
