"""Expecting a document: what, of which type, how many, from whom and by when; its owner is asked at once (DOC-42)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from probatum.documents import restriction
from probatum.documents.expected import PROCESS
from probatum.documents.placeholders import KIND, MOST, Placeholder
from probatum.documents.types import DocumentType
from probatum.kernel import moments, search
from probatum.kernel.action import action
from probatum.kernel.authz import decide, demand
from probatum.kernel.calendar import today_at
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import enter_state, may_make, perform
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.process import definition_of
from probatum.kernel.record import Record, issue_number, open_record

PATTERN = "EXP-{year}-{n:04}"
RIGHT = "document.create"
FURTHEST = dt.timedelta(days=3653)


def expect(
    actor: Person,
    *,
    title: str,
    expected_on: dt.date,
    owner: Person,
    type: DocumentType | None = None,
    wanted: int = 1,
    note: str = "",
    site: Site | None = None,
    department: Department | None = None,
) -> Placeholder:
    """Say that a document is expected. Raises NotAllowed without the right, Refused for what is missing or cannot be."""
    verdict = demand(actor, RIGHT, site=site)
    title = _checked(title, expected_on, wanted, note, site=site)
    if type is not None:
        restriction.may_use(actor, type, site=site).or_refuse()
        restriction.may_use(owner, type, site=site).or_refuse()
    if not owner.is_active or not decide(owner, RIGHT, site=site):
        place = site.name if site else "all sites"
        raise Refused(
            f"{owner.name} cannot make documents for {place}. Choose somebody who can.", field="owner"
        )
    with action(actor, "placeholder.expect", role=verdict.role) as act:
        record = open_record(
            act,
            kind=KIND,
            number=issue_number(PATTERN, values={"year": today_at(site, at=act.at).year}),
            title=title,
            state=PROCESS.start,
            owner=owner,
            site=site,
            department=department,
            circle=restriction.circle_of(type) if type else None,
            due=expected_on,
            definition=definition_of(act, PROCESS),
        )
        made = Placeholder.objects.create(
            record=record, type=type, expected_on=expected_on, wanted=wanted, note=note.strip()
        )
        enter_state(act, record, PROCESS)
        search.index(record, text=note)
    return made


def _checked(title: str, expected_on: dt.date, wanted: int, note: str, *, site: Site | None) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused("Enter what is expected.", field="title")
    if len(title) > 300:
        raise Refused("Shorten it to 300 characters.", field="title")
    if len(note) > 10_000:
        raise Refused("Shorten the note to 10,000 characters.", field="note")
    if not 1 <= wanted <= MOST:
        raise Refused(f"Enter 1 to {MOST} documents.", field="wanted")
    today = today_at(site, at=timezone.now())
    if not today <= expected_on <= today + FURTHEST:
        raise Refused(
            f"Enter a day from {moments.day(today)} on, at most ten years ahead.", field="expected_on"
        )
    return title


def may_fill(actor: Person, record: Record) -> bool:
    """Whether the person may say what fills it, as things stand."""
    move = PROCESS.move("fill")
    return record.state in move.source and bool(may_make(actor, record, PROCESS, move)[0])


def fill(actor: Person, record: Record, *, number: str) -> Record:
    """Name the document that was made for it. Raises as `perform`."""
    return perform(actor, record, "fill", based_on=record.version, values={"document": number})
