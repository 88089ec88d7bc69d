"""A stored challenge: what somebody is about to sign, pinned before a passkey or the identity provider is asked to confirm it.

Used once, dead after minutes, and for nobody and nothing else than it says (regulations SIG-1, SIG-6). A refusal is a sentence
and an event of the access log.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from probatum.kernel import lifecycle
from probatum.kernel import signature as signatures
from probatum.kernel.action import action, request_facts
from probatum.kernel.authentication import Evidence, is_name_of, not_right, refuse_way, ways_of
from probatum.kernel.errors import NotAuthenticated, Refused
from probatum.kernel.fields import points_to, sha256_field
from probatum.kernel.identity.events import log_alone
from probatum.kernel.people import Person
from probatum.kernel.process import Move, Process, process_of
from probatum.kernel.record import Record

LIVES = dt.timedelta(minutes=5)
AGAIN = "Nothing was signed. Open the sheet again."


class SigningChallenge(models.Model):
    """What is to be confirmed, by whom, in which session, until when. `pinned` is the text that a passkey signs."""

    person = points_to(Person, related="signing_challenges")
    way = models.CharField(max_length=10)
    secret_sha256 = sha256_field(unique=True)
    session = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    move = models.CharField(max_length=40)
    meaning = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    inputs = models.JSONField(default=dict)
    pinned = models.TextField()
    nonce_sha256 = sha256_field(blank=True)
    acr = models.CharField(max_length=200, blank=True)  # how strong the sign-in at the provider was
    amr = models.CharField(max_length=200, blank=True)
    components = models.JSONField(default=list)  # what was given on the sheet itself and found right
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    @property
    def bytes(self) -> bytes:
        """What the passkey is asked to sign."""
        return hashlib.sha256(self.pinned.encode()).digest()


class ChallengedRecord(models.Model):
    """One record of a challenge, in the version and with the fingerprint that the signer was shown."""

    challenge = points_to(SigningChallenge, related="records")
    record = points_to(Record)
    based_on = models.PositiveIntegerField()
    shown = sha256_field()

    class Meta:
        ordering = ["id"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One record that somebody wants to sign, as it was shown to them."""

    record: Record
    based_on: int
    shown: str


@dataclass(frozen=True, slots=True)
class Pinned:
    """A new challenge, and the secret by which its answer is known again; only a digest of that is stored."""

    challenge: SigningChallenge
    secret: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One record afterwards: signed, or refused with the sentence."""

    record: Record
    refusal: Refused | None = None


def pin(
    actor: Person,
    *,
    way: str,
    move: Move,
    wanted: list[Wanted],
    reason: str = "",
    values: Mapping[str, Any] | None = None,
    username: str = "",
    components: Iterable[str] = (),
    nonce: str = "",
    acr: str = "",
    amr: Iterable[str] = (),
) -> Pinned:
    """Store what is to be confirmed. Raises what the move itself would raise, before anybody is sent away.

    `components` were given on the sheet and checked by the caller; `acr` and `amr` say how strong the sign-in was.
    """
    process = process_of(wanted[0].record)
    signatures.refuse_unless_may_sign(actor)
    signatures.refuse_on_alarm()
    ways = ways_of(actor)
    refuse_way(ways, way)
    if way == "passkey" and not is_name_of(actor, username, ways):
        if not username:
            raise NotAuthenticated("Enter your user name to sign.", field="username")
        raise not_right(actor, "The user name is not right.", field="username")
    if len(wanted) == 1:
        _refuse_early(actor, wanted[0], move, reason=reason, values=values or {}, process=process)
    return _store(
        actor, way=way, move=move, process=process, wanted=wanted, reason=reason,
        values=values or {}, components=list(components), nonce=nonce, acr=acr, amr=" ".join(sorted(amr)),
    )  # fmt: skip


def _refuse_early(
    actor: Person, one: Wanted, move: Move, *, reason: str, values: Mapping[str, Any], process: Process
) -> None:
    lifecycle.refuse_unless_open(
        actor, one.record, move.name, based_on=one.based_on, reason=reason, values=values
    )
    if one.shown != signatures.digest_of(process, one.record):
        raise NotAuthenticated("The content has changed since it was shown to you. Read it again, then sign.")


def _store(
    actor: Person, *, way: str, move: Move, process: Process, wanted: list[Wanted], nonce: str, **facts: Any
) -> Pinned:
    given = {name: _as_text(value) for name, value in facts.pop("values").items()}
    meaning = move.meaning.code if move.meaning else ""
    with action(actor, "signature.challenge", meaning=meaning, reason=facts["reason"].strip()) as act:
        pinned = signatures.canonical(
            {
                "v": 1,
                "signer": {"id": actor.pk, "login": actor.username},
                "move": f"{process.kind}.{move.name}",
                "meaning": meaning,
                "reason": facts["reason"].strip(),
                "inputs": given,
                "records": [[str(one.record.uuid), one.based_on, one.shown] for one in wanted],
                "at": act.at.isoformat(timespec="milliseconds"),
                "nonce": secrets.token_hex(32),
            }
        )
        secret = (
            hashlib.sha256(pinned.encode()).hexdigest() if way == "passkey" else secrets.token_urlsafe(32)
        )
        made = SigningChallenge.objects.create(
            person=actor,
            way=way,
            secret_sha256=digest(secret),
            session=request_facts.get().session,
            kind=process.kind,
            move=move.name,
            meaning=meaning,
            inputs=given,
            pinned=pinned,
            nonce_sha256=digest(nonce) if nonce else "",
            made_at=act.at,
            expires_at=act.at + LIVES,
            **facts,
        )
        for one in wanted:
            ChallengedRecord.objects.create(
                challenge=made, record=one.record, based_on=one.based_on, shown=one.shown
            )
    return Pinned(made, secret)


def take(actor: Person, secret: str) -> SigningChallenge:
    """The challenge behind a secret, used up by this call. Raises NotAuthenticated when it cannot be answered any more."""
    with action(actor, "signature.answer") as act:
        found = (
            SigningChallenge.objects.select_for_update(of=("self",), no_key=True)
            .filter(secret_sha256=digest(secret))
            .first()
        )
        fault = _fault(found, actor, at=act.at)
        if found is not None and not fault:
            found.answered_at = act.at
            found.save(update_fields=["answered_at"])
    if found is None or fault:
        raise refused(actor, fault)
    return found


def _fault(found: SigningChallenge | None, actor: Person, *, at: dt.datetime) -> str:
    if found is None or found.person_id != actor.pk:
        return f"This confirmation belongs to nothing that you were asked to sign. {AGAIN}"
    if found.answered_at is not None:
        return "This confirmation was used already; a second one signs nothing. Look at the record, then open the sheet again if it is still to be signed."
    if found.expires_at <= at:
        return f"The confirmation took longer than {LIVES.seconds // 60} minutes. {AGAIN}"
    if found.session != request_facts.get().session:
        return f"You signed in anew since the sheet was shown. {AGAIN}"
    return ""


def refused(actor: Person, sentence: str) -> NotAuthenticated:
    """Record a refused confirmation as an event of security, and return the refusal to raise."""
    log_alone("signature_refused", actor, trigger=f"confirmation by {actor.username}", detail=sentence)
    return NotAuthenticated(sentence)


def complete(actor: Person, challenge: SigningChallenge, evidence: Evidence) -> list[Outcome]:
    """Sign what was pinned, each record by a signature of its own; what changed meanwhile is refused and told."""
    found = []
    for item in challenge.records.select_related("record__owner", "record__site").order_by("id"):
        record, refusal = item.record, None
        try:
            record = lifecycle.perform(
                actor,
                record,
                challenge.move,
                based_on=item.based_on,
                reason=challenge.reason,
                values=values_of(challenge, process_of(record).move(challenge.move)),
                evidence=evidence,
                shown=item.shown,
            )
        except Refused as told:
            refusal = told
            log_alone(
                "signature_refused",
                actor,
                trigger=f"confirmation by {actor.username}",
                detail=f"{record.number}: {told}",
            )
        found.append(Outcome(record, refusal))
    return found


def values_of(challenge: SigningChallenge, move: Move) -> dict[str, Any]:
    """The inputs of the move as they were given."""
    dates = {given.name for given in move.inputs if given.type == "date"}
    return {
        name: dt.date.fromisoformat(text) if name in dates and text else text
        for name, text in challenge.inputs.items()
    }


def digest(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")
