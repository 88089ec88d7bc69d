"""Files attached to a record: by who works on it, while it goes on; a file taken back stays readable in the history.

What is attached is part of what is signed, so it makes a new edition (21 CFR 11.70).
"""

from __future__ import annotations

from pathlib import Path

from probatum.kernel.action import action, event, require_reason
from probatum.kernel.authz import Decision, acting_for, demand
from probatum.kernel.body import new_edition
from probatum.kernel.editing import may_edit
from probatum.kernel.errors import Refused
from probatum.kernel.file import Attachment, store_path
from probatum.kernel.lifecycle import lock, touch
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.personal import reads_texts
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.words import start, with_article

#: files that one record holds at most
MOST = 500
LONGEST_NAME, LONGEST_NOTE = 200, 300


def may_attach(actor: Person, record: Record) -> Decision:
    """Whether somebody may attach files to a record: its owner, who holds a part, and who may fill in a section now."""
    process = process_of(record)
    if not process.sections:
        return Decision(
            False, f"{start(with_article(process.label))} takes no files besides its own content."
        )
    if process.state(record.state).final:
        return Decision(False, f"{record.number} has ended; it has to be reopened before a file is attached.")
    people = set(acting_for(actor))
    if record.owner_id in people:
        return Decision(True, "", "owner")
    part = next((held.name for held in parts_of(record) if held.person_id in people), "")
    if part:
        return Decision(True, "", process.called(part))
    verdicts = (may_edit(actor, record, section) for section in process.sections)
    sentence = f"Files are attached by those who work on {record.number}; its owner is {record.owner.name}."
    return next((one for one in verdicts if one), Decision(False, sentence))


def attach(
    actor: Person, record: Record, *, content: Path, name: str, media_type: str, note: str = ""
) -> Attachment:
    """Attach a file that the output layer has looked at. Raises NotAllowed without the right, Refused for a faulty name."""
    called = " ".join(name.replace("\x00", " ").replace("\\", "/").rsplit("/", 1)[-1].split())
    if not called:
        raise Refused("Enter a name for the file.", field="name")
    if len(called) > LONGEST_NAME or len(note) > LONGEST_NOTE:
        raise Refused(
            f"Shorten the name to {LONGEST_NAME} and the note to {LONGEST_NOTE} characters.", field="name"
        )
    verdict = may_attach(actor, record).or_refuse()
    with action(actor, "record.attach", record=record, role=verdict.role) as act:
        locked = lock(record)
        may_attach(actor, locked).or_refuse()
        if Attachment.objects.filter(record=locked, voided_at=None).count() >= MOST:
            raise Refused(f"{locked.number} holds {MOST} files, which is the most.", field="name")
        stored = store_path(act, content, media_type=media_type)
        attached = Attachment.objects.create(
            record=locked,
            file=stored,
            name=called,
            note=note.replace("\x00", " ").strip(),
            added_by=actor,
            added_at=act.at,
        )
        new_edition(act, locked)
        touch(act, locked)
    return attached


def take_back(actor: Person, attachment: Attachment, *, reason: str) -> None:
    """Void an attachment with a reason; the bytes stay and the history shows it. Raises NotAllowed, Refused."""
    record = attachment.record
    verdict = may_attach(actor, record).or_refuse()
    why = require_reason(reason, ask="Say why this file is taken back.")
    with action(actor, "record.take_file_back", record=record, reason=why, role=verdict.role) as act:
        locked = lock(record)
        open_one = Attachment.objects.filter(pk=attachment.pk, voided_at=None)
        if not open_one.update(voided_at=act.at, void_reason=why[:LONGEST_NOTE]):
            raise Refused("This file was taken back already.")
        new_edition(act, locked)
        touch(act, locked)


def note_download(actor: Person, attachment: Attachment) -> None:
    """Note that an attached file was taken out. Raises NotAllowed when its record, or what it tells of people, is not the actor's to see."""
    verdict = demand(actor, "record.view", record=attachment.record)
    reads_texts(actor, attachment.record).or_refuse()
    facts = {"file": attachment.name, "sha256": attachment.file.sha256}
    event(actor, "record.download_file", facts, record=attachment.record, role=verdict.role)
