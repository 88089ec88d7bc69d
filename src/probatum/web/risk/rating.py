"""The page of a record's rating: the matrix in force with the cell chosen, the levels with their words, earlier ratings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.risk import editions
from probatum.quality.risk.matrix import in_force
from probatum.quality.risk.plan import MatrixPlan
from probatum.quality.risk.rated import Rating
from probatum.quality.risk.rating import earlier_of, is_rated, may_rate, rate, rating_of
from probatum.quality.risk.scale import PATHS, RiskMatrix
from probatum.web import pages
from probatum.web.forms.moves import refuse_unknown
from probatum.web.refusals import sentence_into
from probatum.web.risk.drawing import chart
from probatum.web.risk.forms import RatingForm
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.views.records import frame


@login_required
@require_http_methods(["GET", "POST"])
def rating(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How a record is rated, and the form to rate it by the matrix in force."""
    record = seen(request, uuid)
    if not is_rated(record.kind):
        raise Http404("Records of this kind are not rated.")
    note_confidential(request, record)
    actor = reader(request)
    verdict = may_rate(actor, record)
    current = in_force()
    plan = editions.read(current.edition) if current and current.edition else None
    given = earlier_of(record)
    form, status = None, 200
    if request.method == "POST":
        verdict.or_refuse()
    if verdict and plan is not None:
        form = RatingForm(request.POST or None, plan=plan, initial=_proposed(record, given, current))
    if request.method == "POST" and form is not None:
        refuse_unknown(request.POST, form.fields)
        status = _rate(request, record, form)
        if not status:
            return redirect(reverse("record-rating", args=[record.uuid]))
    shown = given[0] if given else None
    context = frame(actor, record, current="rating") | {
        "form": form,
        "why_not": _why_not(verdict.reason, plan),
        "rating": _told(shown) if shown else None,
        "chart": _chart(shown) if shown else (chart(plan) if plan else None),
        "earlier": [_told(one) for one in given[1:]],
        "outdated": bool(shown and current and shown.matrix_id != current.pk),
        "matrix": current.record if current else None,
        "matrix_url": pages.page_of(current.record) if current else "",
        "back_url": pages.page_of(record),
    }
    return render(request, "risk/rating.html", context, status=status)


def aside(actor: Person, record: Record) -> dict[str, Any] | None:
    """The box beside a record: its rating, or who can give one."""
    if not is_rated(record.kind):
        return None
    found = rating_of(record)
    return {
        "label": found.result.label if found else "",
        "tone": found.result.tone if found else "",
        "path": found.path if found else "",
        "may": bool(may_rate(actor, record)),
        "url": reverse("record-rating", args=[record.uuid]),
    }


def _rate(request: HttpRequest, record: Record, form: RatingForm) -> int:
    """Rate; the status of a refusal that was put into the form, 0 where it is done."""
    if not form.is_valid():
        return 400
    try:
        made = rate(
            reader(request),
            record,
            levels=form.levels(),
            rationale=form.cleaned_data["rationale"],
            based_on=form.cleaned_data["based_on"],
        )
    except Refused as refusal:
        return sentence_into(form, refusal)
    messages.success(request, f"Rated {made.result.label}. It goes the way of what is {made.path}.")
    return 0


def _why_not(reason: str, plan: MatrixPlan | None) -> str:
    if reason:
        return reason
    return (
        ""
        if plan
        else "No risk matrix is in force yet. Whoever prepares risk matrices opens one, and somebody else approves it."
    )


def _proposed(record: Record, given: list[Rating], current: RiskMatrix | None) -> dict[str, Any]:
    """The levels of the rating so far, where it was given by the same version."""
    found: dict[str, Any] = {"based_on": record.version}
    if given and current and given[0].matrix_id == current.pk:
        found |= _positions(given[0])
    return found


def _positions(one: Rating) -> dict[str, int]:
    levels = {
        "severity": one.severity,
        "likelihood": one.likelihood,
        "detectability": one.detectability,
    }
    return {name: level.position for name, level in levels.items() if level is not None}


def _chart(one: Rating) -> dict[str, Any]:
    matrix = RiskMatrix.objects.select_related("edition").get(pk=one.matrix_id)
    plan = editions.read(matrix.edition)
    positions = _positions(one)
    return chart(plan, marked=tuple(positions[each.name] for each in plan.dimensions), only_marked=True)


def _told(one: Rating) -> dict[str, Any]:
    levels = [level for level in (one.severity, one.likelihood, one.detectability) if level is not None]
    return {
        "label": one.result.label,
        "tone": one.result.tone,
        "at": one.rated_at,
        "who": one.rated_by.name,
        "rationale": one.rationale,
        "facts": [
            *(
                {
                    "label": level.dimension.label,
                    "value": f"{level.label} (score {level.score}). {level.anchor}",
                }
                for level in levels
            ),
            {"label": "Product of the scores", "value": one.score},
            {"label": "Asks for", "value": f"The way of what is {dict(PATHS)[one.path].lower()}"},
            {
                "label": "Matrix",
                "value": f"{one.matrix.record.number} {one.matrix.record.title}",
                "url": pages.page_of(one.matrix.record),
            },
        ],
    }
