"""The seal is a PAdES signature that others accept, and that breaks with one changed byte."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.timestamps import DummyTimeStamper

from probatum.output.certificate import expires, make_certificate
from probatum.output.markdown import to_pdf
from probatum.output.seal import Sealer, SealFailed, SealReport, seal, validate
from tests.output.conftest import missing
from tests.samples import make


@pytest.fixture(scope="module")
def sealer() -> Sealer:
    certificate, key, authority = make_certificate("Meridian Biologics")
    return Sealer(certificate=certificate, key=key, authority=authority)


@pytest.fixture(scope="module")
def sealed(sealer: Sealer) -> bytes:
    pdf, _ = to_pdf("# Purpose\n\n" + "Words of the procedure.\n\n" * 40)
    return seal(pdf, sealer=sealer, reason="Released")


@pytest.mark.requirement("SIG-09")
def test_seal_is_valid_trusted_and_covers_the_whole_file(sealer: Sealer, sealed: bytes) -> None:
    report = validate(sealed, authority=sealer.authority)

    assert report.valid
    assert report.problems == ()
    assert "Meridian Biologics Probatum seal" in report.sealed_by
    assert report.sealed_at is not None


@pytest.mark.requirement("SIG-09")
def test_seal_is_accepted_by_poppler(sealer: Sealer, sealed: bytes, tmp_path: Path) -> None:
    if not shutil.which("pdfsig") or not shutil.which("certutil"):
        missing("pdfsig or certutil", "acceptance of the seal by an independent program is")
    (tmp_path / "a.pdf").write_bytes(sealed)
    (tmp_path / "ca.pem").write_bytes(sealer.authority)
    store = str(tmp_path)
    subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True)
    subprocess.run(
        ["certutil", "-A", "-d", store, "-n", "ca", "-t", "CT,C,C", "-i", f"{store}/ca.pem"], check=True
    )

    ran = subprocess.run(
        ["pdfsig", "-nssdir", store, f"{store}/a.pdf"], capture_output=True, text=True, check=False
    )

    assert "Signature Type: ETSI.CAdES.detached" in ran.stdout
    assert "Signature Validation: Signature is Valid." in ran.stdout
    assert "Certificate Validation: Certificate is Trusted." in ran.stdout
    assert "Total document signed" in ran.stdout


@pytest.mark.requirement("SIG-09")
@pytest.mark.parametrize("place", [0.1, 0.3, 0.5])
def test_one_flipped_bit_is_found(sealer: Sealer, sealed: bytes, place: float) -> None:
    broken = bytearray(sealed)
    broken[int(len(broken) * place)] ^= 1

    report = validate(bytes(broken), authority=sealer.authority)

    assert not report.valid
    assert report.problems != ()


def test_saving_again_breaks_the_seal(sealer: Sealer, sealed: bytes) -> None:
    again = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed)) as opened:
        opened.save(again)

    assert not validate(again.getvalue(), authority=sealer.authority).valid


def test_seal_of_another_installation_is_not_trusted(sealed: bytes) -> None:
    report = validate(sealed, authority=make_certificate("Somebody else")[2])

    assert (report.intact, report.trusted, report.valid) == (True, False, False)
    assert report.problems == ("The seal was not made by this installation, or its certificate has expired.",)


def test_pdf_without_seal_is_said_to_have_none(sealer: Sealer) -> None:
    assert validate(make.saved(make.pdf()), authority=sealer.authority) == SealReport(
        sealed=False,
        intact=False,
        trusted=False,
        whole=False,
        problems=("The PDF carries no seal of Probatum.",),
    )


def test_seal_keeps_the_claim_of_pdfa(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as opened, opened.open_metadata() as described:
        assert described.pdfa_status == "2B"


def test_unreadable_pdf_is_not_sealed(sealer: Sealer) -> None:
    with pytest.raises(SealFailed, match="The PDF could not be sealed"):
        seal(b"not a PDF", sealer=sealer)


@pytest.mark.requirement("SIG-09")
def test_time_stamp_dates_the_seal(sealer: Sealer) -> None:
    dated = Sealer(
        certificate=sealer.certificate,
        key=sealer.key,
        authority=sealer.authority,
        time_stamper=_time_stamper(),
    )

    report = validate(seal(make.saved(make.pdf()), sealer=dated), authority=sealer.authority)

    assert report.valid
    assert report.time_stamped


def test_certificate_is_for_signing_and_lasts_ten_years(sealer: Sealer) -> None:
    certificate = x509.load_pem_x509_certificate(sealer.certificate)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value

    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert expires(sealer.certificate) - datetime.now(UTC) > timedelta(days=3640)
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(sealer.authority))


@pytest.mark.requirement("SIG-09")
def test_seal_with_revocation_lists_is_for_the_long_term() -> None:
    long_term, authority = _long_term_sealer()

    sealed = seal(make.saved(make.pdf()), sealer=long_term)

    with pikepdf.open(io.BytesIO(sealed)) as opened:
        assert len(opened.Root.DSS.CRLs) >= 1
        assert len(opened.Root.DSS.Certs) >= 2
    assert sealed.count(b"/DocTimeStamp") >= 1
    report = validate(sealed, authority=authority)
    assert (report.valid, report.time_stamped, report.problems) == (True, True, ())


def _time_stamper() -> DummyTimeStamper:
    certificate, key = _issue("Test time stamps", usage=x509.ExtendedKeyUsageOID.TIME_STAMPING)
    return DummyTimeStamper(_asn1(certificate), _asn1_key(key))


def _long_term_sealer() -> tuple[Sealer, bytes]:
    authority, authority_key = _issue("Test authority", authority=True)
    issuer = (authority, authority_key)
    certificate, key = _issue("Test seal", issuer=issuer)
    service, service_key = _issue(
        "Test time stamps", usage=x509.ExtendedKeyUsageOID.TIME_STAMPING, issuer=issuer
    )
    now = datetime.now(UTC)
    revoked = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(now - timedelta(hours=1))
        .next_update(now + timedelta(days=30))
        .add_extension(x509.CRLNumber(1), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    pem_form = serialization.Encoding.PEM
    sealer = Sealer(
        certificate=certificate.public_bytes(pem_form),
        key=_pem_key(key),
        authority=authority.public_bytes(pem_form),
        time_stamper=DummyTimeStamper(_asn1(service), _asn1_key(service_key)),
        revocation_lists=(revoked.public_bytes(pem_form),),
    )
    return sealer, sealer.authority


def _issue(
    name: str,
    *,
    authority: bool = False,
    usage: x509.ObjectIdentifier | None = None,
    issuer: tuple[x509.Certificate, rsa.RSAPrivateKey] | None = None,
) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_key_usage(authority=authority), critical=True)
    )
    if usage:
        made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return made.sign(issuer[1] if issuer else key, hashes.SHA256()), key


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem_key(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _asn1_key(key: rsa.RSAPrivateKey) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(pem.unarmor(_pem_key(key))[2])
