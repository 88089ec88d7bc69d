"""Values as older registers write them: days in many forms, versions of many schemes, words for states."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

DAY_FIRST, MONTH_FIRST, BY_ITSELF = "day", "month", ""
ORDERS = (
    (BY_ITSELF, "As the register shows by itself"),
    (DAY_FIRST, "Day first, such as 31/12/2024"),
    (MONTH_FIRST, "Month first, such as 12/31/2024"),
)
EFFECTIVE, SUPERSEDED, OBSOLETE, UNFINISHED = "effective", "superseded", "obsolete", "unfinished"
_STATES = {
    EFFECTIVE: ("effective", "current", "released", "approved", "active", "published", "in force", "valid",
                "issued", "final", "gültig", "freigegeben", "in kraft", "aktiv", "controlled", "yes"),
    SUPERSEDED: ("superseded", "replaced", "previous", "archived", "ersetzt", "abgelöst", "archiviert"),
    OBSOLETE: ("obsolete", "retired", "withdrawn", "cancelled", "canceled", "void", "inactive", "expired",
               "ungültig", "zurückgezogen", "außer kraft"),
    UNFINISHED: ("draft", "in review", "under review", "in approval", "pending", "in progress", "planned",
                 "entwurf", "in prüfung", "in arbeit"),
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OTHER_MONTHS = {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?: .*)?")
_NAMED = re.compile(r"(\d{1,2})[. -]+([^\W\d]{3,10})[., -]+(\d{4})|([^\W\d]{3,10})\.? (\d{1,2}),? (\d{4})")
_NONE = {"", "-", "–", "n/a", "na", "n.a.", "none", "tbd", "keine", "null"}
_MARK = re.compile(r"(?:version|revision|rev|issue|edition|ver|v|r)[.\s]*(?=[0-9])", re.IGNORECASE)
_WORD = re.compile(r"(?:version|revision|rev|issue|edition)[.\s]+(?=[a-z]$)", re.IGNORECASE)


class Unreadable(ValueError):
    """A value that says no day, or could say two; the text says which."""


def is_none(value: Any) -> bool:
    return str(value).strip().casefold() in _NONE


def day_of(value: Any, *, order: str) -> dt.date | None:
    """The day a cell says, None for none. Raises Unreadable, with a sentence, for what says no day or could say two."""
    if isinstance(value, dt.date) or is_none(value):
        return value if isinstance(value, dt.date) else None
    text = " ".join(str(value).split())
    try:
        for pattern in (_ISO, _PLAIN):
            if found := pattern.fullmatch(text):
                return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NAMED.fullmatch(text):
            return _named(found)
        if found := _NUMBERS.fullmatch(text):
            return _numbers(found, text, order)
    except (ValueError, KeyError) as error:
        if isinstance(error, Unreadable):
            raise
    raise Unreadable(f"“{text[:40]}” is not read as a date. Write it as 2024-12-31.")


def _named(found: re.Match[str]) -> dt.date:
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    short = month[:3].casefold()
    number = _MONTHS.index(short) + 1 if short in _MONTHS else _OTHER_MONTHS[short]
    return dt.date(int(year), number, int(day))


def _numbers(found: re.Match[str], text: str, order: str) -> dt.date:
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    if order == MONTH_FIRST:
        return dt.date(year, first, second)
    if order == DAY_FIRST or first > 12 or first == second or "." in text:
        return dt.date(year, second, first)
    if second > 12:
        return dt.date(year, first, second)
    one, other = dt.date(year, second, first), dt.date(year, first, second)
    raise Unreadable(
        f"“{text}” can be {one:%-d %B} or {other:%-d %B %Y}. Choose the order of day and month in the mapping."
    )


def order_in(values: Iterable[Any]) -> str:
    """The order of day and month that the dates of a register show; none when they do not tell, or contradict each other."""
    shown = set()
    for value in values:
        found = _NUMBERS.fullmatch(" ".join(str(value).split())) if isinstance(value, str) else None
        if found and "." not in str(value):
            if int(found[1]) > 12:
                shown.add(DAY_FIRST)
            elif int(found[2]) > 12:
                shown.add(MONTH_FIRST)
    return shown.pop() if len(shown) == 1 else BY_ITSELF


def state_of(value: Any) -> str | None:
    """What a word for a state means; empty where nothing is said, None for a word that is not known."""
    if is_none(value):
        return ""
    text = " ".join(str(value).split()).casefold()
    return next((state for state, words in _STATES.items() if text in words), None)


def version_of(value: Any) -> str:
    """A version as it is shown: a number from a cell without its needless zero."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())[:60]


def place_of(version: str) -> tuple[int, ...] | None:
    """Where a version stands among others: 1 < 1.1 < 2, A < B < AA. None for what says no place."""
    text = _WORD.sub("", _MARK.sub("", version.strip())).strip()
    if re.fullmatch(r"\d{1,6}(\.\d{1,6}){0,3}", text):
        parts = [int(part) for part in text.split(".")]
        while len(parts) > 1 and parts[-1] == 0:
            parts.pop()
        return tuple(parts)
    if re.fullmatch(r"[A-Za-z]{1,2}", text):
        place = 0
        for letter in text.upper():
            place = place * 26 + ord(letter) - 64
        return (place,)
    return None
