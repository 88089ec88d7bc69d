"""Links by which a person sets their own first or new password: mailed to them alone, used once, dead after 72 hours.

No administrator ever knows a password (P11-200-a3); the database keeps a digest of the link only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

from probatum.kernel.action import Act, action
from probatum.kernel.errors import NOT_ACTIVE, Refused
from probatum.kernel.fields import points_to, sha256_field
from probatum.kernel.identity import notices, passwords, sessions
from probatum.kernel.identity.events import log
from probatum.kernel.people import Person, person_or_none

#: The address of the page `activate`; a test compares it with the routes, which the kernel does not know.
PATH = "/activate/{token}/"
LIVES = dt.timedelta(hours=72)
DEAD = "This link was used already, or it is older than 72 hours. An access administrator can send a new one."
ACTIVATE, RESET, COMPANY = "activate", "reset", "company"
TEXTS = {
    ACTIVATE: "An account was made for you. Choose your password here:",
    RESET: "An administrator asked you to choose a new password. Do it here:",
    COMPANY: "From now on you sign in with your company account. Link it here:",
}
SUBJECTS = {COMPANY: "Link your company account"}


class ActivationLink(models.Model):
    """One link sent; its secret is not kept."""

    person = points_to(Person, related="activation_links")
    purpose = models.CharField(max_length=10)
    token_sha256 = sha256_field(unique=True)
    issuer = models.CharField(max_length=300, blank=True)  # of the one company account it links
    subject = models.CharField(max_length=255, blank=True)
    sent_to = models.EmailField()
    made_by = points_to(Person, optional=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]


def send_link(
    act: Act, person: Person, *, purpose: str, issuer: str = "", subject: str = ""
) -> ActivationLink:
    """Make a link under an open action and mail it to the person; earlier ones die. Raises Refused without an address."""
    if not person.email:
        raise Refused(
            f"{person.name} has no e-mail address to send the link to. Enter one first.", field="email"
        )
    void_links(act, person)
    token = secrets.token_urlsafe(32)
    link = ActivationLink.objects.create(
        person=person,
        purpose=purpose,
        token_sha256=_digest(token),
        issuer=issuer,
        subject=subject,
        sent_to=person.email,
        made_by=person_or_none(act.actor),
        made_at=act.at,
        expires_at=act.at + LIVES,
    )
    address = settings.PUBLIC_URL + PATH.format(token=token)
    text = f"{TEXTS[purpose]}\n\n{address}\n\nUser name: {person.username}\nThe link works once, for 72 hours. Nobody else knows it."
    notices.send(person.email, subject=SUBJECTS.get(purpose, "Choose your password"), text=text)
    return link


def void_links(act: Act, person: Person) -> None:
    """Make every open link of a person useless, under an open action."""
    ActivationLink.objects.filter(person=person, used_at=None, voided_at=None).update(voided_at=act.at)


def open_link(token: str) -> ActivationLink:
    """The link behind a token. Raises Refused when it is unknown, used, voided or too old."""
    found = ActivationLink.objects.select_related("person").filter(token_sha256=_digest(token)).first()
    if found is None or found.used_at or found.voided_at or found.expires_at <= timezone.now():
        raise Refused(DEAD)
    if not found.person.is_active:
        raise Refused(NOT_ACTIVE)
    return found


def choose_password(token: str, password: str) -> Person:
    """Use a link: store the password that the person chose. Raises Refused for a dead link or a weak password."""
    found = open_link(token)
    person: Person = found.person
    if found.purpose == COMPANY:
        raise Refused("This link is for your company account. An administrator can send one for a password.")
    passwords.check(password, person)
    with action(person, "account.choose_password") as act:
        link = use(act, token)
        person.set_password(password)
        person.must_change_password = False
        person.save(update_fields=["password", "must_change_password"])
        sessions.end_all(act, person, why="a new password was chosen")
        log(act, "link_used", person, detail=link.purpose)
    return person


def use(act: Act, token: str) -> ActivationLink:
    """Use a link up, under an open action; of two at once one is refused. Raises Refused."""
    link = ActivationLink.objects.select_for_update(of=("self",), no_key=True).get(
        token_sha256=_digest(token)
    )
    if link.used_at or link.voided_at:
        raise Refused(DEAD)
    link.used_at = act.at
    link.save(update_fields=["used_at"])
    return link


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
