"""Sealing: every entry exactly once, whatever commits when; alarms instead of signatures when the past changed."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Any

import psycopg
import pytest

from probatum.kernel.ledger import flags, proof, recovery, seal
from probatum.kernel.ledger.note import check
from probatum.kernel.ledger.tree import check_consistency, check_inclusion
from probatum.kernel.ledger.witness import Alarm

pytestmark = pytest.mark.requirement("ATR-12")


def sealed_ids(ledger: Any) -> list[int]:
    with ledger.connect("audit") as conn:
        return [
            n for (ids,) in conn.execute("SELECT ids FROM ledger.seal ORDER BY n").fetchall() for n in ids
        ]


def all_ids(ledger: Any) -> list[int]:
    with ledger.connect("audit") as conn:
        return [n for (n,) in conn.execute("SELECT id FROM ledger.entry ORDER BY id").fetchall()]


def test_checkpoint_is_signed_and_kept_outside(ledger: Any) -> None:
    ledger.write()
    point = ledger.seal()
    note = (ledger.folder / "checkpoints" / "latest").read_text()
    assert check(note, {point.origin: ledger.key.public_key()}) == point
    assert list(ledger.sealer.folder.all()) == [note]


def test_idle_round_changes_nothing(ledger: Any) -> None:
    ledger.write()
    assert ledger.seal() == ledger.seal()
    assert ledger.one("SELECT count(*) FROM ledger.seal") == 1


def test_late_commit_is_sealed_by_the_round_that_sees_it(ledger: Any) -> None:
    late = ledger.connect("app")
    ledger.context(late)
    late.execute("INSERT INTO rec (number) VALUES ('late')")
    ledger.write()
    ledger.seal()
    ledger.write()
    ledger.seal()
    first = set(sealed_ids(ledger))
    late.commit()
    ledger.write()
    ledger.seal()
    (number,) = set(all_ids(ledger)) - first - {max(all_ids(ledger))}
    assert number < max(first)
    assert sorted(sealed_ids(ledger)) == all_ids(ledger)
    assert ledger.codes() == set() and ledger.offline() == set()


def test_eight_writers_and_two_sealers_seal_each_entry_once(ledger: Any) -> None:
    stop = time.monotonic() + 4
    errors: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with psycopg.connect(**ledger.parameters("app")) as conn:
                turn = 0
                while time.monotonic() < stop:
                    turn += 1
                    ledger.context(conn, u=number + 1, nonce=f"{number}-{turn}")
                    conn.execute("INSERT INTO rec (number) VALUES ('a'), ('b')")
                    if turn % 3 == 0:
                        conn.execute(
                            "SAVEPOINT s; UPDATE rec SET number = 'x' WHERE id = lastval(); ROLLBACK TO s"
                        )
                    conn.execute("UPDATE rec SET number = 'c' WHERE id = lastval()")
                    if turn % 5 == 0:
                        time.sleep(0.05 * number)
                    conn.rollback() if turn % 4 == 0 else conn.commit()
        except BaseException as error:
            errors.append(error)

    def sealing() -> None:
        try:
            with seal.connect(**ledger.parameters("sealer")) as conn:
                while time.monotonic() < stop:
                    seal.seal_now(conn, ledger.sealer)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)] + [
        threading.Thread(target=sealing) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger.seal()
    assert errors == []
    assert sorted(sealed_ids(ledger)) == all_ids(ledger) and len(all_ids(ledger)) > 100
    assert ledger.codes() == set() and ledger.offline() == set()


def test_proofs_from_the_database_hold(ledger: Any) -> None:
    sizes = []
    for count in (3, 300, 1, 5000, 700):
        ledger.write(count)
        sizes.append(ledger.seal().size)
    with ledger.connect("audit") as conn:
        roots = dict(conn.execute("SELECT size, root FROM ledger.seal").fetchall())
        newest = sizes[-1]
        ids = all_ids(ledger)
        for entry in (ids[0], ids[5], ids[255], ids[256], ids[3000], ids[-1]):
            shown = proof.inclusion(conn, entry)
            check_inclusion(shown.leaf, shown.index, shown.size, shown.hashes, roots[newest])
            assert shown.text().startswith(f"c2sp.org/tlog-proof@v1\nindex {shown.index}\n")
        for old in sizes:
            check_consistency(old, newest, roots[old], roots[newest], proof.consistency(conn, old, newest))
        with pytest.raises(proof.NotSealed):
            proof.inclusion(conn, ids[-1] + 1)
        with pytest.raises(ValueError):
            proof.consistency(conn, 1, newest + 1)


@pytest.mark.requirement("ATR-10", "AT-9")
def test_flags_point_to_what_a_reviewer_should_see(ledger: Any) -> None:
    ledger.write()
    ledger.act("DELETE FROM rec")
    with ledger.connect("owner") as conn:
        conn.execute("INSERT INTO rec (number) VALUES ('by hand')")
        conn.execute("ALTER TABLE rec ALTER number SET DEFAULT 'x'")
    ledger.app.execute('SELECT set_config(\'ledger.ctx\', \'{"n":"Eve","u":9,"mac":"0"}\', true)')
    ledger.app.execute("INSERT INTO rec (number) VALUES ('forged')")
    ledger.app.commit()
    first = ledger.one("SELECT max(id) FROM ledger.entry WHERE op = 'I'") - 4
    ledger.seal()
    with ledger.connect("audit") as conn:
        rules = {
            rule
            for (rule,) in conn.execute("SELECT rule FROM ledger.flag WHERE entry > %s", (first,)).fetchall()
        }
    assert rules == {"delete", "direct", "schema", "mac"}
    with ledger.connect("app") as conn:
        (deleted,) = flags.listed(conn, rule="delete")
        assert (deleted.table, deleted.pk, deleted.actor, deleted.sentence) == (
            "rec",
            "1",
            7,
            "A row was deleted",
        )
        page = flags.listed(conn, limit=1)
        assert flags.listed(conn, before=page[0].entry) == flags.listed(conn)[1:]


def test_restored_backup_raises_rollback_until_recovery_is_declared(ledger: Any) -> None:
    ledger.write()
    ledger.seal()
    backup = ledger.backup()
    ledger.write(3)
    lost = ledger.seal()
    ledger.restore(backup)
    with pytest.raises(Alarm) as caught:
        ledger.seal()
    assert caught.value.code == "ROLLBACK" and ledger.sealer.folder.alarm()["code"] == "ROLLBACK"
    assert "ROLLBACK" in ledger.codes() and "ROLLBACK" in ledger.offline()
    ledger.write(9)  # ordinary work goes on, past the old size
    with pytest.raises(Alarm):
        ledger.seal()
    recovery.declare(ledger.sealing, ledger.sealer, reason="Disk failure, backup of noon", by="Ada Example")
    assert ledger.seal().origin == "ledger.example/2" and ledger.sealer.folder.alarm() is None
    ledger.write()
    ledger.seal()
    found = ledger.verify()
    assert [f for f in found if f.severity == "fault"] == [] and ledger.offline() == set()
    assert f"The checkpoint at size {lost.size} of ledger.example was lost by a declared recovery." in [
        f.sentence for f in found
    ]


def test_fork_beyond_the_kept_size_is_found(ledger: Any) -> None:
    ledger.write()
    ledger.seal()
    backup = ledger.backup()
    ledger.write()
    ledger.seal()
    ledger.restore(backup)
    aside = (ledger.folder / "checkpoints").rename(ledger.folder / "kept")
    ledger.write(9)
    ledger.seal()
    for file in aside.iterdir():
        file.replace(ledger.folder / "checkpoints" / file.name)
    ledger.write()
    with pytest.raises(Alarm) as caught:
        ledger.seal()
    assert caught.value.code == "FORK" and "CHECKPOINT" in ledger.codes() and "CHECKPOINT" in ledger.offline()


def test_recovery_without_loss_or_reason_is_refused(ledger: Any) -> None:
    ledger.write()
    ledger.seal()
    with pytest.raises(Alarm):
        recovery.declare(ledger.sealing, ledger.sealer, reason="none", by="Ada")
    with pytest.raises(ValueError):
        recovery.declare(ledger.sealing, ledger.sealer, reason=" ", by="Ada")


def test_altered_head_raises_an_alarm(ledger: Any) -> None:
    ledger.write()
    ledger.seal()
    ledger.superuser("UPDATE ledger.head SET frontier = sha256('x') || substr(frontier, 33)")
    ledger.write()
    with pytest.raises(Alarm) as caught:
        ledger.seal()
    assert caught.value.code == "HEAD"


def test_killed_sealer_leaves_nothing_by_half(ledger: Any) -> None:
    ledger.write(50)
    victim = seal.connect(**ledger.parameters("sealer"))
    ledger.track(victim)
    thread = threading.Thread(target=lambda: _quietly(lambda: seal.seal_now(victim, ledger.sealer)))
    with ledger.connect("superuser") as admin:
        admin.execute(
            "LOCK TABLE ledger.node, ledger.seal IN EXCLUSIVE MODE"
        )  # the sealer waits in the middle of its round
        thread.start()
        time.sleep(0.3)
        with psycopg.connect(**ledger.parameters("superuser"), autocommit=True) as killer:
            killer.execute("SELECT pg_terminate_backend(%s)", (victim.info.backend_pid,))
        thread.join()
        admin.rollback()
    assert ledger.one("SELECT count(*) FROM ledger.seal") == 0
    ledger.seal()
    assert sorted(sealed_ids(ledger)) == all_ids(ledger) and ledger.codes() == set()


def _quietly(work: Any) -> None:
    with contextlib.suppress(psycopg.Error):
        work()


def test_checkpoint_lost_in_a_crash_is_kept_by_the_next_round(ledger: Any) -> None:
    ledger.write()
    ledger.seal()
    ledger.write()
    point = ledger.seal()
    (first, second) = ledger.sealer.folder.all()
    (ledger.folder / "checkpoints" / "latest").write_text(first)  # as if killed between commit and file
    assert ledger.seal() == point
    assert (ledger.folder / "checkpoints" / "latest").read_text() == second


def test_more_than_one_batch_is_sealed_in_one_round(ledger: Any) -> None:
    ledger.write(9000)
    ledger.seal()
    assert ledger.one("SELECT count(*) FROM ledger.seal") == 3
    assert ledger.codes() == set() and ledger.offline() == set()
