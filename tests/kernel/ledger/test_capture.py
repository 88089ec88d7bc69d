"""What triggers write, and what they refuse."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from probatum.kernel.ledger.excused import uncaptured_tables
from probatum.kernel.ledger.install import install

pytestmark = pytest.mark.requirement("P11-10-e", "AT-2")


def last(ledger: Any, columns: str = "op::text, t, rt, rpk, actor, body, pbody") -> Any:
    with ledger.connect("audit") as conn:
        return conn.execute(f"SELECT {columns} FROM ledger.entry ORDER BY id DESC LIMIT 1").fetchone()


def refused(ledger: Any, code: str, statement: str, **facts: Any) -> None:
    ledger.context(**facts)
    with pytest.raises(psycopg.Error) as caught:
        ledger.app.execute(statement)
    ledger.app.rollback()
    assert caught.value.sqlstate == code


@pytest.mark.requirement("ATR-01")
def test_insert_writes_the_whole_row(ledger: Any) -> None:
    ledger.act(
        "INSERT INTO rec (id, number, amount, email, secret, extra) VALUES (5, E'a\\tb\\nc', 12.50, 'a@b.c', 'top', '{\"x\": 1.0}')"
    )
    op, t, rt, rpk, actor, body, pbody = last(ledger)
    assert (op, t, rt, rpk, actor) == ("I", 1, 1, "5", 7)
    assert json.loads(body, parse_float=str)["i"] == {
        "id": 5, "number": "a\tb\nc", "amount": "12.50", "secret": "***", "extra": {"x": "1.0"}, "note": None,
    }  # fmt: skip
    assert json.loads(pbody)["i"] == {"email": "a@b.c"}
    assert "top" not in body and "\n" not in body


@pytest.mark.requirement("AT-5")
def test_update_writes_old_and_new_of_changed_columns_only(ledger: Any) -> None:
    ledger.act("INSERT INTO rec (id, number, amount) VALUES (5, 'a', 12.50)")
    ledger.act("UPDATE rec SET number = 'b', amount = 12.5, secret = 'x', seen = now() WHERE id = 5")
    body = json.loads(last(ledger, "body")[0], parse_float=str)
    assert body["u"] == {"number": ["a", "b"], "amount": ["12.50", "12.5"], "secret": [None, "***"]}


@pytest.mark.requirement("AT-5")
def test_ten_edits_stay_readable(ledger: Any) -> None:
    ledger.act("INSERT INTO rec (id, number) VALUES (5, '0')")
    for step in range(1, 11):
        ledger.act("UPDATE rec SET number = %s WHERE id = 5", (str(step),))
    with ledger.connect("audit") as conn:
        rows = conn.execute(
            "SELECT body FROM ledger.entry WHERE rt = 1 AND rpk = '5' AND op = 'U' ORDER BY id"
        ).fetchall()
    assert [json.loads(body)["u"]["number"] for (body,) in rows] == [[str(n), str(n + 1)] for n in range(10)]


@pytest.mark.requirement("ATR-08")
def test_saving_without_change_writes_nothing(ledger: Any) -> None:
    ledger.write()
    before = ledger.one("SELECT count(*) FROM ledger.entry")
    ledger.act("UPDATE rec SET number = number, amount = amount, seen = now()")
    assert ledger.one("SELECT count(*) FROM ledger.entry") == before


def test_row_of_a_part_files_under_its_root(ledger: Any) -> None:
    ledger.act("INSERT INTO rec (id) VALUES (9)")
    ledger.act(
        "INSERT INTO task (rec_id, title, due, share, raw, span, at) VALUES (9, 't', '2027-01-31', 0.1, '\\x00ff', '1 day', now())"
    )
    assert last(ledger, "rt, rpk")[:2] == (1, "9")


@pytest.mark.requirement("AT-6")
def test_change_without_context_is_refused(ledger: Any) -> None:
    with pytest.raises(psycopg.Error) as caught:
        ledger.app.execute("INSERT INTO rec (number) VALUES ('x')")
    assert caught.value.sqlstate == "QL001"


@pytest.mark.requirement("ATR-03", "AT-4")
@pytest.mark.parametrize("why", ["", "  ", "\t\n"])
def test_change_that_needs_a_reason_is_refused_without(ledger: Any, why: str) -> None:
    ledger.act("INSERT INTO rec (id, note) VALUES (5, 'first')", why="")
    refused(ledger, "QL004", "UPDATE rec SET note = 'second'", why=why)
    refused(ledger, "QL004", "DELETE FROM rec", why=why)
    ledger.act("UPDATE rec SET number = 'needs none'", why=why)
    ledger.act("UPDATE rec SET note = 'second'", why="wrong sample")
    assert ledger.one("SELECT note FROM rec") == "second"


@pytest.mark.parametrize(
    ("code", "statement"),
    [
        ("QL002", "UPDATE rec SET id = 77"),
        ("QL006", "UPDATE fact SET told = 'otherwise'"),
        ("42501", "DELETE FROM fact"),
        ("42501", "TRUNCATE rec CASCADE"),
        ("QL008", "SELECT ledger.put('I', 'rec', '1', '{}')"),
        ("QL008", "SELECT ledger.put('N', 'nothing', '1', '{}')"),
        ("QL008", "SELECT ledger.put('N', 'rec', '1', '[1]')"),
        ("QL008", "SELECT ledger.put('N', 'rec', '1', E'{\"a\":\\n1}')"),
    ],
)
def test_statement_is_refused(ledger: Any, code: str, statement: str) -> None:
    ledger.write()
    ledger.act("INSERT INTO fact (told) VALUES ('so')")
    refused(ledger, code, statement)


def test_truncate_is_refused_even_for_the_superuser(ledger: Any) -> None:
    with pytest.raises(psycopg.Error) as caught:
        ledger.superuser("TRUNCATE rec CASCADE")
    assert caught.value.sqlstate == "QL005"


@pytest.mark.requirement("ATR-07", "AT-6")
def test_change_rolls_back_when_its_entry_cannot_be_written(ledger: Any) -> None:
    ledger.superuser("ALTER TABLE ledger.entry ADD CONSTRAINT full_disk CHECK (op <> 'U') NOT VALID")
    ledger.write()
    refused(ledger, "23514", "UPDATE rec SET number = 'x'")
    assert ledger.one("SELECT number FROM rec") == "R-1"


@pytest.mark.requirement("AT-6")
def test_entries_of_a_failed_action_vanish_with_it(ledger: Any) -> None:
    before = ledger.one("SELECT count(*) FROM ledger.entry")
    ledger.context()
    ledger.app.execute("INSERT INTO rec (number) VALUES ('x')")
    ledger.app.rollback()
    assert ledger.one("SELECT count(*) FROM ledger.entry") == before


@pytest.mark.requirement("ATR-04", "AT-3")
def test_entries_carry_a_strict_sequence_and_times_finer_than_a_millisecond(ledger: Any) -> None:
    for _ in range(5):
        ledger.write()
    with ledger.connect("audit") as conn:
        rows = conn.execute("SELECT id, at FROM ledger.entry WHERE op = 'I' ORDER BY id").fetchall()
    assert len({at for _, at in rows}) == 5 and [at for _, at in rows] == sorted(at for _, at in rows)


@pytest.mark.requirement("AT-1", "ATR-02")
def test_context_is_kept_once_a_transaction_with_name_role_and_trigger(ledger: Any) -> None:
    text = ledger.context(n="Ada Married", role="Quality", ob="Ben", u=0)
    ledger.app.execute("INSERT INTO rec (number) VALUES ('a'), ('b')")
    ledger.app.commit()
    with ledger.connect("audit") as conn:
        rows = conn.execute("SELECT ctx, actor, tx FROM ledger.entry WHERE op = 'I' ORDER BY id").fetchall()
    assert [row[:2] for row in rows] == [(text, None), (None, None)] and rows[0][2] == rows[1][2]


def test_changed_context_begins_anew_within_a_transaction(ledger: Any) -> None:
    ledger.context(u=1)
    ledger.app.execute("INSERT INTO rec (number) VALUES ('a')")
    ledger.context(u=2)
    ledger.app.execute("INSERT INTO rec (number) VALUES ('b')")
    ledger.app.commit()
    assert ledger.codes() == set()
    with ledger.connect("audit") as conn:
        assert [
            a for (a,) in conn.execute("SELECT actor FROM ledger.entry WHERE op = 'I' ORDER BY id").fetchall()
        ] == [1, 2]


def test_savepoint_undone_takes_its_entries_and_its_context_along(ledger: Any) -> None:
    ledger.context()
    ledger.app.execute(
        "SAVEPOINT s; INSERT INTO rec (number) VALUES ('gone'); ROLLBACK TO s; INSERT INTO rec (number) VALUES ('stays')"
    )
    ledger.app.commit()
    assert ledger.codes() == set()
    assert ledger.one("SELECT count(*) FROM ledger.entry WHERE op = 'I'") == 1


def test_direct_change_by_the_owner_is_kept_and_marked(ledger: Any) -> None:
    with ledger.connect("owner") as conn:
        conn.execute("INSERT INTO rec (number) VALUES ('by hand')")
    context = json.loads(last(ledger, "ctx")[0])
    assert (context["org"], context["dbu"]) == ("sql", "probatum_owner")
    assert "direct-sql" in {finding.code for finding in ledger.verify()} and ledger.codes() == set()


def test_table_without_capture_is_found(ledger: Any) -> None:
    with ledger.connect("owner") as conn:
        assert uncaptured_tables(conn) == []
        conn.execute("CREATE TABLE forgotten (id bigint PRIMARY KEY)")
        assert uncaptured_tables(conn) == ["forgotten"]
        conn.execute("ALTER TABLE rec DISABLE TRIGGER ledger_capture")
        assert uncaptured_tables(conn) == ["forgotten", "rec"]


def test_table_with_json_or_without_simple_key_is_not_accepted(ledger: Any) -> None:
    for columns in ("id bigint PRIMARY KEY, a json", "a int, b int, PRIMARY KEY (a, b)", "a int"):
        with pytest.raises(psycopg.Error) as caught, ledger.connect("owner") as conn:
            conn.execute(f"CREATE TABLE odd ({columns})")
            conn.execute("SELECT ledger.register('odd')")
        assert caught.value.sqlstate == "QL008"


ROLES = ("app", "owner", "sealer", "audit", "disposal")
FORBIDDEN = {
    "UPDATE ledger.entry SET body = 'x'": ROLES,
    "DELETE FROM ledger.entry": ROLES,
    "INSERT INTO ledger.entry (id, tx, xid, at, t, rt, op, pk, rpk) VALUES (1, 1, '1', now(), 1, 1, 'I', '1', '1')": ROLES,
    "TRUNCATE ledger.entry": ROLES,
    "UPDATE ledger.seal SET root = ''": ROLES,
    "DELETE FROM ledger.seal": ROLES,
    "UPDATE ledger.tbl SET mask = '{}'": ROLES,
    "INSERT INTO ledger.erased VALUES (1, 'b', '', 1)": ROLES,
    "SELECT setval('ledger.entry_id', 1)": ROLES,
    "SELECT nextval('ledger.entry_id')": ROLES,
    "SELECT ledger.write_1('I', 1::smallint, 1::smallint, '1', '1', '{}', NULL, false)": ROLES,
    "SELECT ledger.generate(1::smallint)": ROLES,
    "CREATE OR REPLACE FUNCTION ledger.cap_1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'": ROLES,
    "SET session_replication_role = replica": ROLES,
    "ALTER EVENT TRIGGER ledger_ddl DISABLE": ROLES,
    "SELECT ledger.erase('{1}', 'b', 1)": ("app", "owner", "sealer", "audit"),
    "INSERT INTO ledger.node VALUES (8, 0, '')": ("app", "owner", "audit", "disposal"),
    "UPDATE ledger.head SET size = 0": ("app", "owner", "audit", "disposal"),
    "INSERT INTO rec (number) VALUES ('x')": ("sealer", "audit", "disposal"),
    "ALTER TABLE rec DISABLE TRIGGER ALL": ("app", "sealer", "audit", "disposal"),
    "DROP TRIGGER ledger_capture ON rec": ("app", "sealer", "audit", "disposal"),
    "CREATE TABLE public.x (i int)": ("app", "sealer", "audit", "disposal"),
    "CREATE TEMPORARY TABLE x (i int)": ("app", "sealer", "audit", "disposal"),
    "CREATE SCHEMA x": ("app", "sealer", "audit", "disposal"),
    "SELECT ledger.sync(1::smallint)": ("app", "sealer", "audit", "disposal"),
    "SELECT ledger.put('N', '-', '-', '{}')": ("audit",),
}


@pytest.mark.requirement("AT-6", "ATR-14")
@pytest.mark.parametrize("role", ROLES)
def test_role_cannot_do_what_it_must_not(ledger: Any, role: str) -> None:
    ledger.write()
    ledger.seal()
    with ledger.connect(role, autocommit=True) as conn:
        done = [s for s, roles in FORBIDDEN.items() if role in roles and not _denied(conn, s)]
    assert done == []


def _denied(conn: Any, statement: str) -> bool:
    try:
        conn.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def test_installing_anew_writes_the_capture_functions_anew(ledger: Any) -> None:
    source = "SELECT prosrc FROM pg_proc WHERE oid = 'ledger.cap_1'::regproc"
    written = ledger.one(source)
    ledger.superuser(
        "CREATE OR REPLACE FUNCTION ledger.cap_1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "DELETE FROM ledger.installed",  # as an installation whose ledger is older than this release
    )
    with psycopg.connect(**ledger.parameters("superuser")) as conn:
        install(conn)
    assert ledger.one(source) == written
    ledger.write()
    ledger.seal()
    assert ledger.codes() == set() and ledger.offline() == set()


def test_values_print_alike_in_entry_and_state_whatever_their_type(ledger: Any) -> None:
    columns = {
        "small": "smallint", "whole": "integer", "big": "bigint", "yes": "boolean", "many": "integer[]", "hidden": "integer",
    }  # fmt: skip
    with ledger.connect("owner") as conn:
        told = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        conn.execute(f"CREATE TABLE kinds (id integer PRIMARY KEY, {told})")
        conn.execute("SELECT ledger.register('kinds', p_mask => '{hidden}')")
    ledger.act("INSERT INTO kinds VALUES (1, -3, 4, 5, true, '{1,2}', 9)")
    body = json.loads(ledger.one("SELECT body FROM ledger.entry WHERE pk = '1' AND op = 'I'"))["i"]
    assert body == {
        "id": 1, "small": -3, "whole": 4, "big": 5, "yes": True, "many": [1, 2], "hidden": "***",
    }  # fmt: skip
    ledger.act(
        "UPDATE kinds SET small = NULL, yes = NOT yes, big = -big, hidden = NULL, whole = coalesce(whole, 0) + 1"
    )
    change = json.loads(ledger.one("SELECT body FROM ledger.entry WHERE pk = '1' AND op = 'U'"))["u"]
    assert change == {
        "small": [-3, None], "whole": [4, 5], "big": [5, -5], "yes": [True, False], "hidden": ["***", None],
    }  # fmt: skip
    ledger.seal()
    assert ledger.codes() == set() and ledger.offline() == set()
