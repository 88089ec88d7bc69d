"""The fictional company, its two sites and its departments.

Tarnholt Biologics develops and makes one antibody, THB-101. Company, persons, product and studies are invented.
"""

from dataclasses import dataclass

COMPANY = "Tarnholt Biologics"
MAIL_DOMAIN = "example.com"
GUEST_DOMAIN = "example.org"


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place of work with its own clock and its own public holidays."""

    code: str
    name: str
    address: str
    country: str
    time_zone: str
    language: str
    does: str


@dataclass(frozen=True, kw_only=True)
class Department:
    """A department; its code is part of document numbers."""

    code: str
    name: str
    head: str


SITES = (
    Site(
        code="GRZ",
        name="Graz",
        address="Werkhofgasse 14, 8055 Graz, Austria",
        country="AT",
        time_zone="Europe/Vienna",
        language="de",
        does="Process development, manufacture of drug substance and drug product, quality control, batch certification",
    ),
    Site(
        code="DUR",
        name="Durham",
        address="2100 Millrace Court, Durham, NC 27700, United States",
        country="US",
        time_zone="America/New_York",
        language="en",
        does="Clinical operations, pharmacovigilance, regulatory affairs, bioanalytical laboratory",
    ),
)

DEPARTMENTS = (
    Department(code="MG", name="Management", head="h.steinlechner"),
    Department(code="QA", name="Quality assurance", head="m.oberrauch"),
    Department(code="QC", name="Quality control", head="s.petkovic"),
    Department(code="PR", name="Production", head="g.pichlmayr"),
    Department(code="PD", name="Process development", head="c.venturelli"),
    Department(code="EN", name="Engineering and facilities", head="r.kogelnig"),
    Department(code="WH", name="Warehouse and logistics", head="i.blazevic"),
    Department(code="IT", name="Information technology", head="f.ebenwald"),
    Department(code="HR", name="People and training", head="k.moosbrugger"),
    Department(code="CO", name="Clinical operations", head="r.castleberry"),
    Department(code="PV", name="Pharmacovigilance", head="s.otieno"),
    Department(code="RA", name="Regulatory affairs", head="w.ferncliff"),
    Department(code="EX", name="External parties", head="m.oberrauch"),
)
