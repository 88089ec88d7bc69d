"""A small company for tests: people with real roles, made through the one door for writes."""

from __future__ import annotations

from dataclasses import dataclass, field

from probatum.documents.authoring import Content, create_document
from probatum.documents.content import Version
from probatum.documents.types import DocumentType
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.lifecycle import perform
from probatum.kernel.models import Department, Grant, Person, Record, Role, Site
from probatum.kernel.process import process_of
from probatum.kernel.signature import Credential, digest_of

PASSWORD = "a long enough passphrase for tests"

ROLES: dict[str, list[str]] = {
    "reader": ["document.read", "document.download", "document.print"],
    "author": [
        "document.read",
        "document.read_superseded",
        "document.create",
        "document.edit",
        "document.source",
    ],
    "reviewer": ["document.read", "version.review"],
    "approver": ["document.read", "version.approve"],
    "quality": [
        "document.read",
        "document.read_drafts",
        "version.approve_quality",
        "version.schedule",
        "audit_trail.read",
        "audit_trail.review",
        "access.review",
    ],
    "controller": [
        "document.read",
        "document.read_superseded",
        "document.read_drafts",
        "document.control",
        "document.import",
        "document.create",
        "document.edit",
        "document.source",
        "version.schedule",
        "version.unlock",
        "type.manage",
    ],
    "administrator": [
        "person.manage",
        "role.manage",
        "grant.manage",
        "session.revoke",
    ],
    "system": ["configuration.manage", "session.revoke"],
    "keeper": ["retention.manage", "document.read", "document.read_drafts"],
    "lawyer": ["hold.manage", "document.read", "document.read_drafts"],
    "disposer": ["disposal.approve", "document.read", "document.read_drafts"],
    "auditor": ["audit_trail.read", "ledger.verify", "document.read"],
    "rating_keeper": ["rating.manage", "event.read"],
    "rating_head": ["rating.approve", "event.read"],
    "reporter": ["event.report"],
    "registrar": ["master.manage"],
    "event_importer": ["event.import", "event.read"],
    "triager": ["event.triage", "event.read"],
    "identity": ["complaint.identity"],
    "event_owner": ["event.report", "event.read", "event.handle", "capa.handle", "capa.carry_out"],
    "event_quality": [
        "event.report",
        "event.read",
        "event.triage",
        "event.approve_quality",
        "capa.approve_quality",
        "personal.read",
    ],
    "event_head": [
        "event.report",
        "event.read",
        "event.triage",
        "event.approve_quality",
        "event.head",
        "capa.approve_quality",
        "personal.read",
    ],
    "laboratory_analyst": ["event.report", "event.read", "event.handle", "laboratory.handle"],
    "laboratory_head": ["event.report", "event.read", "laboratory.handle", "laboratory.approve"],
    "regulatory": ["event.read", "complaint.report"],
    "complaint_handler": [
        "event.report",
        "event.read",
        "event.handle",
        "complaint.handle",
        "complaint.identity",
    ],
    "event_reader": ["event.read"],
}


@dataclass
class World:
    """Sites, roles, people by user name, and one document type."""

    basel: Site
    boston: Site
    quality_department: Department
    roles: dict[str, Role]
    sop: DocumentType
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, username: str) -> Person:
        try:
            return self.people[username]
        except KeyError:
            raise AttributeError(username) from None

    def person(self, username: str, *roles: str, site: Site | None = None, may_sign: bool = True) -> Person:
        """Create a person with roles in the organisation or at one site."""
        with action(SYSTEM, "test.person") as act:
            person = Person(
                username=username,
                name=username.replace("_", " ").title(),
                email=f"{username}@example.com",
                site=self.basel,
                department=self.quality_department,
                time_zone="Europe/Zurich",
                may_sign=may_sign,
                agreement_version=1 if may_sign else 0,
                created_at=act.at,
            )
            person.set_password(PASSWORD)
            person.save()
            for code in roles:
                Grant.objects.create(person=person, role=self.roles[code], site=site, starts=act.at)
        self.people[username] = person
        return person

    def document(
        self, *, title: str = "Gowning for grade B", text: str = "Wash your hands first."
    ) -> Version:
        """A document in draft by anna, reviewed by rita, approved by paul and quinn."""
        return create_document(
            self.anna,
            type=self.sop,
            title=title,
            site=self.basel,
            department=self.quality_department,
            content=content(text),
            people={
                "reviewer": [self.rita],
                "approver": [self.paul],
                "quality_approver": [self.quinn],
            },
        )

    def move(self, person: Person, record: Record, move: str, **options: object) -> Record:
        """Make a move as the page would: on the present version, signing what is shown."""
        record = Record.objects.get(pk=record.pk)
        process = process_of(record)
        if process.move(move).meaning is not None:
            options.setdefault("credential", Credential(person.username, PASSWORD))
            options.setdefault("shown", digest_of(process, record))
        return perform(person, record, move, based_on=record.version, **options)  # type: ignore[arg-type]


def content(text: str, *, name: str = "sop.docx") -> Content:
    """Content as the output layer would hand it over."""
    return Content(
        source=b"source of " + text.encode(),
        source_name=name,
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        rendition=b"%PDF-1.7 rendition of " + text.encode(),
        pages=1,
        text=text,
    )


def make_world() -> World:
    """A company with one person in each role."""
    with action(SYSTEM, "test.world"):
        basel = Site.objects.create(code="BSL", name="Basel", time_zone="Europe/Zurich", country="CH")
        boston = Site.objects.create(code="BOS", name="Boston", time_zone="America/New_York", country="US")
        department = Department.objects.create(code="QA", name="Quality Assurance")
        roles = {
            code: Role.objects.create(code=code, name=code.title(), permissions=permissions)
            for code, permissions in ROLES.items()
        }
        sop = DocumentType.objects.create(
            code="SOP", name="Standard operating procedure", pattern="SOP-{dept}-{n:03}", review_months=24
        )
    world = World(basel, boston, department, roles, sop)
    world.person("anna", "author")
    world.person("arno", "author")
    world.person("rita", "reviewer")
    world.person("rolf", "reviewer")
    world.person("paul", "approver")
    world.person("quinn", "quality")
    world.person("carla", "controller")
    world.person("rhea", "reader")
    world.person("adam", "administrator", may_sign=False)
    world.person("sven", "system", may_sign=False)
    world.person("ines", "auditor", may_sign=False)
    world.person("otto", may_sign=False)
    return world
