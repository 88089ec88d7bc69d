"""Marks: the small pieces of HTML that stand in rows by the hundred, made once and remembered.

An ``{% include %}`` costs about as much as a query in a list of fifty rows, so icon, badge, due date, time and
avatar are functions. Template tags of the same names are in ``templatetags/ui.py``; views use these directly for cells.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from probatum.kernel import moments

TONES = ("neutral", "info", "good", "warn", "danger", "muted")
TONE_ICONS = {
    "neutral": "circle",
    "info": "half",
    "good": "check",
    "warn": "clock",
    "danger": "alert",
    "muted": "archive",
}
SOON_DAYS = 3
FINGERPRINT_SHOWN = 12
#: A day and the distance from UTC are written here as on paper and in refusals.
day_text = moments.day
zone_text = moments.offset


def day_told(value: object) -> str:
    """The day that a date field holds, in words; empty for none and for what cannot be read as a day."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return ""
    return day_text(value) if isinstance(value, date) else ""


@lru_cache(maxsize=512)
def icon(name: str, *, size: str = "") -> SafeString:
    """Draw an icon of the sprite; ``size`` is empty, ``small`` or ``large``. Decorative: the word beside it speaks."""
    css = f"icon icon--{size}" if size else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, static("icons.svg"), name
    )


@lru_cache(maxsize=2048)
def badge(label: str, *, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """Say a state: word, icon and colour together, never colour alone (WCAG 1.4.1)."""
    if tone not in TONES:
        raise ValueError(f"A badge has one of the tones {', '.join(TONES)}, not {tone!r}.")
    drawn = icon(icon_name or TONE_ICONS[tone])
    return format_html('<span class="badge badge--{}">{}{}</span>', tone, drawn, label)


def day(value: date | None) -> SafeString:
    """Show a calendar day, which has no zone."""
    return SafeString("") if value is None else _day(value)


@lru_cache(maxsize=2048)
def _day(value: date) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day_text(value))


def when_text(value: datetime, *, short: bool = False) -> str:
    """Write a moment in the reader's zone: 22 Nov 2026, 14:05 (UTC+1); short leaves the zone out."""
    return _moment(timezone.localtime(value), short=short)


def _moment(local: datetime, *, short: bool) -> str:
    text = f"{day_text(local)}, {local:%H:%M}"
    return text if short else f"{text} ({zone_text(local)})"


def when(value: datetime | None, *, short: bool = False) -> SafeString:
    """Show a moment in the reader's zone; UTC to the second is in the markup and on hover."""
    return SafeString("") if value is None else _when(value, timezone.get_current_timezone(), short)


@lru_cache(maxsize=4096)
def _when(value: datetime, zone: tzinfo, short: bool) -> SafeString:
    utc = value.astimezone(UTC)
    return SafeString(  # digits, the names of months and signs of ours: nothing to escape
        f'<time datetime="{utc:%Y-%m-%dT%H:%M:%S}Z" title="{utc:%Y-%m-%d %H:%M:%S} UTC">'
        f"{_moment(value.astimezone(zone), short=short)}</time>"
    )


def days_left(value: date, *, today: date) -> str:
    """Say how far a due day is, in words."""
    days = (value - today).days
    if days == 0:
        return "today"
    if days in (1, -1):
        return "tomorrow" if days == 1 else "1 day overdue"
    return f"{days} days left" if days > 0 else f"{-days} days overdue"


def due(value: date | datetime | None, *, done: bool = False, today: date | None = None) -> SafeString:
    """Show a due day with the days left; overdue is the only red on a healthy page."""
    if value is None:
        return format_html('<span class="due">{}</span>', "No due date")
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if done:
        return format_html('<span class="due">{}</span>', day(value))
    return _due(value, today or timezone.localdate())


@lru_cache(maxsize=2048)
def _due(value: date, now: date) -> SafeString:
    days = (value - now).days
    tone, name = (
        ("over", "alert") if days < 0 else ("soon", "clock") if days <= SOON_DAYS else ("", "calendar")
    )
    css = f"due due--{tone}" if tone else "due"
    return format_html(
        '<span class="{}">{}<span>{}, {}</span></span>',
        css,
        icon(name),
        day(value),
        days_left(value, today=now),
    )


def countdown(
    *,
    due_at: datetime,
    due: date,
    now: datetime,
    paused: datetime | None = None,
    stopped: datetime | None = None,
    needed: bool = True,
) -> SafeString:
    """Show where a clock stands: word, icon and time left; hours where fewer than two days are left."""
    if stopped is not None and not needed:
        return _stand("", "cross", f"Not needed, {day_text(timezone.localtime(stopped))}")
    if stopped is not None:
        late = stopped > due_at
        words = f"Done {day_text(timezone.localtime(stopped))}, {'late' if late else 'in time'}"
        return _stand("over" if late else "", "alert" if late else "check", words)
    if paused is not None:
        return _stand("soon", "lock", f"Paused since {day_text(timezone.localtime(paused))}")
    left, words = due_at - now, time_left(due_at, now=now)
    if left < timedelta(0):
        return _stand("over", "alert", f"Ran out {day_text(due)}, {words}")
    soon = left <= timedelta(days=SOON_DAYS)
    return _stand("soon" if soon else "", "clock", f"{day_text(due)}, {words}")


def time_left(due_at: datetime, *, now: datetime) -> str:
    """Say how long it is until an instant, or since: in hours where it is less than two days."""
    left = due_at - now
    way = "over" if left < timedelta(0) else "left"
    hours = int(abs(left).total_seconds() // 3600)
    if hours >= 48:
        return f"{hours // 24} days {way}"
    return f"{hours} hour{'' if hours == 1 else 's'} {way}" if hours else f"less than an hour {way}"


def _stand(tone: str, name: str, words: str) -> SafeString:
    css = f"due due--{tone}" if tone else "due"
    return format_html('<span class="{}">{}<span>{}</span></span>', css, icon(name), words)


@lru_cache(maxsize=1024)
def initials(name: str) -> str:
    """Take the first letters of first and last name."""
    words = [word for word in name.replace(",", " ").split() if word[0].isalnum()]
    letters = [word[0] for word in (words[:1] + words[1:][-1:])]
    return "".join(letters).upper() or "?"


@lru_cache(maxsize=1024)
def avatar(name: str) -> SafeString:
    """Draw a person's initials. Decorative: the printed name stands beside it."""
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', initials(name))


@lru_cache(maxsize=1024)
def person(name: str) -> SafeString:
    """Show a person: initials and printed name."""
    return format_html('<span class="person">{}<span>{}</span></span>', avatar(name), name)


def fingerprint(digest: str | None) -> SafeString:
    """Show the start of a SHA-256 and let people copy the whole of it."""
    if not digest:
        return SafeString("")
    return format_html(
        '<span class="fingerprint"><span title="SHA-256 {0}">{1}</span>'
        '<button class="fingerprint__copy" type="button" data-copy="{0}">{2}'
        '<span class="hidden-visually">Copy the whole fingerprint</span></button></span>',
        digest,
        digest[:FINGERPRINT_SHOWN],
        icon("copy"),
    )


def size_text(count: int | None) -> str:
    """Write a file size: 812 bytes, 14 kB, 2.1 MB."""
    if count is None:
        return ""
    if count < 1000:
        return f"{count} bytes"
    for unit in ("kB", "MB", "GB"):
        count_scaled = count / 1000 ** (("kB", "MB", "GB").index(unit) + 1)
        if count_scaled < 999.5 or unit == "GB":
            return f"{count_scaled:.1f} {unit}" if count_scaled < 10 else f"{count_scaled:.0f} {unit}"
    return ""
