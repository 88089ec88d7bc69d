"""Jobs of identity."""

from __future__ import annotations

from typing import cast

from django.core.cache import caches
from procrastinate.contrib.django import app

from probatum.config.cache import OneStatementCache
from probatum.kernel.identity import dormancy, sessions


@app.periodic(cron="43 * * * *")
@app.task(name="identity.clear_sessions", queueing_lock="identity.clear_sessions", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """Delete what is left of sessions that no limit could still allow, and what has expired in the shared cache."""
    sessions.clear_expired()
    cast(OneStatementCache, caches["default"]).clear_expired()


@app.periodic(cron="27 2 * * *")
@app.task(name="identity.dormant", queueing_lock="identity.dormant", pass_context=False)
def deactivate_dormant(timestamp: int) -> None:
    """Deactivate the accounts that nobody signed in to for too long."""
    dormancy.deactivate_dormant()
