"""The root cause work of a record on paper: each analysis as a drawing and in words, and the causes that were found."""

from __future__ import annotations

from probatum.kernel.record import Record
from probatum.output.drawing.figure import draw
from probatum.output.record_pdf import Field, Picture, Section
from probatum.quality.causes.analysis import CauseNode, analyses_of, lines_of
from probatum.quality.causes.declared import is_analysed
from probatum.web.causes import showing


def sections(record: Record) -> tuple[Section, ...]:
    """What was found, and each analysis line by line; nothing for a kind whose causes are not analysed."""
    if not is_analysed(record.kind):
        return ()
    named = tuple(
        Field(label=one["category"], value=f"{one['text']}{_rests(one['rests'])}")
        for one in showing.causes(record)
    )
    lines = lines_of(record)
    found = [Section(title="Root causes", fields=named)]
    for analysis in analyses_of(record):
        rows = showing.in_order(line for line in lines if line.analysis_id == analysis.pk)
        told = [Field(label=analysis.way.head, value=analysis.problem)]
        told += (
            [Field(label="Why this method", value=analysis.method_reason)] if analysis.method_reason else []
        )
        told += [
            Field(label=_place(number, line), value=_words(line))
            for number, (line, _) in zip(_numbers(rows), rows, strict=True)
        ]
        found.append(Section(title=f"Root cause analysis: {analysis.way.label}", fields=tuple(told)))
    return tuple(one for one in found if one.fields)


def pictures(record: Record) -> tuple[Picture, ...]:
    """The drawing of each analysis that has a line."""
    if not is_analysed(record.kind):
        return ()
    lines = lines_of(record)
    found = []
    for analysis in analyses_of(record):
        own = [line for line in lines if line.analysis_id == analysis.pk and line.voided_at is None]
        if own:
            wide = draw(showing.figure_of(analysis, own)).wide
            title = f"{analysis.way.label}: {analysis.problem}"
            found.append(Picture(title=title, svg=wide.svg(paper=True), wide=wide.width > 1.3 * wide.height))
    return tuple(found)


def _rests(text: str) -> str:
    return f" (rests on: {text})" if text else ""


def _numbers(rows: showing.Rows) -> list[str]:
    """1, 1.1, 1.2, 2 … for lines in order with how deep they stand."""
    at: list[int] = []
    found = []
    for _, depth in rows:
        at = [*at[:depth], at[depth] + 1] if len(at) > depth else [*at, 1]
        found.append(".".join(map(str, at)))
    return found


def _place(number: str, line: CauseNode) -> str:
    branch = line.analysis.way.branch(line.branch) if line.branch else ""
    return " ".join(part for part in (number, branch, line.gate.upper()) if part)


def _words(line: CauseNode) -> str:
    marked = " – root cause" if line.is_root else ""
    return f"{line.text}{marked}" + (f". Evidence: {line.evidence}" if line.evidence else "")
