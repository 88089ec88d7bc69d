"""Declares a recovery: after an old backup had to be restored, the ledger goes on under a new name, and says so.

The rule kept: what was lost stays visible for ever, as a declared loss with origin, size, root and reason.
"""

import json
from typing import Any

import psycopg

from probatum.kernel.ledger.note import Checkpoint, verifier_key
from probatum.kernel.ledger.seal import LOCK, Sealer, seal_now
from probatum.kernel.ledger.witness import Alarm


def declare(conn: "psycopg.Connection[Any]", sealer: Sealer, *, reason: str, by: str) -> Checkpoint | None:
    """Write the R entry, open the next origin, seal. The connection is of `seal.connect`.

    Raises ValueError without reason or name, Alarm when there is nothing to recover from: the kept checkpoint still fits.
    """
    if not reason.strip() or not by.strip():
        raise ValueError("Give the reason of the recovery and the name of the person who declares it.")
    lost = sealer.folder.latest()
    conn.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    try:
        with conn.transaction():
            _declare(conn, sealer, lost, reason.strip(), by.strip())
        sealer.folder.set_aside()
    finally:
        if not conn.closed:
            conn.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
    return seal_now(conn, sealer)


def _declare(
    conn: "psycopg.Connection[Any]", sealer: Sealer, lost: Checkpoint | None, reason: str, by: str
) -> None:
    last = conn.execute("SELECT size, root FROM ledger.seal ORDER BY n DESC LIMIT 1").fetchone()
    size, root = (last[0], bytes(last[1])) if last else (0, b"")
    if lost is None or (lost.size == size and lost.root == root):
        raise Alarm("RECOVERY", "The kept checkpoint fits the database; there is nothing to recover from.")
    epoch = (conn.execute("SELECT coalesce(max(epoch), 0) FROM ledger.origin").fetchone() or (0,))[0] + 1
    sysid = (conn.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone() or ("",))[0]
    told = {
        "lost_origin": lost.origin,
        "lost_size": lost.size,
        "lost_root": lost.root.hex(),
        "reason": reason,
        "by": by,
    }
    conn.execute("SELECT ledger.put('R', '-', '-', %s)", (json.dumps(told, ensure_ascii=False),))
    name = f"{sealer.origin}/{epoch}"
    conn.execute(
        "INSERT INTO ledger.origin VALUES (%s, %s, %s, %s, %s)",
        (epoch, name, sysid, verifier_key(name, sealer.key.public_key()), size),
    )
