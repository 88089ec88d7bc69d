"""The reconciliation of an import of registers with its source: counts, rows read again, links, samples, what was refused and why (MIG-06)."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Count, Q

from probatum.documents.collection import KNOWN, MADE, REFUSED, VERDICTS
from probatum.kernel.link import Link
from probatum.kernel.particulars import steps_of
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.imports.bodies import (
    OUTCOMES,
    CrossReference,
    EventSample,
    MigratedEvent,
    RegisterImport,
    RowLeftOut,
    files_of,
)
from probatum.quality.imports.declared import WAY
from probatum.quality.imports.references import SAID

REFUSED_ROWS, NOWHERE = "Refused rows", "References that lead nowhere"
Words = list[tuple[str, list[tuple[str, str]]]]


def content(record: Record) -> dict[str, Any]:
    """What the signature is bound to: the figures of the report, the samples, and a digest over every row of it."""
    collection = RegisterImport.objects.get(pk=record.pk)
    outcomes = counts(collection)
    return {
        "system": collection.system,
        "registers": [one.file.sha256 for one in files_of(collection)],
        "rows": collection.rows,
        "outcomes": outcomes,
        "not_imported": collection.rows - sum(outcomes.values()),
        "made": by_kind_and_state(collection),
        "rows_compared": collection.compared,
        "rows_agreeing": collection.agreeing,
        "links": linked(collection),
        "leading_nowhere": nowhere(collection).count(),
        "samples": [[one.event.record.number, one.verdict, one.note] for one in samples_of(collection)],
        "rows_sha256": digest_of_rows(collection),
    }


def counts(collection: RegisterImport) -> dict[str, int]:
    """How many rows were imported, were there already, were refused."""
    left = RowLeftOut.objects.filter(collection=collection).values_list("outcome")
    found = dict(left.annotate(many=Count("pk")).order_by())
    found[MADE] = MigratedEvent.objects.filter(collection=collection).count()
    return {name: found.get(name, 0) for name, _ in OUTCOMES}


def ended_early(record: Record) -> bool:
    """Whether a person ended the import before its last row."""
    return any(step.move == "end_early" for step in steps_of(record))


def by_kind_and_state(collection: RegisterImport) -> list[list[Any]]:
    """How many records came in, by kind and by the state in which they came."""
    made = MigratedEvent.objects.filter(collection=collection, record__steps__move=WAY)
    steps = made.order_by().values_list("record__kind", "record__steps__to_state")
    found = steps.annotate(many=Count("pk"))
    return sorted([kind, state, many] for kind, state, many in found)


def linked(collection: RegisterImport) -> int:
    """How many links its records have that the registers said."""
    said = Link.objects.filter(note=SAID, voided_at=None)
    of = Q(source__migrated_event__collection=collection) | Q(target__migrated_event__collection=collection)
    return said.filter(of).count()


def nowhere(collection: RegisterImport) -> Any:
    """The references of its rows that still lead nowhere, with sheet and row."""
    known = CrossReference.objects.filter(event__collection=collection, link=None)
    return known.select_related("event__record").order_by("event__place", "event__row", "id")


def digest_of_rows(collection: RegisterImport) -> str:
    """A digest over what became of every row, with the hash of the row."""
    told = hashlib.sha256()
    made = MigratedEvent.objects.filter(collection=collection).order_by("place", "row")
    left = RowLeftOut.objects.filter(collection=collection).order_by("place", "row")
    for rows in (
        made.values_list("place", "row", "record__number", "row_sha256"),
        left.values_list("place", "row", "outcome", "says"),
    ):
        for values in rows.iterator():
            told.update("\x1f".join(str(one) for one in values).encode() + b"\n")
    return told.hexdigest()


def samples_of(collection: RegisterImport) -> list[EventSample]:
    """The drawn records in the order of the registers."""
    known = EventSample.objects.select_related("event__record", "event__file")
    return list(known.filter(collection=collection).order_by("event__place", "event__row"))


def refused(collection: RegisterImport) -> list[RowLeftOut]:
    """The rows that were not imported, with the reason."""
    return list(RowLeftOut.objects.filter(collection=collection, outcome=REFUSED))


def words(collection: RegisterImport) -> Words:
    """The report as sections of label and value, for the page and for paper."""
    outcomes = counts(collection)
    left = collection.rows - sum(outcomes.values())
    verdicts = dict(VERDICTS)
    return [
        (
            "Source",
            [
                ("Older system", collection.system),
                *((one.name, f"SHA-256 {one.file.sha256}") for one in files_of(collection)),
            ],
        ),
        (
            "Rows of the registers",
            [
                ("In all", str(collection.rows)),
                ("Imported", str(outcomes[MADE])),
                ("Here already", str(outcomes[KNOWN])),
                ("Refused", str(outcomes[REFUSED])),
                *([("Not imported, because the import was ended", str(left))] if left else []),
            ],
        ),
        (
            "Imported records",
            [
                (f"{process_of(kind).plural}, {process_of(kind).state(state).label.lower()}", str(many))
                for kind, state, many in by_kind_and_state(collection)
            ],
        ),
        (
            "Rows read again from the files",
            [("Compared", str(collection.compared)), ("Agree", str(collection.agreeing))],
        ),
        ("Links between records", [("Made as the registers say", str(linked(collection)))]),
        (
            NOWHERE,
            [
                (f"{one.event.sheet}, row {one.event.row}", f"{one.event.old_number} refers to {one.said}")
                for one in nowhere(collection)
            ],
        ),
        (
            "Compared by a person",
            [
                (one.event.record.number, " ".join([f"{verdicts[one.verdict]}.", one.note]).strip())
                for one in samples_of(collection)
            ],
        ),
        (REFUSED_ROWS, [(f"{one.sheet}, row {one.row}", one.says) for one in refused(collection)]),
        ("Digest", [("SHA-256 over all rows", digest_of_rows(collection))]),
    ]
