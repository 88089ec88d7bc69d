"""The installation's own secrets: files in DATA/secrets, made before the first record, readable by the owner only.

A secret is never written to the database, a log or the terminal. Each is created atomically, so
two processes that start at once agree on one value. Where there are records, a missing secret is
lost and not new: it is never made again without being asked for (ADR-0012).
"""

from __future__ import annotations

import logging
import os
import secrets as randomness
from collections.abc import Callable
from pathlib import Path

from probatum.config import public_keys

SECRET_KEY = "django"  # noqa: S105 - the name of a file
APP_KEY = "app-hmac"
LEDGER_KEY = "ledger-ed25519"
SIGNATURE_KEY = "signature-ed25519"
#: What proves the records, and what is lost with it.
PROVING = {
    APP_KEY: "it shows that the application issued who, why and when of each change",
    LEDGER_KEY: "it signs the checkpoints of the audit trail",
    SIGNATURE_KEY: "it signs the statement of each electronic signature",
}
log = logging.getLogger("probatum.secrets")


class SecretUnreadable(Exception):
    """A secret of this installation cannot be read."""


class SecretLost(SecretUnreadable):
    """A secret is missing although the installation has records."""


def folder(data: Path) -> Path:
    """Return DATA/secrets, made if needed, closed to everybody but its owner."""
    path = data / "secrets"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def in_use(data: Path) -> bool:
    """Return whether the folder belongs to an installation with records: a database was made, or a ledger sealed."""
    return (data / "postgres" / "PG_VERSION").exists() or (data / "checkpoints" / "log").exists()


def text(data: Path, name: str, *, anew: bool = False) -> str:
    """Return a random text secret of 43 characters, made before there are records or where `anew` allows it.

    Raises SecretUnreadable, and SecretLost when it is missing.
    """
    content = _keep(data, name, make=lambda: randomness.token_urlsafe(32).encode(), anew=anew)
    return content.decode("ascii").strip()


def ed25519_seed(data: Path, name: str, *, anew: bool = False) -> bytes:
    """Return the 32 bytes seed of an Ed25519 key, made under the same rule. Raises SecretUnreadable, SecretLost."""
    content = _keep(data, name, make=lambda: randomness.token_hex(32).encode(), anew=anew)
    try:
        seed = bytes.fromhex(content.decode("ascii").strip())
    except ValueError:
        seed = b""
    if len(seed) != 32:
        raise SecretUnreadable(f"{folder(data) / name} must hold 64 hexadecimal digits.")
    return seed


def existing(data: Path, name: str) -> str:
    """Return a text secret, or the empty text when it was never made."""
    path = data / "secrets" / name
    return path.read_text("ascii").strip() if path.exists() else ""


def make_all(data: Path) -> None:
    """Make the secrets of a new installation; of one with records, see that they are there. Raises SecretLost."""
    for name in PROVING:
        if _pending(data, name).exists():
            raise SecretLost(
                f"The key {name} was made anew, but the audit trail does not say so yet. "
                f"Run `probatum keys renew {name}` again."
            )
    for name in (SECRET_KEY, APP_KEY):
        text(data, name)
    for name in (LEDGER_KEY, SIGNATURE_KEY):
        public_keys.remember(data, name, ed25519_seed(data, name))


def begin_renewal(data: Path, name: str) -> None:
    """Make a lost key anew. Until `end_renewal` the installation does not start. Raises SecretUnreadable when it is there."""
    path, pending = folder(data) / name, _pending(data, name)
    if path.exists() and not pending.exists():
        raise SecretUnreadable(
            f"The key {name} is there. Only a missing key is made anew; move it away first if it was stolen."
        )
    pending.touch(mode=0o600)
    if name == APP_KEY:
        text(data, name, anew=True)
    else:
        public_keys.remember(data, name, ed25519_seed(data, name, anew=True))


def end_renewal(data: Path, name: str) -> None:
    """The ledger names the new key: it counts from now on."""
    _pending(data, name).unlink()


def _pending(data: Path, name: str) -> Path:
    return folder(data) / f".renewing-{name}"


def _keep(data: Path, name: str, *, make: Callable[[], bytes], anew: bool) -> bytes:
    path = folder(data) / name
    if not path.exists():
        if in_use(data) and not anew:
            _lost(path)
        _create(path, make())
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SecretUnreadable(f"{path} cannot be read: {error.strerror}.") from error
    if not content.strip():
        raise SecretUnreadable(f"{path} is empty; restore it from the backup of the keys.")
    return content


def _lost(path: Path) -> None:
    """Say what is lost. Raises SecretLost, but not for the secret of the pages, which proves nothing."""
    if path.name == SECRET_KEY:
        log.warning("%s was missing and is made anew: everybody has to sign in again.", path)
    elif loss := PROVING.get(path.name):
        raise SecretLost(
            f"The key {path.name} is missing from {path.parent}, and there are records that need it: {loss}. "
            "Put its copy back (the folder that `probatum backup DIR --with-keys KEYS` wrote) and start again. "
            f"Only when there is no copy: `probatum keys renew {path.name}` makes a new one and writes that "
            "into the audit trail."
        )
    else:
        raise SecretLost(
            f"{path} is missing: the password of a database role. `probatum migrate` gives the role a new one."
        )


def _create(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{randomness.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails when another process was first: then theirs is the secret
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)
