"""People of the example company and what each is granted.

Every person and every passphrase is invented for this example; none of it may be used anywhere else.
"""

# ruff: noqa: S106  # invented passphrases of a fictional company are the point of this file

from dataclasses import dataclass

from probatum.example.company import GUEST_DOMAIN, MAIL_DOMAIN, SITES
from probatum.example.roles import role

ORGANISATION = "organisation"
_ZONES = {site.code: site.time_zone for site in SITES}


@dataclass(frozen=True, kw_only=True)
class Granted:
    """A role in a scope (the organisation or one site), ending after so many days from loading, or open."""

    role: str
    scope: str = ORGANISATION
    days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Employee:
    """A person who signs in; external people have the department EX."""

    username: str
    name: str
    job_title: str
    site: str
    department: str
    language: str
    passphrase: str
    grants: tuple[Granted, ...]

    @property
    def email(self) -> str:
        return f"{self.username}@{GUEST_DOMAIN if self.department == 'EX' else MAIL_DOMAIN}"

    @property
    def time_zone(self) -> str:
        return _ZONES[self.site]

    def holds(self, permission: str, *, scope: str = ORGANISATION) -> bool:
        """Whether a grant gives this right in the whole organisation or, when a site is named, at that site."""
        return any(
            permission in role(each.role).permissions and each.scope in (ORGANISATION, scope)
            for each in self.grants
        )


def _granted(*written: str) -> tuple[Granted, ...]:
    """Reads grants written as role, role@SITE or role+days."""
    found = []
    for each in written:
        rest, _, days = each.partition("+")
        code, _, site = rest.partition("@")
        found.append(Granted(role=code, scope=site or ORGANISATION, days=int(days) if days else None))
    return tuple(found)


PEOPLE = (
    Employee(
        username="h.steinlechner",
        name="Helene Steinlechner",
        job_title="Chief executive officer",
        site="GRZ",
        department="MG",
        language="de",
        passphrase="copper ladder under quiet snow",
        grants=_granted("reader", "reviewer", "approver", "event_reporter"),
    ),
    Employee(
        username="m.oberrauch",
        name="Margit Oberrauch",
        job_title="Head of quality",
        site="GRZ",
        department="QA",
        language="de",
        passphrase="seven lanterns along the mill race",
        grants=_granted("reader", "author", "reviewer", "approver", "head_of_quality", "head_of_events"),
    ),
    Employee(
        username="t.lindqvist",
        name="Tomas Lindqvist",
        job_title="Quality assurance manager, GMP",
        site="GRZ",
        department="QA",
        language="en",
        passphrase="grey heron counts slow barges",
        grants=_granted("reader", "author", "reviewer", "quality_approver", "event_quality"),
    ),
    Employee(
        username="b.szalontai",
        name="Bence Szalontai",
        job_title="Quality assurance specialist, validation",
        site="GRZ",
        department="QA",
        language="en",
        passphrase="butter on warm walnut bread",
        grants=_granted("reader", "author", "reviewer", "event_owner"),
    ),
    Employee(
        username="e.kovarik",
        name="Eva Kovaříková",
        job_title="Document controller",
        site="GRZ",
        department="QA",
        language="de",
        passphrase="paper boats need calm rivers",
        grants=_granted("reader", "reviewer", "document_controller", "event_reporter"),
    ),
    Employee(
        username="p.zangerl",
        name="Peter Zangerl",
        job_title="Qualified person",
        site="GRZ",
        department="QA",
        language="de",
        passphrase="old bridge keeps its rivets",
        grants=_granted("reader", "author", "reviewer", "approver", "event_owner", "complaint_handler"),
    ),
    Employee(
        username="s.petkovic",
        name="Sanja Petković",
        job_title="Head of quality control",
        site="GRZ",
        department="QC",
        language="en",
        passphrase="violet chalk on wet slate",
        grants=_granted("reader", "author", "reviewer", "approver", "laboratory_head", "event_owner"),
    ),
    Employee(
        username="l.brandauer",
        name="Lukas Brandauer",
        job_title="Analyst, physical chemistry",
        site="GRZ",
        department="QC",
        language="de",
        passphrase="a kettle sings before rain",
        grants=_granted("reader", "author@GRZ", "reviewer", "laboratory_analyst"),
    ),
    Employee(
        username="a.demirbag",
        name="Aylin Demirbağ",
        job_title="Analyst, microbiology",
        site="GRZ",
        department="QC",
        language="de",
        passphrase="tall thistle near the orchard",
        grants=_granted("reader", "author@GRZ", "reviewer@GRZ", "laboratory_analyst"),
    ),
    Employee(
        username="g.pichlmayr",
        name="Gernot Pichlmayr",
        job_title="Head of production",
        site="GRZ",
        department="PR",
        language="de",
        passphrase="nine plums in a blue bowl",
        grants=_granted("reader", "author", "reviewer", "approver", "event_owner"),
    ),
    Employee(
        username="n.feldbacher",
        name="Nora Feldbacher",
        job_title="Production supervisor, drug substance",
        site="GRZ",
        department="PR",
        language="de",
        passphrase="gravel path behind the bakery",
        grants=_granted("reader", "author@GRZ", "reviewer", "event_owner"),
    ),
    Employee(
        username="m.hudecek",
        name="Marek Hudeček",
        job_title="Production operator, aseptic filling",
        site="GRZ",
        department="PR",
        language="de",
        passphrase="windmill turns without a hurry",
        grants=_granted("reader@GRZ", "event_reporter@GRZ"),
    ),
    Employee(
        username="c.venturelli",
        name="Chiara Venturelli",
        job_title="Head of process development",
        site="GRZ",
        department="PD",
        language="en",
        passphrase="saffron thread in clear broth",
        grants=_granted("reader", "author", "reviewer", "approver", "event_owner"),
    ),
    Employee(
        username="j.aigner",
        name="Jonas Aigner",
        job_title="Scientist, cell culture",
        site="GRZ",
        department="PD",
        language="de",
        passphrase="moss grows where nobody walks",
        grants=_granted("reader", "author@GRZ", "reviewer@GRZ", "event_reporter"),
    ),
    Employee(
        username="r.kogelnig",
        name="Reinhard Kogelnig",
        job_title="Head of engineering and facilities",
        site="GRZ",
        department="EN",
        language="de",
        passphrase="iron gate with a soft hinge",
        grants=_granted("reader", "author", "reviewer", "approver", "event_owner"),
    ),
    Employee(
        username="i.blazevic",
        name="Ivana Blažević",
        job_title="Warehouse and logistics lead",
        site="GRZ",
        department="WH",
        language="de",
        passphrase="three sledges down the long hill",
        grants=_granted("reader", "author", "reviewer", "approver@GRZ", "event_owner"),
    ),
    Employee(
        username="f.ebenwald",
        name="Florian Ebenwald",
        job_title="Head of information technology",
        site="GRZ",
        department="IT",
        language="de",
        passphrase="cedar smoke over frozen pond",
        grants=_granted("reader", "author", "reviewer", "approver", "action_owner", "event_reporter"),
    ),
    Employee(
        username="k.moosbrugger",
        name="Katharina Moosbrugger",
        job_title="People and training manager",
        site="GRZ",
        department="HR",
        language="de",
        passphrase="small drum and patient drummer",
        grants=_granted("reader", "author", "reviewer", "approver", "action_owner", "event_reporter"),
    ),
    Employee(
        username="d.arrowood",
        name="Denise Arrowood",
        job_title="Quality assurance manager, GCP and GVP",
        site="DUR",
        department="QA",
        language="en",
        passphrase="magnolia shade on brick stairs",
        grants=_granted("reader", "author", "reviewer", "quality_approver", "unblinded", "event_quality"),
    ),
    Employee(
        username="r.castleberry",
        name="Renee Castleberry",
        job_title="Head of clinical operations",
        site="DUR",
        department="CO",
        language="en",
        passphrase="porch light left on for moths",
        grants=_granted("reader", "author", "reviewer", "approver", "unblinded", "event_owner"),
    ),
    Employee(
        username="o.haddadin",
        name="Omar Haddadin",
        job_title="Clinical study manager",
        site="DUR",
        department="CO",
        language="en",
        passphrase="river stones warm until dusk",
        grants=_granted("reader", "author", "reviewer", "event_owner"),
    ),
    Employee(
        username="p.natesan",
        name="Priya Natesan",
        job_title="Trial master file lead",
        site="DUR",
        department="CO",
        language="en",
        passphrase="clover honey in a green jar",
        grants=_granted("reader", "author", "reviewer", "event_reporter"),
    ),
    Employee(
        username="w.ferncliff",
        name="Walter Ferncliff",
        job_title="Head of regulatory affairs",
        site="DUR",
        department="RA",
        language="en",
        passphrase="slow train past tobacco barns",
        grants=_granted("reader", "author", "reviewer", "approver", "regulatory_reporter"),
    ),
    Employee(
        username="g.lindenmuth",
        name="Grace Lindenmuth",
        job_title="Regulatory manager, CMC",
        site="DUR",
        department="RA",
        language="en",
        passphrase="pencil marks on the door frame",
        grants=_granted("reader", "author", "reviewer", "event_reporter"),
    ),
    Employee(
        username="s.otieno",
        name="Samuel Otieno-Blake",
        job_title="Head of pharmacovigilance",
        site="DUR",
        department="PV",
        language="en",
        passphrase="evening choir in the fire hall",
        grants=_granted(
            "reader",
            "author",
            "reviewer",
            "approver",
            "unblinded",
            "complaint_handler",
            "regulatory_reporter",
        ),
    ),
    Employee(
        username="h.trevathan",
        name="Hannah Trevathan",
        job_title="Bioanalytical scientist",
        site="DUR",
        department="QC",
        language="en",
        passphrase="quartz pebble in a coat pocket",
        grants=_granted("reader", "author", "reviewer@DUR", "laboratory_analyst"),
    ),
    Employee(
        username="c.marlowe",
        name="Curtis Marlowe",
        job_title="IT support specialist, accounts",
        site="DUR",
        department="IT",
        language="en",
        passphrase="spare keys hang by the radiator",
        grants=_granted("access_administrator"),
    ),
    Employee(
        username="v.stadlober",
        name="Vera Stadlober",
        job_title="IT service desk, accounts",
        site="GRZ",
        department="IT",
        language="de",
        passphrase="amber lamp above the ticket desk",
        grants=_granted("access_administrator"),
    ),
    Employee(
        username="y.brandis",
        name="Yara Brandis",
        job_title="Systems engineer",
        site="GRZ",
        department="IT",
        language="en",
        passphrase="cable drum beside the loading dock",
        grants=_granted("system_administrator"),
    ),
    Employee(
        username="a.verbrugghe",
        name="Annelies Verbrugghe",
        job_title="External auditor",
        site="GRZ",
        department="EX",
        language="en",
        passphrase="flemish bond and lime mortar",
        grants=_granted("auditor+180"),
    ),
    Employee(
        username="f.hallwang",
        name="Friedrich Hallwang",
        job_title="Inspector of medicines",
        site="GRZ",
        department="EX",
        language="de",
        passphrase="brass compass points past noon",
        grants=_granted("inspector@GRZ+14"),
    ),
)

_BY_USERNAME = {each.username: each for each in PEOPLE}


def person(username: str) -> Employee:
    """The person with that username. Raises KeyError when there is none."""
    return _BY_USERNAME[username]
