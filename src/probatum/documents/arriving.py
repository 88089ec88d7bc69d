"""How documents of an older system arrive: each version in the state that its register says, with where it came from (MIG-02).

Nothing is asked of anybody, nobody is told, and no approval is claimed: what the register says of it is kept as its words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from probatum.documents import citations, restriction
from probatum.documents import document as document_process
from probatum.documents import version as version_process
from probatum.documents.collection import (
    MADE,
    CollectionImport,
    ImportedRow,
    Migrated,
    named_so,
    source_key,
)
from probatum.documents.content import Document, Version, review_due
from probatum.documents.drafts import Content, insert_draft
from probatum.documents.identifiers import OLD_NUMBER, know_as
from probatum.documents.import_plan import NOT_YOURS, Line
from probatum.documents.import_values import Existing
from probatum.documents.old_values import EFFECTIVE, OBSOLETE
from probatum.documents.types import rule, rule_for
from probatum.kernel import search
from probatum.kernel.action import Act
from probatum.kernel.arrival import arrive
from probatum.kernel.authz import can_see
from probatum.kernel.calendar import start_of_day, today_at
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import advance, lock, touch
from probatum.kernel.link import link
from probatum.kernel.record import Record, count_from, issue_number, number_in

WAY = "import"


@dataclass(frozen=True, slots=True)
class Arriving:
    """One row with its content, ready to become a version."""

    line: Line
    content: Content


def bring_in(
    act: Act, collection: CollectionImport, arriving: Sequence[Arriving], *, known: Existing
) -> list[Version]:
    """Make a document with its versions, or add newer ones to what came before, under an open action of the importer.

    The versions of one old number, oldest first. Raises what `arrive` raises, and Refused when the document was worked on.
    """
    newest = arriving[-1].line
    before = _imported_before(collection.system, newest.number)
    if before is not None and (act.person is None or not can_see(act.person, before.record)):
        raise Refused(NOT_YOURS)
    document = before or _document(act, collection, newest, known=known)
    versions = [_version(act, collection, document, one, known=known) for one in arriving]
    _date(act, document, versions)
    _take_place(act, document, versions[-1], newest, text=arriving[-1].content.text, again=before is not None)
    return versions


def _imported_before(system: str, number: str) -> Document | None:
    key = source_key(system, number, "")
    alike = Migrated.objects.filter(source_key__startswith=key).select_related("version__document")
    found = next((one for one in alike if named_so(one, system=system, number=number)), None)
    if found is None:
        return None
    known = Document.objects.select_related("record__site", "type__parent__parent", "effective__record")
    return known.get(pk=found.version.document_id)


def _document(act: Act, collection: CollectionImport, newest: Line, *, known: Existing) -> Document:
    type, things = known.things["type"][newest.type], known.things
    process = document_process.PROCESS
    record = arrive(
        act,
        process=process,
        way=WAY,
        state="retired" if newest.state == OBSOLETE else "effective",
        number=_number(newest, str(rule(type, "pattern"))),
        title=newest.title,
        says=f"Migrated from {collection.system}, where its number is {newest.number}.",
        owner=things["owner"][newest.owner],
        site=things["site"].get(newest.site),
        department=things["department"].get(newest.department),
        circle=restriction.circle_of(type),
    )
    light = bool(rule(type, "light"))
    document: Document = Document.objects.create(
        record=record, type=type, review_months=rule_for(type, "review_months", light=light), light=light
    )
    know_as(act, document, value=newest.number, kind=OLD_NUMBER, source=collection.system)
    return document


def _number(line: Line, pattern: str) -> str:
    """The old number, with the counter behind it (MIG-17), or the next one."""
    codes = {"type": line.type, "dept": line.department, "site": line.site}
    counted = number_in(pattern, line.number, values=codes) if line.keeps else None
    if counted is None:
        return issue_number(pattern, values=codes)
    count_from(pattern, values=codes, last=counted)
    return line.number


def _version(
    act: Act, collection: CollectionImport, document: Document, one: Arriving, *, known: Existing
) -> Version:
    line, parent = one.line, document.record
    migrated = Migrated(
        collection=collection,
        row=line.row,
        system=collection.system,
        old_number=line.number,
        old_version=line.version,
        source_key=source_key(collection.system, line.number, line.version),
        file_name=line.file,
        sha256=line.sha256,
        approved_by=line.approved_by,
        approved_on=line.approved_on,
    )
    record = arrive(
        act,
        process=version_process.PROCESS,
        way=WAY,
        state=line.state,
        number=f"{parent.number} v{line.major}",
        title=line.title,
        says=f"{migrated.statement} Version {line.version}, row {line.row} of {collection.register_name}.",
        owner=known.things["owner"].get(line.owner, parent.owner),
        site=parent.site,
        department=parent.department,
        confidential=parent.confidential,
        circle=parent.circle,
    )
    version: Version = Version.objects.create(
        record=record,
        document=document,
        major=line.major,
        change_summary=f"Version {line.version} of {collection.system}.",
        effective_on=dt.date.fromisoformat(line.effective) if line.effective else None,
    )
    link(act, source=record, target=parent, type="version_of")
    insert_draft(act, version, one.content, note=f"From {collection.system}: {line.file}"[:300])
    migrated.version = version
    migrated.save(force_insert=True)
    note_row(act, collection, line, outcome=MADE, version=version, says=" ".join(line.findings))
    return version


def note_row(
    act: Act,
    collection: CollectionImport,
    line: Line,
    *,
    outcome: str,
    version: Version | None = None,
    says: str = "",
) -> None:
    """Keep what became of a row, under an open action."""
    ImportedRow.objects.create(
        collection=collection, row=line.row, outcome=outcome, version=version, says=says[:600], at=act.at
    )


def _date(act: Act, document: Document, versions: Sequence[Version]) -> None:
    """Say when each version took effect and ended, as far as the register says it."""
    site, after = document.record.site, None
    for version in reversed(versions):
        started = start_of_day(version.effective_on, site=site) if version.effective_on else None
        if version is versions[-1]:
            started = started or act.at
            ended = act.at if version.record.state == "obsolete" else None
        else:
            ended = after or act.at
        Version.objects.filter(pk=version.pk).update(effective_at=started, superseded_at=ended)
        after = started or after


def _take_place(act: Act, document: Document, newest: Version, line: Line, *, text: str, again: bool) -> None:
    """Point at the version in force, which is found by the document; a retired one is found by its number."""
    parent = lock(document.record)
    if again and document.effective is not None:
        old = document.effective
        Version.objects.filter(pk=old.pk).update(superseded_at=act.at)
        _supersede(act, old.record)
        parent.title = line.title
        touch(act, parent)
    in_force = line.state == EFFECTIVE
    document.effective = newest if in_force else None
    document.next_review = _next_review(act, document, line) if in_force else None
    document.save(update_fields=["effective", "next_review"])
    search.index(parent, text=text if in_force else "")
    if in_force:
        citations.take_over(act, version=newest.record, document=parent, text=text)
        search.find_elsewhere(newest.record, yes=True)


def _supersede(act: Act, record: Record) -> None:
    advance(act, lock(record), "supersede")
    search.find_elsewhere(record, yes=False)


def _next_review(act: Act, document: Document, line: Line) -> dt.date | None:
    """As the source says (MIG-14); where it says nothing, an interval from today, so that nothing is overdue at once."""
    if line.next_review:
        return dt.date.fromisoformat(line.next_review)
    months = document.review_months
    return review_due(start=today_at(document.record.site, at=act.at), months=months) if months else None
