"""Roles of the example company as data: what each may do, in the words of the product's vocabulary."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Role:
    """A named set of rights; it becomes real for a person by a grant in a scope."""

    code: str
    name: str
    description: str
    permissions: tuple[str, ...]
    external: bool = False
    must_expire: bool = False


_READ = ("document.read", "document.print", "document.download")
_WORK = (*_READ, "document.read_drafts")

ROLES = (
    Role(
        code="reader",
        name="Reader",
        description="Reads, searches and prints effective documents.",
        permissions=_READ,
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
            "audit_trail.review",
            "access.review",
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
            "document.import",
            "version.schedule",
            "version.unlock",
            "task.delegate",
            "type.manage",
            "retention.manage",
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
            "version.schedule",
            "task.delegate",
            "record.confidential",
            "audit_trail.read",
            "audit_trail.review",
            "access.review",
            "ledger.verify",
            "hold.manage",
            "disposal.approve",
        ),
    ),
    Role(
        code="event_reporter",
        name="Event reporter",
        description="Reports what happened and reads quality events.",
        permissions=("event.report", "event.read"),
    ),
    Role(
        code="event_owner",
        name="Event owner",
        description="Owns and investigates quality events, plans CAPAs, carries out actions.",
        permissions=("event.report", "event.read", "event.handle", "capa.handle", "capa.carry_out"),
    ),
    Role(
        code="action_owner",
        name="Action owner",
        description="Carries out actions and effectiveness checks.",
        permissions=("event.read", "capa.carry_out"),
    ),
    Role(
        code="event_quality",
        name="Quality approver of events",
        description="Triages quality events and approves them, CAPAs and actions for Quality.",
        permissions=(
            "event.report",
            "event.read",
            "event.triage",
            "event.approve_quality",
            "capa.approve_quality",
            "master.manage",
            "rating.manage",
            "event.import",
            "personal.read",
        ),
    ),
    Role(
        code="head_of_events",
        name="Head of quality, events",
        description="Grants second extensions, approves risk matrices and clocks, decides what is escalated.",
        permissions=(
            "event.report",
            "event.read",
            "event.triage",
            "event.approve_quality",
            "event.head",
            "capa.approve_quality",
            "rating.approve",
            "complaint.identity",
            "personal.read",
        ),
    ),
    Role(
        code="complaint_handler",
        name="Complaint handler",
        description="Takes complaints in, knows who complained, writes the answer.",
        permissions=("event.report", "event.read", "event.handle", "complaint.handle", "complaint.identity"),
    ),
    Role(
        code="regulatory_reporter",
        name="Regulatory reporter",
        description="Decides whether an event is reportable, and to whom.",
        permissions=("event.report", "event.read", "complaint.report"),
    ),
    Role(
        code="laboratory_analyst",
        name="Laboratory investigator",
        description="Investigates results out of specification, of trend or of expectation.",
        permissions=("event.report", "event.read", "event.handle", "laboratory.handle"),
    ),
    Role(
        code="laboratory_head",
        name="Laboratory head",
        description="Approves laboratory investigations and retest plans for the laboratory.",
        permissions=("event.report", "event.read", "laboratory.handle", "laboratory.approve"),
    ),
    Role(
        code="unblinded",
        name="Unblinded team",
        description="May find what is kept for those who know the treatment codes; reads it by another role.",
        permissions=("circle.unblinded",),
    ),
    Role(
        code="system_administrator",
        name="System administrator",
        description="Runs the installation. Sees no document contents and signs nothing.",
        permissions=("configuration.manage", "ledger.verify", "session.revoke", "token.manage"),
    ),
    Role(
        code="access_administrator",
        name="Access administrator",
        description="Creates accounts and grants roles on an approved request. Sees no drafts and signs nothing.",
        permissions=("person.manage", "role.manage", "grant.manage", "session.revoke"),
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
            "event.read",
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
            "event.read",
            "audit_trail.read",
            "ledger.verify",
        ),
    ),
)


def role(code: str) -> Role:
    """The role of that code. Raises KeyError when there is none."""
    return _BY_CODE[code]


_BY_CODE = {each.code: each for each in ROLES}
