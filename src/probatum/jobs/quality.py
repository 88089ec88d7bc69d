"""Jobs of the quality area: reviews of access that are due to open, those past their day, and checks whose day has come."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from probatum.kernel.errors import Refused
from probatum.quality import access_schedule
from probatum.quality.capa import checking

log = logging.getLogger(__name__)


@app.periodic(cron="37 3 * * *")
@app.task(name="quality.open_access_review", queueing_lock="quality.open_access_review", pass_context=False)
def open_access_review(timestamp: int) -> None:
    """Open the review of the whole organisation when it is time."""
    try:
        access_schedule.open_due()
    except Refused as refusal:
        log.error("No review of access was opened: %s", refusal)


@app.periodic(cron="7 * * * *")
@app.task(
    name="quality.overdue_access_reviews", queueing_lock="quality.overdue_access_reviews", pass_context=False
)
def overdue_access_reviews(timestamp: int) -> None:
    """Put overdue reviews to the administrators; hourly, since days begin at different hours at different sites."""
    access_schedule.escalate_overdue()


@app.periodic(cron="12 * * * *")
@app.task(name="quality.begin_checks", queueing_lock="quality.begin_checks", pass_context=False)
def begin_checks(timestamp: int) -> None:
    """Begin the effectiveness checks whose day has come; hourly, since days begin at different hours at different sites."""
    checking.begin_due()
