"""The role that the product runs as owns nothing, creates nothing and cannot touch the history."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.world import World

pytestmark = pytest.mark.requirement("AT-6", "P11-10-e", "ATR-14")

FORBIDDEN = (
    "CREATE TABLE public.mine (id int)",
    "CREATE TABLE ledger.mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine SUPERUSER",
    "ALTER ROLE probatum_app SUPERUSER",
    "ALTER TABLE public.kernel_record DISABLE TRIGGER ledger_capture",
    "ALTER TABLE public.kernel_record ADD COLUMN mine int",
    "DROP TABLE public.kernel_step",
    "DROP TRIGGER ledger_capture ON public.kernel_record",
    "CREATE OR REPLACE FUNCTION ledger.write_1() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "INSERT INTO ledger.entry (id, tx, xid, at, t, rt, op, pk, rpk) "
    "VALUES (1, 1, pg_current_xact_id(), now(), 1, 1, 'N', '1', '1')",
    "UPDATE ledger.entry SET body = '{}'",
    "DELETE FROM ledger.entry",
    "TRUNCATE ledger.entry",
    "UPDATE ledger.seal SET size = 0",
    "DELETE FROM ledger.seal",
    "INSERT INTO ledger.seal (n) VALUES (1)",
    "UPDATE ledger.head SET size = 0",
    "UPDATE ledger.tbl SET rel = NULL",
    "SELECT ledger.register('kernel_record')",
    "SELECT ledger.erase(ARRAY[1::bigint], 'b', 1)",
    "SELECT setval('ledger.entry_id', 1)",
    "SELECT nextval('ledger.entry_id')",
    "SET session_replication_role = replica",
    "SET ROLE probatum_owner",
    "SET ROLE probatum_ledger",
    "SET SESSION AUTHORIZATION probatum_owner",
    "ALTER SYSTEM SET fsync = off",
    "COPY public.kernel_record TO PROGRAM 'cat'",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT lo_import('/etc/hostname')",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user",
)


def test_tests_run_as_the_running_product_does(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT session_user, current_user, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("probatum_app", "probatum_app", False, False, False, False, False)


def test_runtime_role_owns_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT 'relation', relname FROM pg_class WHERE relowner = 'probatum_app'::regrole
               UNION ALL SELECT 'function', proname FROM pg_proc WHERE proowner = 'probatum_app'::regrole
               UNION ALL SELECT 'schema', nspname FROM pg_namespace WHERE nspowner = 'probatum_app'::regrole AND nspname NOT LIKE 'pg_temp%'
               UNION ALL SELECT 'type', typname FROM pg_type WHERE typowner = 'probatum_app'::regrole
               UNION ALL SELECT 'database', datname FROM pg_database WHERE datdba = 'probatum_app'::regrole"""
        )
        assert cursor.fetchall() == []


def test_runtime_role_is_a_member_of_no_other(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = 'probatum_app'::regrole"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_runtime_role_is_refused(world: World, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_runtime_role_has_no_temporary_tables_to_shadow_names_with(db: None) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TEMP TABLE kernel_record (id int)")
