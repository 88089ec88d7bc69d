"""Jobs of time: new tasks, reminders, digests, and the ladder of escalation. Each is safe to repeat."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django import app

from probatum.kernel import escalation, mention, reminding


@app.periodic(cron="* * * * *")
@app.task(name="reminding.new", queueing_lock="reminding.new", pass_context=False)
def tell_new(timestamp: int) -> None:
    """Write about new tasks and mentions within the minute."""
    reminding.tell_new(now=_now())
    mention.tell_mentioned(now=_now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="reminding.due", queueing_lock="reminding.due", pass_context=False)
def remind(timestamp: int) -> None:
    """Remind of what is due and overdue, and send digests; every quarter of an hour, since mornings begin at different hours."""
    reminding.remind(now=_now())
    reminding.send_digests(now=_now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="reminding.escalate", queueing_lock="reminding.escalate", pass_context=False)
def escalate(timestamp: int) -> None:
    """Climb the ladder of escalation."""
    escalation.climb(now=_now())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
