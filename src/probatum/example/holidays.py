"""Public holidays of the two example sites, computed for any year, so that business days are right whenever the example is loaded."""

from datetime import date, timedelta

_FIXED = {
    "GRZ": (
        (1, 1, "Neujahr"),
        (1, 6, "Heilige Drei Könige"),
        (5, 1, "Staatsfeiertag"),
        (8, 15, "Mariä Himmelfahrt"),
        (10, 26, "Nationalfeiertag"),
        (11, 1, "Allerheiligen"),
        (12, 8, "Mariä Empfängnis"),
        (12, 25, "Christtag"),
        (12, 26, "Stefanitag"),
    ),
    "DUR": (
        (1, 1, "New Year's Day"),
        (6, 19, "Juneteenth"),
        (7, 4, "Independence Day"),
        (11, 11, "Veterans Day"),
        (12, 25, "Christmas Day"),
    ),
}
_AFTER_EASTER = {
    "GRZ": ((1, "Ostermontag"), (39, "Christi Himmelfahrt"), (50, "Pfingstmontag"), (60, "Fronleichnam")),
    "DUR": (),
}
# month, weekday (Monday is 0), which one (-1 is the last)
_NTH_WEEKDAY = {
    "GRZ": (),
    "DUR": (
        (1, 0, 3, "Martin Luther King Jr. Day"),
        (2, 0, 3, "Presidents' Day"),
        (5, 0, -1, "Memorial Day"),
        (9, 0, 1, "Labor Day"),
        (10, 0, 2, "Columbus Day"),
        (11, 3, 4, "Thanksgiving"),
    ),
}


def holidays(site: str, *, year: int) -> list[tuple[date, str]]:
    """The public holidays of one site in one year, in order of date."""
    easter = _easter(year)
    found = [(date(year, month, day), name) for month, day, name in _FIXED[site]]
    found += [(easter + timedelta(days=days), name) for days, name in _AFTER_EASTER[site]]
    found += [
        (_nth_weekday(year, month, weekday, nth), name) for month, weekday, nth, name in _NTH_WEEKDAY[site]
    ]
    return sorted(found)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    if nth < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by Gauss's method in its anonymous form."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * el) // 433
    month = (h + el - 7 * m + 90) // 25
    day = (h + el - 7 * m + 33 * month + 19) % 32
    return date(year, month, day)
