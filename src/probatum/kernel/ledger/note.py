"""Checkpoints as signed notes: origin, size and root, signed with Ed25519 (C2SP tlog-checkpoint and signed-note).

The rule kept: a checkpoint that anybody kept, on paper or in a mail, binds us to everything before it.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"


class WrongNote(Exception):
    """The text is no checkpoint, or none that a trusted key signed."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One state of the ledger."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return the signed note; the key's name is the origin."""
    text = checkpoint.text()
    stamp = key_id(checkpoint.origin, key.public_key()) + key.sign(text.encode())
    return f"{text}\n— {checkpoint.origin} {base64.b64encode(stamp).decode()}\n"


def read(note: str) -> Checkpoint:
    """Read a note without checking its signature. Raises WrongNote."""
    lines = note.split("\n")
    try:
        size = int(lines[1])
        root = base64.b64decode(lines[2], validate=True)
    except (IndexError, ValueError, binascii.Error) as error:
        raise WrongNote("The text is no checkpoint.") from error
    if not lines[0] or len(root) != 32 or str(size) != lines[1] or size < 0:
        raise WrongNote("The text is no checkpoint.")
    return Checkpoint(lines[0], size, root)


def check(note: str, keys: dict[str, Ed25519PublicKey]) -> Checkpoint:
    """Read a note that one of the trusted keys (name -> key) signed. Raises WrongNote."""
    checkpoint = read(note)
    text, _, signatures = note.partition("\n\n")
    for line in signatures.splitlines():
        name, stamp = _signature_of(line)
        key = keys.get(name)
        if key is None or stamp[:4] != key_id(name, key):
            continue
        try:
            key.verify(stamp[4:], f"{text}\n".encode())
        except InvalidSignature:
            break
        return checkpoint
    raise WrongNote(f"No trusted key signed the checkpoint of {checkpoint.origin} at {checkpoint.size}.")


def key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """The four bytes that tell keys of one name apart."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + key.public_bytes_raw()).digest()[:4]


def verifier_key(name: str, key: Ed25519PublicKey) -> str:
    """The public key as one line: name+id+base64."""
    return f"{name}+{key_id(name, key).hex()}+{base64.b64encode(_ED25519 + key.public_bytes_raw()).decode()}"


def read_verifier_key(line: str) -> tuple[str, Ed25519PublicKey]:
    """Read such a line. Raises WrongNote."""
    try:
        name, number, raw = line.strip().split("+", 2)
        data = base64.b64decode(raw, validate=True)
        key = Ed25519PublicKey.from_public_bytes(data[1:])
    except (ValueError, binascii.Error) as error:
        raise WrongNote("The text is no public key of a ledger.") from error
    if data[:1] != _ED25519 or key_id(name, key).hex() != number:
        raise WrongNote("The text is no public key of a ledger.")
    return name, key


def _signature_of(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        return "", b""
    try:
        return parts[1], base64.b64decode(parts[2], validate=True)
    except (ValueError, binascii.Error):
        return "", b""
