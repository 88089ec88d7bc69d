"""Tells complaints and a nonconformance of the example company by the moves that people make."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from probatum.example.quality_moves import QUALITY, Teller, fresh
from probatum.kernel.models import Record
from probatum.kernel.opening import open_new
from probatum.quality.complaints import complainants

HANDLER, INVESTIGATOR, REGULATORY = "s.otieno", "b.szalontai", "w.ferncliff"
NO = dict.fromkeys(
    ("threat", "death", "injury", "remedial", "malfunction", "falsified", "adverse_event"), False
)


def tell_complaints(teller: Teller) -> int:
    """Tell every complaint and the nonconformance; returns how many."""
    _just_in(teller)
    _with_authorities(teller)
    _nonconformance(teller)
    return 3


def _complaint(teller: Teller, title: str, *, hours: float, **given: Any) -> Record:
    aware = timezone.now() - dt.timedelta(hours=hours)
    values = {
        **NO,
        "product_class": "biologic",
        "product": ["THB-101"],
        "reported_at": aware - dt.timedelta(hours=2),
        "aware_at": aware,
        "channel": "phone",
        **given,
    }
    return open_new(
        teller.people[HANDLER],
        "complaint",
        title=title,
        values=values,
        site=teller.cast.sites["DUR"],
        department=teller.cast.departments["PV"],
        parts={"quality": [teller.people["d.arrowood"]], "investigator": [teller.people[INVESTIGATOR]]},
    )


def _told_by(teller: Teller, record: Record, **who: Any) -> None:
    now = fresh(record)
    values = {"role": "Study nurse", "may_contact": True, **who}
    complainants.keep_complainant(teller.people[HANDLER], now, values=values, based_on=now.version)


def _just_in(teller: Teller) -> None:
    """Taken in this morning."""
    record = _complaint(
        teller,
        "Carton without a leaflet",
        hours=3,
        description="The carton held the vial and no leaflet.",
        lot=["TH2609"],
        nature="packaging",
        quantity="1",
        quantity_unit="carton",
        incident_country=["AT"],
    )
    _told_by(teller, record, name="Ward 3, a hospital in Graz", email="ward3@example.org")


def _with_authorities(teller: Teller) -> None:
    """A possible adverse event: triage has made its determinations, and their clocks run."""
    record = _complaint(
        teller,
        "Rash within an hour of the injection",
        hours=20,
        adverse_event=True,
        injury=True,
        description="A participant had a rash on both arms an hour after the injection; it went away with treatment.",
        lot=["TH2610"],
        nature="strength",
        quantity="1",
        quantity_unit="vial",
        incident_country=["US"],
    )
    _told_by(teller, record, name="Site 014", email="site014@example.org")
    teller.move(HANDLER, record, "submit")


def _nonconformance(teller: Teller) -> None:
    """Cartons of the wrong edition: contained, and what becomes of them is proposed."""
    aware = timezone.now() - dt.timedelta(hours=9)
    record = open_new(
        teller.people["i.blazevic"],
        "nonconformance",
        title="Carton labels of edition 3 delivered instead of edition 4",
        values={
            "description": "Two boxes of 2,000 labels carry edition 3.",
            "requirement": "Purchase order 4711: edition 4.",
            "found_where": "incoming",
            "occurred_at": aware - dt.timedelta(hours=1),
            "aware_at": aware,
            "quantity": "4000",
            "quantity_unit": "labels",
        },
        site=teller.cast.sites["GRZ"],
        department=teller.cast.departments["WH"],
        parts={"quality": [teller.people[QUALITY]]},
    )
    teller.fill(QUALITY, record, "triage", category="material", external=False)
    teller.rate(QUALITY, record, 2, 2, "Found at the door; none was used.")
    teller.answer(QUALITY, record)
    teller.move(QUALITY, record, "accept")
    teller.fill(
        "i.blazevic",
        record,
        "containment",
        containment="Both boxes locked in the cage with a red label.",
        contained_on=timezone.localdate(),
        location="Cage 2",
        delivered=False,
    )
    teller.move("i.blazevic", record, "contain")
    open_new(
        teller.people["i.blazevic"],
        "disposition",
        title="Return both boxes to the printer",
        values={"decision": "return", "quantity": "4000", "quantity_unit": "labels"},
        parent=fresh(record),
    )
