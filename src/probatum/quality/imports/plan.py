"""The plan of an import of registers: each row with its findings and what would be made of it. Nothing is written here.

The dry run shows the plan; the import carries out exactly the plan that was shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from probatum.documents.collection import KEEP
from probatum.documents.identifiers import fold
from probatum.kernel.process import process_of
from probatum.kernel.record import Record, number_in
from probatum.quality.imports import contradictions
from probatum.quality.imports.bodies import MigratedEvent, source_key
from probatum.quality.imports.declared import legacy_of
from probatum.quality.imports.line import ERROR, KNOWN, Asked, Line
from probatum.quality.imports.reading import order_of, read, wanted_items
from probatum.quality.imports.values import look_up

AT_ONCE = 2_000
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def plan(asked: Asked) -> list[Line]:
    """Every row with its findings, sheet by sheet in the order of the registers."""
    look_up(asked.known, wanted_items(asked.sheets))
    lines = []
    for given in asked.sheets:
        sheet = replace(given, order=given.order or order_of(given))
        for row, cells in sheet.rows:
            line = read(row, cells, sheet, asked)
            contradictions.within(line, has_closed="closed" in sheet.columns)
            lines.append(line)
    _said_twice(lines)
    _known(lines, asked)
    _owned(lines, asked)
    _refer(lines, asked)
    _finish(lines, asked)
    return lines


def _said_twice(lines: Sequence[Line]) -> None:
    """A number stands once; the same row again is passed over, one that says something else keeps both out."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.number:
            groups.setdefault((line.kind, fold(line.number)), []).append(line)
    for group in groups.values():
        first = group[0]
        if len(group) == 1:
            continue
        if len({line.sha256 for line in group}) == 1:
            for line in group[1:]:
                line.level, line.findings = KNOWN, [f"Is the same as row {first.row} of {first.sheet}."]
            continue
        told = ", ".join(f"{line.sheet}, row {line.row}" for line in group[:5])
        for line in group:
            line.error(f"Several rows have this number and say different things: {told}.")


def _known(lines: Sequence[Line], asked: Asked) -> None:
    """What came in before stays as it is here; a row that says something else now is reported."""
    keys = {source_key(asked.system, line.kind, line.number): line for line in lines if line.number}
    for start in range(0, len(keys), AT_ONCE):
        some = list(keys)[start : start + AT_ONCE]
        known = MigratedEvent.objects.filter(source_key__in=some)
        for key, sha256, number in known.values_list("source_key", "row_sha256", "record__number"):
            line = keys[key]
            if sha256 == line.sha256:
                line.level, line.findings, line.errors = KNOWN, [f"Is here already as {number}."], 0
            else:
                line.error(
                    f"Is here already as {number}, but its row said something else then. "
                    "It is changed here, not by another import."
                )


def _owned(lines: Sequence[Line], asked: Asked) -> None:
    """Who owns what is still open holds the right to work on it."""
    for line in lines:
        fine = line.level not in (ERROR, KNOWN) and not line.over
        if fine and (sentence := asked.known.cannot_own(line.owner, line.kind, line.site)):
            line.error(f"{sentence} Choose another owner.")


def _refer(lines: Sequence[Line], asked: Asked) -> None:
    """Find what each row refers to: rows of this import, what came in before, records here."""
    here: dict[str, list[Line]] = {}
    for line in lines:
        if line.number:
            here.setdefault(fold(line.number), []).append(line)
    elsewhere = _elsewhere(
        {fold(one) for line in lines for one in line.refers if fold(one) not in here}, asked.system
    )
    targets: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        if line.level == KNOWN:
            continue
        for said in line.refers:
            found = [one for one in here.get(fold(said), []) if one.key != line.key and one.kind != line.kind]
            found = found or [one for one in here.get(fold(said), []) if one.key != line.key]
            if found:
                targets.setdefault(line.key, []).append(found[0])
                line.refers_kind = line.refers_kind or found[0].kind
                if found[0].level == ERROR:
                    line.warn(
                        f"“{said}” ({found[0].sheet}, row {found[0].row}) is not imported, so it is not linked."
                    )
            elif kind := elsewhere.get(fold(said), ""):
                line.refers_kind = line.refers_kind or kind
            else:
                line.warn(
                    f"It refers to “{said}”, which leads nowhere: no row and no record here has this number."
                )
    contradictions.between(lines, targets)
    for line in lines:
        line.severity = line.severity or next((one.severity for one in targets.get(line.key, ())), "")


def _elsewhere(numbers: Iterable[str], system: str) -> dict[str, str]:
    """The kinds of what these numbers name here: as numbers of the older system, or of our own."""
    found: dict[str, str] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        own = Record.objects.filter(number__in=[one.upper() for one in some])
        found |= {fold(number): kind for number, kind in own.values_list("number", "kind")}
        old = MigratedEvent.objects.filter(folded__in=some)
        found |= {
            folded: kind
            for folded, kind, said in old.values_list("folded", "record__kind", "system")
            if fold(said) == fold(system)
        }
    return found


def _finish(lines: Sequence[Line], asked: Asked) -> None:
    """What a kind makes of the whole row, and whether the old number is kept."""
    fresh = [line for line in lines if line.level not in (ERROR, KNOWN)]
    for line in fresh:
        finish = legacy_of(line.kind).finish
        if finish is not None:
            line.values |= finish(line)
    if asked.numbering != KEEP:
        return
    taken = _taken(fresh)
    for line in fresh:
        line.keeps = line.number not in taken and kept_count(line) is not None


def kept_count(line: Line) -> tuple[dict[str, str], int] | None:
    """The counter of an old number that is as the numbers here, with its values; None for any other."""
    pattern = process_of(line.kind).numbering
    for year in dict.fromkeys([*_YEAR.findall(line.number), line.opened[:4] or "0"]):
        values = {"year": year, "site": line.site}
        if (count := number_in(pattern, line.number, values=values)) is not None:
            return values, count
    return None


def _taken(lines: Sequence[Line]) -> set[str]:
    numbers = sorted({line.number for line in lines})
    found: set[str] = set()
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        found.update(Record.objects.filter(number__in=some).values_list("number", flat=True))
    return found


HEADS = ("Sheet", "Row", "Finding", "Kind", "Number", "Title", "State", "What was found")


def table(lines: Sequence[Line], words: Mapping[str, str]) -> tuple[Sequence[str], list[list[str]]]:
    """All rows with their findings, to take away."""
    return HEADS, [
        [
            line.sheet,
            str(line.row),
            words[line.level],
            legacy_of(line.kind).label,
            line.number,
            line.title,
            process_of(line.kind).state(line.state).label if line.state else "",
            " ".join(line.findings),
        ]
        for line in lines
    ]
