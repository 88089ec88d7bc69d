"""The closed vocabulary of permissions. Roles (configuration) choose from it; code asks for it by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permission:
    """What it allows, as the end of the sentence "You may …".

    reaches_up: held for one site it also reaches records of the whole organisation (reading).
    by_seeing: whoever may see the record holds it.
    """

    text: str
    reaches_up: bool = False
    by_seeing: bool = False


#: What the permission to be in a circle begins with; its code follows (kernel/circle.py).
CIRCLE = "circle."

PERMISSIONS: dict[str, Permission] = {
    "record.view": Permission("see this record", by_seeing=True),
    "record.comment": Permission("comment on this record", by_seeing=True),
    "record.confidential": Permission("see confidential records", reaches_up=True),
    "document.create": Permission("create documents", reaches_up=True),
    "document.read": Permission("read effective documents", reaches_up=True),
    "document.read_superseded": Permission("read superseded documents", reaches_up=True),
    "document.read_drafts": Permission("read drafts", reaches_up=True),
    "document.source": Permission("download source files", reaches_up=True),
    "document.print": Permission("print documents", reaches_up=True),
    "document.download": Permission("download documents", reaches_up=True),
    "document.edit": Permission("write and check in drafts", reaches_up=True),
    "document.control": Permission("control documents"),
    "document.import": Permission("import collections of documents"),
    "version.review": Permission("review versions", reaches_up=True),
    "version.approve": Permission("approve versions for the function", reaches_up=True),
    "version.approve_quality": Permission("approve versions for Quality", reaches_up=True),
    "version.schedule": Permission("change the effective date of an approved version"),
    "version.unlock": Permission("end the check-out of another person"),
    "type.manage": Permission("manage document types"),
    "retention.manage": Permission("manage retention and propose disposals"),
    "hold.manage": Permission("place and lift legal holds"),
    "disposal.approve": Permission("approve disposals"),
    "event.report": Permission("report quality events", reaches_up=True),
    "event.read": Permission("read quality events, CAPAs and their children", reaches_up=True),
    "event.handle": Permission("own and investigate quality events", reaches_up=True),
    "event.triage": Permission("triage reported quality events"),
    "event.approve_quality": Permission("approve quality events for Quality", reaches_up=True),
    "event.head": Permission("grant second extensions and decide what Quality escalates"),
    "event.import": Permission("import registers of quality events"),
    "capa.handle": Permission("plan CAPAs and own them", reaches_up=True),
    "capa.carry_out": Permission("carry out actions and effectiveness checks", reaches_up=True),
    "capa.approve_quality": Permission("approve CAPAs and their actions for Quality", reaches_up=True),
    "complaint.handle": Permission("handle complaints", reaches_up=True),
    "complaint.identity": Permission("see who complained", reaches_up=True),
    "complaint.report": Permission("decide whether an event is reportable", reaches_up=True),
    "laboratory.handle": Permission("investigate laboratory results", reaches_up=True),
    "laboratory.approve": Permission("approve laboratory investigations for the laboratory", reaches_up=True),
    "master.manage": Permission("manage master data"),
    "personal.read": Permission("read the texts of records that hold personal data", reaches_up=True),
    "rating.manage": Permission("prepare risk matrices, clocks and trend rules"),
    "rating.approve": Permission("approve risk matrices, clocks and trend rules"),
    "token.manage": Permission("issue and revoke access tokens of interfaces"),
    "configuration.manage": Permission("manage sites, departments, numbering and calendars"),
    "person.manage": Permission("manage accounts"),
    "role.manage": Permission("manage roles"),
    "grant.manage": Permission("grant and end roles"),
    "session.revoke": Permission("end sessions of other people"),
    "task.delegate": Permission("delegate the tasks of other people"),
    "audit_trail.read": Permission("read the audit trail of the whole system", reaches_up=True),
    "audit_trail.review": Permission("review the audit trail", reaches_up=True),
    "access.review": Permission("review who has access and end what is not needed"),
    "ledger.verify": Permission("verify and export the ledger"),
}

#: Pairs that one person or one role must not hold together (A11D-11-10, ACC-07), with the reason: administrators stay
#: outside the process, and who prepares a release does not approve it.
SEGREGATED: tuple[tuple[str, str, str], ...] = (
    (
        "person.manage",
        "version.approve",
        "Who makes accounts could approve under an account of their own making.",
    ),
    (
        "person.manage",
        "version.approve_quality",
        "Who makes accounts could give both signatures of an approval.",
    ),
    ("person.manage", "document.edit", "Who makes accounts does not write documents."),
    (
        "role.manage",
        "version.approve_quality",
        "Who defines rights must not use the right that releases documents.",
    ),
    (
        "grant.manage",
        "version.approve_quality",
        "Who grants rights must not use the right that releases documents.",
    ),
    ("grant.manage", "document.control", "Who grants rights must not act on any document in scope."),
    (
        "configuration.manage",
        "version.approve_quality",
        "Who sets the rules must not sign under them for Quality.",
    ),
    ("configuration.manage", "person.manage", "The installation and its accounts are kept by two people."),
    ("grant.manage", "document.import", "Who grants rights must not bring in documents as approved."),
    ("person.manage", "document.import", "Who makes accounts does not bring in documents."),
    ("grant.manage", "access.review", "Who grants roles does not review them."),
    (
        "document.control",
        "version.approve_quality",
        "The controller prepares and dates what Quality approves.",
    ),
    (
        "person.manage",
        "event.approve_quality",
        "Who makes accounts could approve under an account of their own making.",
    ),
    (
        "person.manage",
        "capa.approve_quality",
        "Who makes accounts could approve under an account of their own making.",
    ),
    (
        "grant.manage",
        "event.approve_quality",
        "Who grants rights must not use the right that closes quality events.",
    ),
    ("grant.manage", "capa.approve_quality", "Who grants rights must not use the right that closes CAPAs."),
    ("grant.manage", "event.import", "Who grants rights must not bring in events as closed."),
    ("rating.manage", "rating.approve", "Who prepares a matrix or a clock does not approve it."),
    ("token.manage", "event.approve_quality", "Who issues tokens to machines must not close quality events."),
    ("retention.manage", "disposal.approve", "Who proposes a disposal does not approve it."),
)


def permission(name: str) -> Permission:
    """A permission by its name, that of a circle too. Raises KeyError for one that is not in the vocabulary."""
    if name.startswith(CIRCLE):
        return Permission(f"see what is kept for the circle “{name.removeprefix(CIRCLE)}”", reaches_up=True)
    return PERMISSIONS[name]
