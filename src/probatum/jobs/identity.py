"""Jobs of identity."""

from __future__ import annotations

from procrastinate.contrib.django import app

from probatum.kernel.identity import dormancy, sessions


@app.periodic(cron="43 * * * *")
@app.task(name="identity.clear_sessions", queueing_lock="identity.clear_sessions", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """Delete what is left of sessions that no limit could still allow."""
    sessions.clear_expired()


@app.periodic(cron="27 2 * * *")
@app.task(name="identity.dormant", queueing_lock="identity.dormant", pass_context=False)
def deactivate_dormant(timestamp: int) -> None:
    """Deactivate the accounts that nobody signed in to for too long."""
    dormancy.deactivate_dormant()
