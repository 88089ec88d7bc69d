"""The installation's own secrets: files in DATA/secrets, made on first use, readable by the owner only.

A secret is never written to the database, a log or the terminal. Each is created atomically, so
two processes that start at once agree on one value.
"""

from __future__ import annotations

import os
import secrets as randomness
from collections.abc import Callable
from pathlib import Path

SECRET_KEY = "django"  # noqa: S105 - the name of a file
APP_KEY = "app-hmac"
LEDGER_KEY = "ledger-ed25519"
SIGNATURE_KEY = "signature-ed25519"


class SecretUnreadable(Exception):
    """A secret of this installation cannot be read."""


def folder(data: Path) -> Path:
    """Return DATA/secrets, made if needed, closed to everybody but its owner."""
    path = data / "secrets"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def text(data: Path, name: str) -> str:
    """Return a random text secret of 43 characters, made on first use. Raises SecretUnreadable."""
    content = _keep(data, name, make=lambda: randomness.token_urlsafe(32).encode())
    return content.decode("ascii").strip()


def ed25519_seed(data: Path, name: str) -> bytes:
    """Return the 32 bytes seed of an Ed25519 key, made on first use. Raises SecretUnreadable."""
    content = _keep(data, name, make=lambda: randomness.token_hex(32).encode())
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
    """Make every secret of the installation that does not exist yet."""
    for name in (SECRET_KEY, APP_KEY):
        text(data, name)
    for name in (LEDGER_KEY, SIGNATURE_KEY):
        ed25519_seed(data, name)


def _keep(data: Path, name: str, *, make: Callable[[], bytes]) -> bytes:
    path = folder(data) / name
    if not path.exists():
        _create(path, make())
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SecretUnreadable(f"{path} cannot be read: {error.strerror}.") from error
    if not content.strip():
        raise SecretUnreadable(f"{path} is empty; restore it from the backup of the keys.")
    return content


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
