"""A document's evidence package put together from what its reader may see: files, prints, tables, histories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from probatum.documents.content import Document, Version
from probatum.documents.drafts import drafts_of
from probatum.documents.identifiers import KINDS, identifiers_of
from probatum.kernel import file as files
from probatum.kernel.authz import decide, visible
from probatum.kernel.closed import told_to
from probatum.kernel.comment import Comment
from probatum.kernel.errors import Refused
from probatum.kernel.ledger import history as ledger_history
from probatum.kernel.link import LINK_TYPES, links_of
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.signature import Signature
from probatum.output.document_package import Contents, Table
from probatum.web import record_print


def contents(actor: Person, document: Document, versions: list[Version]) -> Contents:
    """Everything of a document that its reader may take; `versions` are those the reader sees."""
    records = [document.record, *(version.record for version in versions)]
    state = process_of(document.record).state(document.record.state).label
    return Contents(
        title=f"{document.record.number} {document.record.title}",
        standing=f"{document.type.name}, {state}",
        files=[*_files(actor, versions), *_prints(actor, records)],
        tables={
            "document": _document(document),
            "versions": _versions(versions),
            "signatures": _signatures(records),
            "comments": _comments(records),
            "links": _links(actor, records),
            "other-names": _names(document),
        },
    )


def _files(actor: Person, versions: list[Version]) -> Iterator[tuple[Sequence[str], bytes]]:
    for version in versions:
        folder = ("files", f"{version.document.record.number} v{version.major}")
        if version.issue is not None and decide(actor, "document.download", record=version.record):
            yield (*folder, "issued.pdf"), files.read(version.issue)
        source = decide(actor, "document.source", record=version.record)
        for draft in drafts_of(version):
            if decide(actor, "document.download", record=version.record):
                yield (*folder, f"draft {draft.minor}.pdf"), files.read(draft.rendition)
            if source:
                yield (*folder, f"draft {draft.minor} source {draft.source_name}"), files.read(draft.source)


def _prints(actor: Person, records: list[Record]) -> Iterator[tuple[Sequence[str], bytes]]:
    """Each record as PDF, and its history as JSON; a history too long for paper is only in the second."""
    for record in records:
        try:
            yield ("records", f"{record.number}.pdf"), record_print.pdf(actor, record, filters={})
        except Refused as refusal:
            yield ("records", f"{record.number} is not printed.txt"), str(refusal).encode()
        told = told_to(actor, ledger_history.every(record))
        yield ("data", f"history of {record.number}.json"), ledger_history.as_json(told).encode()


def _document(document: Document) -> Table:
    record = document.record
    pairs = (
        ("Number", record.number),
        ("Title", record.title),
        ("Type", document.type.name),
        ("State", process_of(record).state(record.state).label),
        ("Owner", record.owner.name),
        ("Site", record.site.name if record.site else "All sites"),
        ("Department", record.department.name if record.department else ""),
        ("Confidential", "Yes" if record.confidential else "No"),
        ("Next review", document.next_review or ""),
    )
    return ("Field", "Value"), list(pairs)


def _versions(versions: list[Version]) -> Table:
    heads = ("Version", "Title", "State", "Approved at", "Effective at", "Superseded at", "What changed", "Reference", "Issued SHA-256", "Rendition SHA-256", "Source file", "Source SHA-256")  # fmt: skip
    rows: list[Sequence[Any]] = []
    for one in versions:
        record, draft = one.record, one.draft
        state = process_of(record).state(record.state).label
        shown = (
            one.label,
            record.title,
            state,
            *map(_at, (one.approved_at, one.effective_at, one.superseded_at)),
        )
        digests = (draft.rendition.sha256, draft.source_name, draft.source.sha256) if draft else ("", "", "")
        issued = one.issue.sha256 if one.issue else ""
        rows.append((*shown, one.change_summary, one.change_reference, issued, *digests))
    return heads, rows


def _signatures(records: list[Record]) -> Table:
    heads = ("Record", "Printed name", "User name", "Role", "Meaning", "Time (UTC)", "Zone of the signer", "Refused", "Reason", "On behalf of", "Content SHA-256")  # fmt: skip
    found = Signature.objects.filter(record__in=records).select_related("record").order_by("id")
    return heads, [
        (one.record.number, one.printed_name, one.username, one.role, one.meaning_text, _at(one.at), one.time_zone,
         "Yes" if one.refused else "No", one.reason, one.on_behalf_of, one.content_sha256)
        for one in found
    ]  # fmt: skip


def _comments(records: list[Record]) -> Table:
    found = Comment.objects.filter(record__in=records).select_related("record", "author", "resolved_by")
    return ("Record", "Who", "Time (UTC)", "Page", "Passage", "Comment", "Resolved at"), [
        (
            one.record.number,
            one.author.name,
            _at(one.at),
            one.page or "",
            one.quote,
            one.text,
            _at(one.resolved_at),
        )
        for one in found.order_by("id")
    ]


def _links(actor: Person, records: list[Record]) -> Table:
    """Links whose both ends the reader sees."""
    found = links_of([record.pk for record in records])
    seen = visible(actor).in_bulk({pk for link in found for pk in (link.source_id, link.target_id)})
    return ("From", "Relation", "To", "Title", "Note", "Made at"), [
        (seen[one.source_id].number, LINK_TYPES[one.type][0], seen[one.target_id].number, seen[one.target_id].title, one.note, _at(one.made_at))
        for one in found
        if one.source_id in seen and one.target_id in seen
    ]  # fmt: skip


def _names(document: Document) -> Table:
    labels = dict(KINDS)
    return ("Name", "What it is", "Where", "Since"), [
        (one.value, labels[one.kind], one.source, _at(one.made_at)) for one in identifiers_of(document)
    ]


def _at(moment: Any) -> str:
    return moment.isoformat(timespec="milliseconds") if moment else ""
