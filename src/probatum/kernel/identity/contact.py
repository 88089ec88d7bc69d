"""The address to which links go. For somebody whose identity was verified, it takes two administrators to change it.

21 CFR 11.200(a)(3): whoever could point a reset at their own mailbox alone could sign as somebody else.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from probatum.kernel.action import action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.fields import points_to
from probatum.kernel.identity import links, notices
from probatum.kernel.identity.charge import refuse_self, require, require_known, require_reason
from probatum.kernel.people import Person


class ContactChange(models.Model):
    """A new address asked for by one administrator, waiting for a second one."""

    person = points_to(Person, related="contact_changes")
    email = models.EmailField()
    reason = models.CharField(max_length=300)
    asked_by = points_to(Person)
    asked_at = models.DateTimeField()
    decided_by = points_to(Person, optional=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]


def change_contact(actor: Person, person: Person, *, email: str, reason: str) -> ContactChange | None:
    """Change an address at once, or ask for it where it takes two. Returns what waits, or None when it is done.

    Raises NotAllowed without the right or for one's own, Refused for an address that cannot be used.
    """
    role = require(actor, "person.manage", site=person.site)
    refuse_self(actor, person, "You cannot change your own address. Another access administrator can.")
    email = check_email(email, person=person)
    why = require_reason(reason)
    if person.verified_at is None:
        with action(actor, "account.change_contact", reason=why, role=role) as act:
            links.void_links(act, person)
            Person.objects.filter(pk=person.pk).update(email=email)
            ContactChange.objects.create(  # whoever points the links somewhere cannot verify the person
                person=person,
                email=email,
                reason=why[:300],
                asked_by=actor,
                asked_at=act.at,
                decided_by=actor,
                decided_at=act.at,
                confirmed=True,
            )
        person.email = email
        return None
    with action(actor, "account.ask_contact_change", reason=why, role=role) as act:
        waiting = ContactChange.objects.select_for_update(no_key=True).filter(person=person, decided_at=None)
        waiting.update(decided_at=act.at, decided_by=actor, confirmed=False)
        return ContactChange.objects.create(
            person=person, email=email, reason=why, asked_by=actor, asked_at=act.at
        )


def decide_contact_change(actor: Person, change: ContactChange, *, confirm: bool, reason: str = "") -> None:
    """Confirm or refuse a waiting change; the former address is told. Raises NotAllowed for the one who asked."""
    person = change.person
    role = require(actor, "person.manage", site=person.site)
    refuse_self(actor, person, "You cannot decide about your own address. Another access administrator can.")
    if confirm:
        require_known(actor)
        if actor.pk == change.asked_by_id:
            raise NotAllowed("You asked for this change, so a second administrator has to confirm it.")
    name = "account.confirm_contact_change" if confirm else "account.refuse_contact_change"
    with action(actor, name, reason=reason.strip() or change.reason, role=role) as act:
        locked = ContactChange.objects.select_for_update(no_key=True).get(pk=change.pk)
        if locked.decided_at is not None:
            raise Refused("This change was decided already.")
        locked.decided_at, locked.decided_by, locked.confirmed = act.at, actor, confirm
        locked.save(update_fields=["decided_at", "decided_by", "confirmed"])
        if confirm:
            former = person.email
            links.void_links(act, person)
            Person.objects.filter(pk=person.pk).update(email=change.email)
            if former:
                text = "The e-mail address of your account was changed. If you did not ask for it, tell Quality at once."
                notices.send(former, subject="Your e-mail address was changed", text=text)


def check_email(email: str, *, person: Person | None = None) -> str:
    """The address without blanks. Raises Refused when it is none, or belongs to another account.

    A reused address never leads to an old identity (P11-100-a).
    """
    found = email.strip()
    try:
        validate_email(found)
    except ValidationError as error:
        raise Refused("Enter an e-mail address such as anna@example.org.", field="email") from error
    others = Person.objects.filter(email__iexact=found).exclude(pk=person.pk if person else 0)
    if other := others.first():
        raise Refused(
            f"This address belongs to the account of {other.name}. Each person has their own.", field="email"
        )
    return found
