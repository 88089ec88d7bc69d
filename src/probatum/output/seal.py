"""Seals a finished PDF with the installation's own certificate, as PAdES (ADR-0021, ETSI EN 319 142-1).

The seal says that these bytes left this installation; who signed, and what it means, stands on the signature page.
Stamp before sealing: any later change to the bytes breaks the seal, which is its purpose.
"""

import asyncio
import io
import logging
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from probatum.output.certificate import make_certificate

FIELD = "ProbatumSeal"
# The report says what is wrong; pyHanko would also print it where nobody configured logging.
logging.getLogger("pyhanko").addHandler(logging.NullHandler())


class SealFailed(Exception):
    """The PDF could not be sealed."""


@dataclass(frozen=True, kw_only=True)
class Sealer:
    """The certificate and key that seal, and the optional service that dates the seal."""

    certificate: bytes
    key: bytes
    authority: bytes
    time_stamp_url: str = ""
    time_stamper: timestamps.TimeStamper | None = None  # instead of a URL: a service of one's own
    revocation_lists: tuple[bytes, ...] = ()
    time_stamp_authorities: tuple[bytes, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SealReport:
    """What a check of the seal found; `problems` are sentences, empty when all is well."""

    sealed: bool
    intact: bool
    trusted: bool
    whole: bool
    sealed_by: str = ""
    sealed_at: datetime | None = None
    time_stamped: bool = False
    problems: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """The seal is there, unbroken, from this installation, and covers the whole file."""
        return self.sealed and self.intact and self.trusted and self.whole


def seal(pdf: bytes, *, sealer: Sealer, reason: str = "") -> bytes:
    """Return the sealed PDF: PAdES B-B; B-T with a time-stamp service; B-LTA with revocation lists besides.

    Raises SealFailed, with the PDF left as it was.
    """
    try:
        sealed: bytes = _wait(_seal(pdf, sealer=sealer, reason=reason))
        return sealed
    except Exception as fault:
        raise SealFailed(f"The PDF could not be sealed: {fault}") from fault


def validate(pdf: bytes, *, authority: bytes, at: datetime | None = None) -> SealReport:
    """Check the seal against the installation's own authority; nothing is fetched from the network."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        seals = [found for found in reader.embedded_signatures if found.field_name == FIELD]
    except (PdfReadError, ValueError, KeyError, TypeError, RecursionError) as fault:
        return _broken(f"The PDF cannot be read: {fault}")
    if not seals:
        return _broken("The PDF carries no seal of Probatum.")
    try:
        report: SealReport = _wait(_validate(seals[0], authority=authority, at=at))
        return report
    except Exception as fault:  # a broken signature fails in many ways; each is the same answer
        return SealReport(
            sealed=True,
            intact=False,
            trusted=False,
            whole=False,
            problems=(f"The seal is unreadable: {fault}",),
        )


async def _seal(pdf: bytes, *, sealer: Sealer, reason: str) -> bytes:
    authority = _certificate(sealer.authority)
    stamper = sealer.time_stamper
    if stamper is None and sealer.time_stamp_url:
        stamper = timestamps.HTTPTimeStamper(sealer.time_stamp_url, timeout=15)
    long_term = stamper is not None and bool(sealer.revocation_lists)
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register(authority)
    signer = _Signer(
        signing_cert=_certificate(sealer.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(_der(sealer.key)),
        cert_registry=registry,
    )
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason or None,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        certify=True,  # the first and last word: readers show any later change
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        embed_validation_info=long_term,
        use_pades_lta=long_term,
        validation_context=_long_term_context(sealer, authority) if long_term else None,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    done = io.BytesIO()
    made = signers.PdfSigner(meta, signer=signer, timestamper=stamper)
    await made.async_sign_pdf(writer, output=done)
    return done.getvalue()


class _Signer(signers.SimpleSigner):
    """Signs with the installation's key without proving its primes anew each time, which takes 0.3 s a load."""

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        key = serialization.load_der_private_key(
            self.signing_key.dump(), password=None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(key, rsa.RSAPrivateKey) or digest_algorithm != "sha256":
            raise SealFailed("The key that seals must be an RSA key used with SHA-256.")
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _long_term_context(sealer: Sealer, authority: asn1_x509.Certificate) -> ValidationContext:
    services = [_certificate(raw) for raw in sealer.time_stamp_authorities]
    lists = [asn1_crl.CertificateList.load(_der(raw)) for raw in sealer.revocation_lists]
    return ValidationContext(
        trust_roots=[authority, *services], crls=lists, allow_fetching=False, revocation_mode="hard-fail"
    )


async def _validate(found: Any, *, authority: bytes, at: datetime | None) -> SealReport:
    trusted = _certificate(authority)
    context = ValidationContext(trust_roots=[trusted], allow_fetching=False, moment=at)
    whole = found.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE
    # Comparing revisions of a large tagged PDF takes seconds; there is nothing to compare when all is covered.
    status = await async_validate_pdf_signature(found, signer_validation_context=context, skip_diff=whole)
    if not whole:
        whole = status.modification_level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)
    intact = bool(status.intact and status.valid)
    problems = []
    if not intact:
        problems.append("The bytes of the PDF were changed after it was sealed.")
    elif not whole:
        problems.append("Something was added to the PDF after it was sealed.")
    if intact and not status.trusted:
        problems.append("The seal was not made by this installation, or its certificate has expired.")
    return SealReport(
        sealed=True,
        intact=intact,
        trusted=bool(status.trusted),
        whole=whole,
        sealed_by=str(status.signing_cert.subject.human_friendly),
        sealed_at=_utc(status.signer_reported_dt),
        time_stamped=status.timestamp_validity is not None,
        problems=tuple(problems),
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def _certificate(raw: bytes) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(_der(raw))


def _der(raw: bytes) -> bytes:
    return bytes(pem.unarmor(raw)[2]) if pem.detect(raw) else raw


def _broken(problem: str) -> SealReport:
    return SealReport(sealed=False, intact=False, trusted=False, whole=False, problems=(problem,))


def _wait(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end, also when the caller already runs inside an event loop (a job)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


__all__: Sequence[str] = (
    "FIELD",
    "SealFailed",
    "SealReport",
    "Sealer",
    "make_certificate",
    "seal",
    "validate",
)
