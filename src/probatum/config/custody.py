"""Who holds what proves the records: the sealer's name and key, and all that verification trusts.

Nothing here comes from the database, so an altered database cannot vouch for itself. The ledger's own
functions take these values; web, jobs and the command line get them here.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from probatum.config import database, public_keys, secrets
from probatum.config.env import Environment, environment
from probatum.kernel.ledger import seal
from probatum.kernel.ledger.journal import Journal
from probatum.kernel.ledger.note import Checkpoint, verifier_key
from probatum.kernel.ledger.witness import Folder

if TYPE_CHECKING:
    from probatum.kernel.ledger.finding import Finding
    from probatum.kernel.ledger.verify import Trust


def sealer() -> seal.Sealer:
    """Return who seals on this installation. Raises SecretUnreadable."""
    env = environment()
    key = _key(env, secrets.LEDGER_KEY)
    return seal.Sealer(
        origin=_origin(key.public_key().public_bytes_raw()),
        key=key,
        folder=checkpoints(),
        app_key=_app_key(env),
    )


def checkpoints() -> Folder:
    """Return the kept checkpoints; a database of its own name (a test) has a folder of its own."""
    return Folder(environment().kept("checkpoints"))


def journal() -> Journal:
    """Return the journal of commits, outside the database."""
    return Journal(environment().kept("journal"))


def trust() -> Trust:
    """Return what verification believes: public keys, kept checkpoints, files, journal. Raises SecretUnreadable."""
    from probatum.kernel.ledger.verify import Trust  # slow import

    env, who = environment(), sealer()
    notes = tuple(who.folder.all())
    later = sorted({note.split("\n", 1)[0] for note in notes})  # names that declared recoveries opened
    return Trust(
        ledger_keys=tuple(
            verifier_key(name, Ed25519PublicKey.from_public_bytes(public))
            for public in _public_keys(env, secrets.LEDGER_KEY)
            for name in (_origin(public), *(name for name in later if name.startswith(f"{_origin(public)}/")))
        ),
        signature_keys=_public_keys(env, secrets.SIGNATURE_KEY),
        app_key=_app_key(env),
        checkpoints=notes,
        files=env.data / "files",
        nonces=journal().nonces(),
    )


def ledger_key() -> str:
    """Return the public key of the ledger as the line that `probatum-verify --key` takes."""
    who = sealer()
    return verifier_key(who.origin, who.key.public_key())


def seal_now() -> Checkpoint | None:
    """Seal now; return the newest checkpoint, None while the ledger is empty. Raises Alarm and psycopg.Error."""
    with seal.connect(**database.address(environment(), "sealer").parameters()) as connection:
        return seal.seal_now(connection, sealer())


def seal_loop(interval: int) -> None:
    """Seal every `interval` seconds over one connection. Raises Alarm and psycopg.Error."""
    with seal.connect(**database.address(environment(), "sealer").parameters()) as connection:
        seal.seal_loop(connection, sealer(), interval=interval)


def verify(*, full: bool = False) -> list[Finding]:
    """Verify ledger, rows, signatures and files of this installation; return what was found, faults first."""
    from probatum.kernel.ledger.verify import verify as work  # slow import

    return work(database.address(environment(), "audit").parameters(), trust(), full=full)


def export(path: Path, *, with_files: bool = False) -> dict[str, Any]:
    """Write the evidence export and return its manifest. Raises OSError and psycopg.Error."""
    from probatum.kernel.ledger.export import export as work  # slow import

    return work(database.address(environment(), "audit").parameters(), path, trust(), with_files=with_files)


def recover(*, reason: str, by: str) -> Checkpoint | None:
    """Declare that a restored backup continues the ledger. Raises Alarm when nothing was lost, ValueError without reason."""
    from probatum.kernel.ledger.recovery import declare  # slow import

    with seal.connect(**database.address(environment(), "sealer").parameters()) as connection:
        return declare(connection, sealer(), reason=reason, by=by)


def open_under_new_key() -> None:
    """Let the ledger go on under the name of a key that replaces a lost one; what was sealed stays under the old name."""
    who = sealer()
    with seal.connect(**database.address(environment(), "sealer").parameters()) as connection:
        last = connection.execute(
            "SELECT epoch, origin FROM ledger.origin ORDER BY epoch DESC LIMIT 1"
        ).fetchone()
        if last is not None and not last[1].startswith(who.origin):
            name = f"{who.origin}/{last[0] + 1}"
            connection.execute(
                """INSERT INTO ledger.origin
                   SELECT %s, %s, (SELECT system_identifier::text FROM pg_control_system()), %s,
                          (SELECT coalesce(max(size), 0) FROM ledger.seal)""",
                (last[0] + 1, name, verifier_key(name, who.key.public_key())),
            )
    kept = who.folder.latest()
    if kept is not None and not kept.origin.startswith(who.origin):
        who.folder.set_aside()


def public_key(name: str) -> bytes:
    """Return the public half of the present key."""
    return _key(environment(), name).public_key().public_bytes_raw()


def watch_catalogue() -> Finding | None:
    """Compare triggers, functions, rights and roles with the last look; a finding when they changed without an entry."""
    from probatum.kernel.ledger.fingerprint import watch  # slow import

    with seal.connect(**database.address(environment(), "audit").parameters()) as connection:
        return watch(connection, checkpoints())


def _origin(public: bytes) -> str:
    return f"probatum-ledger/{hashlib.sha256(public).hexdigest()[:12]}"


def _public_keys(env: Environment, name: str) -> tuple[bytes, ...]:
    """The present key first, then those that were lost."""
    return tuple(dict.fromkeys((public_key(name), *public_keys.known(env.data, name))))


def _key(env: Environment, name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secrets.ed25519_seed(env.data, name))


def _app_key(env: Environment) -> bytes:
    return secrets.text(env.data, secrets.APP_KEY).encode()
