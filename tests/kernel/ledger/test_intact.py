"""What happens lawfully and must stay intact: schema changes, redaction, disposal, dump and restore."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probatum.cli import postgres
from probatum.config.env import environment
from probatum.kernel.ledger import seal
from probatum.kernel.ledger.finding import faults
from probatum.kernel.ledger.verify import verify

pytestmark = pytest.mark.requirement("P11-10-e", "AT-7")


def intact(ledger: Any) -> bool:
    ledger.seal()
    assert [str(fault) for fault in faults(ledger.verify())] == []
    assert ledger.offline() == set()
    return True


@pytest.fixture
def filled(ledger: Any) -> Any:
    ledger.act(
        "INSERT INTO rec (number, amount, email, extra, secret) SELECT 'R-' || g, g / 4.0, 'p' || g || '@b.c', '{\"a\": 1.50}', 'x' FROM generate_series(1, 5) g"
    )
    ledger.act("UPDATE rec SET number = number || 'x', email = 'new@b.c', secret = NULL WHERE id < 4")
    ledger.act(
        "INSERT INTO task (rec_id, title, due, share, raw, span, at) VALUES (1, 't', '2027-01-31', 0.1, '\\xff', '1 day', now())"
    )
    ledger.act("DELETE FROM rec WHERE id = 5")
    return ledger


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE rec ADD COLUMN more text",
        "ALTER TABLE rec ADD COLUMN more text NOT NULL DEFAULT 'as before'",
        "ALTER TABLE rec ADD COLUMN more uuid DEFAULT gen_random_uuid()",
        "ALTER TABLE rec RENAME COLUMN number TO code",
        "ALTER TABLE rec RENAME COLUMN email TO mail",
        "ALTER TABLE rec DROP COLUMN extra",
        "ALTER TABLE rec ALTER amount TYPE text",
        "ALTER TABLE rec ALTER amount TYPE numeric(10, 4)",
        "ALTER TABLE rec ADD COLUMN twice numeric GENERATED ALWAYS AS (amount * 2) STORED",
        "ALTER TABLE rec RENAME TO record",
        "CREATE INDEX ON rec (number)",
        "ALTER TABLE task ADD COLUMN a int, DROP COLUMN due, ALTER title TYPE varchar(90)",
        "SELECT ledger.register('rec', p_mask => '{secret,number}', p_ignore => '{seen}')",
        "SELECT ledger.register('rec', p_personal => '{email,number}', p_ignore => '{seen,extra}')",
        "SELECT ledger.register('rec')",
    ],
)
def test_schema_change_stays_intact(filled: Any, change: str) -> None:
    with filled.connect("owner") as conn:
        conn.execute(change)
    assert intact(filled)
    table = "record" if "RENAME TO" in change else "rec"
    filled.act(f"UPDATE {table} SET secret = 'y', seen = now()")
    filled.act(f"INSERT INTO {table} (secret) VALUES ('z')")
    assert intact(filled)


def test_several_schema_changes_in_one_transaction_stay_intact(filled: Any) -> None:
    with filled.connect("owner") as conn:
        conn.execute(
            "ALTER TABLE rec ADD COLUMN a int DEFAULT 3; UPDATE rec SET a = id; ALTER TABLE rec RENAME a TO b; ALTER TABLE rec ALTER b TYPE text"
        )
    filled.act("UPDATE rec SET b = b || '!'")
    assert intact(filled)


def test_table_captured_late_begins_with_a_baseline(ledger: Any) -> None:
    with ledger.connect("owner") as conn:
        conn.execute(
            "CREATE TABLE old (id bigint PRIMARY KEY, told text); INSERT INTO old SELECT g, 't' FROM generate_series(1, 20) g"
        )
        conn.execute("SELECT ledger.register('old')")
    ledger.act("UPDATE old SET told = 'u' WHERE id = 3")
    assert ledger.one("SELECT count(*) FROM ledger.entry WHERE op = 'B'") == 20 and intact(ledger)


def test_empty_table_may_be_dropped(ledger: Any) -> None:
    with ledger.connect("owner") as conn:
        conn.execute("DROP TABLE fact")
    assert intact(ledger)


@pytest.mark.requirement("AT-12")
def test_personal_data_is_redacted_with_authority_and_leaves_a_tombstone(filled: Any) -> None:
    entries = _entries(filled, "1")
    _erase(filled, entries, "p", change="UPDATE rec SET email = NULL WHERE id = 1")
    assert intact(filled)
    for _ in filled.verify():
        pass
    assert (
        filled.one("SELECT count(*) FROM ledger.entry WHERE t = 1 AND pk = '1' AND pbody LIKE '%%@b.c%%'")
        == 0
    )
    assert filled.one("SELECT count(*) FROM ledger.entry WHERE t = 1 AND pk = '1' AND body IS NOT NULL") > 0
    filled.act("UPDATE rec SET number = 'goes on', email = 'c@d.e' WHERE id = 1")
    assert intact(filled)


@pytest.mark.requirement("AT-12")
def test_redaction_before_and_after_sealing_keeps_the_tree(filled: Any) -> None:
    filled.seal()
    _erase(filled, _entries(filled, "2"), "p", change="UPDATE rec SET email = NULL WHERE id = 2")
    assert intact(filled)


def test_disposal_takes_the_content_and_keeps_the_header(filled: Any) -> None:
    filled.seal()
    filled.act("DELETE FROM rec WHERE id = 3")
    _erase(filled, _entries(filled, "3"), "b")
    assert intact(filled)
    assert (
        filled.one(
            "SELECT count(*) FROM ledger.entry WHERE t = 1 AND pk = '3' AND (body IS NOT NULL OR pbody IS NOT NULL)"
        )
        == 0
    )


@pytest.mark.parametrize(
    "fault", ["no entry", "one signer", "other entries", "no reason", "unsigned", "other record"]
)
def test_erasure_without_authority_is_refused(filled: Any, fault: str) -> None:
    entries = _entries(filled, "1")
    signers = {"one signer": (1, 1), "unsigned": ()}.get(fault, (1, 2))
    with pytest.raises(psycopg.Error) as caught:
        _erase(filled, entries, "p", signers=signers, named=[1] if fault == "other entries" else entries,
               reason=" " if fault == "no reason" else "asked for", by=1 if fault == "no entry" else None,
               signed="2" if fault == "other record" else "1")  # fmt: skip
    assert caught.value.sqlstate == "QL009"
    assert filled.one("SELECT count(*) FROM ledger.erased") == 0


def test_dump_and_restore_into_another_server_stays_intact(filled: Any, tmp_path: Path) -> None:
    filled.seal()
    filled.act("UPDATE rec SET number = 'not sealed yet' WHERE id = 1")
    other = postgres.cluster(tmp_path / "o", fast=True)
    here = filled.parameters("superuser")
    dump = _program("pg_dump", here, "-Fc", "-d", here["dbname"])
    postgres.start(other)
    try:
        there = _there(other)
        with psycopg.connect(**there, autocommit=True) as conn:
            from probatum.kernel.ledger.install import roles

            roles(conn)
            conn.execute("ALTER ROLE probatum_sealer SUPERUSER")  # this server has no passwords for it
            conn.execute("CREATE DATABASE restored OWNER probatum_owner")
        restored = {**there, "dbname": "restored"}
        _program("pg_restore", restored, "--exit-on-error", "-d", "restored", given=dump)
        found = faults(verify(restored, filled.trust(), full=True))
        assert [str(fault) for fault in found] == []
        with seal.connect(**restored) as conn:
            first = seal.seal_now(conn, filled.sealer)
            conn.execute("UPDATE rec SET number = 'goes on' WHERE id = 2")
            assert seal.seal_now(conn, filled.sealer).size > first.size
        findings = verify(restored, filled.trust(checkpoints=tuple(filled.sealer.folder.all())), full=True)
        assert [str(fault) for fault in faults(findings)] == [] and "restore" in {
            finding.code for finding in findings
        }
    finally:
        postgres.stop(other)


VALUES = st.fixed_dictionaries(
    {
        "number": st.none() | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=20),
        "amount": st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
        "email": st.none() | st.emails(),
        "extra": st.none() | st.recursive(st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=5),
                                          lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab\"\\é😀", max_size=3), inner, max_size=3), max_leaves=5),
    }
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(["insert", "update", "delete"]), st.integers(1, 4), VALUES),
    min_size=1,
    max_size=12,
)


@pytest.mark.requirement("AT-2", "AT-5")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_values_by_any_path_verify(ledger: Any, steps: list[Any]) -> None:
    for verb, pk, values in steps:
        given_values = {
            **values,
            "id": pk,
            "extra": None if values["extra"] is None else json.dumps(values["extra"]),
        }
        if verb == "insert":
            ledger.act("INSERT INTO rec (id, number, amount, email, extra) VALUES (%(id)s, %(number)s, %(amount)s, %(email)s, %(extra)s) "
                       "ON CONFLICT (id) DO UPDATE SET number = excluded.number", given_values)  # fmt: skip
        elif verb == "update":
            ledger.act(
                "UPDATE rec SET number = %(number)s, amount = %(amount)s, email = %(email)s, extra = %(extra)s WHERE id = %(id)s",
                given_values,
            )
        else:
            ledger.act("DELETE FROM rec WHERE id = %(id)s", given_values)
    assert intact(ledger)


def _entries(ledger: Any, pk: str) -> list[int]:
    with ledger.connect("audit") as conn:
        rows = conn.execute(
            "SELECT id FROM ledger.entry WHERE t = 1 AND pk = %s ORDER BY id", (pk,)
        ).fetchall()
    return [number for (number,) in rows]


def _erase(
    ledger: Any, entries: list[int], part: str, *, change: str = "SELECT 1", signers: tuple[int, ...] = (1, 2),
    named: list[int] | None = None, reason: str = "asked for", by: int | None = None,
    signed: str = "1",
) -> None:  # fmt: skip
    """Redact as the disposal command does: signatures first, then row, X entry and erasure in one transaction."""
    ledger.act(change)
    approvals = []
    for signer in signers:
        ledger.context(u=signer)
        body = ledger.signature(signed, signer=signer)
        made = ledger.app.execute("SELECT ledger.put('E', 'rec', %s, %s)", (signed, body))
        approvals.append(made.fetchone()[0])
        ledger.app.commit()
    with ledger.connect("disposal") as conn:
        ledger.context(conn)
        wanted = sorted(
            {
                *entries,
                *_entries(ledger, ledger.one("SELECT pk FROM ledger.entry WHERE id = %s", (entries[0],))),
            }
        )
        told = {
            "entries": wanted if named in (None, entries) else named,
            "part": part,
            "reason": reason,
            "approved_by": approvals,
        }
        (x,) = conn.execute("SELECT ledger.put('X', 'rec', '1', %s)", (json.dumps(told),)).fetchone()
        conn.execute("SELECT ledger.erase(%s, %s, %s)", (wanted, part, by or x))


def _there(cluster: Any) -> dict[str, Any]:
    from dataclasses import replace

    from probatum.config import database

    return dict(database.administrator(replace(environment(), data=cluster.data)).parameters(name="postgres"))


def _program(name: str, parameters: dict[str, Any], *arguments: str, given: bytes = b"") -> bytes:
    values = {
        "PGHOST": parameters["host"],
        "PGPORT": parameters["port"],
        "PGUSER": parameters["user"],
        "PGPASSWORD": parameters["password"],
    }
    done = subprocess.run(
        [postgres.bundled() / name, *arguments], input=given, env=values, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout
