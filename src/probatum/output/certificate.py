"""Makes the installation's own authority and the certificate that seals its PDFs."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

# RSA: every PDF reader in use checks it; the elliptic curves of our ledger are not accepted by all of them.
_BITS = 3072
_AUTHORITY_YEARS, _SEAL_YEARS = 30, 10
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def make_certificate(organisation: str, *, at: datetime | None = None) -> tuple[bytes, bytes, bytes]:
    """Return (certificate, key, authority) in PEM. The authority's own key is not kept: it signs this one certificate.

    People who want their PDF reader to trust the seal import the authority once.
    """
    now = at or datetime.now(UTC)
    authority_key, seal_key = _key(), _key()
    authority_name = _name(organisation, f"{organisation} Probatum authority")
    authority = (
        _begin(authority_name, authority_name, authority_key.public_key(), now, _AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    certificate = (
        _begin(
            _name(organisation, f"{organisation} Probatum seal"),
            authority_name,
            seal_key.public_key(),
            now,
            _SEAL_YEARS,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM),
        seal_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        authority.public_bytes(serialization.Encoding.PEM),
    )


def expires(certificate: bytes) -> datetime:
    """When a certificate ends, for the check that warns in time."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[-64:]),
        ]
    )


def _begin(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey, now: datetime, years: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))  # clocks of readers differ a little
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
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
