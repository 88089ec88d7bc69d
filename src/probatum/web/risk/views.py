"""Views of the risk matrix: its versions, one version with its chart, the editor, what changed between two."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import decide, visible
from probatum.kernel.errors import Refused
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.risk import drafting, editions
from probatum.quality.risk.compare import differences
from probatum.quality.risk.matrix import KIND, PREPARE, PROCESS
from probatum.quality.risk.plan import MatrixPlan, falls
from probatum.quality.risk.proposal import proposed
from probatum.quality.risk.scale import METHODS, RiskMatrix
from probatum.web import anatomy
from probatum.web.attestation import signatures_of
from probatum.web.forms.moves import refuse_unknown
from probatum.web.refusals import sentence_into
from probatum.web.risk import editor
from probatum.web.risk.drawing import chart
from probatum.web.risk.editor import Editor
from probatum.web.risk.forms import AboutForm, EditForm
from probatum.web.seen import note_seen, reader, seen
from probatum.web.views.records import frame

FIRST = {"severity": 5, "likelihood": 5}


def address(record: Record) -> str:
    """The page of a version."""
    return reverse("risk-matrix", args=[record.uuid])


def found_matrix(request: HttpRequest, uuid: UUID) -> RiskMatrix:
    """A version that the person may see. Raises Http404."""
    record = seen(request, uuid)
    if record.kind != KIND:
        raise Http404("There is no such risk matrix.")
    found = RiskMatrix.objects.select_related("edition").get(pk=record.pk)
    found.record = record
    return found


def plan_of(matrix: RiskMatrix) -> MatrixPlan | None:
    """What a version says; None before it was saved once."""
    return editions.read(matrix.edition) if matrix.edition else None


@login_required
@require_GET
def matrices(request: HttpRequest) -> HttpResponse:
    """Every version, the one in force with its chart."""
    actor = reader(request)
    rows = list(visible(actor, KIND).select_related("owner").order_by("-id"))
    may_open = decide(actor, PREPARE)
    if not rows:
        may_open.or_refuse()
    current = next((row for row in rows if row.state == "in_force"), None)
    plan = plan_of(RiskMatrix.objects.select_related("edition").get(pk=current.pk)) if current else None
    context = {
        "rows": [
            {"record": row, "url": address(row), "state": anatomy.state_of(row), "owner": row.owner.name}
            for row in rows
        ],
        "current": current,
        "chart": chart(plan) if plan else None,
        "may_open": bool(may_open) and not any(row.state in drafting.OPEN for row in rows),
    }
    return render(request, "risk/matrices.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open the next version: it begins with what is in force."""
    actor = reader(request)
    decide(actor, PREPARE).or_refuse()
    form = AboutForm(request.POST or None, actor=actor)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data | {"approvers": list(form.cleaned_data["approvers"])}
            try:
                opened = drafting.open_version(actor, **given)
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                return redirect("risk-matrix-edit", uuid=opened.record.uuid)
    return render(request, "risk/new.html", {"form": form}, status=status)


@login_required
@require_GET
def matrix(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One version: chart, words of each level, what it differs in from another."""
    found = found_matrix(request, uuid)
    note_seen(request, found.record)
    actor = reader(request)
    record, plan = found.record, plan_of(found)
    others = visible(actor, KIND).filter(pk__lt=record.pk, quality_riskmatrix__edition__isnull=False)
    context = frame(actor, record, current="overview") | {
        "step": anatomy.next_step(actor, record),
        "missing": anatomy.blockers(actor, record),
        "signatures": signatures_of(record),
        "plan": plan,
        "chart": chart(plan) if plan else None,
        "falls": _falls(plan) if plan else [],
        "edit_url": _edit_url(actor, record),
        "compare_url": reverse("risk-matrix-compare", args=[record.uuid]) if plan and others.exists() else "",
        "facts": [
            {"label": "How a result is found", "value": dict(METHODS)[plan.method] if plan else ""},
            {"label": "What changes, and why", "value": found.note, "none": "Nothing said"},
            {"label": "Ratings given by it", "value": found.ratings.count()},
        ],
        "people": anatomy.people_of(record, PROCESS),
    }
    return render(request, "risk/matrix.html", context)


def _edit_url(actor: Person, record: Record) -> str:
    if record.state != "draft" or not decide(actor, PREPARE, record=record):
        return ""
    return reverse("risk-matrix-edit", args=[record.uuid])


def _falls(plan: MatrixPlan) -> list[str]:
    """In words: where a higher level gives a lower result."""
    found = []
    for below, above in falls(plan)[:10]:
        axis = next(at for at, (low, high) in enumerate(zip(below, above, strict=True)) if low != high)
        one = plan.dimensions[axis]
        names = " and ".join(
            f"{other.label.lower()} {other.levels[at - 1].label.lower()}"
            for place, (other, at) in enumerate(zip(plan.dimensions, below, strict=True))
            if place != axis
        )
        low, high = one.levels[below[axis] - 1].label, one.levels[above[axis] - 1].label
        was, becomes = plan.results[plan.result(below) - 1].label, plan.results[plan.result(above) - 1].label
        found.append(f"With {names}, {one.label.lower()} {low} gives {was}, but {high} gives {becomes}.")
    return found


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The editor: every word, score and cell of a version in draft."""
    found = found_matrix(request, uuid)
    actor, record = reader(request), found.record
    decide(actor, PREPARE, record=record).or_refuse()
    if record.state != "draft":
        raise Refused(f"{record.number} is not in draft, so it is not changed any more.")
    if request.method == "POST":
        return _edited(request, found)
    plan = plan_of(found) or proposed(counts=FIRST)
    named = [held.person_id for held in parts_of(record) if held.name == "approver"]
    about = {"title": record.title, "note": found.note, "approvers": named, "based_on": record.version}
    form = EditForm(initial=about, actor=actor)
    return _editor(request, found, form, Editor(editor.values_of(plan)))


def _edited(request: HttpRequest, found: RiskMatrix) -> HttpResponse:
    actor, record = reader(request), found.record
    form = EditForm(request.POST, actor=actor)
    refuse_unknown(request.POST, [*form.fields, *filter(editor.is_known, request.POST)])
    values = {name: str(text) for name, text in request.POST.items() if editor.is_known(name)}
    if values.pop("act", "save") == "size":
        fresh = EditForm(initial=_typed(form), actor=actor)
        return _editor(request, found, fresh, Editor(editor.resized(values)))
    if not form.is_valid():
        return _editor(request, found, form, Editor(values), status=400)
    given = form.cleaned_data | {"approvers": list(form.cleaned_data["approvers"])}
    try:
        drafting.save_version(actor, found, plan=editor.plan_of(values), **given)
    except drafting.FaultyMatrix as refusal:
        return _editor(request, found, form, Editor(values, refusal.faults), status=400)
    except Refused as refusal:
        return _editor(request, found, form, Editor(values), status=sentence_into(form, refusal))
    messages.success(request, f"{record.number} is saved.")
    return redirect(address(record))


def _typed(form: EditForm) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields}


def _editor(
    request: HttpRequest, found: RiskMatrix, form: EditForm, drawn: Editor, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "editor": drawn, "record": found.record, "back_url": address(found.record)}
    return render(request, "risk/edit.html", context, status=status)


@login_required
@require_GET
def compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What changed between another version and this one, word by word and cell by cell."""
    found = found_matrix(request, uuid)
    record, plan = found.record, plan_of(found)
    actor = reader(request)
    known = visible(actor, KIND).exclude(pk=record.pk).exclude(quality_riskmatrix__edition=None)
    wanted = request.GET.get("with", "")
    other = (
        known.filter(number=wanted).first()
        if wanted
        else known.filter(pk__lt=record.pk).order_by("-id").first()
    )
    before = (
        plan_of(RiskMatrix.objects.select_related("edition").get(pk=other.pk)) if other is not None else None
    )
    if plan is None or other is None or before is None:
        raise Http404("There is nothing to compare this version with.")
    context = {
        "record": record,
        "other": other,
        "back": {"label": f"{record.number} {record.title}", "url": address(record)},
        "changes": differences(before, plan),
        "charts": [(other, chart(before)), (record, chart(plan))],
        "others": [
            {"number": one.number, "chosen": one.pk == other.pk} for one in known.order_by("-id")[:50]
        ],
    }
    return render(request, "risk/compare.html", context)
