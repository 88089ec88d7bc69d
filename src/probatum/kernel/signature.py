"""Electronic signatures: fresh authentication, a meaning from a closed list, bound to exactly what was shown.

21 CFR 11.50, 11.70, 11.100, 11.200; the statement is signed by the application's key, so that no one with database rights
can make, edit or move one (see docs/adr/0010-ledger.md).
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import uuid
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import models

from probatum.kernel import series
from probatum.kernel.action import Act, put
from probatum.kernel.authentication import (
    Credential,
    Evidence,
    authenticate,
    refuse_on_alarm,
    refuse_unless_may_sign,
)
from probatum.kernel.errors import NotAllowed, NotAuthenticated
from probatum.kernel.fields import points_to, sha256_field
from probatum.kernel.people import Person
from probatum.kernel.process import Meaning, Process
from probatum.kernel.record import Record

__all__ = [
    "Credential",
    "Evidence",
    "Signature",
    "authenticate",
    "canonical",
    "content_of",
    "digest_of",
    "refuse_on_alarm",
    "refuse_unless_may_sign",
    "sign",
    "status",
    "subject_of",
]

PREFIX = b"probatum-signature/1\n"


class Signature(models.Model):
    """One executed signature. Appended only; the printed name, user name and role are as at that moment."""

    record = points_to(Record, related="signatures")
    person = points_to(Person, related="signatures")
    printed_name = models.CharField(max_length=120)
    username = models.CharField(max_length=60)
    role = models.CharField(max_length=120, blank=True)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    move = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    meaning = models.CharField(max_length=40)
    meaning_text = models.CharField(max_length=120)
    refused = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    content = models.TextField()
    content_sha256 = sha256_field()
    statement = models.TextField()
    app_signature = models.CharField(max_length=128)
    evidence = models.JSONField()
    entry = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["record", "id"], name="signature_of_record")]


def canonical(data: Any) -> str:
    """JSON with sorted keys and no spaces, of strings, integers, lists and objects only; equals RFC 8785 for these."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_of(process: Process, record: Record) -> str:
    """The signed content of a record as it stands: fields and file hashes named by its manifest."""
    fields = process.content(record) if process.content else {}
    files = process.files(record) if process.files else []
    data = {"manifest": process.manifest, "number": record.number, "fields": fields, "files": files}
    return canonical(data)


def subject_of(process: Process, record: Record) -> str:
    """What the signer sees as the thing signed, such as `1.0 (draft 0.3)`."""
    return process.subject(record) if process.subject else record.number


def digest_of(process: Process, record: Record) -> str:
    """SHA-256 of the signed content: the fingerprint shown on the sheet, and demanded back with the signature."""
    return hashlib.sha256(content_of(process, record).encode()).hexdigest()


def sign(
    act: Act,
    record: Record,
    *,
    process: Process,
    move: str,
    meaning: Meaning,
    evidence: Evidence,
    shown: str,
    refused: bool = False,
) -> Signature:
    """Execute a signature under an open action, bound to the content digest that the signer was shown.

    Raises NotAuthenticated when the content is not what was shown (SIG-6), NotAllowed when the right to sign was withdrawn.
    """
    person = act.person
    if person is None:
        raise NotAllowed("The system never signs; a person has to.")
    _refuse_if_withdrawn(person)
    content, digest = _as_shown(process, record, shown)
    statement = _statement(
        act,
        record,
        process=process,
        person=person,
        meaning=meaning,
        evidence=evidence,
        digest=digest,
        refused=refused,
    )
    app_signature = base64.b64encode(_key().sign(PREFIX + statement.encode())).decode()
    entry = put("E", root=str(record.pk), body=canonical({"statement": statement, "sig": app_signature}))
    signed = Signature.objects.create(
        record=record,
        person=person,
        printed_name=person.name,
        username=person.username,
        role=act.role,
        on_behalf_of=act.on_behalf_of,
        move=move,
        subject=subject_of(process, record),
        meaning=meaning.code,
        meaning_text=meaning.text,
        refused=refused,
        reason=act.reason,
        at=act.at,
        time_zone=person.time_zone,
        content=content,
        content_sha256=digest,
        statement=statement,
        app_signature=app_signature,
        evidence=_told(evidence, proof=True),
        entry=entry,
    )
    if evidence.first:
        series.begin(act, signed)
    return signed


def _as_shown(process: Process, record: Record, shown: str) -> tuple[str, str]:
    """The content and its digest, put together anew. Raises NotAuthenticated when it is not what the signer was shown."""
    content = content_of(process, record)
    digest = hashlib.sha256(content.encode()).hexdigest()
    if shown != digest:
        raise NotAuthenticated("The content has changed since it was shown to you. Read it again, then sign.")
    return content, digest


def _told(evidence: Evidence, *, proof: bool = False) -> dict[str, Any]:
    """How the signer was authenticated; for a later signature of a series also after which one."""
    found: dict[str, Any] = {"components": list(evidence.components), "method": evidence.method}
    if not evidence.first:
        found["after"] = str(evidence.after)
    if proof and evidence.proof:
        found["proof"] = dict(evidence.proof)
    return found


def _refuse_if_withdrawn(person: Person) -> None:
    """Look once more at the account as it is now, and keep it so until the signature stands."""
    refuse_unless_may_sign(Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk))


def _statement(
    act: Act,
    record: Record,
    *,
    process: Process,
    person: Person,
    meaning: Meaning,
    evidence: Evidence,
    digest: str,
    refused: bool,
) -> str:
    """The text that is signed: who, in which role, what it means, of which content, when and where."""
    local = act.at.astimezone(person.zone)
    return canonical(
        {
            "v": 1,
            "manifest": process.manifest,
            "rt": "kernel_record",
            "rpk": str(record.pk),
            "number": record.number,
            "subject": subject_of(process, record),
            "content": digest,
            "signer": {"id": person.pk, "login": person.username, "name": person.name, "role": act.role},
            "behalf": act.on_behalf_of,
            "meaning": {"code": meaning.code, "text": meaning.text, "refused": "yes" if refused else "no"},
            "reason": act.reason,
            "at": act.at.isoformat(timespec="milliseconds"),
            "offset": local.strftime("%z"),
            "tz": person.time_zone,
            "auth": {**_told(evidence), "session": evidence.session, **_proof(evidence)},
            "nonce": uuid.uuid4().hex,
        }
    )


def _proof(evidence: Evidence) -> dict[str, str]:
    """The digest of what proves the authentication to others, so that it cannot be exchanged behind the signature."""
    if not evidence.proof:
        return {}
    return {"proof": hashlib.sha256(canonical(dict(evidence.proof)).encode()).hexdigest()}


@functools.cache
def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.SIGNATURE_SEED)


@functools.cache
def _former_keys() -> tuple[Ed25519PublicKey, ...]:
    """Keys that were lost still prove what they signed."""
    return tuple(map(Ed25519PublicKey.from_public_bytes, settings.SIGNATURE_KEYS))


def _signed_by(key: Ed25519PublicKey, signature: Signature) -> bool:
    try:
        key.verify(base64.b64decode(signature.app_signature), PREFIX + signature.statement.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def status(signature: Signature, *, process: Process, record: Record, present: str | None = None) -> str:
    """`valid`, `earlier` (made on an earlier version of the content) or `broken` (altered; an alarm).

    `present` is the content digest as it stands, when the caller has it already.
    """
    if not _genuine(signature):
        return "broken"
    if signature.content_sha256 == (present or digest_of(process, record)):
        return "valid"
    return "broken" if signature.subject == subject_of(process, record) else "earlier"


def _genuine(signature: Signature) -> bool:
    if not any(_signed_by(key, signature) for key in (_key().public_key(), *_former_keys())):
        return False
    statement = json.loads(signature.statement)
    signer, meaning = statement["signer"], statement["meaning"]
    told = {  # everything that a manifestation shows, so that no column can be altered behind a valid badge
        "record_id": int(statement["rpk"]),
        "content_sha256": statement["content"],
        "subject": statement["subject"],
        "person_id": signer["id"],
        "username": signer["login"],
        "printed_name": signer["name"],
        "role": signer["role"],
        "on_behalf_of": statement["behalf"],
        "meaning": meaning["code"],
        "meaning_text": meaning["text"],
        "refused": meaning["refused"] == "yes",
        "reason": statement["reason"],
        "time_zone": statement["tz"],
    }
    if any(getattr(signature, name) != value for name, value in told.items()):
        return False
    auth, kept = statement["auth"], signature.evidence
    proof = hashlib.sha256(canonical(kept["proof"]).encode()).hexdigest() if "proof" in kept else None
    if (auth["components"], auth["method"], auth.get("proof")) != (kept["components"], kept["method"], proof):
        return False
    if statement["at"] != signature.at.isoformat(timespec="milliseconds"):
        return False
    return bool(hashlib.sha256(signature.content.encode()).hexdigest() == signature.content_sha256)
