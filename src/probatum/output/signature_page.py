"""The page of signatures appended to a PDF: who, in which role, what it means, when, and why (21 CFR 11.50).

Names and roles arrive as frozen at signing; nothing is looked up here.
"""

import io
from dataclasses import asdict, dataclass
from datetime import datetime

import pikepdf

from probatum.kernel import moments
from probatum.output.typesetting import EPOCH, typeset

OLDER_SYSTEM = (
    "The approval was made in the older system, as its register states. It is no signature of this system."
)


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One signature, or one refusal, as it was made."""

    name: str
    username: str
    role: str
    meaning: str
    at: datetime
    zone: str = "UTC"
    reason: str = ""
    on_behalf_of: str = ""
    refused: bool = False
    invalid: str = ""  # why the signature no longer holds; empty when it does


@dataclass(frozen=True, kw_only=True)
class Revised:
    """One line of the revision history: a version, from when, what changed, under which change request."""

    version: str
    effective: str
    change: str
    request: str = ""


@dataclass(frozen=True, kw_only=True)
class SignaturePage:
    """What the signature page shows."""

    number: str
    title: str
    version: str
    digest: str
    signatures: tuple[Signed, ...]
    organisation: str = ""
    checkpoint: str = ""
    revisions: tuple[Revised, ...] = ()
    statement: str = ""  # what another system says of the approval, or who checked; no signature of this one
    statement_note: str = OLDER_SYSTEM


def signature_page(content: SignaturePage, *, at: datetime = EPOCH) -> tuple[bytes, tuple[str, ...]]:
    """Typeset the page (or pages) of signatures; return it with warnings about letters no font can show."""
    data = {
        "number": content.number,
        "title": content.title,
        "version": content.version,
        "organisation": content.organisation,
        "digest": content.digest,
        "checkpoint": content.checkpoint,
        "statement": content.statement,
        "statement_note": content.statement_note,
        "revisions": [asdict(revised) for revised in content.revisions],
        "signatures": [signed_data(signed) for signed in content.signatures],
    }
    return typeset("signatures", data=data, at=at, tags=False)


def append(pdf: bytes, *, page: bytes) -> bytes:
    """Put the signature page behind the document. Stamp and seal afterwards."""
    with pikepdf.open(io.BytesIO(pdf)) as document, pikepdf.open(io.BytesIO(page)) as extra:
        document.pages.extend(extra.pages)
        done = io.BytesIO()
        document.save(done, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return done.getvalue()


def signed_data(signed: Signed) -> dict[str, object]:
    """The one form in which a signature is shown on paper, here and in printed records."""
    return {
        "name": signed.name,
        "username": signed.username,
        "role": signed.role,
        "meaning": f"Refused: {signed.meaning}" if signed.refused else signed.meaning,
        "local": moments.local(signed.at, zone=signed.zone, seconds=True),
        "utc": moments.universal(signed.at),
        "reason": signed.reason,
        "behalf": signed.on_behalf_of,
        "refused": signed.refused,
        "invalid": signed.invalid,
    }
