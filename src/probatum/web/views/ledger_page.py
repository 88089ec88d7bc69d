"""The ledger for those who watch it: standing, checkpoint, verification, and the audit trail of the whole system."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required, login_required
from django.db.models import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from probatum.config import custody
from probatum.kernel import integrity, models, readable
from probatum.kernel.closed import kept_from
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.ledger import checkpoint, history
from probatum.kernel.ledger.finding import FAULT, Finding
from probatum.kernel.people import Person
from probatum.kernel.process import registered
from probatum.kernel.reading import note_trail
from probatum.web import diff, sentences, timeline
from probatum.web.forms.history import HistoryFilter
from probatum.web.seen import reader

PAGE = 25
#: Entries verified while the page waits; more is for the command, which uses every processor and no time limit.
AT_ONCE = 60_000


@login_required
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Standing of the ledger, and the audit trail for those who may read it."""
    actor = reader(request)
    reads, verifies = (integrity.everywhere(actor, name) for name in ("audit_trail.read", "ledger.verify"))
    if not (reads or verifies):
        raise NotAllowed(reads.reason)
    standing = integrity.standing()
    context: dict[str, Any] = {
        "standing": standing,
        "size": f"{standing.size:,}",
        "alarm": custody.checkpoints().alarm(),
        "note": checkpoint(),
        "may_verify": bool(verifies),
        "reads": bool(reads),
        "facts": _facts(standing),
    }
    status = 200
    if reads:
        trail, status = _trail(request, actor)
        context |= trail
    return render(request, "ledger/ledger.html", context, status=status)


@login_not_required
@require_GET
def signed_checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint as text, open to everybody: a witness fetches and keeps it."""
    response = HttpResponse(checkpoint(), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def verification(request: HttpRequest) -> HttpResponse:
    """Verify the whole ledger now and show what was found."""
    actor = reader(request)
    integrity.everywhere(actor, "ledger.verify").or_refuse()
    standing = integrity.standing()
    if standing.entries > AT_ONCE:
        raise Refused(
            f"The ledger holds {standing.entries:,} entries, too many to verify while a page waits. "
            "A system administrator runs “probatum verify --full” on the server."
        )
    findings = custody.verify(full=request.POST.get("full") == "yes")
    faults = [one for one in findings if one.severity == FAULT]
    note_trail(
        actor,
        "ledger.verify",
        permission="ledger.verify",
        facts={"size": standing.size, "faults": len(faults), "findings": len(findings)},
    )
    context = {
        "faults": [_finding(one) for one in faults],
        "notes": [_finding(one) for one in findings if one.severity != FAULT],
        "entries": f"{standing.entries:,}",
    }
    return render(request, "ledger/verification.html", context)


def _finding(finding: Finding) -> dict[str, Any]:
    where = ", ".join(
        f"{name} {value}"
        for name, value in (
            ("table", finding.table),
            ("row", finding.pk),
            ("column", finding.column),
            ("entry", finding.entry),
        )
        if value not in (None, "")
    )
    return {"text": f"{finding.code}: {finding.sentence}", "who": where, "icon": "alert"}


def _facts(standing: integrity.Standing) -> list[dict[str, Any]]:
    return [
        {"label": "Ledger", "value": standing.origin, "none": "Nothing sealed yet"},
        {"label": "Entries written", "value": f"{standing.entries:,}"},
        {"label": "Leaves sealed", "value": f"{standing.size:,}"},
        {"label": "Waiting for a seal", "value": f"{standing.open:,}"},
        {"label": "Flagged for review", "value": f"{standing.flagged:,}"},
    ]


def _trail(request: HttpRequest, actor: Person) -> tuple[dict[str, Any], int]:
    form = HistoryFilter(request.GET, people=_people(), fields=_fields(), actions=_actions())
    valid = form.is_valid()
    filters = form.filters() if valid else {}
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        filters["before"] = int(before)
    found = history.timeline(limit=PAGE + 1, without=kept_from(actor), **filters) if valid else []
    kept = {name: str(value) for name, value in request.GET.items() if name in form.fields and value}
    here = reverse("ledger")
    return {
        "acts": timeline.acts(actor, found[:PAGE]),
        "form": form,
        "filters": diff.filters(form),
        "narrowed": bool(kept),
        "next_url": f"{here}?{urlencode({**kept, 'before': str(found[PAGE - 1].tx)})}"
        if len(found) > PAGE
        else "",
        "first_url": f"{here}?{urlencode(kept)}" if before else "",
        "here": here,
    }, (200 if valid else 400)


def _people() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in models.Person.objects.order_by("name").values_list("pk", "name")]


def _fields() -> list[tuple[str, str]]:
    """The columns of what people work on, by label; one label a column."""
    found: dict[str, str] = {}
    for table in (
        "kernel_record",
        "kernel_person",
        "kernel_role",
        "kernel_setting",
        "kernel_site",
        "kernel_grant",
    ):
        for field in readable.fields_of(table):
            if isinstance(field, Field) and field.column and not field.primary_key:
                found.setdefault(field.column, readable.column_label(table, field.column))
    return sorted(found.items(), key=lambda pair: pair[1].casefold())


def _actions() -> list[tuple[str, str]]:
    found = {name: words for name, (words, _) in sentences.KNOWN.items()}
    for process in registered():
        found |= {
            f"{process.kind}.{move.name}": f"{process.label}: made the move “{move.label}”"
            for move in process.moves
        }
    return sorted(found.items(), key=lambda pair: pair[1].casefold())
