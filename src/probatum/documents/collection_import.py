"""The process of an import: prepared, tried dry, carried out in batches, reconciled with its source by a signature.

MIG-01, MIG-02, MIG-06; Annex 11 clause 4.8, 21 CFR 11.10(a). Reads from top to bottom as data; what each step does is in
`importing`, what makes a version is in `arriving`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.documents import import_report
from probatum.documents.collection import KIND, CollectionImport, ImportSample
from probatum.documents.content import file_facts
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Meaning, Move, Process, Sees, State, register
from probatum.kernel.record import Record

RIGHT = "document.import"
RECONCILED = Meaning("import_reconciled", "Import compared with its source and accepted")

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
        states=(
            State(
                "draft",
                "In preparation",
                "neutral",
                "pen",
                explains="The columns and values of the register are matched with what is here.",
            ),
            State(
                "checking",
                "Dry run",
                "info",
                "clock",
                rail=False,
                explains="Every row and file is looked at in the background. Nothing is made.",
            ),
            State(
                "checked",
                "Tried dry",
                "info",
                "eye",
                asks=(Ask("owner", "run", "Decide on the dry run of an import"),),
                explains="The findings stand row by row. Nothing was made yet.",
            ),
            State(
                "running",
                "Running",
                "info",
                "clock",
                explains="Rows are imported in the background, in batches. The page can be left.",
            ),
            State(
                "halted", "Halted", "warn", "alert", rail=False, explains="What was imported so far stands."
            ),
            State(
                "imported",
                "Imported",
                "info",
                "check",
                asks=(Ask("owner", "reconcile", "Reconcile an import", business_days=10),),
                explains="The importer compares a sample with its source and signs.",
            ),
            State("reconciled", "Reconciled", "good", "check", final=True),
            State("cancelled", "Cancelled", "muted", "cross", final=True, rail=False),
        ),
        sees=(Sees(RIGHT), Sees("audit_trail.review")),
        moves=(
            Move(
                "check",
                "Try it dry",
                ("draft",),
                "checking",
                permission=RIGHT,
                guards=(Guard("columns_chosen", columns_chosen),),
                primary=True,
                help="Every row gets its findings. Nothing is made.",
            ),
            Move("be_checked", "Be tried dry", ("checking",), "checked", automatic=True),
            Move("fail_check", "Break off the dry run", ("checking",), "draft", automatic=True),
            Move(
                "prepare",
                "Change the mapping",
                ("checked",),
                "draft",
                permission=RIGHT,
                apply=forget_findings,
                outcome="withdrawn",
                help="The dry run is made again afterwards.",
            ),
            Move(
                "run",
                "Import the rows that are ready",
                ("checked",),
                "running",
                permission=RIGHT,
                guards=(Guard("something_ready", something_ready),),
                primary=True,
                help="Rows with errors are left out and stand in the report with their reason.",
            ),
            Move(
                "halt",
                "Halt the import",
                ("running",),
                "halted",
                permission=RIGHT,
                reason=True,
                help="It halts behind the present batch and can go on.",
            ),
            Move("be_halted", "Be halted", ("running",), "halted", automatic=True),
            Move(
                "go_on",
                "Go on with the import",
                ("halted",),
                "running",
                permission=RIGHT,
                primary=True,
            ),
            Move(
                "end_early",
                "End it here",
                ("halted",),
                "imported",
                permission=RIGHT,
                reason=True,
                guards=(Guard("files_compared", files_compared),),
                help="The rows that are left stand in the report as not imported.",
            ),
            Move("finish", "Be imported", ("running",), "imported", automatic=True),
            Move(
                "reconcile",
                "Sign the reconciliation",
                ("imported",),
                "reconciled",
                permission=RIGHT,
                part="owner",
                meaning=RECONCILED,
                guards=(Guard("files_compared", files_compared), SAMPLES),
                primary=True,
                help="You sign the report: what was imported, that every file agrees, what you compared, what was refused.",
            ),
            Move(
                "cancel",
                "Cancel the import",
                ("draft", "checked"),
                "cancelled",
                permission=RIGHT,
                reason=True,
                negative=True,
                help="Nothing was imported. The files stay with this record.",
            ),
        ),
    )
)
