"""The page of the causes of a record: a method is chosen, lines are added, others are asked whether they wrote meanwhile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from probatum.kernel.errors import Refused
from probatum.kernel.personal import reads_texts
from probatum.kernel.record import Record
from probatum.quality.causes.analysis import Analysis, CauseNode, analyses_of, lines_of
from probatum.quality.causes.declared import is_analysed
from probatum.quality.causes.editing import add_line, begin, put_back
from probatum.quality.causes.methods import BONES, METHODS, STEPS, TREE
from probatum.web.causes import showing
from probatum.web.causes.forms import TOP, BeginForm, LineForm, places_of
from probatum.web.documents.sheets import over_the_page, refuse_strange
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_seen, reader, seen
from probatum.web.views.records import frame


def address(record: Record, *, at: int = 0, place: str = "") -> str:
    """The page of the causes; `at` the analysis in which the next line is written, `place` where it stands."""
    url = reverse("record-causes", args=[record.uuid])
    # no fragment: a browser does not take the eye to a field where the address has one
    return f"{url}?{urlencode({'at': str(at), 'place': place})}" if at else url


def found_record(request: HttpRequest, uuid: UUID) -> Record:
    """A record whose causes are analysed. Raises Http404 for one that is not to be seen, and for another kind."""
    record = seen(request, uuid)
    if not is_analysed(record.kind):
        raise Http404("The causes of such a record are not analysed.")
    reads_texts(reader(request), record).or_refuse()
    return record


def found_analysis(record: Record, key: int) -> Analysis:
    """An analysis of a record that stands. Raises Http404 for another one."""
    found = next((one for one in analyses_of(record) if one.pk == key), None)
    if found is None:
        raise Http404("There is no such analysis of this record.")
    found.record = record
    return found


def found_line(record: Record, key: int) -> CauseNode:
    """A line of an analysis that stands, also one taken out. Raises Http404 for another one."""
    found = next((one for one in lines_of(record) if one.pk == key), None)
    if found is None:
        raise Http404("There is no such line in this record.")
    found.record = record
    found.analysis = found_analysis(record, found.analysis_id)
    return found


@login_required
@require_GET
def causes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Drawings, lines and causes of a record."""
    record = found_record(request, uuid)
    note_seen(request, record)
    at = request.GET.get("at", "")
    place = request.GET.get("place", "")[:40]
    shown = showing.board(
        reader(request), record, at=int(at) if at.isdecimal() and len(at) < 19 else 0, place=place
    )
    return _page(request, record, shown)


def _page(
    request: HttpRequest,
    record: Record,
    shown: dict[str, Any],
    *,
    form: BeginForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = frame(reader(request), record, current="causes") | shown
    context["begin"] = form or BeginForm(initial={"problem": record.title})
    context["begin_open"] = form is not None or not shown["analyses"]
    context["methods"] = list(METHODS.values())
    return render(request, "causes/causes.html", context, status=status)


@login_required
@require_POST
def begun(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin an analysis by a method; refused, the page comes back with what was typed."""
    record, actor = found_record(request, uuid), reader(request)
    form, status = BeginForm(request.POST), 400
    refuse_strange(request, form)
    if form.is_valid():
        try:
            made = begin(actor, record, **form.cleaned_data)
        except Refused as refusal:
            status = sentence_into(form, refusal)
        else:
            return redirect(address(record, at=made.pk, place=_first_place(made)))
    return _page(request, record, showing.board(actor, record), form=form, status=status)


def _first_place(analysis: Analysis) -> str:
    branches = analysis.way.branches
    return f"branch:{branches[0][0]}" if branches else TOP


@login_required
@require_POST
def added(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Add a line; without a reload where the page can, and the next line is begun where it most often stands."""
    record, actor = found_record(request, uuid), reader(request)
    analysis = found_analysis(record, key)
    lines = [line for line in lines_of(record) if line.analysis_id == key]
    places = places_of(analysis.way, showing.in_order(lines))
    form = LineForm(request.POST, way=analysis.way, places=places, auto_id=f"id_{key}_%s")
    refuse_strange(request, form)
    status = 422
    if form.is_valid():
        given = form.line()
        above = next((line for line in lines if line.pk == given["above"]), None)
        try:
            line = add_line(actor, analysis, parent=above, values=given)
        except Refused as refusal:
            status = sentence_into(form, refusal)
        else:
            place = _next_place(analysis, line)
            if over_the_page(request):
                return _board(request, showing.board(actor, record, at=key, place=place))
            return redirect(address(record, at=key, place=place))
    shown = showing.board(actor, record, form=form, at=key)
    if over_the_page(request):
        return _board(request, shown, status=422)
    return _page(request, record, shown, status=status)


def _board(request: HttpRequest, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "causes/board.html", shown, status=status)


def _next_place(analysis: Analysis, line: CauseNode) -> str:
    """A why is followed by the next one below it, a possible cause by another one beside it."""
    if analysis.way.shape == TREE:
        return f"line:{line.pk}"
    if line.parent_id is not None:
        return f"line:{line.parent_id}"
    return f"branch:{line.branch}" if analysis.way.shape in (BONES, STEPS) else TOP


@login_required
@require_POST
def back(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Put a line back with what was taken out together with it."""
    record = found_record(request, uuid)
    line = found_line(record, key)
    put_back(reader(request), line)
    return redirect(address(record, at=line.analysis_id))


@login_required
@require_GET
def since(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who wrote since the page was shown; nothing where nobody did."""
    record = found_record(request, uuid)
    analyses, lines = analyses_of(record), lines_of(record)
    if showing.stamp(analyses, lines) == request.GET.get("stamp", ""):
        return HttpResponse(status=204)
    who, at = showing.last_change(analyses, lines)
    return render(
        request, "causes/since.html", {"who": who, "at": at, "url": reverse("record-causes", args=[uuid])}
    )
