"""The database goes away, or the ledger cannot be written: nothing is done by half, and the next attempt works."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection

from probatum.config import custody, database
from probatum.config.env import environment
from probatum.documents import authoring, reading
from probatum.documents.content import Draft, Version
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.ledger.finding import faults
from probatum.kernel.ledger.journal import Journal
from probatum.kernel.lifecycle import available
from probatum.kernel.models import Comment, Record, Signature, Site, Step, Task
from tests.world import World, content


def superuser(statement: str, *values: object) -> None:
    parameters = database.administrator(environment()).parameters(name=environment().database_name)
    with psycopg.connect(**parameters, autocommit=True) as admin:
        admin.execute(statement, values or None)


def end_own_connection() -> None:
    """What a crash or a failover of the server does to this process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    superuser("SELECT pg_terminate_backend(%s, 5000)", pid)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Record, Step, Task, Signature, Draft, Comment, Site))


@pytest.mark.requirement("ATR-07", "AT-6")
def test_database_gone_in_the_middle_of_an_action_leaves_nothing(committed_world: World) -> None:
    before = counts()
    with pytest.raises(OperationalError), action(SYSTEM, "test.write"):
        Site.objects.create(code="GVA", name="Geneva")
        end_own_connection()
        Site.objects.create(code="ZRH", name="Zurich")
    connection.close()
    assert counts() == before
    with action(SYSTEM, "test.write"):
        Site.objects.create(code="GVA", name="Geneva")
    assert Site.objects.filter(code="GVA").exists()


@pytest.mark.requirement("ATR-07", "AT-6")
def test_database_gone_while_creating_a_document_wastes_not_even_the_number(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, before = committed_world, counts()
    index = authoring.search.index

    def gone(*given: object, **named: object) -> None:
        end_own_connection()
        index(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(authoring.search, "index", gone)
    with pytest.raises(OperationalError):
        world.document()
    connection.close()
    monkeypatch.undo()
    assert counts() == before
    assert world.document().document.record.number == "SOP-QA-001"


@pytest.mark.requirement("ATR-07", "P11-70")
def test_database_gone_while_signing_leaves_no_signature_and_no_step(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    before, create = counts(), Step.objects.create

    def gone(**values: object) -> Step:
        end_own_connection()
        return create(**values)

    monkeypatch.setattr(Step.objects, "create", gone)
    with pytest.raises(OperationalError):
        world.move(world.rita, record, "review")
    connection.close()
    monkeypatch.undo()
    assert counts() == before
    assert world.move(world.rita, record, "review").state == "reviewed"
    custody.seal_now()
    assert faults(custody.verify(full=True)) == []


@pytest.fixture
def ledger_full(committed_world: World) -> World:
    """A world whose ledger takes no further entry."""
    committed_world.document()
    superuser("ALTER TABLE ledger.entry ADD CONSTRAINT no_more CHECK (op = 'S') NOT VALID")
    return committed_world


@pytest.mark.requirement("ATR-07", "AT-6")
def test_move_rolls_back_when_its_entry_cannot_be_written(ledger_full: World) -> None:
    world, before = ledger_full, counts()
    record = Record.objects.get(kind="version")
    with pytest.raises(DatabaseError):
        world.move(world.anna, record, "submit_for_review")
    assert counts() == before
    assert Record.objects.get(pk=record.pk).state == "draft"
    assert [offer.move.name for offer in available(world.anna, record) if offer.open]


@pytest.mark.requirement("ATR-07", "AT-6")
def test_controlled_read_is_refused_when_it_cannot_be_noted(ledger_full: World) -> None:
    version = Version.objects.select_related("record", "document__record", "document__type", "draft").get()
    with pytest.raises(DatabaseError):
        reading.take(ledger_full.anna, version, purpose="view")


@pytest.mark.requirement("ATR-07", "AT-6", "P11-70")
def test_signature_rolls_back_when_its_entry_cannot_be_written(committed_world: World) -> None:
    world = committed_world
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    superuser("ALTER TABLE ledger.entry ADD CONSTRAINT no_more CHECK (op <> 'E') NOT VALID")
    before = counts()
    with pytest.raises(DatabaseError):
        world.move(world.rita, record, "review")
    assert counts() == before
    superuser("ALTER TABLE ledger.entry DROP CONSTRAINT no_more")
    assert world.move(world.rita, record, "review").state == "reviewed"


@pytest.mark.requirement("ATR-07")
def test_check_in_rolls_back_when_its_entry_cannot_be_written(ledger_full: World) -> None:
    before = counts()
    version = Version.objects.select_related("record", "document__type", "draft").get()
    with pytest.raises(DatabaseError):
        authoring.check_in(
            ledger_full.anna, version, content=content("Two."), based_on=version.record.version
        )
    assert counts() == before


@pytest.mark.requirement("ATR-07")
def test_journal_that_cannot_be_written_does_not_undo_or_fail_what_is_done(
    committed_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The journal lies outside the database and is written after the commit; its disk may be full."""

    def full(self: Journal, nonce: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "note", full)
    with action(SYSTEM, "test.write"):
        Site.objects.create(code="GVA", name="Geneva")
    assert Site.objects.filter(code="GVA").exists()
    assert "No space left on device" in caplog.text
