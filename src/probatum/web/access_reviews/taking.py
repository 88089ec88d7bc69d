"""The list of an access review taken out: as CSV, and as PDF with its signatures. Both are noted in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from probatum.kernel import moments
from probatum.output.record_pdf import Field, Section, record_pdf
from probatum.quality.access import AccessItem, AccessReview, note_taken
from probatum.web import record_print
from probatum.web.access_reviews.views import found_review, told
from probatum.web.documents import export
from probatum.web.seen import reader

HEADS = (
    "Name",
    "User name",
    "Active",
    "Role",
    "Scope",
    "Since (UTC)",
    "Until (UTC)",
    "Last sign-in (UTC)",
    "Decision",
    "Reason",
    "Decided by",
    "Decided (UTC)",
)


@login_required
@require_GET
def as_csv(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Every role listed with the decision on it."""
    found = found_review(request, uuid)
    note_taken(reader(request), found, form="csv")
    return export.csv_response(f"{found.record.number}.csv", heads=HEADS, lines=_lines(found))


@login_required
@require_GET
def as_pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The result on paper: scope, every role by person, decisions, signatures."""
    found, actor = found_review(request, uuid), reader(request)
    note_taken(actor, found, form="pdf")
    page = record_print.printed(actor, found.record, filters={})
    data, _ = record_pdf(replace(page, sections=(*page.sections, *_sections(found)), history=()))
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, f"{found.record.number}.pdf"))
    response["Cache-Control"] = "private, no-store"
    return response


def _items(found: AccessReview) -> list[AccessItem]:
    rows = found.listed.select_related("person", "grant", "decided_by")
    return list(rows.order_by("person__name", "person_id", "id"))


def _lines(found: AccessReview) -> Iterator[list[str]]:
    for item in _items(found):
        yield [
            item.person.name,
            item.person.username,
            "yes" if item.person.is_active else "no",
            item.role,
            item.scope,
            _text(item.since),
            _text(item.until),
            _text(item.last_sign_in),
            told(item)["verdict"],
            item.reason,
            item.decided_by.name if item.decided_by else "",
            _text(item.decided_at),
        ]


def _text(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""


def _sections(found: AccessReview) -> Iterator[Section]:
    """One section a person, one line a role."""
    for _, group in groupby(_items(found), key=lambda item: item.person_id):
        rows = list(group)
        person = rows[0].person
        yield Section(
            title=f"{person.name} ({person.username})" + ("" if person.is_active else ", not active"),
            fields=tuple(Field(label=f"{item.role}, {item.scope}", value=_decision(item)) for item in rows),
        )


def _decision(item: AccessItem) -> str:
    words = [told(item)["verdict"]]
    if item.reason:
        words.append(f"“{item.reason}”")
    if item.decided_at:
        who = item.decided_by.name if item.decided_by else "the system"
        words.append(f"{who}, {moments.universal(item.decided_at)}")
    return " · ".join(words)
