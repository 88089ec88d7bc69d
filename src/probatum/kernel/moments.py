"""One way to write a day and a moment: unambiguous month, the reader's zone and UTC (21 CFR 11.50(a)(2)).

Plain functions without Django, so that pages, paper and refusals all write alike.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date) -> str:
    """22 Nov 2026."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def local(at: datetime, *, zone: str, seconds: bool = False) -> str:
    """22 Nov 2026, 14:05 (UTC+1). An unknown zone is shown as UTC, never guessed."""
    try:
        there = at.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        there = at.astimezone(UTC)
    clock = there.strftime("%H:%M:%S" if seconds else "%H:%M")
    return f"{day(there.date())}, {clock} ({offset(there)})"


def universal(at: datetime, *, seconds: bool = True) -> str:
    """22 Nov 2026, 13:05:22 UTC."""
    there = at.astimezone(UTC)
    return f"{day(there.date())}, {there.strftime('%H:%M:%S' if seconds else '%H:%M')} UTC"


def offset(at: datetime) -> str:
    """The distance of a local time from UTC: UTC, UTC+1, UTC-3:30."""
    shift = at.utcoffset()
    minutes = int(shift.total_seconds() // 60) if shift else 0
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02d}" if rest else "")
