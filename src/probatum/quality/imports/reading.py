"""How one row of a register is read: its cells by the columns of its sheet, each by its type. Nothing is written here."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from probatum.documents.identifiers import fold
from probatum.documents.old_values import Unreadable, day_of, is_none, order_in
from probatum.kernel.calendar import start_of_day
from probatum.kernel.opening import LONGEST_TITLE
from probatum.kernel.process import process_of
from probatum.quality.imports.declared import (
    CHOICE,
    DAY,
    EFFECTS,
    ITEMS,
    PEOPLE_OUTSIDE,
    YES_NO,
    Column,
    all_columns,
    meant,
)
from probatum.quality.imports.line import Asked, Line, Sheet
from probatum.quality.imports.values import MAPPED, items_in, split, state_for

LONGEST_TEXT, LONGEST_NUMBER, LONGEST_SAID = 20_000, 120, 20_000
_ANSWERS = {"yes": True, "y": True, "true": True, "ja": True, "1": True,
            "no": False, "n": False, "false": False, "nein": False, "0": False}  # fmt: skip
#: kept in columns of the line itself
_OWN = ("number", "title")


def text_of(cell: Any) -> str:
    """A cell as text: days as such, whole numbers without their needless zero."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, str) and "\n" not in cell and "\r" not in cell:
        return " ".join(cell.replace("\x00", "").split())
    return "\n".join(" ".join(line.split()) for line in str(cell).replace("\x00", "").splitlines()).strip()


def digest(cells: Sequence[Any]) -> str:
    """What tells whether a row says the same as before."""
    return _digest_of([text_of(cell) for cell in cells])


def _digest_of(texts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).rstrip("\x1f").encode()).hexdigest()


def wanted_items(sheets: Sequence[Sheet]) -> dict[str, set[str]]:
    """What the sheets name of master data, by register."""
    wanted: dict[str, set[str]] = {}
    for sheet in sheets:
        for column in all_columns(sheet.legacy):
            place = sheet.columns.get(column.name)
            if column.type == ITEMS and place is not None:
                said = {text_of(cells[place]) for _, cells in sheet.rows if place < len(cells)}
                wanted.setdefault(column.register, set()).update(one for one in said if not is_none(one))
    return wanted


def read(row: int, cells: Sequence[Any], sheet: Sheet, asked: Asked) -> Line:
    """One row by its columns; what cannot be read is found, and the row stays out."""
    texts = [text_of(cell) for cell in cells]
    line = Line(sheet.place, sheet.name, row, sheet.legacy.kind, sha256=_digest_of(texts))
    told: dict[str, str] = {}
    for column in all_columns(sheet.legacy):
        place = sheet.columns.get(column.name)
        there = place is not None and place < len(cells)
        cell, said = (cells[place], texts[place]) if place is not None and there else ("", "")
        said = "" if is_none(said) else said
        told[column.name] = said
        _keep(line, column, cell, said, sheet, asked)
    _places(line, told, sheet, asked)
    _state(line, told["state"], sheet)
    line.said = _said(sheet, texts)
    _names(line, sheet)
    _moments(line, sheet, asked)
    if sum(map(bool, texts)) == 1 and line.number:
        line.findings, line.errors = [], 0
        line.error("The row holds nothing but its number.")
    return line


def order_of(sheet: Sheet) -> str:
    """The order of day and month that the days of a sheet show."""
    places = [
        sheet.columns[one.name]
        for one in all_columns(sheet.legacy)
        if one.type == DAY and one.name in sheet.columns
    ]
    return order_in(
        cells[place]
        for _, cells in sheet.rows
        for place in places
        if place < len(cells) and isinstance(cells[place], str)
    )


def _keep(line: Line, column: Column, cell: Any, said: str, sheet: Sheet, asked: Asked) -> None:
    """One cell by the type of its column."""
    if column.name in _OWN:
        setattr(line, column.name, " ".join(said.split()))
    elif column.type == DAY:
        _day(line, column, cell, sheet, asked)
    elif column.type == ITEMS and said:
        found, lost = items_in(asked.known, column.register, said)
        line.items[column.into] = found
        if lost:
            names = ", ".join(lost)[:120]
            line.warn(f"“{names}” is not in the master data; it stays in the words of the register.")
    elif column.type == YES_NO:
        answer = _ANSWERS.get(fold(said))
        if column.into and answer is not None:
            line.values[column.into] = answer
        elif not column.into:
            line.on_time = answer
    elif column.type == CHOICE:
        _choice(line, column, said)
    elif column.type == PEOPLE_OUTSIDE:
        line.outside = " ".join(said.split())
    elif column.name == "refers":
        line.refers = list(dict.fromkeys(part[:LONGEST_NUMBER] for part in split(said)))
    elif column.into and said:
        _text(line, column, said, sheet)
    elif said and column.name not in MAPPED:
        line.extra[column.name] = said[:LONGEST_TEXT]


def _text(line: Line, column: Column, said: str, sheet: Sheet) -> None:
    body = process_of(sheet.legacy.kind).body
    kept = getattr(body._meta.get_field(column.into), "max_length", None) if body is not None else None
    most = kept or LONGEST_TEXT
    if len(said) > most:
        line.warn(f"“{column.label}” is cut to {most:,} characters; the words of the register hold the rest.")
    line.values[column.into] = said[:most]


def _day(line: Line, column: Column, cell: Any, sheet: Sheet, asked: Asked) -> None:
    try:
        day = day_of(cell, order=sheet.order)
    except Unreadable as fault:
        line.error(f"{column.label}: {fault}")
        return
    setattr(line, column.name, day.isoformat() if day else "")
    if day and day > asked.today and column.name != "due":
        line.error(f"{column.label}: {day.isoformat()} lies ahead.")


def _choice(line: Line, column: Column, said: str) -> None:
    if column.name == "effect":
        line.effect = meant(EFFECTS, said) if said else ""
    elif column.into and said and (value := meant(column.values, said)):
        line.values[column.into] = value
    elif column.name == "severity":
        line.severity = meant(column.values, said) if said else ""


def _places(line: Line, told: dict[str, str], sheet: Sheet, asked: Asked) -> None:
    """Owner, site and department as they are here, or what stands in for them."""
    for name in ("owner", "site", "department"):
        said, label = told[name], sheet.legacy.column(name).label.lower()
        code = sheet.values.get(name, {}).get(fold(said), "") or (
            asked.known.code_for(name, said) if said else ""
        )
        if code not in asked.known.things[name]:
            code = sheet.otherwise.get(name, "")
            if said and code in asked.known.things[name]:
                line.warn(
                    f"The {label} “{said[:60]}” does not exist here; {_called(asked, name, code)} stands in."
                )
            elif said and name == "owner":
                line.error(f"The owner “{said[:60]}” does not exist here. Choose who stands in.")
            elif said:
                line.warn(
                    f"The {label} “{said[:60]}” does not exist here; it stays in the words of the register."
                )
            elif name == "owner" and not code:
                line.error("The row names no owner. Choose one for all rows that name none.")
        setattr(line, name, code if code in asked.known.things[name] else "")
    severity = sheet.values.get("severity", {}).get(fold(told["severity"]), "")
    line.severity = severity or line.severity
    if told["severity"] and not line.severity:
        line.warn(
            f"The severity “{told['severity'][:40]}” is not known; it stays in the words of the register."
        )


def _called(asked: Asked, name: str, code: str) -> str:
    return str(asked.known.things[name][code].name)


def _state(line: Line, said: str, sheet: Sheet) -> None:
    state = state_for(sheet.legacy, said, sheet.values.get("state", {})) if said else ""
    if not state and not said and line.closed:
        state = "closed"
        line.warn("The row names no state, but the day it was closed; it comes as closed.")
    if not state and (state := sheet.otherwise.get("state", "")):
        line.warn(f"The state “{said[:60]}” is not known; the one chosen for all others stands in.")
    known = process_of(sheet.legacy.kind).by_name
    if state not in known:
        line.error(
            f"The state “{said[:60]}” is not known. Say in the mapping what it means."
            if said
            else "The row names no state. Choose one for all rows that name none."
        )
        return
    line.state, line.over = state, known[state].final


def _names(line: Line, sheet: Sheet) -> None:
    """Number and title; a row without a title is called by the beginning of its story."""
    if not line.number:
        line.error("“Number” is empty.")
    elif len(line.number) > LONGEST_NUMBER:
        line.error(f"Shorten “Number” to {LONGEST_NUMBER} characters.")
        line.number = line.number[:LONGEST_NUMBER]
    story = line.values.get(sheet.legacy.story, "")
    title = line.title or " ".join(str(story or line.values.get("cause") or line.number).split())
    if len(title) > LONGEST_TITLE:
        title = f"{title[: LONGEST_TITLE - 1].rstrip()}…"
    line.title = title
    if not story:
        line.values[sheet.legacy.story] = title


def _moments(line: Line, sheet: Sheet, asked: Asked) -> None:
    """Days of the register as moments of the body, from the beginning of the day at the site."""
    site = asked.known.things["site"].get(line.site)
    for name, sources in sheet.legacy.moments.items():
        said = next((getattr(line, source) for source in sources if getattr(line, source)), "")
        if said:
            line.values[name] = start_of_day(dt.date.fromisoformat(said), site=site).isoformat()
    for name, sources in sheet.legacy.days.items():
        said = next((getattr(line, source) for source in sources if getattr(line, source)), "")
        if said:
            line.values[name] = said


def withheld(sheet: Sheet) -> set[int]:
    """The columns about people outside, which are taken into no text."""
    places = {place for name, place in sheet.columns.items() if name == "outside"}
    words = sheet.legacy.withheld
    return places | {
        place
        for place, heading in enumerate(sheet.headings)
        if any(f" {word} " in f" {' '.join(fold(heading).replace('_', ' ').split())} " for word in words)
    }


def _said(sheet: Sheet, texts: Sequence[str]) -> str:
    """The row in the words of the register."""
    hidden = withheld(sheet) if sheet.legacy.withheld else ()
    told = [
        f"{sheet.headings[place] if place < len(sheet.headings) else ''}: {text}"
        for place, text in enumerate(texts)
        if place not in hidden and text
    ]
    return "\n".join(told)[:LONGEST_SAID]
