"""The process of an import: prepared, tried dry, carried out in batches, reconciled with its source by a signature.

MIG-01, MIG-02, MIG-06; Annex 11 clause 4.8, 21 CFR 11.10(a). Reads from top to bottom as data; what each step does is in
`importing`, what makes a version is in `arriving`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.documents import import_course, import_report
from probatum.documents.collection import KIND, CollectionImport, ImportSample
from probatum.documents.content import file_facts
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard, Process, Sees, register
from probatum.kernel.record import Record

RIGHT = "document.import"

Values = Mapping[str, Any]


def files(record: Record) -> list[dict[str, Any]]:
    """The register and the collection with their hashes."""
    collection = CollectionImport.objects.select_related("register", "archive").get(pk=record.pk)
    return [
        file_facts(collection.register, name=collection.register_name),
        file_facts(collection.archive, name=collection.archive_name),
    ]


def columns_chosen(record: Record, actor: Actor, values: Values) -> str | None:
    """The register is read by its columns, so those that are needed are named."""
    columns = CollectionImport.objects.get(pk=record.pk).reading.get("columns", {})
    missing = [label for name, label in import_report.NEEDED.items() if name not in columns]
    if not missing:
        return None
    return f"Say in the mapping which column holds: {', '.join(missing)}."


def something_ready(record: Record, actor: Actor, values: Values) -> str | None:
    """An import without a row to import ends as cancelled."""
    if CollectionImport.objects.get(pk=record.pk).ready:
        return None
    return "No row can be imported. Change the mapping, or mend the register and begin another import."


def files_compared(record: Record, actor: Actor, values: Values) -> str | None:
    """Every imported file was read again and compared with its source."""
    collection = CollectionImport.objects.get(pk=record.pk)
    made = collection.migrated.count()
    if collection.compared == made and collection.agreeing == made:
        return None
    return f"{collection.agreeing} of {made} files agree with their source. Tell a system administrator."


def samples_compared(record: Record, actor: Actor, values: Values) -> str | None:
    """A person looked at some versions beside their source."""
    drawn = ImportSample.objects.filter(collection_id=record.pk)
    if not drawn.exists() and CollectionImport.objects.get(pk=record.pk).migrated.exists():
        return "Draw a sample and compare it with its source first."
    left = drawn.filter(verdict="open").count()
    if not left:
        return None
    return f"{left} drawn {'version has' if left == 1 else 'versions have'} no verdict yet. The importer gives it."


def forget_findings(act: Any, record: Record, values: Values) -> None:
    """With another mapping the dry run says other things."""
    nothing = dict.fromkeys(("rows", "ready", "warned", "faulty", "known"), 0)
    CollectionImport.objects.filter(pk=record.pk).update(findings=None, **nothing)


SAMPLES = Guard("samples_compared", samples_compared)

COURSE = import_course.Course(
    right=RIGHT,
    to_check=(Guard("columns_chosen", columns_chosen),),
    to_run=(Guard("something_ready", something_ready),),
    to_end=(Guard("files_compared", files_compared),),
    to_reconcile=(Guard("files_compared", files_compared), SAMPLES),
    forget=forget_findings,
)

PROCESS = register(
    Process(
        kind=KIND,
        label="Import of a collection",
        plural="Imports of collections",
        icon="upload",
        start="draft",
        manifest="collection_import/1",
        content=import_report.content,
        files=files,
        retention="document",
        states=import_course.states(COURSE),
        sees=(Sees(RIGHT), Sees("audit_trail.review")),
        moves=import_course.moves(COURSE),
    )
)
