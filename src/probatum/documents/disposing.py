"""Acts around a disposal: the list is drawn up, and when two people have signed, the content of each document is destroyed (DOC-39).

Each document is one action. A worker killed anywhere goes on where it stopped: a document is whole or a tombstone, and bytes
that were let go are removed again and again until they are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from probatum.documents.content import Document, Draft, Version
from probatum.documents.disposal import (
    APPROVE,
    KIND,
    PATTERN,
    PROCESS,
    PROPOSE,
    Disposal,
    DisposalItem,
)
from probatum.documents.retention import kept, kept_one
from probatum.kernel import file_disposal, search
from probatum.kernel.action import SYSTEM, Act, action, require_reason
from probatum.kernel.authz import can_see, demand, holders
from probatum.kernel.calendar import today_at
from probatum.kernel.ending import end_for_good
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.file import Attachment, StoredFile
from probatum.kernel.lifecycle import advance, enter_state, lock
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Person
from probatum.kernel.process import definition_of
from probatum.kernel.record import Record, issue_number, open_record
from probatum.kernel.signature import Signature

MOST = 200


def able_to_approve(actor: Person) -> list[Person]:
    """Whom to ask: everybody with the right for the whole organisation but the proposer."""
    return list(holders(APPROVE).exclude(pk=actor.pk))


def draw_up(
    actor: Person, documents: Sequence[Record], *, reason: str, approvers: Sequence[Person]
) -> Disposal:
    """Draw up a list of documents whose time is over. Raises NotAllowed without the right, Refused for one that is not due."""
    verdict = demand(actor, PROPOSE)
    why = require_reason(reason, ask="Say why these documents are disposed of now.")
    wanted = list({record.pk: record for record in documents}.values())
    if not wanted:
        raise Refused("Choose at least one document.", field="documents")
    if len(wanted) > MOST:
        raise Refused(f"Dispose of at most {MOST} documents at a time.", field="documents")
    if not approvers:
        raise Refused("Choose who is asked to approve.", field="approver")
    if not all(can_see(actor, record) for record in wanted):
        raise NotAllowed("One of these documents is not yours to see. Nothing was drawn up.")
    with action(actor, "disposal.draw_up", reason=why, role=verdict.role) as act:
        record = _opened(act, actor, wanted)
        disposal = Disposal.objects.create(record=record, reason=why)
        for one in kept([lock(each) for each in sorted(wanted, key=lambda each: each.pk)]):
            if not one.is_due(today_at(one.record.site, at=act.at)):
                held = f"under the legal hold {one.holds[0].number}" if one.holds else "not due yet"
                raise Refused(f"{one.record.number} is {held}.", field="documents")
            if DisposalItem.objects.filter(document_id=one.record.pk, ended_at=None).exists():
                raise Refused(f"{one.record.number} is on another list already.", field="documents")
            DisposalItem.objects.create(
                disposal=disposal, document_id=one.record.pk, because=" ".join(one.until.because)
            )
        set_parts(act, record, process=PROCESS, name="approver", people=list(approvers))
        enter_state(act, record, PROCESS)
        search.index(record, text=why)
    return disposal


def _opened(act: Act, actor: Person, wanted: Sequence[Record]) -> Record:
    """The record of the list, kept for whom its documents are kept; Refused where they are kept for different people."""
    closed = {(one.confidential, one.circle_id) for one in wanted if one.confidential}
    if len(closed) > 1:
        raise Refused(
            "These documents are kept for different people. Draw up one list for each.", field="documents"
        )
    count = len(wanted)
    return open_record(
        act,
        kind=KIND,
        number=issue_number(PATTERN, values={"year": act.at.year}),
        title=f"Disposal of {count} document{'' if count == 1 else 's'}",
        state=PROCESS.start,
        owner=actor,
        definition=definition_of(act, PROCESS),
        confidential=bool(closed),
        circle=next((one.circle for one in wanted if one.circle_id), None),
    )


def release_list(act: Act, record: Record) -> None:
    """Let the documents of a list go back when it was refused or withdrawn, under its open action."""
    DisposalItem.objects.filter(disposal_id=record.pk, ended_at=None).update(
        ended_at=act.at, outcome="kept", note="The disposal did not come about."
    )


def carry_out(disposal_id: int) -> None:
    """Destroy the content of every document of an approved disposal, one action each. Safe to repeat."""
    record = Record.objects.get(pk=disposal_id)
    if record.state != "approved":
        return
    for item in DisposalItem.objects.filter(disposal_id=disposal_id, ended_at=None).order_by("id"):
        _carry_out_one(record, item)
    with action(SYSTEM, f"{KIND}.finish", record=record) as act:
        locked = lock(record)
        if locked.state == "approved":
            advance(act, locked, "finish")
    sweep()


def sweep() -> int:
    """Remove bytes that were let go and may still be there, such as after a kill. Returns how many."""
    if not file_disposal.waiting():
        return 0
    with action(SYSTEM, "file.remove") as act:
        count = file_disposal.remove_bytes(act)
        act.note({"files": count})
    return count


def unfinished() -> Iterable[int]:
    """The disposals that two people signed and that are not carried out yet."""
    return list(
        Record.objects.filter(kind=KIND, state="approved").order_by("pk").values_list("pk", flat=True)
    )


def _carry_out_one(decision: Record, item: DisposalItem) -> None:
    reason = Disposal.objects.get(pk=decision.pk).reason
    parent = Record.objects.get(pk=item.document_id)
    with action(SYSTEM, "document.dispose", record=parent, reason=f"{decision.number}: {reason}") as act:
        locked = lock(parent)
        mine = DisposalItem.objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
        if mine.ended_at is not None:
            return
        why_not = _why_not(locked)
        if why_not:
            mine.outcome, mine.note = "kept", why_not
        else:
            mine.outcome, mine.files = "destroyed", _destroy(act, locked, decision=decision, reason=reason)
        mine.ended_at = act.at
        mine.save(update_fields=["outcome", "note", "files", "ended_at"])


def _why_not(record: Record) -> str:
    """What changed since two people signed: a hold, or a rule that keeps it longer."""
    now = kept_one(record)
    if now.holds:
        return f"Kept: under the legal hold {now.holds[0].number}."
    if not now.is_due(today_at(record.site, at=timezone.now())):
        return f"Kept: {now.sentence.lower()}."
    return ""


def _destroy(act: Act, parent: Record, *, decision: Record, reason: str) -> list[str]:
    versions = list(Record.objects.filter(documents_version__document_id=parent.pk).order_by("pk"))
    records = [parent, *(lock(one) for one in versions)]
    keys = [one.pk for one in records]
    files = _files_of(keys)
    shared = file_disposal.kept_elsewhere(files, besides=keys)
    going = list(StoredFile.objects.filter(pk__in=set(files) - shared).order_by("pk"))
    signed = Signature.objects.filter(record=decision, move__in=("propose", "approve"), refused=False)
    entries = dict(signed.order_by("id").values_list("person_id", "entry"))
    file_disposal.let_go(act, going, decision=decision, signatures=entries.values(), reason=reason)
    for record in records:
        end_for_good(act, record)
        if record.pk != parent.pk:
            search.find_elsewhere(record, yes=True)  # by the tombstone of its document
    Document.objects.filter(pk=parent.pk).update(effective=None, next_review=None)
    return [one.sha256 for one in going]


def _files_of(records: Sequence[int]) -> set[int]:
    """Sources, renditions, issued copies and pictures of a document and its versions."""
    drafts = Draft.objects.filter(version__in=records).values_list("source_id", "rendition_id")
    found = {key for pair in drafts for key in pair}
    found |= set(
        Version.objects.filter(pk__in=records).exclude(issue=None).values_list("issue_id", flat=True)
    )
    return found | set(Attachment.objects.filter(record__in=records).values_list("file_id", flat=True))
