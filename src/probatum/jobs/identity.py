"""Jobs of identity."""

from __future__ import annotations

from procrastinate.contrib.django import app

from probatum.kernel.identity import sessions


@app.periodic(cron="43 * * * *")
@app.task(name="identity.clear_sessions", queueing_lock="identity.clear_sessions", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """Delete what is left of sessions that no limit could still allow."""
    sessions.clear_expired()
