"""What the page of the causes shows: each analysis with its drawing, its lines and what was taken out; the causes named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.output.drawing.figure import Figure, Item, draw
from probatum.quality.causes.analysis import Analysis, CauseNode, analyses_of, causes_of, lines_of
from probatum.quality.causes.catalogue import paths
from probatum.quality.causes.declared import may_analyse
from probatum.web.causes.forms import LineForm, places_of

Rows = list[tuple[CauseNode, int]]


def in_order(lines: Iterable[CauseNode]) -> Rows:
    """The lines that stand, each behind the one above it, with how deep it stands; branches stay together."""
    below: dict[int | None, list[CauseNode]] = {}
    for line in lines:
        if line.voided_at is None:
            below.setdefault(line.parent_id, []).append(line)
    found: Rows = []

    def walk(parent: int | None, depth: int) -> None:
        for line in below.get(parent, []):
            found.append((line, depth))
            walk(line.pk, depth + 1)

    walk(None, 0)
    return found


def figure_of(analysis: Analysis, lines: Iterable[CauseNode]) -> Figure:
    """An analysis as plain data for the drawing."""
    below: dict[int | None, list[CauseNode]] = {}
    for line in lines:
        if line.voided_at is None:
            below.setdefault(line.parent_id, []).append(line)

    def items(parent: int | None) -> tuple[Item, ...]:
        return tuple(
            Item(line.text, line.is_root, line.gate, line.branch, items(line.pk))
            for line in below.get(parent, [])
        )

    way = analysis.way
    return Figure(way.label, way.shape, analysis.problem, way.head, items(None), way.branches)


def board(
    actor: Person, record: Record, *, form: LineForm | None = None, at: int = 0, place: str = ""
) -> dict[str, Any]:
    """Context of the board. form: a line that was refused, for the analysis `at`; place: where the next line stands."""
    lines = lines_of(record)
    analyses = analyses_of(record)
    verdict = may_analyse(actor, record)
    shown = []
    for analysis in analyses:
        own = [line for line in lines if line.analysis_id == analysis.pk]
        chosen = analysis.pk == at
        shown.append(
            _analysis(
                analysis, own, form=form if chosen else None, place=place if chosen else "", here=chosen
            )
        )
    return {
        "record": record,
        "may": bool(verdict),
        "why_not": verdict.reason,
        "analyses": shown,
        "causes": causes(record),
        "stamp": stamp(analyses, lines),
    }


def _analysis(
    analysis: Analysis, lines: list[CauseNode], *, form: LineForm | None, place: str, here: bool
) -> dict[str, Any]:
    way, rows = analysis.way, in_order(lines)
    if form is None:
        initial = {"place": place, "gate": ""}
        form = LineForm(way=way, places=places_of(way, rows), initial=initial, auto_id=f"id_{analysis.pk}_%s")
        if here:
            form.fields["text"].widget.attrs["autofocus"] = True
    sheets = draw(figure_of(analysis, lines))
    return {
        "key": analysis.pk,
        "label": way.label,
        "head": way.head,
        "why": analysis.method_reason,
        "problem": analysis.problem,
        "wide": SafeString(sheets.wide.svg(name="wide")),
        "narrow": SafeString(sheets.narrow.svg(name="narrow")),
        "rows": [_row(analysis, line, depth) for line, depth in rows],
        "out": [_out(line) for line in _taken_out(lines)],
        "out_count": sum(1 for line in lines if line.voided_at is not None),
        "form": form,
        "branches": bool(way.branches),
        "gates": way.gates,
    }


def _taken_out(lines: list[CauseNode]) -> list[CauseNode]:
    """The lines that can be put back: those whose line above stands; what is below them comes with them."""
    standing = {line.pk for line in lines if line.voided_at is None}
    return [
        line
        for line in lines
        if line.voided_at is not None and (line.parent_id is None or line.parent_id in standing)
    ]


def _row(analysis: Analysis, line: CauseNode, depth: int) -> dict[str, Any]:
    return {
        "key": line.pk,
        "depth": min(depth, 9),
        "text": line.text,
        "branch": analysis.way.branch(line.branch) if line.branch else "",
        "gate": line.gate.upper(),
        "root": line.is_root,
        "evidence": line.evidence,
        "who": line.changed_by.name,
        "at": line.changed_at,
    }


def _out(line: CauseNode) -> dict[str, Any]:
    return {
        "key": line.pk,
        "text": line.text,
        "who": line.voided_by.name if line.voided_by else "",
        "at": line.voided_at,
        "why": line.void_reason,
    }


def causes(record: Record) -> list[dict[str, Any]]:
    """The causes named, each with its category in words."""
    named = causes_of(record)
    known = paths() if named else {}
    return [
        {
            "key": cause.pk,
            "text": cause.text,
            "category": known.get(cause.category_id, ""),
            "rests": cause.node.text if cause.node else "",
        }
        for cause in named
    ]


def stamp(analyses: list[Analysis], lines: list[CauseNode]) -> str:
    """The moment of the last change to the analyses that stand, for a page that asks whether there was one since."""
    moments = [one.changed_at for one in analyses] + [one.changed_at for one in lines]
    moments += [line.voided_at for line in lines if line.voided_at is not None]
    return max(moments).isoformat() if moments else ""


def last_change(analyses: list[Analysis], lines: list[CauseNode]) -> tuple[str, Any]:
    """Who made the last change, and when; empty where nothing was written yet."""
    made = [(one.changed_at, one.changed_by.name) for one in analyses]
    made += [(one.changed_at, one.changed_by.name) for one in lines]
    made += [(line.voided_at, line.voided_by.name) for line in lines if line.voided_at and line.voided_by]
    if not made:
        return "", None
    at, who = max(made)
    return who, at
