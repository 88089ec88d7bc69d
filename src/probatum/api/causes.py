"""The root cause work of a record: analyses with their lines, causes with their category; begun, written and named as on the page (QE-09 to QE-11)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Schema

from probatum.api import shown
from probatum.api.routing import READING, WRITING, router
from probatum.api.schemas import Given, PersonOut
from probatum.api.scope import actor_of, demand_writing, seen
from probatum.kernel.errors import Refused
from probatum.kernel.personal import reads_texts
from probatum.kernel.record import Record
from probatum.quality.causes import editing, finding
from probatum.quality.causes.analysis import Analysis, Cause, CauseNode, analyses_of, causes_of, lines_of
from probatum.quality.causes.catalogue import categories
from probatum.quality.causes.declared import is_analysed


class LineOut(Schema):
    """One line of an analysis; `below` is the line it stands under."""

    id: int
    below: int | None
    branch: str
    gate: str
    text: str
    evidence: str
    is_root: bool
    version: int
    changed_by: PersonOut
    changed_at: dt.datetime


class AnalysisOut(Schema):
    """A search for causes by one method, with the lines that stand."""

    id: int
    method: str
    problem: str
    why: str
    version: int
    lines: list[LineOut]


class CauseOut(Schema):
    """A cause that was named, with its category and the line that it rests on."""

    id: int
    category: str
    text: str
    line: int | None
    version: int
    changed_by: PersonOut
    changed_at: dt.datetime


class CausesOut(Schema):
    """The root cause work of a record."""

    analyses: list[AnalysisOut]
    causes: list[CauseOut]


class NewAnalysis(Given):
    """A method, and what is to be explained."""

    method: str
    problem: str
    why: str = ""


class NewLine(Given):
    """A line: below another one, on a branch, or at the top."""

    text: str
    below: int | None = None
    branch: str = ""
    gate: str = ""
    evidence: str = ""
    is_root: bool = False


class NewCause(Given):
    """A cause: the code of its category, its text, and the line that led to it."""

    category: str
    text: str
    line: int | None = None


@router.get("/records/{uuid}/causes", tags=READING, response=CausesOut)
def causes(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    """Analyses with their lines, and the causes that were named."""
    record = _analysed(request, uuid)
    lines = [one for one in lines_of(record) if one.voided_at is None]
    return {
        "analyses": [_analysis(one, lines) for one in analyses_of(record)],
        "causes": [_cause(one) for one in causes_of(record)],
    }


@router.post("/records/{uuid}/analyses", tags=WRITING, response={201: AnalysisOut})
def begin_analysis(request: HttpRequest, uuid: UUID, given: NewAnalysis) -> Any:
    """Choose a method and say what is to be explained."""
    record = _analysed(request, uuid, writing=True)
    made = editing.begin(actor_of(request), record, method=given.method, problem=given.problem, why=given.why)
    return 201, _analysis(made, [])


@router.post("/records/{uuid}/analyses/{number}/lines", tags=WRITING, response={201: LineOut})
def add_line(request: HttpRequest, uuid: UUID, number: int, given: NewLine) -> Any:
    """Add a line to an analysis."""
    record = _analysed(request, uuid, writing=True)
    analysis = next((one for one in analyses_of(record) if one.pk == number), None)
    if analysis is None:
        raise Http404("There is no such analysis of this record.")
    above = _line(record, given.below, field="below")
    made = editing.add_line(actor_of(request), analysis, parent=above, values=given.dict(exclude={"below"}))
    return 201, _told(made)


@router.post("/records/{uuid}/causes", tags=WRITING, response={201: CauseOut})
def name_cause(request: HttpRequest, uuid: UUID, given: NewCause) -> Any:
    """Name a cause of a record."""
    record = _analysed(request, uuid, writing=True)
    category = next((one for one in categories() if one.code == given.category), None)
    if category is None:
        raise Refused("Choose a category of causes by its code.", field="category")
    made = finding.name_cause(
        actor_of(request),
        record,
        category=category,
        text=given.text,
        node=_line(record, given.line, field="line"),
    )
    return 201, _cause(made)


def _analysed(request: HttpRequest, uuid: UUID, *, writing: bool = False) -> Record:
    """A record whose causes are analysed, and whose texts this account may read. Raises Http404 for another kind."""
    record = seen(request, uuid)
    if writing:
        demand_writing(request)
    if not is_analysed(record.kind):
        raise Http404("The causes of such a record are not analysed.")
    reads_texts(actor_of(request), record).or_refuse()
    return record


def _line(record: Record, key: int | None, *, field: str) -> CauseNode | None:
    if key is None:
        return None
    found = next((one for one in lines_of(record) if one.pk == key and one.voided_at is None), None)
    if found is None:
        raise Refused("Name a line of an analysis of the same record.", field=field)
    return found


def _analysis(one: Analysis, lines: list[CauseNode]) -> dict[str, Any]:
    return {
        "id": one.pk,
        "method": one.method,
        "problem": one.problem,
        "why": one.method_reason,
        "version": one.version,
        "lines": [_told(line) for line in lines if line.analysis_id == one.pk],
    }


def _told(one: CauseNode) -> dict[str, Any]:
    plain = ("branch", "gate", "text", "evidence", "is_root", "version", "changed_at")
    told = {name: getattr(one, name) for name in plain}
    return {**told, "id": one.pk, "below": one.parent_id, "changed_by": shown.person(one.changed_by)}


def _cause(one: Cause) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("text", "version", "changed_at")}
    own = {"id": one.pk, "category": one.category.code, "line": one.node_id}
    return {**told, **own, "changed_by": shown.person(one.changed_by)}
