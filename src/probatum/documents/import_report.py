"""The reconciliation of an import with its source: counts, checksums, what a person compared, what was refused and why (MIG-06)."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from probatum.documents.collection import (
    KNOWN,
    MADE,
    OUTCOMES,
    REFUSED,
    VERDICTS,
    CollectionImport,
    ImportedRow,
    ImportSample,
    Migrated,
)
from probatum.documents.columns import FIELDS
from probatum.kernel.process import process_of
from probatum.kernel.record import Record

#: Columns without which no row can be imported; type, owner and version may be chosen for all rows.
NEEDED = {name: FIELDS[name][0] for name in ("number", "title", "file")}
REFUSED_ROWS = "Refused rows"
_ROWS = ("row", "outcome", "version__record__number", "version__migrated__sha256", "says")


def content(record: Record) -> dict[str, Any]:
    """What the signature is bound to: the figures of the report, the samples, and a digest over every row of it."""
    collection = CollectionImport.objects.select_related("register", "archive").get(pk=record.pk)
    outcomes = counts(collection)
    return {
        "system": collection.system,
        "register": collection.register.sha256,
        "collection": collection.archive.sha256,
        "rows": collection.rows,
        "outcomes": outcomes,
        "not_imported": collection.rows - sum(outcomes.values()),
        "made": by_type_and_state(collection),
        "files_compared": collection.compared,
        "files_agreeing": collection.agreeing,
        "samples": [
            [one.version.version.record.number, one.verdict, one.note] for one in samples_of(collection)
        ],
        "rows_sha256": digest_of_rows(collection),
    }


def counts(collection: CollectionImport) -> dict[str, int]:
    """How many rows were imported, were there already, were refused."""
    found = Counter(ImportedRow.objects.filter(collection=collection).values_list("outcome", flat=True))
    return {name: found[name] for name, _ in OUTCOMES}


def by_type_and_state(collection: CollectionImport) -> list[list[Any]]:
    """How many versions came in by type and by the state in which they came."""
    made = Migrated.objects.filter(collection=collection)
    steps = made.filter(version__record__steps__move="import").values_list(
        "version__document__type__code", "version__record__steps__to_state"
    )
    return [[code, state, count] for (code, state), count in sorted(Counter(steps).items())]


def state_label(state: str) -> str:
    """The state of a version in words."""
    return process_of("version").state(state).label


def digest_of_rows(collection: CollectionImport) -> str:
    """A digest over what became of every row, with the hash of its file."""
    told = hashlib.sha256()
    rows = ImportedRow.objects.filter(collection=collection).order_by("row")
    for values in rows.values_list(*_ROWS).iterator():
        told.update("\x1f".join("" if one is None else str(one) for one in values).encode() + b"\n")
    return told.hexdigest()


def samples_of(collection: CollectionImport) -> list[ImportSample]:
    """The drawn versions in the order of the register."""
    known = ImportSample.objects.select_related(
        "version__version__record", "version__version__document__record"
    )
    return list(known.filter(collection=collection).order_by("version__row"))


def refused(collection: CollectionImport) -> list[ImportedRow]:
    """The rows that were not imported, with the reason."""
    return list(ImportedRow.objects.filter(collection=collection, outcome=REFUSED).order_by("row"))


def words(collection: CollectionImport) -> list[tuple[str, list[tuple[str, str]]]]:
    """The report as sections of label and value, for the page and for paper."""
    outcomes = counts(collection)
    left = collection.rows - sum(outcomes.values())
    verdicts = dict(VERDICTS)
    return [
        (
            "Source",
            [
                ("Older system", collection.system),
                ("Register", f"{collection.register_name}, SHA-256 {collection.register.sha256}"),
                ("Collection", f"{collection.archive_name}, SHA-256 {collection.archive.sha256}"),
            ],
        ),
        (
            "Rows of the register",
            [
                ("In all", str(collection.rows)),
                ("Imported", str(outcomes[MADE])),
                ("Here already", str(outcomes[KNOWN])),
                ("Refused", str(outcomes[REFUSED])),
                *([("Not imported, because the import was ended", str(left))] if left else []),
            ],
        ),
        (
            "Imported versions",
            [
                (f"{code}, {state_label(state).lower()}", str(count))
                for code, state, count in by_type_and_state(collection)
            ],
        ),
        (
            "Files compared with their source, byte by byte",
            [("Compared", str(collection.compared)), ("Agree", str(collection.agreeing))],
        ),
        (
            "Compared by a person",
            [
                (one.version.version.record.number, " ".join([f"{verdicts[one.verdict]}.", one.note]).strip())
                for one in samples_of(collection)
            ],
        ),
        (REFUSED_ROWS, [(f"Row {one.row}", one.says) for one in refused(collection)]),
        ("Digest", [("SHA-256 over all rows", digest_of_rows(collection))]),
    ]
