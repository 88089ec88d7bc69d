"""People who sign in at the company's identity provider: linked on purpose, by issuer and subject, never by an e-mail address.

A pair of issuer and subject belongs to one person for good; it is never reused or given to somebody else (P11-100-a).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q

from probatum.kernel import lockout
from probatum.kernel.action import action
from probatum.kernel.errors import NOT_ACTIVE, NotAllowed, NotAuthenticated, Refused
from probatum.kernel.fields import points_to
from probatum.kernel.identity import links, sessions
from probatum.kernel.identity.charge import refuse_self, require, require_reason
from probatum.kernel.identity.events import log, log_alone
from probatum.kernel.people import Person

LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2


class FederatedSubject(models.Model):
    """One account at an identity provider and the one person it belongs to."""

    person = points_to(Person, related="federated_subjects")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    linked_at = models.DateTimeField()
    linked_by = points_to(Person, optional=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="federated_subject_of_one_person"),
            models.UniqueConstraint(
                fields=["person", "issuer"],
                condition=Q(ended_at=None),
                name="one_federated_subject_in_use",
            ),
        ]


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider's signed token says of one authentication; its signature was checked by who read it."""

    issuer: str
    subject: str
    nonce: str = ""
    authenticated_at: int | None = None
    issued_at: int = 0
    acr: str = ""
    amr: tuple[str, ...] = ()
    token_id: str = ""
    token_sha256: str = ""


def is_on() -> bool:
    """Whether an identity provider is set up."""
    return bool(settings.OIDC_ISSUER)


def subject_in_use(person: Person) -> FederatedSubject | None:
    """The person's account at the provider that is set up now; None while there is none."""
    if not is_on():
        return None
    return FederatedSubject.objects.filter(person=person, issuer=settings.OIDC_ISSUER, ended_at=None).first()


def send_company_link(actor: Person, person: Person, *, subject: str, reason: str) -> None:
    """Mail a person the link by which they, and only with that account at the provider, join it to theirs.

    Raises NotAllowed without the right or for oneself, Refused for a subject that is or was somebody else's.
    """
    role = require(actor, "person.manage", site=person.site)
    refuse_self(actor, person, "You cannot link your own account. Another access administrator can.")
    why = require_reason(reason)
    if not is_on():
        raise Refused("No identity provider is set up. Whoever runs the server can set PROBATUM_OIDC_ISSUER.")
    wanted = check_subject(subject)
    if not person.is_active:
        raise Refused(f"The account of {person.name} is not active. Reactivate it first.")
    _refuse_other(person, issuer=settings.OIDC_ISSUER, subject=wanted)
    with action(actor, "account.send_company_link", reason=why, role=role) as act:
        links.send_link(act, person, purpose=links.COMPANY, issuer=settings.OIDC_ISSUER, subject=wanted)


def check_subject(subject: str) -> str:
    """A subject as the provider gives it, letter for letter. Raises Refused when it cannot be one."""
    found = subject.strip()
    if not found or len(found) > LONGEST_SUBJECT or not found.isascii() or not found.isprintable():
        raise Refused(
            "Enter the subject (sub) of the person's account, as the provider shows it.", field="subject"
        )
    return found


def link(token: str, claims: Claims) -> Person:
    """Use a link: join the account at the provider to the person's. Raises Refused for a dead link or another subject.

    Whoever could sign before is verified anew: a new way to sign in is a new credential (P11-200-a3).
    """
    found = links.open_link(token)
    person: Person = found.person
    _refuse_unless_meant(found, claims)
    with action(person, "account.link_company") as act:
        used = links.use(act, token)
        fresh = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
        _refuse_other(fresh, issuer=claims.issuer, subject=claims.subject)
        FederatedSubject.objects.update_or_create(
            issuer=claims.issuer,
            subject=claims.subject,
            defaults={"person": fresh, "linked_at": act.at, "linked_by": used.made_by, "ended_at": None},
        )
        fresh.may_sign, fresh.must_change_password = False, False
        if settings.OIDC_SIGNING == "step-up":
            fresh.set_unusable_password()
        fresh.save(update_fields=["may_sign", "must_change_password", "password"])
        sessions.end_all(act, fresh, why="a company account was linked")
        log(act, "company_linked", fresh, detail=f"subject {claims.subject}")
    return fresh


def end_company_link(actor: Person, person: Person, *, reason: str) -> None:
    """End sign-in at the provider for a person, at once; the subject stays theirs and is given to nobody else."""
    role = require(actor, "person.manage", site=person.site)
    refuse_self(actor, person, "You cannot end your own link. Another access administrator can.")
    with action(actor, "account.end_company_link", reason=require_reason(reason), role=role) as act:
        count = FederatedSubject.objects.filter(person=person, ended_at=None).update(ended_at=act.at)
        if not count:
            raise Refused(f"{person.name} has no company account linked.")
        sessions.end_all(act, person, why="the company account was unlinked")
        log(act, "company_unlinked", person)


def person_at(claims: Claims) -> Person:
    """The person who signs in at the provider. Raises NotAuthenticated; each refusal is recorded."""
    found = (
        FederatedSubject.objects.select_related("person__site")
        .filter(issuer=claims.issuer, subject=claims.subject, ended_at=None)
        .first()
    )
    if found is None:
        digest = hashlib.sha256(f"{claims.issuer} {claims.subject}".encode()).hexdigest()[:16]
        log_alone(
            "sign_in_failed", None, trigger="sign-in at the provider", detail=f"subject not linked {digest}"
        )
        raise NotAuthenticated(
            "This company account is not linked to an account here. An access administrator can send you a link."
        )
    person: Person = found.person
    if not person.is_active:
        _failed(person, "account not active")
        raise NotAuthenticated(NOT_ACTIVE)
    try:
        lockout.refuse_if_locked(person)
    except NotAuthenticated:
        log_alone("sign_in_while_locked", person, trigger=f"attempt as {person.username}")
        raise
    return person


def _failed(person: Person, detail: str) -> None:
    log_alone("sign_in_failed", person, trigger=f"attempt as {person.username}", detail=detail)


def may_use(found: links.ActivationLink) -> bool:
    """Whether a company account can be joined by a link: the first one of an account, or one sent for just that."""
    first = found.purpose == links.ACTIVATE and settings.OIDC_SIGNING == "step-up"
    return is_on() and (first or found.purpose == links.COMPANY)


def _refuse_unless_meant(found: links.ActivationLink, claims: Claims) -> None:
    if found.purpose == links.ACTIVATE and may_use(found):
        return
    if found.purpose != links.COMPANY:
        raise Refused("Choose a password with this link; a company account is linked by another one.")
    if (found.issuer, found.subject) != (claims.issuer, claims.subject):
        log_alone(
            "sign_in_failed",
            found.person,
            trigger="link of a company account",
            detail="another subject than the link is for",
        )
        raise NotAllowed(
            "You signed in with another company account than this link is for. Nothing was linked. "
            "Sign out there, then open the link again."
        )


def _refuse_other(person: Person, *, issuer: str, subject: str) -> None:
    """Raise Refused when the subject is or was somebody else's, or the person has another one in use."""
    known = FederatedSubject.objects.filter(issuer=issuer, subject=subject).select_related("person").first()
    if known is not None and known.person_id != person.pk:
        raise Refused(
            "This subject belongs to another account here, or did once; it is never given to somebody else.",
            field="subject",
        )
    in_use = FederatedSubject.objects.filter(person=person, issuer=issuer, ended_at=None).first()
    if in_use is not None:
        raise Refused(f"{person.name} has a company account linked already. End that first.", field="subject")


def refuse_password_sign_in(person: Person) -> None:
    """Raise NotAuthenticated for who signs in at the provider: one way in, so that leaving the company closes it."""
    if subject_in_use(person) is not None:
        _failed(person, "signs in at the provider only")
        raise NotAuthenticated(f"You sign in with {settings.OIDC_NAME}, not with a password here.")
