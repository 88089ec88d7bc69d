"""The seal loop: seals what was committed, every few seconds, as the role that can do nothing else.

It outlives a database that goes away. When the ledger does not continue what was sealed before, it
signs nothing, keeps the alarm where every page shows it, and looks again at each round.
"""

from __future__ import annotations

import logging
import time

import psycopg

from probatum.config import custody
from probatum.kernel.ledger.witness import Alarm

log = logging.getLogger("probatum.sealing")


def loop(interval: int) -> None:
    """Seal every `interval` seconds until the process is told to end."""
    while True:
        try:
            custody.seal_loop(interval)
        except Alarm as alarm:
            log.error("Sealing stopped: %s", alarm)
        except psycopg.OperationalError as error:
            log.warning("Sealing waits for the database: %s", type(error).__name__)
        time.sleep(interval)
