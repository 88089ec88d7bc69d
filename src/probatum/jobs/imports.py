"""Jobs of imports: the dry run, the import in pieces, the issued files of what came in. Each is safe to repeat."""

from __future__ import annotations

import logging
from typing import Any

from procrastinate.contrib.django import app

from probatum.documents.collection import KIND, CollectionImport, Migrated, collection_of
from probatum.kernel.effects import on
from probatum.kernel.errors import Refused
from probatum.kernel.record import Record

log = logging.getLogger(__name__)
#: An import gives the worker back after so many seconds, so that nothing else waits for its end.
SECONDS = 20.0
ISSUED_AT_ONCE = 25


@app.task(name="imports.check")
def check(collection_id: int) -> None:
    """Try an import dry."""
    from probatum.output import importing  # slow import

    collection = _collection(collection_id)
    if collection.record.state == "checking":
        importing.check(collection)


@app.task(name="imports.run")
def run(collection_id: int) -> None:
    """Import the next piece, and queue the one behind it."""
    from probatum.output import importing  # slow import

    collection = _collection(collection_id)
    if collection.record.state != "running":
        return
    if importing.run(collection, seconds=SECONDS):
        run.defer(collection_id=collection_id)
    else:
        issue.defer()


@app.task(name="imports.compare")
def compare(collection_id: int) -> None:
    """Compare what a halted import made with its source."""
    from probatum.output import importing  # slow import

    importing.compare(_collection(collection_id))


@app.task(name="imports.issue")
def issue() -> None:
    """Make the stamped files of migrated versions, those in force first, and queue the piece behind."""
    from probatum.output.issue import issue as make  # slow import

    waiting = Migrated.objects.filter(version__issue=None).exclude(version__draft=None)
    known = waiting.select_related("version__record__site", "version__document__record")
    found = list(known.order_by("version__superseded_at", "pk")[:ISSUED_AT_ONCE])
    made = 0
    for one in found:
        try:
            make(one.version)
            made += 1
        except Refused as refusal:
            log.warning("%s was not issued: %s", one.version.record.number, refusal)
    if made and len(found) == ISSUED_AT_ONCE:
        issue.defer()


@app.periodic(cron="*/10 * * * *")
@app.task(name="imports.issue_missing", queueing_lock="imports.issue_missing", pass_context=False)
def issue_missing(timestamp: int) -> None:
    """Go on with what a killed worker left, such as after a restore."""
    issue()


@on(KIND, "check")
def queue_check(act: Any, record: Record, left: str) -> None:
    """Queue the dry run with the move that asks for it."""
    check.defer(collection_id=record.pk)


@on(KIND, "run")
@on(KIND, "go_on")
def queue_run(act: Any, record: Record, left: str) -> None:
    """Queue the import with the move that starts it."""
    run.defer(collection_id=record.pk)


@on(KIND, "halt")
def queue_compare(act: Any, record: Record, left: str) -> None:
    """What was imported before a halt is compared, so that the import may end there."""
    compare.defer(collection_id=record.pk)


def _collection(collection_id: int) -> CollectionImport:
    return collection_of(Record.objects.get(pk=collection_id))
