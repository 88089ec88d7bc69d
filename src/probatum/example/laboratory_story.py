"""Tells the laboratory investigations of the example company: one at the bench, one with retests, one with a proven laboratory cause."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from probatum.example.quality_moves import QUALITY, Teller, fresh
from probatum.kernel.models import Record
from probatum.kernel.opening import open_new
from probatum.quality.laboratory import results
from probatum.quality.laboratory.words import CHECKLIST

ANALYST, LEADER, LABORATORY = "a.demirbag", "l.brandauer", "s.petkovic"


def tell_laboratory(teller: Teller) -> int:
    """Tell every laboratory investigation; returns how many."""
    _bench(teller)
    _with_retests(teller)
    _with_a_cause(teller)
    return 3


def _open(teller: Teller, title: str, *, hours: float, result: str, **given: Any) -> Record:
    aware = timezone.now() - dt.timedelta(hours=hours)
    values = {
        "type": "oos",
        "sample": "S-26-0411",
        "test": "Assay by HPLC",
        "method": "QC-M-017, edition 5",
        "analyst": teller.people[ANALYST],
        "specification": "95.0 to 105.0 % of the label claim",
        "lower": "95.0",
        "upper": "105.0",
        "result": result,
        "unit": "%",
        "occurred_at": aware - dt.timedelta(hours=2),
        "aware_at": aware,
        **given,
    }
    return open_new(
        teller.people[LEADER],
        "lab_investigation",
        title=title,
        values=values,
        site=teller.cast.sites["GRZ"],
        department=teller.cast.departments["QC"],
        parts={"laboratory": [teller.people[LABORATORY]], "quality": [teller.people[QUALITY]]},
    )


def _bench(teller: Teller) -> None:
    """Reported this morning; phase I runs."""
    record = _open(
        teller,
        "Total impurities of TH2610 rise faster than the trend",
        hours=4,
        result="1.42",
        type="oot",
        sample="S-26-0420",
        test="Impurities by HPLC, month 12",
        specification="Not more than 2.0 %; expected 0.9 to 1.2 %",
        lower="0.9",
        upper="1.2",
    )
    teller.fill(
        LEADER,
        record,
        "subjects",
        product=["THB-101"],
        batch=["TH2610"],
        equipment=["HPLC-07"],
        on_hold=False,
    )


def _phase_one(teller: Teller, record: Record, *, cause: str) -> None:
    checks = {name: "in_order" for name, _ in CHECKLIST}
    if cause:
        checks["preparation"] = "finding"
    teller.fill(
        LEADER,
        record,
        "phase_one",
        **checks,
        checklist_notes=cause or "Nothing at the bench explains the result.",
        assignable=bool(cause),
        laboratory_cause=cause,
    )


def _conclude(teller: Teller, record: Record, text: str) -> None:
    teller.fill(
        LEADER,
        record,
        "conclusion",
        conclusion=text,
        disposition="release",
        capa_needed=False,
        capa_reason="It is the first of its kind within a year.",
        check_needed=False,
        check_reason="Nothing was changed.",
    )
    teller.judge(LEADER, record, reason="No dilution went wrong within the last twelve months.")


def _with_retests(teller: Teller) -> None:
    """No laboratory cause: phase II, a plan of three tests, two of them done."""
    record = _open(teller, "Assay of TH2609 below its limit", hours=20, result="93.8", sample="S-26-0398")
    teller.fill(
        LEADER, record, "subjects", product=["THB-101"], batch=["TH2609"], equipment=["HPLC-07"], on_hold=True
    )
    _phase_one(teller, record, cause="")
    teller.move(LEADER, record, "submit_phase_one")
    teller.move(LABORATORY, record, "approve_phase_one")
    plan = open_new(
        teller.people[LEADER],
        "retest_plan",
        title="Three tests of the retained solution and of the sample",
        values={
            "type": "retest",
            "sample": "S-26-0398",
            "tests": 3,
            "analyst": teller.people["h.trevathan"],
            "justification": "No cause was found at the bench; a second analyst tests the same sample.",
            "rule": "Each of the three has to meet 95.0 to 105.0 %. One outside confirms the first result.",
        },
        parent=fresh(record),
    )
    teller.move(LEADER, plan, "submit")
    teller.move(LABORATORY, plan, "approve_laboratory")
    teller.move(QUALITY, plan, "approve")
    for value in ("98.7", "99.1"):
        results.enter(teller.people["h.trevathan"], fresh(plan), value=value, tested_at=timezone.now())


def _with_a_cause(teller: Teller) -> None:
    """A proven error of the laboratory: the original result is invalidated by Quality and stays readable."""
    record = _open(teller, "Assay of DS2607 at 48.9 %", hours=22, result="48.9", sample="S-26-0377")
    teller.fill(
        LEADER,
        record,
        "subjects",
        product=["THB-101-DS"],
        batch=["DS2607"],
        equipment=["HPLC-07"],
        on_hold=True,
    )
    _phase_one(
        teller,
        record,
        cause="The sample was diluted 1:20 instead of 1:10; the raw data and the pipette log show it.",
    )
    _conclude(teller, record, "The dilution explains the result exactly. The batch meets its specification.")
    teller.move(LEADER, record, "submit_phase_one")
    teller.move(LABORATORY, record, "approve_phase_one")
    teller.move(QUALITY, record, "invalidate", reason="Dilution error, proven by the raw data.")
    teller.move(QUALITY, record, "close")
