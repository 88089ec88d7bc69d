"""Short forms over the page of the causes: a line, what is to be explained, a cause; changed, taken out, set aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.record import Record
from probatum.quality.causes.analysis import Cause, CauseNode, causes_of, lines_of
from probatum.quality.causes.catalogue import categories, laid_out
from probatum.quality.causes.declared import may_analyse
from probatum.quality.causes.editing import change_line, change_problem, set_aside, take_out
from probatum.quality.causes.finding import change_cause, name_cause, withdraw_cause
from probatum.web.causes import showing
from probatum.web.causes.forms import INDENT, CauseForm, EditForm, OutForm, ProblemForm, ReasonForm
from probatum.web.causes.views import address, found_analysis, found_line, found_record
from probatum.web.documents.sheets import finished, on_top_of, refuse_strange, show_sheet
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader

WAYS = ["GET", "HEAD", "POST"]
Saved = Callable[[forms.Form], str]
Present = Callable[[], int]


def _sheet(
    request: HttpRequest,
    record: Record,
    form: forms.Form,
    *,
    heading: str,
    button: str,
    save: Saved,
    present: Present,
    lead: str = "",
    danger: bool = False,
    at: int = 0,
) -> HttpResponse:
    """Show a form or save it; a stale one keeps what was typed and the next press is made on what stands now."""
    status = 200
    if request.method == "POST":
        status = 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                said = save(form)
            except Refused as refusal:
                status = sentence_into(form, refusal)
                if isinstance(refusal, StaleRecord) and "version" in form.fields:
                    on_top_of(form, present())
            else:
                messages.success(request, said)
                return finished(request, address(record, at=at))
    else:
        may_analyse(reader(request), record).or_refuse()
    context = {"form": form, "record": record, "heading": heading, "button": button, "lead": lead}
    context |= {"danger": danger, "back_url": address(record), "here": request.path}
    return show_sheet(request, "causes/sheet.html", context, status=status)


@login_required
@require_http_methods(WAYS)
def line(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Change a line: its text, evidence, branch, gate, and whether it is a root cause."""
    record, actor = found_record(request, uuid), reader(request)
    known = found_line(record, key)
    way = known.analysis.way
    places = (
        [(f"branch:{name}", f"On the branch {label}") for name, label in way.branches]
        if known.parent_id is None
        else []
    )
    initial = {name: getattr(known, name) for name in ("text", "gate", "evidence", "is_root", "version")}
    form = EditForm(
        request.POST or None, way=way, places=places, initial={**initial, "place": f"branch:{known.branch}"}
    )

    def save(given: forms.Form) -> str:
        assert isinstance(given, EditForm)
        change_line(actor, known, values=given.line(), based_on=given.cleaned_data["version"])
        return "The line is saved."

    def present() -> int:
        return found_line(record, key).version

    title = "Change a line"
    return _sheet(
        request,
        record,
        form,
        heading=title,
        button="Save the line",
        save=save,
        present=present,
        at=known.analysis_id,
    )


@login_required
@require_http_methods(WAYS)
def out(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Take a line out, with all below it."""
    record, actor = found_record(request, uuid), reader(request)
    known = found_line(record, key)
    form = OutForm(request.POST or None, initial={"version": known.version})

    def save(given: forms.Form) -> str:
        told = given.cleaned_data
        gone = take_out(actor, known, reason=told["reason"], based_on=told["version"])
        return "The line is out." if gone == 1 else f"{gone} lines are out."

    def present() -> int:
        return found_line(record, key).version

    lead = f"“{known.text}” and all that stands below it. It can be put back."
    return _sheet(
        request,
        record,
        form,
        heading="Take a line out",
        button="Take out",
        save=save,
        present=present,
        lead=lead,
        danger=True,
        at=known.analysis_id,
    )


@login_required
@require_http_methods(WAYS)
def problem(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Change what is to be explained."""
    record, actor = found_record(request, uuid), reader(request)
    known = found_analysis(record, key)
    form = ProblemForm(request.POST or None, initial={"version": known.version, "problem": known.problem})

    def save(given: forms.Form) -> str:
        told = given.cleaned_data
        change_problem(actor, known, problem=told["problem"], based_on=told["version"])
        return "Saved."

    def present() -> int:
        return found_analysis(record, key).version

    title = "Change what is to be explained"
    return _sheet(request, record, form, heading=title, button="Save", save=save, present=present, at=key)


@login_required
@require_http_methods(WAYS)
def aside(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Set an analysis aside."""
    record, actor = found_record(request, uuid), reader(request)
    known = found_analysis(record, key)

    def save(given: forms.Form) -> str:
        set_aside(actor, known, reason=given.cleaned_data["reason"])
        return "The analysis is set aside."

    title, lead = f"Set the analysis aside: {known.way.label}", "It stays in the history of the record."
    return _sheet(
        request,
        record,
        ReasonForm(request.POST or None),
        heading=title,
        button="Set aside",
        save=save,
        present=int,
        lead=lead,
        danger=True,
    )


@login_required
@require_http_methods(WAYS)
def named(request: HttpRequest, uuid: UUID, key: int = 0) -> HttpResponse:
    """Name a cause, or change one."""
    record, actor = found_record(request, uuid), reader(request)
    known = _cause(record, key) if key else None
    nodes = {str(node.pk): node for node in lines_of(record) if node.voided_at is None}
    form = CauseForm(
        request.POST or None,
        categories=_categories(known),
        nodes=[
            (str(one.pk), f"{INDENT * depth}{one.text}") for one, depth in showing.in_order(nodes.values())
        ],
        initial=_initial(request, known, nodes),
    )

    def save(given: forms.Form) -> str:
        told = given.cleaned_data
        category = next(one for one in categories() if one.code == told["category"])
        values: dict[str, Any] = {"category": category, "text": told["text"], "node": nodes.get(told["node"])}
        if known is None:
            name_cause(actor, record, **values)
        else:
            change_cause(actor, known, **values, based_on=told["version"] or 0)
        return "The cause is saved."

    def present() -> int:
        return _cause(record, key).version

    title = "Change a root cause" if known else "Name a root cause"
    return _sheet(request, record, form, heading=title, button="Save the cause", save=save, present=present)


def _initial(request: HttpRequest, known: Cause | None, nodes: dict[str, CauseNode]) -> dict[str, Any]:
    """What a cause says now; for a new one the line that it was begun from."""
    if known is not None:
        own = {"text": known.text, "version": known.version}
        return own | {"category": known.category.code, "node": str(known.node_id or "")}
    begun_from = request.GET.get("line", "")
    return {"node": begun_from, "text": nodes[begun_from].text if begun_from in nodes else ""}


def _categories(known: Cause | None) -> list[tuple[str, str]]:
    found = [(one.code, f"{INDENT * depth}{one.name}") for one, depth in laid_out(only_active=True)]
    if known is not None and known.category.code not in dict(found):
        found.append((known.category.code, f"{known.category.name} (out of use)"))
    return found


@login_required
@require_http_methods(WAYS)
def withdrawn(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Withdraw a cause that does not hold."""
    record, actor = found_record(request, uuid), reader(request)
    known = _cause(record, key)

    def save(given: forms.Form) -> str:
        withdraw_cause(actor, known, reason=given.cleaned_data["reason"])
        return "The cause is withdrawn."

    return _sheet(
        request,
        record,
        ReasonForm(request.POST or None),
        heading="Withdraw a root cause",
        button="Withdraw",
        save=save,
        present=int,
        lead=f"“{known.text}”",
        danger=True,
    )


def _cause(record: Record, key: int) -> Cause:
    found = next((one for one in causes_of(record) if one.pk == key), None)
    if found is None:
        raise Http404("There is no such cause of this record.")
    found.record = record
    return found
