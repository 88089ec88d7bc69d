"""Issues an approved version: stamp, signature page and seal, then hands the file to the document area (DOC-10, SIG-09)."""

from __future__ import annotations

import io

import pikepdf

from probatum.documents import reading, release
from probatum.documents.collection import Migrated
from probatum.documents.content import NOT_GXP, Version
from probatum.documents.revisions import Revision, history_until
from probatum.kernel import moments
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.signature import Signature
from probatum.output.installation import sealer
from probatum.output.refill import issued_rendition
from probatum.output.seal import seal
from probatum.output.signature_page import (
    OLDER_SYSTEM,
    Revised,
    SignaturePage,
    Signed,
    append,
    signature_page,
)
from probatum.output.stamp import Stamp, stamp

NOT_APPROVED = (
    "One person checked this version. It is not approved and not signed; do not rest a GxP decision on it."
)


def issue(version: Version) -> Version:
    """Build and attach the issued PDF of an approved version. Raises Refused when it is not approved."""
    if not release.may_be_issued(version.record) or version.draft is None:
        raise Refused(f"{version.record.number} is not approved or checked, so it is not issued.")
    pdf = build(version)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    return release.attach_issue(version, pdf=pdf, pages=pages)


def build(version: Version) -> bytes:
    """The stamped PDF with its signature page, sealed by the installation's certificate."""
    assert version.draft is not None  # narrowed by the caller
    organisation = str(setting("company.name"))
    rendition = issued_rendition(version)
    signatures = reading.signatures_of(version)
    migrated = Migrated.objects.filter(pk=version.pk).first()
    page, _ = signature_page(
        SignaturePage(
            number=version.document.record.number,
            title=version.record.title,
            version=version.label,
            digest=signatures[-1].content_sha256 if signatures else "",
            signatures=tuple(signed(signature) for signature in signatures),
            organisation=organisation,
            statement=migrated.told if migrated else _checked(version),
            statement_note=OLDER_SYSTEM if migrated else NOT_APPROVED,
            revisions=tuple(revised(line) for line in history_until(version)),
        ),
        at=(version.approved_at or version.record.changed_at).replace(microsecond=0),
    )
    stamped = stamp(
        append(rendition, page=page),
        what=Stamp(
            number=version.document.record.number,
            title=version.record.title,
            version=version.label,
            state="Migrated" if migrated else "Checked" if version.document.light else "Approved",
            effective=moments.day(version.effective_on) if version.effective_on else "",
            organisation=organisation,
            footer=(NOT_GXP,) if version.document.light else (),
        ),
        reserved=version.draft.editor,
    )
    reason = f"{version.document.record.number} version {version.label}"
    return seal(stamped, sealer=sealer(), reason=reason)


def _checked(version: Version) -> str:
    """Who checked what is not GxP, and what they said; stands where signatures would (DOC-43)."""
    step = (
        version.record.steps.filter(move="check").order_by("-id").first() if version.document.light else None
    )
    if step is None:
        return ""
    return f"{NOT_GXP}. Checked by {step.name} on {moments.day(step.at.date())}: {step.reason}"


def revised(line: Revision) -> Revised:
    """A line of the revision history as paper shows it (DOC-45)."""
    return Revised(
        version=line.label,
        effective=moments.day(line.effective) if line.effective else "",
        change=line.change,
        request=line.request,
    )


def signed(signature: Signature) -> Signed:
    """A signature as it is shown on paper: everything as frozen at signing."""
    return Signed(
        name=signature.printed_name,
        username=signature.username,
        role=signature.role,
        meaning=signature.meaning_text,
        at=signature.at,
        zone=signature.time_zone,
        reason=signature.reason,
        on_behalf_of=signature.on_behalf_of,
        refused=signature.refused,
    )
