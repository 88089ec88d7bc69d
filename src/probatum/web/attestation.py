"""How a signature is shown: printed name, meaning, date and time with zone, and whether it still holds (21 CFR 11.50)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.signature import Signature, digest_of, status
from probatum.web.components import marks

VALIDITY = {
    "valid": "Valid: the content is unchanged since signing",
    "earlier": "Given on an earlier content; it does not count for the present one",
    "broken": "Not valid: the signed content or the signature was altered. Quality and a system administrator must look into it",
}


def signatures_of(record: Record) -> list[dict[str, Any]]:
    """The signatures of a record in the order given, each with its validity now."""
    process = process_of(record)
    given = list(record.signatures.order_by("id"))
    present = digest_of(process, record) if given else ""
    return [
        shown(one, validity=status(one, process=process, record=record, present=present)) for one in given
    ]


def for_readers(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a reader of the result is shown: neither refusals nor what was given on an earlier content."""
    return [one for one in given if one["at"] in ("valid", "broken")]


def shown(signature: Signature, *, validity: str) -> dict[str, Any]:
    """Context of the component `signature`."""
    standing = "broken" if validity == "broken" else "refused" if signature.refused else validity
    return {
        "at": "pending" if standing == "earlier" else standing,
        "name": signature.printed_name,
        "role": signature.role,
        "meaning": f"{signature.meaning_text}: {signature.subject}",
        "on_behalf_of": signature.on_behalf_of,
        "comment": signature.reason,
        "signed_at": signature.at,
        "validity": VALIDITY[validity],
        "state": validity,
        "id": signature.pk,
        "fingerprint": signature.content_sha256,
        "components": ", ".join(signature.evidence.get("components", [])),
    }


def moment(signature: Signature) -> str:
    """Date and time of signing in the signer's zone and in UTC."""
    local = signature.at.astimezone(signature.person.zone)
    return (
        f"{marks.day_text(local.date())}, {local:%H:%M:%S} ({marks.zone_text(local)}), "
        f"{signature.at.astimezone(dt.UTC):%H:%M:%S} UTC"
    )


def sentence(signature: Signature) -> str:
    """What a person reads right after signing."""
    behalf = f", for {signature.on_behalf_of}" if signature.on_behalf_of else ""
    return f"Signed: {signature.printed_name}{behalf}, {signature.meaning_text}, {moment(signature)}."
