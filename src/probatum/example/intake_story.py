"""Tells what anybody reported in the example company: by a code at a place, with a phone; what waits for triage, and what was no event."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from probatum.example.quality_moves import QUALITY, Teller
from probatum.kernel.master import Item
from probatum.kernel.models import Record
from probatum.quality.intake import points
from probatum.quality.intake.taking import Told, Who, report_at_point, report_signed_in

#: place, equipment
PLACES = (("Filling line, isolator 2", "ISO-02"), ("Cold room 2", "CR-02"))
READER = "m.hudecek"


def tell_intake(teller: Teller) -> int:
    """Hang two codes and tell three reports; returns how many reports."""
    line, store = (
        points.add_point(
            teller.people[QUALITY],
            label=label,
            site=teller.cast.sites["GRZ"],
            receiver=teller.people[QUALITY],
            equipment=Item.objects.get(register="equipment", code=code),
            reason="Anybody there can report.",
        )
        for label, code in PLACES
    )
    report_at_point(
        line,
        _told(
            "Glove of the isolator has a small hole",
            "Left glove, near the thumb. Seen when it was put on; the line stood still.",
            hours=2,
            place="Isolator 2, glove 3",
        ),
    )
    report_at_point(
        store,
        _told(
            "Carton of a return is torn and smells of solvent",
            "The driver brought it back from a pharmacy. The seal of one carton is open.",
            hours=5,
            place="Cold room 2, shelf for returns",
            product="THB-101, TH2610",
            who=Who("Driver of the wholesaler", "+43 316 000000"),
        ),
    )
    drill = report_signed_in(
        teller.people[READER],
        _told("Alarm of cold room 2 rang", "It rang for two minutes and stopped.", hours=20),
        site=teller.cast.sites["GRZ"],
    )
    teller.move(QUALITY, Record.objects.get(pk=drill.pk), "dismiss", reason="The monthly test of the alarm.")
    return 3


def _told(
    title: str, what: str, *, hours: int, place: str = "", product: str = "", who: Who | None = None
) -> Told:
    values = {
        "description": what,
        "occurred_at": timezone.now() - dt.timedelta(hours=hours),
        "place": place,
        "product_told": product,
    }
    return Told(title, values, who=who or Who())
