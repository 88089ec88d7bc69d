"""By when: due days of events, plans and actions as they are proposed, by kind, source and rating (QE-04, CAP-22, CAP-23).

Each number is a setting with its history. A proposal is a proposal: it is set once, when the record is opened or rated, and
from the assessment on only an extension moves it (`kernel/due.py`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from probatum.kernel.calendar import today_at
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.people import Site
from probatum.kernel.record import Record
from probatum.kernel.span import CALENDAR, WORKING, Span, days_off

INTERNAL, EXTERNAL = "internal", "external"
PATHS = ("minor", "major", "critical")

#: kind -> its own default, in calendar days; any other event takes what its source and rating say
_KINDS = {"complaint": 30, "lab_investigation": 30, "capa": 30}
#: source -> default in calendar days before a rating
_SOURCES = {INTERNAL: 30, EXTERNAL: 45}
#: rating -> calendar days for an event of one's own
_RATINGS = {"minor": 15, "major": 30, "critical": 20}

SETTINGS.update(
    {
        "due.internal": (_SOURCES[INTERNAL], "Days for an event of one's own", 1, 365),
        "due.external": (_SOURCES[EXTERNAL], "Days for an event reported from outside", 1, 365),
        **{
            f"due.{path}": (days, f"Days for an event rated {path}", 1, 365)
            for path, days in _RATINGS.items()
        },
        "due.complaint": (_KINDS["complaint"], "Days for a complaint", 1, 365),
        "due.complaint_interim": (15, "Days until the interim report of a complaint", 1, 365),
        "due.lab_investigation": (_KINDS["lab_investigation"], "Days for a laboratory investigation", 1, 365),
        "due.laboratory_phase_one": (5, "Working days for phase I of a laboratory investigation", 1, 60),
        "due.capa": (_KINDS["capa"], "Days for a CAPA until its plan sets its own day", 1, 730),
        "due.capa_plan": (5, "Working days for the plan of a CAPA", 1, 90),
    }
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """From how many days to how many an action of a type usually takes; the later end is what is proposed."""

    label: str
    least: int
    most: int

    @property
    def words(self) -> str:
        """“1 to 4 weeks”, “3 to 6 months”."""
        if self.least >= 30:
            return f"{self.least // 30} to {self.most // 30} months"
        return f"{self.least // 7} to {self.most // 7} weeks"


#: CAP-22: by the type of an action, rather than 30 days for everything
SUGGESTIONS: dict[str, Suggestion] = {
    "document": Suggestion("Change a document", 7, 28),
    "training": Suggestion("Train people", 14, 28),
    "task": Suggestion("Another task", 7, 28),
    "software": Suggestion("Change a computerised system", 60, 120),
    "equipment": Suggestion("Change equipment", 90, 180),
    "facility": Suggestion("Change a facility or utility", 180, 360),
    "supplier": Suggestion("Change at a supplier", 60, 180),
}


def due_day(
    kind: str, *, since: dt.datetime, site: Site | None, external: bool = False, path: str = ""
) -> dt.date:
    """The day by which an event is to be closed, from when it became known.

    A critical rating counts for every source. An event from outside is otherwise never due before what its source allows.
    """
    start = today_at(site, at=since)
    return Span(_days(kind, external=external, path=path), CALENDAR).last_day(start)


def _days(kind: str, *, external: bool, path: str) -> int:
    if path == "critical":
        return int(setting("due.critical"))
    if kind in _KINDS:
        return int(setting(f"due.{kind}"))
    source = int(setting("due.external" if external else "due.internal"))
    if path not in PATHS:
        return source
    rated = int(setting(f"due.{path}"))
    return max(rated, source) if external else rated


def propose(
    record: Record, *, since: dt.datetime | None = None, external: bool = False, path: str = ""
) -> dt.date:
    """Set the due day of a record that is being opened or rated; the caller saves it. A late entry may be overdue at once."""
    begun = since or record.opened_at
    day = due_day(record.kind, since=begun, site=record.site, external=external, path=path)
    record.due = day
    return day


def plan_due(record: Record, *, at: dt.datetime) -> dt.date:
    """The day by which the plan of a CAPA is to be written: five working days unless the setting says otherwise (CAP-23)."""
    start = today_at(record.site, at=at)
    off = days_off(record.site, since=start)
    return Span(int(setting("due.capa_plan")), WORKING).last_day(start, off=off)


def suggested(type: str) -> Suggestion:
    """How long an action of a type usually takes; of an unknown type as any task."""
    return SUGGESTIONS.get(type, SUGGESTIONS["task"])


def suggested_due(type: str, *, start: dt.date) -> dt.date:
    """The day proposed for an action of a type that begins on a day."""
    return start + dt.timedelta(days=suggested(type).most)


def interim_span(record: Record) -> Span:
    """By when a complainant gets an interim report (CMP-17)."""
    return Span(int(setting("due.complaint_interim")), CALENDAR)


def phase_one_span(record: Record) -> Span:
    """How long phase I of a laboratory investigation takes (LAB-08)."""
    return Span(int(setting("due.laboratory_phase_one")), WORKING)


def plan_span(record: Record) -> Span:
    """How long the plan of a CAPA takes (CAP-23)."""
    return Span(int(setting("due.capa_plan")), WORKING)


#: what a section says that holds a due day, once it does not change any more
BY_EXTENSION = "Only an extension moves its due day: ask for one, and Quality approves it with a signature."


def usual_times() -> str:
    """How long actions usually take by their type, in one sentence for the form (CAP-22)."""
    told = (f"{one.label[:1].lower()}{one.label[1:]} {one.words}" for one in SUGGESTIONS.values())
    return f"As a rule: {'; '.join(told)}."
