"""The seal loop: seals what was committed, every few seconds, and survives a database that goes away."""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError, connections

from probatum.kernel import ledger

log = logging.getLogger("probatum.sealing")


def loop(interval: int) -> None:
    """Seal every `interval` seconds until the process is told to end."""
    while True:
        try:
            ledger.seal_now()
        except DatabaseError as error:
            log.warning("Sealing waits for the database: %s", type(error).__name__)
            connections.close_all()
        time.sleep(interval)
