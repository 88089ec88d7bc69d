"""The certificate with which this installation seals PDFs: made on first use, kept with the other secrets."""

from __future__ import annotations

import fcntl
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from probatum.kernel.configuration import setting
from probatum.output.certificate import expires, make_certificate
from probatum.output.seal import Sealer

_NAMES = ("seal-certificate.pem", "seal-key.pem", "seal-authority.pem")


def folder() -> Path:
    """Where the certificate and its key lie, closed to everybody but the owner of the process."""
    path = Path(settings.DATA) / "secrets"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def sealer() -> Sealer:
    """The installation's sealer; two processes that ask at once get the same certificate."""
    home = folder()
    with (home / ".seal.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not all((home / name).exists() for name in _NAMES):
            for name, content in zip(_NAMES, make_certificate(str(setting("company.name"))), strict=True):
                _write(home / name, content)
    certificate, key, authority = ((home / name).read_bytes() for name in _NAMES)
    return Sealer(certificate=certificate, key=key, authority=authority)


def certificate_ends() -> datetime | None:
    """When the certificate of the seal ends; None before the first approval made one."""
    file = folder() / _NAMES[0]
    return expires(file.read_bytes()) if file.exists() else None


def _write(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
