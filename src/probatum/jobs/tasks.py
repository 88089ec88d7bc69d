"""The tasks. Procrastinate finds this module in every installed app."""

from __future__ import annotations

from procrastinate.contrib.django import app

from probatum.jobs import documents  # noqa: F401  the tasks of the document area


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry-stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> None:
    """Queue again what a killed worker left half done; tasks are written to be safe to repeat."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
