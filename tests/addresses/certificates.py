"""Certificates for servers of a test: good ones, and others."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_NOW = datetime.now(UTC).replace(microsecond=0)


class Authority(NamedTuple):
    """Who signs; `file` is its certificate, PEM."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    file: Path


def authority(folder: Path) -> Authority:
    """A new one, known to nobody."""
    key, name = ec.generate_private_key(ec.SECP256R1()), _name("An authority of a test")
    built = _begun(name, name, key, timedelta(days=2))
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = built.sign(key, hashes.SHA256())
    file = folder / "authority.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(key, certificate, file)


def certificate(
    folder: Path, host: str, signed_by: Authority | None, *, ends: timedelta = timedelta(days=1)
) -> Path:
    """For `host`, with its key, PEM; by itself if nobody signs. `ends` is from now, and may be past."""
    key, name = ec.generate_private_key(ec.SECP256R1()), _name(host)
    issuer = signed_by.certificate.subject if signed_by else name
    built = _begun(name, issuer, key, ends)
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    signed = built.sign(signed_by.key if signed_by else key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{len(list(folder.iterdir()))}.pem"
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _begun(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, ends: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOW - timedelta(days=9))
        .not_valid_after(_NOW + ends)
    )
