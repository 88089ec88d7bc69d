"""The process of an import of registers: the course of every import, with the gates of registers (MIG-01, MIG-06).

Annex 11 clause 4.8, 21 CFR 11.10(a). Reads as data; what each step does is in `importing`, what makes records is in `arriving`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.documents import import_course
from probatum.documents.content import file_facts
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard, Process, Sees, register
from probatum.kernel.record import Record
from probatum.quality.imports import kinds, report
from probatum.quality.imports.bodies import KIND, EventSample, MigratedEvent, RegisterImport, files_of
from probatum.quality.imports.declared import RIGHT, legacy_of

__all__ = ["COURSE", "PROCESS", "kinds"]
Values = Mapping[str, Any]


def files(record: Record) -> list[dict[str, Any]]:
    """The registers with their hashes."""
    return [file_facts(one.file, name=one.name) for one in files_of(RegisterImport.objects.get(pk=record.pk))]


def columns_chosen(record: Record, actor: Actor, values: Values) -> str | None:
    """A sheet is read by its columns, so those that are needed are named."""
    sheets = [one for one in RegisterImport.objects.get(pk=record.pk).reading["sheets"] if one["kind"]]
    if not sheets:
        return "No sheet is chosen yet. Say of at least one what it holds."
    for one in sheets:
        if "number" not in one["columns"]:
            label = legacy_of(one["kind"]).column("number").label
            return f"Say in the mapping of {one['name']} which column holds: {label}."
    return None


def something_ready(record: Record, actor: Actor, values: Values) -> str | None:
    """An import without a row to import ends as cancelled."""
    if RegisterImport.objects.get(pk=record.pk).ready:
        return None
    return "No row can be imported. Change the mapping, or mend the register and begin another import."


def rows_agree(record: Record, actor: Actor, values: Values) -> str | None:
    """Every row that came in was read again from its file and says the same."""
    collection = RegisterImport.objects.get(pk=record.pk)
    made = MigratedEvent.objects.filter(collection=collection).count()
    if collection.compared == made and collection.agreeing == made:
        return None
    return f"{collection.agreeing} of {made} rows agree with their source. Tell a system administrator."


def counts_equal(record: Record, actor: Actor, values: Values) -> str | None:
    """Every row of the registers became a record, was there already, or was refused."""
    collection = RegisterImport.objects.get(pk=record.pk)
    if report.ended_early(record):
        return None
    told = sum(report.counts(collection).values())
    if told == collection.rows:
        return None
    return f"The registers hold {collection.rows} rows, but of {told} it stands what became of them. Tell a system administrator."


def samples_compared(record: Record, actor: Actor, values: Values) -> str | None:
    """A person looked at some records beside their rows."""
    drawn = EventSample.objects.filter(collection_id=record.pk)
    if not drawn.exists() and MigratedEvent.objects.filter(collection_id=record.pk).exists():
        return "Draw a sample and compare it with its rows first."
    left = drawn.filter(verdict="open").count()
    if not left:
        return None
    return (
        f"{left} drawn {'record has' if left == 1 else 'records have'} no verdict yet. The importer gives it."
    )


def forget_findings(act: Any, record: Record, values: Values) -> None:
    """With another mapping the dry run says other things."""
    nothing = dict.fromkeys(("rows", "ready", "warned", "faulty", "known"), 0)
    RegisterImport.objects.filter(pk=record.pk).update(findings=None, **nothing)


AGREE = Guard("rows_agree", rows_agree)
COURSE = import_course.Course(
    right=RIGHT,
    to_check=(Guard("columns_chosen", columns_chosen),),
    to_run=(Guard("something_ready", something_ready),),
    to_end=(AGREE,),
    to_reconcile=(AGREE, Guard("counts_equal", counts_equal), Guard("samples_compared", samples_compared)),
    forget=forget_findings,
    prepared="Sheets, columns and values of the registers are matched with what is here.",
    looked_at="Every row is looked at in the background. Nothing is made.",
    signed="You sign the report: what was imported, that every row agrees, what you compared, what was refused.",
)

PROCESS = register(
    Process(
        kind=KIND,
        label="Import of registers",
        plural="Imports of registers",
        icon="upload",
        start="draft",
        manifest="register_import/1",
        content=report.content,
        files=files,
        retention="event",
        states=import_course.states(COURSE),
        sees=(Sees(RIGHT), Sees("audit_trail.review")),
        moves=import_course.moves(COURSE),
    )
)
