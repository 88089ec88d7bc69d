"""Roles of the example company as data: what each may do, and which rights no one may hold together."""

from dataclasses import dataclass

PERMISSIONS = {
    "document.create": "Create a document and its first draft",
    "document.read": "Read effective documents",
    "document.read_drafts": "Read drafts and documents in review or approval",
    "document.read_superseded": "Read superseded versions",
    "document.source": "Download the source file",
    "document.print": "Print a stamped copy",
    "document.download": "Download the stamped PDF",
    "document.edit": "Edit documents on which one is author",
    "document.control": "Act as document controller on any document in scope",
    "version.submit": "Send a draft for review",
    "version.review": "Review and give a verdict",
    "version.approve": "Approve for the function",
    "version.approve_quality": "Approve for Quality",
    "version.schedule": "Set the effective date",
    "version.release": "Release an approved version",
    "version.unlock": "End another person's check-out",
    "comment.write": "Write comments",
    "record.confidential": "See confidential records",
    "person.manage": "Create, change and deactivate accounts",
    "role.manage": "Define roles and grant them",
    "session.revoke": "End sessions of other people",
    "type.manage": "Maintain document types and templates",
    "configuration.manage": "Maintain the configuration of the system",
    "audit_trail.read": "Read the audit trail",
    "ledger.verify": "Run the verification of the ledger",
    "search.use": "Search",
    "task.delegate": "Delegate own tasks during absence",
}


@dataclass(frozen=True, kw_only=True)
class Role:
    """A named set of rights; it becomes real for a person by a grant in a scope."""

    code: str
    name: str
    description: str
    permissions: tuple[str, ...]
    external: bool = False
    must_expire: bool = False


@dataclass(frozen=True, kw_only=True)
class Segregation:
    """Two rights that neither one role nor one person may hold together."""

    first: str
    second: str
    because: str


_READ = ("document.read", "document.print", "document.download", "search.use")
_WORK = (*_READ, "document.read_drafts", "comment.write", "task.delegate")

ROLES = (
    Role(
        code="reader",
        name="Reader",
        description="Reads, searches and prints effective documents.",
        permissions=(*_READ, "task.delegate"),
    ),
    Role(
        code="author",
        name="Author",
        description="Creates documents, edits own drafts, sends them for review.",
        permissions=(
            *_WORK,
            "document.create",
            "document.edit",
            "document.source",
            "document.read_superseded",
            "version.submit",
        ),
    ),
    Role(
        code="reviewer",
        name="Reviewer",
        description="Comments on drafts and accepts or rejects them.",
        permissions=(*_WORK, "version.review"),
    ),
    Role(
        code="approver",
        name="Approver",
        description="Approves for the function that works by the document.",
        permissions=(*_WORK, "document.read_superseded", "version.approve"),
    ),
    Role(
        code="quality_approver",
        name="Quality approver",
        description="Gives the last approval, for Quality.",
        permissions=(
            *_WORK,
            "document.read_superseded",
            "version.review",
            "version.approve_quality",
            "audit_trail.read",
        ),
    ),
    Role(
        code="document_controller",
        name="Document controller",
        description="Keeps the document system: formats, dates, release, document types. Does not approve contents.",
        permissions=(
            *_WORK,
            "document.create",
            "document.edit",
            "document.source",
            "document.read_superseded",
            "document.control",
            "version.submit",
            "version.schedule",
            "version.release",
            "version.unlock",
            "type.manage",
            "record.confidential",
            "audit_trail.read",
        ),
    ),
    Role(
        code="head_of_quality",
        name="Head of quality",
        description="Responsible for the quality system as a whole.",
        permissions=(
            *_WORK,
            "document.source",
            "document.read_superseded",
            "version.review",
            "version.approve_quality",
            "version.release",
            "record.confidential",
            "audit_trail.read",
            "ledger.verify",
        ),
    ),
    Role(
        code="system_administrator",
        name="System administrator",
        description="Runs the installation. Sees no document contents and signs nothing.",
        permissions=("configuration.manage", "ledger.verify", "session.revoke"),
    ),
    Role(
        code="access_administrator",
        name="Access administrator",
        description="Creates accounts and grants roles on an approved request. Sees no drafts and signs nothing.",
        permissions=("person.manage", "role.manage", "session.revoke"),
    ),
    Role(
        code="auditor",
        name="Auditor",
        description="Reads documents of every state and the audit trail; changes nothing.",
        external=True,
        permissions=(
            "document.read",
            "document.read_drafts",
            "document.read_superseded",
            "search.use",
            "audit_trail.read",
            "ledger.verify",
        ),
    ),
    Role(
        code="inspector",
        name="Inspector",
        description="Reads effective and superseded documents and the audit trail for a limited time.",
        external=True,
        must_expire=True,
        permissions=(
            "document.read",
            "document.read_superseded",
            "document.print",
            "search.use",
            "audit_trail.read",
            "ledger.verify",
        ),
    ),
)

SEGREGATION = (
    Segregation(
        first="person.manage",
        second="version.approve",
        because="Who makes accounts could approve under an account of their own making.",
    ),
    Segregation(
        first="person.manage",
        second="version.approve_quality",
        because="Who makes accounts could give both signatures of an approval.",
    ),
    Segregation(
        first="role.manage",
        second="version.approve_quality",
        because="Who grants rights must not use the right that releases documents.",
    ),
    Segregation(
        first="role.manage",
        second="version.release",
        because="Who grants rights must not put documents into force.",
    ),
    Segregation(
        first="role.manage",
        second="document.control",
        because="Who grants rights must not act on any document in scope.",
    ),
    Segregation(
        first="configuration.manage",
        second="version.approve_quality",
        because="Who sets the rules must not sign under them for Quality.",
    ),
    Segregation(
        first="configuration.manage",
        second="person.manage",
        because="The installation and its accounts are kept by two people.",
    ),
    Segregation(
        first="document.control",
        second="version.approve_quality",
        because="The controller prepares and dates what Quality approves.",
    ),
)


def role(code: str) -> Role:
    """The role of that code. Raises KeyError when there is none."""
    return _BY_CODE[code]


_BY_CODE = {each.code: each for each in ROLES}
