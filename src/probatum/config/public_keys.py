"""The public halves of the installation's keys, kept with the checkpoints: they outlive a key that is lost.

Without them, what a lost key signed could not be checked any more. They are no secret, travel with each
backup, and are never taken from the database.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def known(data: Path, name: str) -> list[bytes]:
    """Return every public key that this installation had under a name, the oldest first."""
    file = _file(data)
    if not file.exists():
        return []
    lines = [line.split() for line in file.read_text("ascii").splitlines() if line.strip()]
    return [bytes.fromhex(key) for found, key in lines if found == name]


def remember(data: Path, name: str, seed: bytes) -> None:
    """Write down the public key of a seed, once."""
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    if key in known(data, name):
        return
    file = _file(data)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a", encoding="ascii") as lines:
        lines.write(f"{name} {key.hex()}\n")
        lines.flush()
        os.fsync(lines.fileno())


def _file(data: Path) -> Path:
    return data / "checkpoints" / "keys"
