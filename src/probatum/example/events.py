"""Quality events of the example company as data: what was reported, how it was rated, and how far it has come. All of it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: how far a deviation has come, in the order of its way
REPORTED, ASSESSING, ASSESSED, MINOR, INVESTIGATING, CLOSED, CANCELLED = (
    "reported",
    "assessing",
    "assessed",
    "minor",
    "investigating",
    "closed",
    "cancelled",
)


@dataclass(frozen=True, kw_only=True)
class ExampleDeviation:
    """One deviation: who reported it, who owns it, what it says, and where its story stops."""

    title: str
    reporter: str
    owner: str
    site: str
    department: str
    hours_ago: float
    description: str
    at_once: str
    until: str
    quality: str = "t.lindqvist"
    late: str = ""
    category: str = "other"
    area: str = "gmp"
    severity: int = 2
    likelihood: int = 2
    rationale: str = ""
    impact: str = ""
    capa_reason: str = ""
    investigator: str = ""
    finding: str = ""
    whys: tuple[str, ...] = ()
    cause: tuple[str, str] = ("", "")
    conclusion: str = ""
    capa: str = ""
    more_days: int = 0
    items: Mapping[str, list[str]] = field(default_factory=dict)
    planned_days: int = 0
    #: the question of authorities that is not answered with no, in which country, and why
    authority: tuple[str, str, str] = ("", "", "")
    more: Mapping[str, Any] = field(default_factory=dict)


DEVIATIONS = (
    ExampleDeviation(
        title="Logger in the warehouse read 26.1 °C for twelve minutes",
        reporter="i.blazevic",
        owner="i.blazevic",
        site="GRZ",
        department="WH",
        hours_ago=20,
        description="Logger 4 at the loading door showed 26.1 °C from 13:02 to 13:14; the limit is 25.0 °C. Pallets of empty vials stood there.",
        at_once="Door closed, pallets moved to aisle 3.",
        until=MINOR,
        category="storage",
        rationale="Glass is not harmed by this; it happens in summer.",
        severity=1,
        impact="Empty glass vials are stored up to 40 °C. No product was near the door.",
        capa_reason="The door stood open for one delivery. The driver was told; the logger reads as it should.",
        items={"material": ["PM-2010"]},
        more={"equipment": []},
    ),
    ExampleDeviation(
        title="Isolator glove torn during filling of batch TH2611",
        reporter="m.hudecek",
        owner="g.pichlmayr",
        site="GRZ",
        department="PR",
        hours_ago=6,
        description="At 10:40 the operator saw a tear of 4 mm in the left glove of isolator 2, after vial 3,112.",
        at_once="Filling stopped. Vials since the last glove test at 10:00 set apart. Contact plates taken.",
        until=CLOSED,
        category="equipment",
        severity=5,
        likelihood=4,
        rationale="A breach of the barrier can make the product unsterile; it is the second tear this year.",
        impact="1,240 vials were filled between the last good glove test and the tear. They are rejected. Plates and media show no growth.",
        investigator="n.feldbacher",
        finding="Gloves are changed after 90 days; this one was used for 131 days because the list of the isolator was kept on paper and a line was missed.",
        whys=(
            "The glove had lost its strength.",
            "It was used for 131 days instead of 90.",
            "Its line was missed in the list on paper.",
            "Nothing tells anybody that a change is due.",
        ),
        cause=("METHOD", "No system tells when a glove is due; a list on paper is the only control."),
        conclusion="The vials before the glove test are not affected. The others are rejected. The batch is released without them.",
        capa="Glove changes are told by the maintenance system",
        items={"batch": ["TH2611"], "product": ["THB-101"], "equipment": ["ISO-02"]},
    ),
    ExampleDeviation(
        title="Water for injection above the alert limit at point 7",
        reporter="a.demirbag",
        owner="r.kogelnig",
        site="GRZ",
        department="EN",
        hours_ago=30,
        late="The plate was read on Monday; the sample is of Friday.",
        description="Point of use 7 gave 6 CFU in 100 ml; alert limit 5, action limit 10. The five weeks before were 0 or 1.",
        at_once="Point 7 closed, flushed with steam and sampled again.",
        until=INVESTIGATING,
        category="environment",
        severity=3,
        likelihood=3,
        rationale="Below the action limit, and rising within one week.",
        impact="Point 7 feeds the washing of stoppers. Batches TH2610 and TH2611 used it.",
        investigator="a.demirbag",
        finding="",
        whys=("The point gave six colonies.", "The hose was not drained."),
        more_days=20,
        items={"batch": ["TH2610", "TH2611"], "equipment": ["WFI-P7"]},
    ),
    ExampleDeviation(
        title="Label roll of the former edition found at packaging line 1",
        reporter="m.hudecek",
        owner="n.feldbacher",
        site="GRZ",
        department="PR",
        hours_ago=3,
        description="At line clearance a roll of carton label edition 3 lay behind the printer. Edition 4 is in force since 1 November.",
        at_once="Roll counted (212 labels) and locked away. Line not started.",
        until=REPORTED,
    ),
    ExampleDeviation(
        title="Balance 11 used two days after its calibration was due",
        reporter="l.brandauer",
        owner="l.brandauer",
        site="GRZ",
        department="QC",
        hours_ago=12,
        description="Balance 11 was due for calibration on 18 November and was used for three weighings on 20 November.",
        at_once="Balance locked, weighings listed, calibration ordered.",
        until=ASSESSING,
        category="equipment",
        severity=2,
        likelihood=3,
        rationale="Calibrations of the last years were never out of tolerance.",
        authority=(
            "distributed_defect",
            "US",
            "One weighing belongs to a stability sample of a distributed batch; whether its result holds is not known yet.",
        ),
        items={"equipment": ["BAL-11"]},
    ),
    ExampleDeviation(
        title="Line clearance of batch TH2610 signed by one person",
        reporter="b.szalontai",
        owner="n.feldbacher",
        site="GRZ",
        department="PR",
        hours_ago=22,
        description="Page 14 of the batch record has one signature where two are asked for.",
        at_once="The supervisor who was there wrote a statement with date and time.",
        until=ASSESSED,
        category="documentation",
        severity=2,
        likelihood=2,
        rationale="The clearance was done by two people; one forgot to sign.",
        impact="The second person was there by the door log. The line was clear by the picture of the camera.",
        capa_reason="One time; the page will be part of the training in January.",
        items={"batch": ["TH2610"]},
    ),
    ExampleDeviation(
        title="Cold room 3 is used instead of cold room 2 during its repair",
        reporter="r.kogelnig",
        owner="i.blazevic",
        site="GRZ",
        department="WH",
        hours_ago=8,
        description="The compressor of cold room 2 is replaced. Drug substance is kept in cold room 3 meanwhile, which is qualified for 2 to 8 °C.",
        at_once="Move planned with two people and loggers.",
        until=ASSESSING,
        category="storage",
        severity=2,
        likelihood=1,
        rationale="Both rooms are qualified for the same range.",
        planned_days=21,
        items={"equipment": ["CR-02", "CR-03"], "batch": ["DS2607"]},
    ),
    ExampleDeviation(
        title="Visit 6 of participant 1007 outside its window",
        reporter="o.haddadin",
        owner="o.haddadin",
        site="DUR",
        department="CO",
        quality="d.arrowood",
        hours_ago=16,
        description="Visit 6 took place on day 93; the window is day 84 plus or minus 5. The participant was abroad.",
        at_once="The investigator asked about adverse events; there were none. Dose given as planned.",
        until=MINOR,
        category="consent",
        area="gcp",
        severity=1,
        likelihood=2,
        rationale="No effect on safety; one of the secondary endpoints is measured later.",
        impact="The value of visit 6 is left out of the per-protocol set.",
        capa_reason="Travel of one participant.",
        more={"study": ["THB-101-02"], "country": "US", "subjects": 1},
    ),
    ExampleDeviation(
        title="Missing page in the logbook of HPLC 7",
        reporter="l.brandauer",
        owner="l.brandauer",
        site="GRZ",
        department="QC",
        hours_ago=18,
        description="Page 41 seemed to be missing.",
        at_once="Logbook shown to the head of the laboratory.",
        until=CANCELLED,
        category="documentation",
        severity=2,
        likelihood=1,
        rationale="To be looked at first.",
        items={"equipment": ["HPLC-07"]},
    ),
)
