"""Disposal at the same time as other work: nothing that is being stored loses its bytes."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connection

from probatum.documents import disposing
from probatum.kernel import file as files
from probatum.kernel.action import action
from probatum.kernel.file import Attachment
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from tests.documents.kept import keep_in, overdue
from tests.documents.test_disposal import signed
from tests.world import World, content


@pytest.mark.requirement("DOC-39", "P11-10-c")
def test_file_that_is_stored_during_its_disposal_keeps_its_bytes(committed_world: World) -> None:
    world, text = keep_in(committed_world), f"Rinse twice {uuid4().hex}"
    document = overdue(world, text=text)
    other = world.document(title="Needs the same file").record
    source, disposal = content(text).source, signed(world, document)
    stored, attach = threading.Event(), threading.Event()

    def storing() -> None:
        _attach(world.anna, other, source, stored=stored, attach=attach)
        connection.close()

    worker = threading.Thread(target=storing)
    worker.start()
    assert stored.wait(20)
    threading.Timer(1.0, attach.set).start()
    disposing.carry_out(disposal.pk)
    worker.join(20)
    disposing.sweep()
    assert files.read(Attachment.objects.get(record=other).file) == source


def _attach(
    actor: Person, record: Record, source: bytes, *, stored: threading.Event, attach: threading.Event
) -> None:
    """Store bytes and point to them in one action, with time to dispose of them in between."""
    with action(actor, "test.attach", record=record) as act:
        file = files.store(act, source, media_type="application/pdf")
        stored.set()
        attach.wait(20)
        Attachment.objects.create(record=record, file=file, name="one.pdf", added_by=actor, added_at=act.at)
