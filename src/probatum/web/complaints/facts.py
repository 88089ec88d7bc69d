"""What the generic page tells of a complaint and its determinations besides their fields: merged numbers, earlier case, reports sent."""

from __future__ import annotations

from typing import Any

from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.complaints import cases, reporting
from probatum.web import pages
from probatum.web.components import marks

Facts = list[dict[str, Any]]


def of_complaint(actor: Person, record: Record) -> Facts:
    """Which complaint it goes on as, which went into it, and the earlier case that it repeats; as far as they may be seen."""
    found: Facts = []
    for label, keys in cases.belonging(record).items():
        for one in visible(actor, cases.KIND).filter(pk__in=keys).order_by("number"):
            found.append({"label": label, "value": f"{one.number} {one.title}", "url": pages.page_of(one)})
    return found


def of_reportability(actor: Person, record: Record) -> Facts:
    """Everything that went between the company and the authority, in its order."""
    return [
        {
            "label": f"Report {one.report_number}",
            "value": f"{one.get_what_display()} {marks.day_told(one.day)}"
            + (f", {one.reference}" if one.reference else ""),
        }
        for one in reporting.sent_of(record)
    ]


pages.register(cases.KIND, facts=of_complaint)
pages.register(reporting.KIND, facts=of_reportability)
