"""The tasks. Procrastinate finds this module in every installed app."""

from __future__ import annotations

import datetime as dt
import json
import logging

from procrastinate.contrib.django import app

from probatum.config import custody
from probatum.jobs import (
    documents,  # noqa: F401  the tasks of the document area
    identity,  # noqa: F401
    imports,  # noqa: F401
    intake,  # noqa: F401
    quality,  # noqa: F401
    registers,  # noqa: F401
    reminding,  # noqa: F401
)

log = logging.getLogger("probatum.jobs")


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry-stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> None:
    """Queue again what a killed worker left half done; tasks are written to be safe to repeat."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 * * * *")
@app.task(name="ledger.watch_catalogue", queueing_lock="ledger.watch_catalogue", pass_context=False)
def watch_catalogue(timestamp: int) -> None:
    """Look hourly at what event triggers cannot see, and keep the finding outside the database when it changed unrecorded."""
    finding = custody.watch_catalogue()
    if finding is not None:
        log.error("%s: %s", finding.code, finding.sentence)
        facts = {
            "code": finding.code,
            "sentence": finding.sentence,
            "at": dt.datetime.now(dt.UTC).isoformat(),
        }
        custody.checkpoints().write("catalogue.json", json.dumps(facts))
