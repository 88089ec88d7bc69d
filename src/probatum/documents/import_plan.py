"""The plan of an import: each row of the register with its findings and what would be made of it. Nothing is written here.

The dry run shows the plan; the import carries out exactly the plan that was shown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from probatum.documents.collection import KEEP, Migrated, source_key
from probatum.documents.columns import LABELS, ORDER
from probatum.documents.content import FINISHED_STATES, Version
from probatum.documents.identifiers import fold
from probatum.documents.import_files import CollectedFiles
from probatum.documents.import_values import FIELDS as VALUES
from probatum.documents.import_values import NEEDED, Chosen, Existing, resolve
from probatum.documents.old_values import (
    EFFECTIVE,
    OBSOLETE,
    SUPERSEDED,
    UNFINISHED,
    Unreadable,
    day_of,
    is_none,
    order_in,
    place_of,
    state_of,
    version_of,
)
from probatum.documents.types import rule
from probatum.kernel.authz import Decision
from probatum.kernel.record import Record, number_in

ERROR, WARNING, OK, KNOWN = "error", "warning", "ok", "known"
NOT_YOURS = "A document that is not yours to see has this number, so nothing is added to it."
LONGEST = {"number": 80, "title": 300, "version": 60, "file": 400, "approved_by": 200, "approved_on": 60}


@dataclass
class Line:
    """One row of the register: what it says, what is made of it, and what was found."""

    row: int
    number: str = ""
    title: str = ""
    version: str = ""
    file: str = ""
    sha256: str = ""
    type: str = ""
    owner: str = ""
    site: str = ""
    department: str = ""
    effective: str = ""
    next_review: str = ""
    state: str = ""
    approved_by: str = ""
    approved_on: str = ""
    major: int = 0
    keeps: bool = False
    newest: bool = False
    level: str = OK
    findings: list[str] = field(default_factory=list)
    errors: int = 0
    aside: bool = False

    def error(self, text: str) -> None:
        """What keeps the row out stands before what is only worth knowing."""
        self.level = ERROR
        self.findings.insert(self.errors, text)
        self.errors += 1

    def warn(self, text: str) -> None:
        self.level = WARNING if self.level == OK else self.level
        self.findings.append(text)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Asked:
    """What a plan is made from."""

    system: str
    numbering: str
    order: str
    columns: Mapping[str, int]
    rows: Sequence[tuple[int, Sequence[Any]]]
    files: CollectedFiles
    known: Existing
    chosen: Chosen
    today: dt.date
    type_allowed: Callable[[str], Decision]
    seen: Callable[[Record], bool]


def plan(asked: Asked) -> list[Line]:
    """Every row with its findings, in the order of the register."""
    order = asked.order or order_in(_cell(cells, asked, name) for _, cells in asked.rows for name in _DAYS)
    lines = [_read(number, cells, asked, order) for number, cells in asked.rows]
    groups: dict[str, list[Line]] = {}
    for line in lines:
        if line.number:
            groups.setdefault(fold(line.number), []).append(line)
    _same_file_twice(lines)
    imported = _imported(asked.system, groups)
    taken = _taken(lines)
    for key, group in groups.items():
        _settle(group, asked, imported.get(key, []), taken)
    return lines


_DAYS = ("effective", "next_review")


def _cell(cells: Sequence[Any], asked: Asked, name: str) -> Any:
    place = asked.columns.get(name)
    return cells[place] if place is not None and place < len(cells) else ""


def _text(cells: Sequence[Any], asked: Asked, name: str) -> str:
    value = _cell(cells, asked, name)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = value.isoformat() if isinstance(value, dt.date) else " ".join(str(value).split())
    return "" if is_none(text) else text


def _read(row: int, cells: Sequence[Any], asked: Asked, order: str) -> Line:
    line = Line(row)
    for name in ("number", "title", "file", "approved_by", "approved_on"):
        setattr(line, name, _text(cells, asked, name))
    line.version = version_of(_text(cells, asked, "version")) or "1"
    for name, most in LONGEST.items():
        if len(getattr(line, name)) > most:
            line.error(f"Shorten “{LABELS[name]}” to {most} characters.")
            setattr(line, name, getattr(line, name)[:most])
    for name in ("number", "title", "file"):
        if not getattr(line, name):
            line.error(f"“{LABELS[name]}” is empty.")
    _read_days(line, cells, asked, order)
    _read_values(line, cells, asked)
    _read_state(line, _cell(cells, asked, "state"))
    if line.file:
        _find_file(line, asked.files)
    return line


def _read_days(line: Line, cells: Sequence[Any], asked: Asked, order: str) -> None:
    for name in _DAYS:
        try:
            day = day_of(_cell(cells, asked, name), order=order)
        except Unreadable as fault:
            line.error(f"{LABELS[name]}: {fault}")
        else:
            setattr(line, name, day.isoformat() if day else "")


def _read_values(line: Line, cells: Sequence[Any], asked: Asked) -> None:
    for name in VALUES:
        said = _text(cells, asked, name)
        code, stands_in = resolve(asked.known, asked.chosen, name=name, said=said)
        setattr(line, name, code)
        word = LABELS[name].lower()
        if stands_in and code:
            line.warn(
                f"The {word} “{said[:60]}” does not exist here; {asked.known.called(name, code)} stands in."
            )
        elif stands_in:
            line.error(f"The {word} “{said[:60]}” does not exist here. Choose what stands in for it.")
        elif not code and name in NEEDED:
            line.error(f"The row names no {word}. Choose one for all rows that name none.")
    if line.type and not (verdict := asked.type_allowed(line.type)):
        line.error(verdict.reason)


def _read_state(line: Line, said: Any) -> None:
    state = state_of(said)
    if state is None:
        line.warn(f"The status “{str(said)[:40]}” is not known; the newest version is taken as effective.")
    elif state == UNFINISHED:
        line.aside = True
        line.error(f"The register calls it “{str(said)[:40]}”. Only what was approved is imported.")
    line.state = state or ""


def _find_file(line: Line, files: CollectedFiles) -> None:
    found = files.find(line.file)
    if not found:
        line.error(f"The file “{line.file[-120:]}” is not in the collection.")
    elif len(found) > 1:
        names = ", ".join(one.name[-80:] for one in found[:3])
        line.error(f"“{line.file[-80:]}” can be several files: {names}. Say the folder in the register.")
    else:
        line.file, line.sha256 = found[0].name, found[0].sha256
        if found[0].refusal:
            line.error(f"The file is refused: {found[0].refusal}")


def _same_file_twice(lines: Sequence[Line]) -> None:
    used = Counter(line.file for line in lines if line.sha256)
    for line in lines:
        if line.sha256 and used[line.file] > 1:
            line.warn(f"{used[line.file]} rows name this file.")


def _imported(system: str, groups: Mapping[str, Sequence[Line]]) -> dict[str, list[Migrated]]:
    """What was imported from the same system under these numbers before."""
    found: dict[str, list[Migrated]] = {}
    known = Migrated.objects.select_related("version__record", "version__document__record")
    for one in known.filter(source_key__startswith=f"{fold(system)} · ").order_by("version__major"):
        if (key := fold(one.old_number)) in groups and fold(one.system) == fold(system):
            found.setdefault(key, []).append(one)
    return found


def _taken(lines: Sequence[Line]) -> set[str]:
    """Which of these numbers are in use here."""
    numbers = {line.number for line in lines if line.number}
    return set(Record.objects.filter(number__in=numbers).values_list("number", flat=True))


def _settle(group: list[Line], asked: Asked, imported: Sequence[Migrated], taken: set[str]) -> None:
    """Order the versions of one number, give each its state and place, and refuse what cannot stand together."""
    if imported and not asked.seen(imported[0].version.document.record):
        for line in group:
            line.error(NOT_YOURS)
        return
    _mark_known(group, asked.system, imported)
    fresh = [line for line in group if not line.aside and line.level != KNOWN]
    if not fresh or not _ordered(fresh):
        return
    if imported:
        _refuse_unless_newer(fresh, imported)
    _states(fresh, asked.today, again=bool(imported))
    _majors(fresh, imported)
    newest = fresh[-1]
    if newest.level != ERROR and not imported:
        _number(newest, asked, taken)
    if newest.level == ERROR:
        for line in fresh[:-1]:
            line.error(
                f"The newest version (row {newest.row}) cannot be imported, so this one is not either."
            )


def _mark_known(group: Sequence[Line], system: str, imported: Sequence[Migrated]) -> None:
    by_key = {one.source_key: one for one in imported}
    for line in group:
        before = by_key.get(source_key(system, line.number, line.version))
        if before is None:
            continue
        if line.sha256 and before.sha256 != line.sha256:
            line.aside = True
            line.error(
                f"This version was imported before as {before.version.record.number}, with another file. "
                "Compare the two; a changed content needs a version of its own."
            )
        else:
            line.level, line.findings = KNOWN, [f"Is here already as {before.version.record.number}."]


def _ordered(fresh: list[Line]) -> bool:
    """Sort by version, else by day; mark what makes both impossible."""
    said = Counter(fold(line.version) for line in fresh)
    for line in fresh:
        if said[fold(line.version)] > 1:
            rows = ", ".join(str(one.row) for one in fresh if fold(one.version) == fold(line.version))
            line.error(f"Rows {rows} name the same number and version.")
    places = {line.row: place_of(line.version) for line in fresh}
    if all(places.values()):
        fresh.sort(key=lambda line: places[line.row] or ())
        clear = len(set(places.values())) == len(fresh)
    else:
        fresh.sort(key=lambda line: line.effective)
        clear = all(line.effective for line in fresh) and len({line.effective for line in fresh}) == len(
            fresh
        )
    if not clear and len(fresh) > 1:
        for line in fresh:
            if line.level != ERROR:
                line.error("Which version of this number is the newest is not clear from versions and dates.")
    fresh[-1].newest = True
    return len(fresh) == 1 or clear


def _refuse_unless_newer(fresh: Sequence[Line], imported: Sequence[Migrated]) -> None:
    document = imported[0].version.document
    versions = Version.objects.filter(document_id=document.pk).select_related("record").order_by("-major")
    latest = next((one for one in versions if one.record.state != "discarded"), None)
    known = next((one for one in imported if latest is not None and one.version_id == latest.pk), None)
    for line in fresh:
        if latest is None or known is None or latest.record.state not in FINISHED_STATES:
            line.error(f"{document.record.number} was worked on here since it was imported. Add it by hand.")
        elif latest.record.state == "obsolete":
            line.error(f"{document.record.number} is retired here, so nothing is added to it.")
        elif not _later(line.version, known.old_version):
            line.error(
                f"It is older than version {known.old_version}, which is here already as "
                f"{document.record.number}. Earlier versions come with the first import."
            )


def _later(version: str, than: str) -> bool:
    one, other = place_of(version), place_of(than)
    return bool(one and other and one > other)


def _states(fresh: Sequence[Line], today: dt.date, *, again: bool) -> None:
    newest = fresh[-1]
    for line in fresh[:-1]:
        if line.state == EFFECTIVE:
            line.warn(
                f"The register calls it effective, but row {newest.row} is newer; it comes as superseded."
            )
        line.state = OBSOLETE if line.state == OBSOLETE else SUPERSEDED
    if newest.state == SUPERSEDED:
        newest.warn("The register calls the newest version superseded; it comes as retired.")
    newest.state = OBSOLETE if newest.state in (SUPERSEDED, OBSOLETE) else EFFECTIVE
    if again and newest.state == OBSOLETE:
        newest.error("The register calls it obsolete. Retire the document here instead.")
    if newest.state == EFFECTIVE and "" < newest.next_review < today.isoformat():
        newest.warn("Its review date has passed; the review opens as soon as it is imported.")
    for line in fresh:
        if not line.effective:
            line.warn("The register says no effective date.")
        elif line.effective > today.isoformat():
            line.error("Its effective date is in the future. Import it when the day has come.")


def _majors(fresh: Sequence[Line], imported: Sequence[Migrated]) -> None:
    """Whole numbers stay what they were; versions of another scheme are counted."""
    last = max((one.version.major for one in imported), default=0)
    places = [place_of(line.version) for line in fresh]
    whole = all(place is not None and len(place) == 1 and last < place[0] < 10_000 for place in places)
    for count, (line, place) in enumerate(zip(fresh, places, strict=True), last + 1):
        line.major = place[0] if whole and place else count


def _number(newest: Line, asked: Asked, taken: set[str]) -> None:
    """Whether the old number is kept, and what a new one would lack."""
    things = asked.known.things
    pattern = str(rule(things["type"][newest.type], "pattern"))
    if asked.numbering == KEEP:
        departments = [newest.department] if newest.department else [*things["department"], ""]
        sites = [newest.site] if newest.site else [*things["site"], ""]
        for department in departments if "{dept" in pattern else departments[:1]:
            for site in sites if "{site" in pattern else sites[:1]:
                codes = {"type": newest.type, "dept": department, "site": site}
                if number_in(pattern, newest.number, values=codes) is not None:
                    newest.keeps, newest.department = True, department
                    newest.site = site if "{site" in pattern else newest.site
                    if newest.number in taken:
                        newest.error(f"{newest.number} is the number of another document here.")
                    return
    for mark, name in (("{dept", "department"), ("{site", "site")):
        if mark in pattern and not getattr(newest, name):
            newest.error(f"The new number needs a {name}. Choose one for all rows that name none.")


def table(lines: Sequence[Line]) -> tuple[list[str], list[list[str]]]:
    """The findings as a table for paper and spreadsheets: heads and rows."""
    heads = ["Row", "Finding", *(LABELS[name] for name in ORDER), "SHA-256", "What was found"]
    words = {ERROR: "Error", WARNING: "Warning", OK: "Ready", KNOWN: "Here already"}
    rows = [
        [str(line.row), words[line.level], *(str(getattr(line, name)) for name in ORDER), line.sha256,
         " ".join(line.findings)]
        for line in lines
    ]  # fmt: skip
    return heads, rows
