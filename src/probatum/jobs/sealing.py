"""The seal loop: seals what was committed, every few seconds, as the role that can do nothing else.

It outlives a database that goes away. When the ledger does not continue what was sealed before, it
signs nothing, keeps the alarm where every page shows it, and looks again at each round.
"""

from __future__ import annotations

import logging
import time

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from probatum.config import database, secrets
from probatum.config.env import Environment
from probatum.kernel.ledger import seal
from probatum.kernel.ledger.note import Checkpoint
from probatum.kernel.ledger.witness import Alarm, Folder

log = logging.getLogger("probatum.sealing")


def sealer(env: Environment) -> seal.Sealer:
    """Return who seals on this installation: its name, key and folder of checkpoints."""
    key = Ed25519PrivateKey.from_private_bytes(secrets.ed25519_seed(env.data, secrets.LEDGER_KEY))
    return seal.Sealer(
        origin=secrets.origin(env.data),
        key=key,
        folder=Folder(env.data / "checkpoints"),
        app_key=secrets.text(env.data, secrets.APP_KEY).encode(),
    )


def seal_once(env: Environment) -> Checkpoint | None:
    """Seal now; return the newest checkpoint. Raises Alarm and psycopg.Error."""
    with seal.connect(**database.address(env, "sealer").parameters()) as connection:
        return seal.seal_now(connection, sealer(env))


def loop(env: Environment) -> None:
    """Seal every few seconds until the process is told to end."""
    who = sealer(env)
    parameters = database.address(env, "sealer").parameters()
    while True:
        try:
            with seal.connect(**parameters, connect_timeout=10) as connection:
                while True:
                    seal.seal_now(connection, who)
                    time.sleep(env.seal_interval)
        except Alarm as alarm:
            log.error("Sealing stopped: %s", alarm)
        except psycopg.OperationalError as error:
            log.warning("Sealing waits for the database: %s", type(error).__name__)
        time.sleep(env.seal_interval)
