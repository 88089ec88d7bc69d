"""Jobs of imports of registers: the dry run, the import in pieces. Each is safe to repeat."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from probatum.jobs.imports import SECONDS
from probatum.kernel.effects import on
from probatum.kernel.record import Record
from probatum.quality.imports.bodies import KIND, RegisterImport, import_of


@app.task(name="registers.check")
def check(collection_id: int) -> None:
    """Try an import dry."""
    from probatum.output import registering  # slow import

    collection = _import(collection_id)
    if collection.record.state == "checking":
        registering.check(collection)


@app.task(name="registers.run")
def run(collection_id: int) -> None:
    """Import the next piece, and queue the one behind it."""
    from probatum.output import registering  # slow import

    collection = _import(collection_id)
    if collection.record.state == "running" and registering.run(collection, seconds=SECONDS):
        run.defer(collection_id=collection_id)


@app.task(name="registers.compare")
def compare(collection_id: int) -> None:
    """Compare what a halted import made with its source."""
    from probatum.output import registering  # slow import

    registering.compare(_import(collection_id))


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


def _import(collection_id: int) -> RegisterImport:
    return import_of(Record.objects.get(pk=collection_id))
