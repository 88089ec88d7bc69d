"""Jobs of the document area: issue what was approved, release what is due. Each is safe to repeat."""

from __future__ import annotations

import logging
from typing import Any

from procrastinate.contrib.django import app

from probatum.documents import bundle, disposing, release, review_schedule
from probatum.documents.change_list import listed
from probatum.documents.content import WAITING_STATES, Version
from probatum.documents.refused_issue import note_refused
from probatum.kernel.effects import on
from probatum.kernel.errors import Refused
from probatum.kernel.record import Record

log = logging.getLogger(__name__)


@app.task(name="documents.issue")
def issue_version(version_id: int) -> None:
    """Build the stamped and sealed PDF of an approved version, then release it when its day has begun; a refusal is kept for its page."""
    from probatum.output.issue import issue  # slow import

    version = Version.objects.select_related("record__site", "document__record", "draft__rendition").get(
        pk=version_id
    )
    if version.issue_id is None and version.record.state in WAITING_STATES:
        try:
            issue(version)
        except Refused as refusal:  # for people to read, and to try again every few minutes
            log.warning("Version %s was not issued: %s", version_id, refusal)
            note_refused(version, why=str(refusal))
    _release()


@app.periodic(cron="* * * * * */15")  # seconds stand last
@app.task(name="documents.release_due", queueing_lock="documents.release_due", pass_context=False)
def release_due(timestamp: int) -> None:
    """Make every issued version and every change request effective whose day has begun at its site."""
    for version in release.bring_forward():
        issue_version.defer(version_id=version.pk)
    _release()


def _release() -> None:
    release.release_due()
    bundle.release_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="documents.issue_missing", queueing_lock="documents.issue_missing", pass_context=False)
def issue_missing(timestamp: int) -> None:
    """Issue what was approved but never issued, such as after a restore."""
    for version_id in Version.objects.filter(record__state__in=WAITING_STATES, issue=None).values_list(
        "pk", flat=True
    ):
        issue_version(version_id)


@app.periodic(cron="17 * * * *")
@app.task(name="documents.periodic_reviews", queueing_lock="documents.periodic_reviews", pass_context=False)
def periodic_reviews(timestamp: int) -> None:
    """Open the reviews that are near their date and close those that were overtaken; hourly, since days begin at different hours."""
    review_schedule.close_overtaken()
    review_schedule.open_due()


@on("version", "approve_quality")
@on("version", "check")
def queue_issue(act: Any, record: Record, left: str) -> None:
    """Queue the issue in the transaction of the last approval, or of the check of what is not GxP."""
    issue_version.defer(version_id=record.pk)


@on("version", "reschedule")
def queue_issue_again(act: Any, record: Record, left: str) -> None:
    """A changed effective day stands on the page, so the file is issued again."""
    release.forget_issue(act, record)
    issue_version.defer(version_id=record.pk)


@on("change_request", "approve_quality")
def queue_issue_of_all(act: Any, record: Record, left: str) -> None:
    """The day of the change stands on each of its versions: those that said another are issued again."""
    for item in listed(record.pk):
        if item.version is not None and item.version.issue_id is None:
            issue_version.defer(version_id=item.version.pk)


@app.task(name="documents.dispose")
def dispose(disposal_id: int) -> None:
    """Destroy what two people signed for; goes on where a killed worker stopped."""
    disposing.carry_out(disposal_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="documents.disposals", queueing_lock="documents.disposals", pass_context=False)
def disposals(timestamp: int) -> None:
    """Finish the disposals that were left half done, and remove bytes that were let go and are still there."""
    for disposal_id in disposing.unfinished():
        disposing.carry_out(disposal_id)
    disposing.sweep()


@on("disposal", "approve")
def queue_disposal(act: Any, record: Record, left: str) -> None:
    """Queue the destruction in the transaction of the second signature."""
    dispose.defer(disposal_id=record.pk)


@on("disposal", "refuse")
@on("disposal", "withdraw")
def let_documents_go_back(act: Any, record: Record, left: str) -> None:
    """What was on the list can be put on another one."""
    disposing.release_list(act, record)
