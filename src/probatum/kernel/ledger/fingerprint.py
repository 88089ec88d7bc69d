"""Watches what event triggers cannot see: event triggers themselves, roles, settings, armed triggers.

The rule kept: the catalogue changes only together with an S entry of the same interval; anything else is an alarm.
"""

import json
from typing import Any

from probatum.kernel.ledger.finding import Finding
from probatum.kernel.ledger.witness import Folder


def watch(conn: Any, folder: Folder) -> Finding | None:
    """Compare the catalogue with the last look, and remember it outside the database. Run it hourly."""
    with conn.cursor() as cursor:
        cursor.execute(
            "SELECT ledger.fingerprint(), (SELECT coalesce(max(id), 0) FROM ledger.entry WHERE op = 'S')"
        )
        digest, last = cursor.fetchone()
    file = folder.path / "fingerprint.json"
    known = json.loads(file.read_text("utf-8")) if file.exists() else None
    folder.write("fingerprint.json", json.dumps({"digest": digest, "entry": last}))
    if known is None or known["digest"] == digest or known["entry"] != last:
        return None
    return Finding(
        "FINGERPRINT",
        "Triggers, functions, rights, roles or settings that the ledger leans on were changed, and no schema change was recorded.",
    )
