"""What a database administrator may try; each is found in place and in an export, and named by its code."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from probatum.kernel.ledger import context, verify
from probatum.kernel.ledger.finding import faults
from probatum.kernel.ledger.fingerprint import watch

pytestmark = pytest.mark.requirement("ATR-14", "P11-10-e")

UNGUARD = "ALTER TABLE ledger.entry DISABLE TRIGGER ALL"
UNGUARD_SEALS = "ALTER TABLE ledger.seal DISABLE TRIGGER ALL; ALTER TABLE ledger.node DISABLE TRIGGER ALL"
OFF = "ALTER TABLE rec DISABLE TRIGGER ledger_capture"
GUARD = "ALTER TABLE ledger.entry " + ", ".join(
    f"ENABLE ALWAYS TRIGGER {name}" for name in ("written_once", "never_truncated", "content_erased")
)
ON = "ALTER TABLE rec ENABLE ALWAYS TRIGGER ledger_capture"


@pytest.fixture
def sealed(ledger: Any) -> Any:
    """A ledger with rows 1 to 5, changed once, all sealed, and nothing wrong."""
    ledger.act("INSERT INTO rec (number, email) SELECT 'R-' || g, 'a@b.c' FROM generate_series(1, 5) g")
    ledger.act("UPDATE rec SET number = number || 'x' WHERE id < 4")
    ledger.seal()
    assert ledger.codes() == set() and ledger.offline() == set()
    return ledger


def sentences(ledger: Any, code: str) -> list[str]:
    return [finding.sentence for finding in faults(ledger.verify()) if finding.code == code]


def entry_of(ledger: Any, pk: str, op: str = "U") -> int:
    return int(ledger.one("SELECT id FROM ledger.entry WHERE t = 1 AND pk = %s AND op::text = %s", (pk, op)))


def test_one_byte_of_a_record_is_named_by_table_record_and_column(sealed: Any) -> None:
    sealed.superuser(OFF, "UPDATE rec SET number = 'R-2y' WHERE id = 2", ON)
    assert sentences(sealed, "STATE") == [
        'rec 2, column number: the record says "R-2y", its history says "R-2x".'
    ]
    assert sealed.codes() == {"STATE"} and sealed.offline() == {"STATE"}


def test_edit_then_proper_change_shows_in_the_replay(sealed: Any) -> None:
    sealed.superuser(OFF, "UPDATE rec SET number = 'forged' WHERE id = 2", ON)
    sealed.act("UPDATE rec SET number = 'proper' WHERE id = 2")
    assert sealed.codes() == {"REPLAY"} and sealed.offline() == {"REPLAY"}


def test_edit_of_personal_data_is_named(sealed: Any) -> None:
    sealed.superuser(OFF, "UPDATE rec SET email = 'x@b.c' WHERE id = 5", ON)
    assert sentences(sealed, "STATE") == [
        'rec 5, column email: the record says "x@b.c", its history says "a@b.c".'
    ]


def test_rows_added_and_removed_outside_are_named(sealed: Any) -> None:
    sealed.superuser(OFF, "DELETE FROM rec WHERE id = 2", "INSERT INTO rec (id) VALUES (99)", ON)
    assert sorted(sentences(sealed, "STATE")) == [
        "rec 2 is missing; its history says it exists.", "rec 99 exists, but its history does not know it.",
    ]  # fmt: skip
    assert sealed.offline() == {"STATE"}


def test_trigger_left_off_is_named(sealed: Any) -> None:
    sealed.superuser(OFF)
    assert sealed.codes() == {"TRIGGER"}


def test_replica_role_does_not_pass_by_the_triggers(sealed: Any) -> None:
    sealed.superuser("SET session_replication_role = replica; UPDATE rec SET number = 'r' WHERE id = 1")
    assert sealed.codes() == set()
    notes = [f.sentence for f in sealed.verify() if f.code == "direct-sql"]
    assert [note.split(" (entry")[0] for note in notes] == [
        "rec 1 was changed directly in the database by probatum"
    ]


def test_event_triggers_off_and_on_again_show_in_the_fingerprint(sealed: Any) -> None:
    with sealed.connect("audit") as conn:
        assert watch(conn, sealed.sealer.folder) is None
    sealed.superuser(
        "ALTER EVENT TRIGGER ledger_ddl DISABLE", OFF, "UPDATE rec SET number = 'f' WHERE id = 1", ON,
        "ALTER EVENT TRIGGER ledger_ddl ENABLE",
    )  # fmt: skip
    assert sealed.codes() == {"STATE"}
    with sealed.connect("audit") as conn:
        found = watch(conn, sealed.sealer.folder)
    assert found is not None and found.code == "FINGERPRINT"


def test_schema_change_with_its_entry_does_not_alarm_the_fingerprint(sealed: Any) -> None:
    with sealed.connect("audit") as conn, sealed.connect("owner", autocommit=True) as owner:
        assert watch(conn, sealed.sealer.folder) is None
        owner.execute("ALTER TABLE rec ADD COLUMN more text")
        conn.rollback()
        assert watch(conn, sealed.sealer.folder) is None


@pytest.mark.parametrize(
    "change",
    ["body = replace(body, 'R-2x', 'R-2z')", "at = at - interval '1 hour'", "actor = 8", "rpk = '3'", "pbody = NULL",
     "ctx = replace(ctx, 'Ada', 'Eve')"],
)  # fmt: skip
def test_altered_entry_is_named(sealed: Any, change: str) -> None:
    number = entry_of(sealed, "1" if "ctx" in change else "2", "I" if "pbody" in change else "U")
    sealed.superuser(UNGUARD, f"UPDATE ledger.entry SET {change} WHERE id = {number}", GUARD)
    assert f"Entry {number} is not what was sealed by seal 1." in sentences(sealed, "ALTERED")
    assert {"ALTERED", "ROOT", "CHECKPOINT"} <= sealed.codes() and {
        "ALTERED",
        "ROOT",
        "CHECKPOINT",
    } <= sealed.offline()


def test_altered_entry_with_its_row_is_named(sealed: Any) -> None:
    sealed.superuser(
        OFF,
        UNGUARD,
        "UPDATE ledger.entry SET body = replace(body, 'R-2x', 'R-2z')",
        "UPDATE rec SET number = 'R-2z' WHERE id = 2",
        ON,
    )
    assert "ALTERED" in sealed.codes() and "ALTERED" in sealed.offline()


def test_true_in_place_of_one_is_named(sealed: Any) -> None:
    sealed.act('UPDATE rec SET extra = \'{"passed": 1, "of": [1, 0]}\' WHERE id = 2')
    sealed.act("UPDATE rec SET email = 'again@b.c' WHERE id = 2")
    sealed.superuser(OFF, 'UPDATE rec SET extra = \'{"passed": true, "of": [1, 0]}\' WHERE id = 2', ON)
    assert sealed.codes() == {"STATE"} and sealed.offline() == {"STATE"}
    sealed.superuser(OFF, 'UPDATE rec SET extra = \'{"passed": 1, "of": [true, 0]}\' WHERE id = 2', ON)
    sealed.act("UPDATE rec SET extra = NULL WHERE id = 2")
    assert sealed.codes() == {"REPLAY"} and sealed.offline() == {"REPLAY"}


def test_functions_of_the_database_cannot_vouch_for_an_altered_entry(sealed: Any) -> None:
    number = entry_of(sealed, "2")
    at = sealed.one("SELECT ledger.time_1(at) FROM ledger.entry WHERE id = %s", (number,))
    sealed.superuser(
        UNGUARD, f"UPDATE ledger.entry SET at = at - interval '1 second' WHERE id = {number}", GUARD,
        "CREATE OR REPLACE FUNCTION ledger.time_1(p_at timestamptz) RETURNS text LANGUAGE sql STABLE AS "
        f"$$ SELECT CASE WHEN p_at = (SELECT at FROM ledger.entry WHERE id = {number}) THEN '{at}' "
        """ELSE to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') END $$""",
    )  # fmt: skip
    assert sentences(sealed, "ALTERED") == [f"Entry {number} is not what was sealed by seal 1."]


def test_several_processes_find_what_one_finds(ledger: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(6):
        ledger.write(400)
        ledger.seal()
    kept = tuple(ledger.sealer.folder.all())
    changed, gone = (ledger.one("SELECT ids[9] FROM ledger.seal WHERE n = %s", (n,)) for n in (2, 5))
    ledger.superuser(
        UNGUARD, f"UPDATE ledger.entry SET rpk = '0' WHERE id = {changed}", f"DELETE FROM ledger.entry WHERE id = {gone}", GUARD,
        UNGUARD_SEALS, "UPDATE ledger.node SET hash = sha256('x') WHERE lvl = 8 AND i = 3",
    )  # fmt: skip
    alone = ledger.verify(checkpoints=kept)
    assert {fault.code for fault in faults(alone)} == {
        "ALTERED", "MISSING", "ROOT", "SEALS", "CHECKPOINT", "NODE", "STATE", "TRIGGER",
    }  # fmt: skip
    monkeypatch.setattr(verify, "SMALL", 10)
    monkeypatch.setattr(verify, "PARTITION", 700)
    together = verify.verify(
        ledger.parameters("audit"), ledger.trust(checkpoints=kept), full=True, processes=2
    )
    assert sorted(map(str, together)) == sorted(map(str, alone))


def test_swapped_contents_are_found(sealed: Any) -> None:
    a, b = entry_of(sealed, "1"), entry_of(sealed, "2")
    sealed.superuser(
        UNGUARD,
        f"UPDATE ledger.entry e SET body = o.body FROM ledger.entry o WHERE e.id IN ({a}, {b}) AND o.id IN ({a}, {b}) AND o.id <> e.id",
    )
    assert "ALTERED" in sealed.codes() and "ALTERED" in sealed.offline()


def test_removed_entry_is_named(sealed: Any) -> None:
    number = entry_of(sealed, "2")
    sealed.superuser(UNGUARD, f"DELETE FROM ledger.entry WHERE id = {number}")
    assert sentences(sealed, "MISSING") == [f"Entry {number} was sealed by seal 1 and is gone."]
    assert {"ALTERED", "ROOT"} <= sealed.offline()


def test_newest_seal_removed_with_its_entries_is_a_rollback(sealed: Any) -> None:
    backup = (
        sealed.one("SELECT encode(frontier, 'hex') FROM ledger.head"),
        sealed.one("SELECT size FROM ledger.head"),
    )
    sealed.act("UPDATE rec SET number = 'unwanted' WHERE id = 1")
    sealed.seal()
    number = sealed.one("SELECT max(id) FROM ledger.entry")
    sealed.superuser(
        UNGUARD, UNGUARD_SEALS, OFF, "UPDATE rec SET number = 'R-1x' WHERE id = 1", f"DELETE FROM ledger.entry WHERE id = {number}",
        "DELETE FROM ledger.seal WHERE n = 2", f"UPDATE ledger.head SET size = {backup[1]}, frontier = '\\x{backup[0]}'", ON,
    )  # fmt: skip
    assert "ROLLBACK" in sealed.codes() and sealed.offline() == {"ROLLBACK"}
    kept = list(sealed.sealer.folder.all())[-1]
    for file in (sealed.folder / "checkpoints").iterdir():  # the witness folder is wiped as well
        file.unlink()
    assert "ROLLBACK" not in sealed.codes()
    assert "ROLLBACK" in sealed.codes(checkpoints=(kept,))  # a checkpoint that somebody kept on paper
    assert sealed.offline(checkpoints=(kept,)) == {"ROLLBACK"}


def test_entry_removed_before_sealing_is_missed_by_the_journal(sealed: Any) -> None:
    sealed.act("UPDATE rec SET number = 'unwanted' WHERE id = 1", nonce="committed-1")
    number = sealed.one("SELECT max(id) FROM ledger.entry")
    sealed.superuser(OFF, UNGUARD, f"DELETE FROM ledger.entry WHERE id = {number}", "UPDATE rec SET number = 'R-1x' WHERE id = 1",
                     GUARD, ON)  # fmt: skip
    sealed.seal()
    assert sealed.codes() == set()
    assert sealed.codes(nonces=frozenset({"committed-1"})) == {"JOURNAL"}


@pytest.mark.requirement("AT-1")
def test_invented_context_is_named(sealed: Any) -> None:
    forged = context.build(
        {"act": "rec.edit", "n": "Ada Example", "u": 7, "nonce": "f", "why": "x"}, b"another key"
    )
    sealed.app.execute("SELECT set_config('ledger.ctx', %s, true)", (forged,))
    sealed.app.execute("UPDATE rec SET number = 'z' WHERE id = 1")
    sealed.app.commit()
    sealed.seal()
    assert sealed.codes() == {"MAC"} and sealed.offline() == {"MAC"}


def test_context_used_again_is_named(sealed: Any) -> None:
    text = sealed.context()
    for value in ("z", "y"):
        sealed.app.execute("SELECT set_config('ledger.ctx', %s, true)", (text,))
        sealed.app.execute("UPDATE rec SET number = %s WHERE id = 1", (value,))
        sealed.app.commit()
    sealed.seal()
    assert sealed.codes() == {"MAC"} and sealed.offline() == {"MAC"}


def test_forged_transaction_mark_is_named(sealed: Any) -> None:
    first = entry_of(sealed, "1", "I")
    text = sealed.context()
    sealed.app.execute(
        "SELECT set_config('ledger.tx', pg_current_xact_id()::text || %s, true)", (f"/{first}/7|{text}",)
    )
    sealed.app.execute("UPDATE rec SET number = 'z' WHERE id = 1")
    sealed.app.commit()
    sealed.seal()
    assert sealed.codes() == {"CONTEXT"} and sealed.offline() == {"CONTEXT"}


INSERT = """INSERT INTO ledger.entry SELECT nextval('ledger.entry_id'), currval('ledger.entry_id'), {xid}, {at}, t, rt, 'N', pk, rpk,
            NULL, '{{"org":"sql","s":"1"}}', '{{"s":"1"}}', NULL FROM ledger.entry WHERE t = 1 AND pk = '1' AND op = 'I'"""


def test_entry_put_in_with_an_old_date_is_named(sealed: Any) -> None:
    sealed.superuser(INSERT.format(xid="pg_current_xact_id()", at="now() - interval '1 day'"))
    assert sealed.codes() == {"BACKDATED"} and sealed.offline() == {"BACKDATED"}
    sealed.seal()
    assert sealed.codes() == {"BACKDATED"} and sealed.offline() == {"BACKDATED"}


def test_entry_put_in_with_an_old_transaction_is_named(sealed: Any) -> None:
    sealed.superuser(INSERT.format(xid="xid", at="at"))
    sealed.seal()  # the sealer passes it by: its snapshot saw that transaction long ago
    assert sealed.codes() == {"ORPHAN"} and sealed.offline() == {"ORPHAN"}


@pytest.mark.requirement("AT-3")
def test_clock_that_ran_ahead_is_named(sealed: Any) -> None:
    sealed.superuser(INSERT.format(xid="pg_current_xact_id()", at="clock_timestamp() + interval '1 hour'"))
    sealed.seal()
    assert sealed.codes() == {"CLOCK"} and sealed.offline() == {"CLOCK"}


def test_rebuilt_table_is_named(sealed: Any) -> None:
    sealed.superuser(
        "CREATE TABLE copy AS TABLE rec",
        "UPDATE copy SET number = 'clean'",
        "DROP TABLE rec CASCADE",
        "ALTER TABLE copy RENAME TO rec",
    )
    assert "STATE" in sealed.codes() and "STATE" in sealed.offline()


def test_replaced_capture_function_shows_at_the_next_change(sealed: Any) -> None:
    sealed.superuser(
        "CREATE OR REPLACE FUNCTION ledger.cap_1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    )
    sealed.act("UPDATE rec SET number = 'unseen' WHERE id = 1")
    assert "STATE" in sealed.codes() and "STATE" in sealed.offline()


def test_all_sealed_anew_with_the_stolen_key_is_found_by_a_kept_checkpoint(sealed: Any) -> None:
    kept = tuple(sealed.sealer.folder.all())
    number = entry_of(sealed, "2")
    sealed.superuser(
        OFF, UNGUARD, UNGUARD_SEALS, f"UPDATE ledger.entry SET body = replace(body, 'R-2x', 'R-2z') WHERE id = {number}",
        "UPDATE rec SET number = 'R-2z' WHERE id = 2", "DELETE FROM ledger.seal", "DELETE FROM ledger.node", "DELETE FROM ledger.head", ON,
    )  # fmt: skip
    for file in (sealed.folder / "checkpoints").iterdir():
        file.unlink()
    sealed.seal()
    assert sealed.codes() <= {"TRIGGER"} and sealed.offline() == set()  # said so in the manual
    assert sealed.codes(checkpoints=kept) - {"TRIGGER"} == {"CHECKPOINT"}
    assert sealed.offline(checkpoints=kept) == {"CHECKPOINT"}


def test_seal_signed_by_another_key_is_named(sealed: Any) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from probatum.kernel.ledger.note import read, sign

    note = sign(
        read(sealed.one("SELECT sig FROM ledger.seal")), Ed25519PrivateKey.from_private_bytes(b"e" * 32)
    )
    sealed.superuser(UNGUARD_SEALS, f"UPDATE ledger.seal SET sig = '{note}'")
    assert "SIGNATURE" in sealed.codes() and sealed.offline() == {"SIGNATURE"}


def test_altered_seal_is_named(sealed: Any) -> None:
    sealed.superuser(UNGUARD_SEALS, "UPDATE ledger.seal SET db_at = db_at + interval '1 minute'")
    assert {"SEALS", "ROOT"} <= sealed.codes() and "ROOT" in sealed.offline()


def test_altered_inner_node_is_named(sealed: Any) -> None:
    sealed.write(600)
    sealed.seal()
    sealed.superuser(UNGUARD_SEALS, "UPDATE ledger.node SET hash = sha256('x') WHERE lvl = 8 AND i = 1")
    assert "NODE" in sealed.codes()


def test_content_erased_without_authority_is_named(sealed: Any) -> None:
    number = entry_of(sealed, "2")
    sealed.superuser(
        UNGUARD, f"INSERT INTO ledger.erased SELECT id, 'b', encode(sha256(convert_to(body, 'UTF8')), 'hex'), 1 FROM ledger.entry WHERE id = {number}",
        f"UPDATE ledger.entry SET body = NULL WHERE id = {number}",
    )  # fmt: skip
    assert "ERASED" in sealed.codes() and sealed.offline() == {"ERASED"}


def test_signature_moved_to_another_record_is_named(sealed: Any) -> None:
    body = sealed.signature("2")
    sealed.act("SELECT ledger.put('E', 'rec', '3', %s)", (body,))
    sealed.seal()
    assert sealed.codes() == {"ESIGN"} and sealed.offline() == {"ESIGN"}


def test_signature_invented_by_the_database_is_named(sealed: Any) -> None:
    told = json.loads(sealed.signature("2"))
    told["statement"] = told["statement"].replace("approved", "rejected")
    sealed.act("SELECT ledger.put('E', 'rec', '2', %s)", (json.dumps(told),))
    sealed.seal()
    assert sealed.codes() == {"ESIGN"} and sealed.offline() == {"ESIGN"}


def test_proper_signature_stays_intact(sealed: Any) -> None:
    sealed.act("SELECT ledger.put('E', 'rec', '2', %s)", (sealed.signature("2"),))
    sealed.seal()
    assert sealed.codes() == set() and sealed.offline() == set()


def test_altered_and_missing_files_are_named(sealed: Any, tmp_path: Path) -> None:
    store = tmp_path / "files"
    digests = []
    with sealed.connect("owner") as conn:
        conn.execute("CREATE TABLE kernel_storedfile (id bigint PRIMARY KEY, sha256 text, size bigint)")
        for number, content in enumerate((b"kept", b"altered", b"lost")):
            digests.append(hashlib.sha256(content).hexdigest())
            path = store / digests[-1][:2] / digests[-1][2:4] / digests[-1]
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
            conn.execute(
                "INSERT INTO kernel_storedfile VALUES (%s, %s, %s)", (number, digests[-1], len(content))
            )
    assert sealed.codes(files=store) == set()
    (store / digests[1][:2] / digests[1][2:4] / digests[1]).write_bytes(b"Altered")
    (store / digests[2][:2] / digests[2][2:4] / digests[2]).unlink()
    found = [f.sentence for f in faults(sealed.verify(files=store)) if f.code == "FILE"]
    wrong = hashlib.sha256(b"Altered").hexdigest()
    assert found == [
        f"The stored file 1 was altered: expected SHA-256 {digests[1]} and 7 bytes, found {wrong} and 7 bytes.",
        f"The stored file {digests[2]} (file 2) is missing or cannot be read.",
    ]
