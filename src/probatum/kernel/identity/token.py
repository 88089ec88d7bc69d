"""Access tokens: how a program works under a named account, within its rights, for a time, and never as a signer.

Two people have a hand in each: an administrator allows it, and only the person of the account sees its secret, once, so that
nobody can act as somebody else (21 CFR 11.100(a), 11.300(c)). The database keeps a digest of the secret only (ADR-0043).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from probatum.kernel.action import Act, action, request_facts
from probatum.kernel.authz import demand
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.errors import NOT_ACTIVE, NotAllowed, NotAuthenticated, Refused
from probatum.kernel.fields import points_to, sha256_field
from probatum.kernel.identity import policy
from probatum.kernel.identity.charge import reach, refuse_self, require, require_reason
from probatum.kernel.identity.events import log, log_alone
from probatum.kernel.people import Person

LONGEST, PER_MINUTE = "token.longest_days", "token.per_minute"
SETTINGS[LONGEST] = (365, "Days for which an access token may be allowed at most", 1, 730)
SETTINGS[PER_MINUTE] = (600, "Requests that an access token may make in a minute", 10, 100_000)
#: What a secret begins with, so that one that leaked is known for what it is.
MARK = "probatum_"
#: The interface under which a request with a token is written to the ledger.
VIA = "api"
UNKNOWN = "This access token is not known here. Its person can take up a new one under “My account”."


class AccessToken(models.Model):
    """One token allowed to an account: for which kinds, reading or writing too, from and until. Revoked, never removed."""

    person = points_to(Person, related="access_tokens")
    name = models.CharField(max_length=80)
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # none for all
    writes = models.BooleanField(default=False)
    allowed_by = points_to(Person)
    allowed_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    expires_at = models.DateTimeField()
    secret_sha256 = sha256_field(unique=True, null=True, blank=True)
    hint = models.CharField(max_length=4, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)  # the first use of the latest day
    used_from = models.CharField(max_length=45, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = points_to(Person, optional=True)
    revoke_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> str:
        """Where it stands: revoked, expired, waiting to be taken up, or in force."""
        if self.revoked_at:
            return "revoked"
        if self.expires_at <= timezone.now():
            return "expired"
        return "in force" if self.taken_at else "waiting"

    def covers(self, kind: str) -> bool:
        """Whether it reaches records of a kind."""
        return not self.kinds or kind in self.kinds


# --- Allowed by an administrator, taken up by its person ---
def allow(
    actor: Person, person: Person, *, name: str, kinds: Iterable[str], writes: bool, days: int, reason: str
) -> AccessToken:
    """Allow an account a token; its person takes it up. Raises NotAllowed without the right or for oneself, Refused."""
    role = require(actor, "token.manage", site=person.site)
    refuse_self(actor, person, "You cannot allow yourself a token. Another holder of the right can.")
    why = require_reason(reason, ask="Say what the token is for; the reason becomes part of the record.")
    label = " ".join(name.split())
    if not label or not label[0].isalnum():
        raise Refused("Enter a name that says which program uses the token.", field="name")
    longest = int(setting(LONGEST))
    if not 1 <= days <= longest:
        raise Refused(f"Enter a number of days from 1 to {longest}.", field="days")
    if not person.is_active:
        raise Refused(f"The account of {person.name} is not active. Choose another one.", field="person")
    wanted = _known_kinds(kinds)
    with action(actor, "token.allow", reason=why, role=role) as act:
        return AccessToken.objects.create(
            person=person,
            name=label[:80],
            kinds=wanted,
            writes=writes,
            allowed_by=actor,
            allowed_at=act.at,
            reason=why[:300],
            expires_at=act.at + dt.timedelta(days=days),
        )


def _known_kinds(kinds: Iterable[str]) -> list[str]:
    from probatum.kernel.process import registered  # app ready

    known = {process.kind for process in registered()}
    wanted = sorted(set(kinds))
    if strange := set(wanted) - known:
        raise Refused(f"Choose kinds from the list; “{sorted(strange)[0][:40]}” is none.", field="kinds")
    return wanted


def take_up(actor: Person, token: AccessToken) -> str:
    """The secret of a token, made now and shown to nobody else or again. Raises NotAllowed, Refused."""
    if token.person_id != actor.pk:
        raise NotAllowed(f"Only {token.person.name} can take up this token; it works under that account.")
    secret = MARK + secrets.token_urlsafe(32)
    with action(actor, "token.take_up") as act:
        fresh = AccessToken.objects.select_for_update(of=("self",), no_key=True).get(pk=token.pk)
        if fresh.standing != "waiting":
            raise Refused(
                "This token was taken up, revoked or has expired already. Revoke it if its secret was lost; a holder of "
                "the right to manage tokens can allow another."
            )
        fresh.secret_sha256, fresh.hint, fresh.taken_at = _digest(secret), secret[-4:], act.at
        fresh.save(update_fields=["secret_sha256", "hint", "taken_at"])
        log(act, "token_taken", actor, detail=fresh.name)
    return secret


def revoke(actor: Person, token: AccessToken, *, reason: str) -> None:
    """End a token at once: one's own, or another's with the right. Raises NotAllowed, Refused."""
    own = token.person_id == actor.pk
    role = "" if own else require(actor, "token.manage", site=token.person.site)
    why = require_reason(reason, ask="Say why this token ends.")
    with action(actor, "token.revoke", reason=why, role=role) as act:
        if not _end(act, AccessToken.objects.filter(pk=token.pk), why=why):
            raise Refused("This token was revoked already.")
        log(act, "token_revoked", token.person, detail=token.name)


def end_all(act: Act, person: Person, *, why: str) -> int:
    """End every token of a person under an open action. Returns how many ended."""
    ended = _end(act, AccessToken.objects.filter(person=person), why=why)
    if ended:
        log(act, "token_revoked", person, detail=why)
    return ended


def _end(act: Act, tokens: models.QuerySet[AccessToken], *, why: str) -> int:
    return tokens.filter(revoked_at=None).update(
        revoked_at=act.at, revoked_by=act.person, revoke_reason=why[:300]
    )


def tokens_of(person: Person) -> models.QuerySet[AccessToken]:
    """The tokens of an account, the latest first."""
    return AccessToken.objects.filter(person=person).select_related("person__site", "allowed_by")


def tokens_for(actor: Person) -> models.QuerySet[AccessToken]:
    """The tokens of the people whom the actor's right reaches, the latest first. Raises NotAllowed without the right."""
    demand(actor, "token.manage")
    within = reach(actor, "token.manage", of="person")
    return AccessToken.objects.filter(within).select_related("person__site", "allowed_by", "revoked_by")


# --- Used by a program ---
def bearer(secret: str) -> AccessToken:
    """The token behind a secret, with its person. Raises NotAuthenticated for one that does not count (now, from here)."""
    found = None
    if secret.startswith(MARK) and len(secret) < 100:
        tokens = AccessToken.objects.filter(secret_sha256=_digest(secret))
        found = tokens.select_related("person__site", "person__department").first()
    if found is None:
        raise NotAuthenticated(UNKNOWN)
    if refusal := _refusal(found):
        log_alone(
            "token_refused",
            found.person,
            trigger=f"access token of {found.person.username}",
            detail=found.name,
        )
        raise NotAuthenticated(refusal)
    return found


def _refusal(token: AccessToken) -> str:
    if token.standing == "revoked":
        return "This access token was revoked. A holder of the right to manage tokens can allow another."
    if token.standing == "expired":
        return (
            f"This access token expired on {token.expires_at:%Y-%m-%d}. A holder of the right to manage tokens can allow "
            "another."
        )
    if not token.person.is_active:
        return NOT_ACTIVE
    if token.person.must_change_password:
        return "The person of this account has to choose a password of their own first."
    return policy.standing(token.person, request_facts.get().ip).refusal


def note_use(token: AccessToken) -> None:
    """Write the first use of a day, and of an address, to the access log; what is done with a token is written by itself."""
    facts, now = request_facts.get(), timezone.now()
    if token.used_at and token.used_at.date() == now.date() and token.used_from == facts.ip:
        return
    with action(token.person, "token.use") as act:
        AccessToken.objects.filter(pk=token.pk).update(used_at=act.at, used_from=facts.ip)
        log(act, "token_used", token.person, detail=token.name)


def session_of(token: AccessToken) -> str:
    """What the ledger keeps of the token under which something was done, in the place of a session."""
    return f"token {token.pk}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
