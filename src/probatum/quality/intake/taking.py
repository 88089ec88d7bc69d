"""Taking a report in, by whichever way it comes: the record, its pictures, and who told it, in one action (QE-34, MOB-03, CMP-01).

Whoever has no account acts as the system, at a point or by a message; nothing is shown to them but a reference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from probatum.kernel import file as files
from probatum.kernel.action import Act, action
from probatum.kernel.authz import decide, demand, holders
from probatum.kernel.body import body_of, new_edition
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.errors import Refused
from probatum.kernel.file import Attachment
from probatum.kernel.opening import begin
from probatum.kernel.people import SYSTEM, Person, Site
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.intake.bodies import EventReport, IntakePoint, ReportedPicture, Reporter
from probatum.quality.intake.report import KIND, REPORT, TRIAGE

MOST_FILES = 5
LOCATION, HOURLY, RECEIVER = "intake.keep_location", "intake.most_per_hour", "intake.mail_receiver"
SETTINGS[LOCATION] = (0, "Keep where reported photographs were taken: 1 for yes, 0 for no", 0, 1)
SETTINGS[HOURLY] = (
    60,
    "Reports without sign-in that are taken in an hour, at all points together",
    1,
    10_000,
)
SETTINGS[RECEIVER] = ("", "User name of who receives reports by e-mail", None, None)
LONGEST = {"name": 200, "contact": 254}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as the output layer hands it over: what is stored, and what a photograph said of itself."""

    content: bytes
    name: str
    media_type: str
    arrived_as: str = ""
    picture: bool = False
    taken: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    location_removed: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether it is a voice note."""
        return self.media_type.startswith("audio/")

    @property
    def says(self) -> str:
        """What stands beside the file."""
        if self.is_sound:
            return "Voice note"
        return f"Taken {self.taken}, as the camera said" if self.taken else ""


@dataclass(frozen=True, slots=True)
class Who:
    """Who told it, as they said."""

    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A report as it came in."""

    title: str
    values: dict[str, Any]
    files: Sequence[Kept] = ()
    who: Who = field(default_factory=Who)


def report_signed_in(actor: Person, told: Told, *, site: Site | None) -> Record:
    """Take in what somebody with an account reports. Raises NotAllowed without the right, Refused for what is missing."""
    verdict = demand(actor, REPORT, site=site)
    with action(actor, f"{KIND}.open", role=verdict.role, definition=process_of(KIND).digest) as act:
        return _take(act, told, owner=actor, site=site, channel="app")


def report_at_point(point: IntakePoint, told: Told) -> EventReport:
    """Take in what somebody without an account reports at a point. Raises Refused for a point out of use or what is missing."""
    if not point.active:
        raise Refused("Nothing is reported here any more. Tell somebody of the place.")
    receiver = receiver_for(point.receiver, site=point.site)
    actor = SYSTEM.for_trigger(f"report at {point.label}"[:120])
    if not told.values.get("place"):  # where the code hangs, unless somebody said it better
        told = replace(told, values={**told.values, "place": point.label})
    with action(actor, f"{KIND}.open", definition=process_of(KIND).digest) as act:
        record = _take(act, told, owner=receiver, site=point.site, channel="code", point=point)
    return body_of(record)  # type: ignore[no-any-return]


def report_by_mail(told: Told, *, receiver: Person, source: str) -> Record | None:
    """Take in what a message reports; None when the same message was taken in before."""
    if EventReport.objects.filter(source=source).exists():
        return None
    actor = SYSTEM.for_trigger("report by e-mail")
    with action(actor, f"{KIND}.open", definition=process_of(KIND).digest) as act:
        return _take(act, told, owner=receiver, site=receiver.site, channel="email", source=source)


def receiver_for(named: Person | None, *, site: Site | None) -> Person:
    """Who receives a report: the one named while they may triage, else the first who may. Raises Refused when nobody may."""
    if named is not None and named.is_active and decide(named, TRIAGE, site=site):
        return named
    found = holders(TRIAGE, site=site).order_by("pk").first() or named
    if found is None:
        raise Refused("Nobody can receive reports now. Tell your contact in Quality.")
    return found


def room_left() -> int:
    """How many more reports without sign-in are taken in this hour; what comes beyond that by e-mail waits."""
    since = timezone.now() - dt.timedelta(hours=1)
    came = EventReport.objects.exclude(channel="app").filter(record__opened_at__gt=since).count()
    return max(0, int(setting(HOURLY)) - came)


def _take(act: Act, told: Told, *, owner: Person, site: Site | None, channel: str, **how: Any) -> Record:
    if sum(not one.is_sound for one in told.files) > MOST_FILES:
        raise Refused(f"Send at most {MOST_FILES} files.", field="pictures")
    record = begin(act, process_of(KIND), title=told.title, values=told.values, owner=owner, site=site)
    kept: EventReport = body_of(record)
    columns = {"channel": channel, **how}
    for name, value in columns.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(columns))
    for one in told.files:
        _attach(act, record, one)
    if told.files:
        new_edition(act, record)
    _keep_apart(act, record, told.who)
    return record


def _attach(act: Act, record: Record, one: Kept) -> None:
    attached = Attachment.objects.create(
        record=record,
        file=files.store(act, one.content, media_type=one.media_type),
        name=one.name[:200],
        note=one.says,
        added_by=act.person,
        added_at=act.at,
    )
    if one.picture:
        ReportedPicture.objects.create(
            attachment=attached,
            record=record,
            taken=one.taken[:40],
            latitude=one.latitude,
            longitude=one.longitude,
            location_removed=one.location_removed,
            arrived_as=one.arrived_as,
        )


def _keep_apart(act: Act, record: Record, who: Who) -> None:
    name, contact = (" ".join(text.replace("\x00", " ").split()) for text in (who.name, who.contact))
    for field_name, text in (("name", name), ("contact", contact)):
        if len(text) > LONGEST[field_name]:
            raise Refused(f"Shorten this to {LONGEST[field_name]} characters.", field=field_name)
    if name or contact:
        Reporter.objects.create(record=record, name=name, contact=contact, told_at=act.at)
