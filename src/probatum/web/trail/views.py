"""Views of the audit trail review."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from probatum.kernel.authz import decide
from probatum.kernel.errors import Refused
from probatum.kernel.ledger import history
from probatum.kernel.ledger.flags import RULES
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.trail import KIND, ReviewItem, TrailReview, decide_items, open_review
from probatum.web import anatomy, timeline
from probatum.web.attestation import signatures_of
from probatum.web.components import marks
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_seen, reader, seen
from probatum.web.trail.forms import OpenForm, VerdictsForm
from probatum.web.views.records import frame


def address(record: Record) -> str:
    """The page of a review."""
    return reverse("trail-review", args=[record.uuid])


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a review of a period."""
    actor = reader(request)
    decide(actor, "audit_trail.review").or_refuse()
    form = OpenForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            since, until = form.period()
            try:
                opened = open_review(
                    actor,
                    reviewer=form.chosen(),
                    since=since,
                    until=until,
                    sample=form.cleaned_data["sample"],
                )
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                return redirect(address(opened.record))
        else:
            status = 400
    return render(request, "trail/new.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A review with the chosen entries; its reviewer gives verdicts here."""
    record = seen(request, uuid)
    if record.kind != KIND:
        raise Http404("There is no such review.")
    note_seen(request, record)
    actor = reader(request)
    found = TrailReview.objects.select_related("record").get(pk=record.pk)
    found.record = record
    items = list(found.chosen.order_by("entry", "chosen_for"))
    form = VerdictsForm(request.POST or None, items=items)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                decide_items(actor, found, form.verdicts())
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                return redirect(address(record))
    return render(request, "trail/review.html", _context(actor, found, items, form), status=status)


def _context(
    actor: Person, found: TrailReview, items: list[ReviewItem], form: VerdictsForm
) -> dict[str, Any]:
    record = found.record
    decided = sum(1 for item in items if item.verdict != "open")
    may_decide = record.state == "open" and any(held.person_id == actor.pk for held in parts_of(record))
    return frame(actor, record, current="overview") | {
        "step": anatomy.next_step(actor, record),
        "missing": anatomy.blockers(actor, record),
        "signatures": signatures_of(record),
        "may_decide": may_decide,
        "form": form,
        "rows": _rows(actor, items, form),
        "decided": decided,
        "total": len(items),
        "facts": [
            {"label": "From", "value": marks.when(found.period_from)},
            {"label": "To", "value": marks.when(found.period_to)},
            {"label": "Entries in the period", "value": f"{found.entries:,}"},
            {"label": "Flagged", "value": f"{found.flagged:,}"},
            {"label": "Drawn at random", "value": f"{found.sampled:,}"},
            {"label": "Findings", "value": sum(1 for item in items if item.verdict == "finding")},
            {"label": "Conclusion", "value": found.conclusion, "none": "Given with the signature"},
            {"label": "Reviewer", "value": ", ".join(held.person.name for held in parts_of(record))},
        ],
    }


def _rows(actor: Person, items: list[ReviewItem], form: VerdictsForm) -> list[dict[str, Any]]:
    """Each chosen entry as the line of a timeline, with why it was chosen and its two fields."""
    actions = history.of_entries([item.entry for item in items])
    shown = timeline.acts(actor, actions, each=True)
    by_entry = {entry: line for act, line in zip(actions, shown, strict=True) for entry in act.entries}
    labels = dict(ReviewItem._meta.get_field("verdict").flatchoices)
    return [
        {
            "act": by_entry.get(item.entry),
            "entry": item.entry,
            "why": "Drawn at random"
            if item.chosen_for == "sample"
            else RULES.get(item.chosen_for, item.chosen_for),
            "flagged": item.chosen_for != "sample",
            "verdict": labels[item.verdict],
            "tone": {"open": "neutral", "in_order": "good", "finding": "danger"}[item.verdict],
            "note": item.note,
            "own": item.author_id == actor.pk,
            "fields": [form[f"verdict_{item.pk}"], form[f"note_{item.pk}"]],
        }
        for item in items
    ]
