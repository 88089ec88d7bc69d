"""How long one document is kept and why, what holds it, and what is left of one that was disposed of."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from probatum.documents.content import Document, Version
from probatum.documents.disposal import Disposal, DisposalItem
from probatum.documents.holding import HOLD, MANAGE, give_day, keep_by
from probatum.documents.retention import kept_one
from probatum.kernel.authz import decide, demand
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.kernel.retention import TRIGGERS, Occurrence, has_ended, holds_on
from probatum.web import pages
from probatum.web.admin_people.asking import ask
from probatum.web.components import marks
from probatum.web.documents.finding import document_or_404, versions_seen
from probatum.web.documents.tabs import RETENTION, holds_any
from probatum.web.retention import forms
from probatum.web.seen import note_confidential, reader


@login_required
@require_safe
def retention(request: HttpRequest, number: str) -> HttpResponse:
    """Until when the document is kept, each rule in a sentence, and the holds on it."""
    actor = reader(request)
    document = document_or_404(actor, number)
    note_confidential(request, document.record)
    known = kept_one(document.record)
    days = Occurrence.objects.filter(record_id=document.pk).select_related("given_by")
    context = {
        "document": document,
        "kept": known,
        "days": [_day(one) for one in days],
        "may_manage": bool(decide(actor, MANAGE, record=document.record)),
        "sees_holds": holds_any(actor, *RETENTION),
        "may_hold": bool(decide(actor, HOLD, record=document.record)),
        "disposed": document.record.state == "disposed",
    }
    return render(request, "retention/document.html", context)


def _day(one: Occurrence) -> dict[str, Any]:
    return {
        "label": dict(TRIGGERS)[one.trigger],
        "value": f"{marks.day_text(one.day)}, given by {one.given_by.name}: {one.reason}",
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a document by a further class."""
    actor, document, to = _managed(request, number)
    form = forms.KeepForm(request.POST or None)

    def act(given: dict[str, Any]) -> str:
        keep_by(actor, document, form.rules[given["rule"]], reason=given["reason"])
        return "The class is added. The latest end of all classes counts."

    return ask(
        request,
        form,
        act,
        to=to,
        heading="Keep by a further class",
        button="Add the class",
        back=(number, to),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, number: str) -> HttpResponse:
    """Give the day on which an event happened."""
    actor, document, to = _managed(request, number)

    def act(given: dict[str, Any]) -> str:
        give_day(actor, document, **given)
        return "The day is kept. An earlier one stays readable."

    form = forms.DayForm(request.POST or None)
    return ask(
        request,
        form,
        act,
        to=to,
        heading="Give the day of an event",
        button="Keep the day",
        back=(number, to),
    )


def _managed(request: HttpRequest, number: str) -> tuple[Person, Document, str]:
    actor = reader(request)
    document = document_or_404(actor, number)
    demand(actor, MANAGE, record=document.record)
    return actor, document, reverse("document-retention", args=[number])


def retention_facts(actor: Person, version: Version) -> list[dict[str, Any]]:
    """Until when the document is kept and what holds it, for those in charge of that; a link to why.

    The time runs from the end of a document, so before it nothing is to be reckoned; only a hold is worth a line of its own.
    """
    if not holds_any(actor, *RETENTION):
        return []
    parent = version.document.record
    url = reverse("document-retention", args=[parent.number])
    if has_ended(parent):
        known = kept_one(parent)
        said, holds = known.sentence, known.holds
    else:
        said, holds = "Kept while it is in use", tuple(holds_on([parent.pk]).get(parent.pk, ()))
    held = "".join(f". Legal hold {hold.number}: {hold.matter}" for hold in holds)
    return [{"label": "Retention", "value": f"{said}{held}", "url": url}]


def tombstone(request: HttpRequest, document: Document) -> HttpResponse:
    """What is left of a document that was disposed of: that it was there, what it was, who decided and why."""
    actor = reader(request)
    item = (
        DisposalItem.objects.filter(document_id=document.pk, outcome="destroyed")
        .select_related("disposal__record")
        .first()
    )
    versions = versions_seen(actor, document.record.number)
    context = {
        "document": document,
        "item": item,
        "decision_url": pages.page_of(item.disposal.record) if item else "",
        "sees_decision": bool(item and decide(actor, "record.view", record=item.disposal.record)),
        "versions": [_version(one) for one in versions],
        "signatures": _signatures(item),
    }
    return render(request, "retention/tombstone.html", context)


def _signatures(item: DisposalItem | None) -> list[Any]:
    if item is None:
        return []
    return list(item.disposal.record.signatures.filter(refused=False).order_by("id"))


def _version(version: Version) -> dict[str, Any]:
    ends = version.superseded_at or version.effective_at
    files = [
        (label, file.sha256)
        for label, file in (
            ("Source", version.draft.source if version.draft else None),
            ("Rendition", version.draft.rendition if version.draft else None),
            ("Issued", version.issue),
        )
        if file is not None
    ]
    return {"label": f"{version.major}.0", "effective": version.effective_at, "ends": ends, "files": files}


def listed(actor: Person, record: Record) -> list[dict[str, Any]]:
    """What the page of a disposal tells: each document, what became of it and why."""
    reason = Disposal.objects.get(pk=record.pk).reason
    found: list[dict[str, Any]] = [{"label": "Reason", "value": reason}]
    rows = DisposalItem.objects.filter(disposal_id=record.pk).select_related("document__record")
    for one in rows.order_by("id"):
        parent = one.document.record
        if not decide(actor, "record.view", record=parent):
            found.append(
                {"label": "A document that you may not see", "value": one.get_outcome_display() or "Listed"}
            )
            continue
        state = one.note or one.get_outcome_display() or "Listed"
        url = reverse("document-retention", args=[parent.number])
        found.append({"label": parent.number, "value": f"{parent.title}: {state}", "url": url})
    return found
