"""Every table keeps the rules of the house: captured or excused, protected, described, written once where it says so."""

from __future__ import annotations

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from probatum.config import database
from probatum.config.env import environment
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.ledger.excused import DELETABLE, EXCUSED, uncaptured_tables
from tests.world import World

OURS = [model for model in apps.get_models() if model.__module__.startswith("probatum.")]
KEYS = [
    (model, field)
    for model in OURS
    for field in model._meta.get_fields()
    if isinstance(field, models.ForeignKey)
]


def attack(statement: str) -> None:
    """Run a statement as the product could: inside an action with a reason."""
    with transaction.atomic(), action(SYSTEM, "test.attack", reason="Attack"), connection.cursor() as cursor:
        cursor.execute(statement)


def captured(*, append_only: bool = False) -> list[str]:
    """Names of the captured tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT label FROM ledger.tbl WHERE rel IS NOT NULL AND (append_only OR NOT %s) ORDER BY label",
            [append_only],
        )
        return [label for (label,) in cursor.fetchall()]


@pytest.mark.requirement("AT-2", "ATR-01", "P11-10-e", "P11-1")
def test_every_table_is_captured_or_excused(db: None) -> None:
    assert uncaptured_tables(connection) == []


@pytest.mark.requirement("AT-2")
def test_table_that_nobody_registered_is_found(committed_db: str) -> None:
    parameters = database.address(environment(), "owner").parameters()
    with psycopg.connect(**parameters, autocommit=True) as owner:
        owner.execute("CREATE TABLE forgotten (id bigint PRIMARY KEY)")
        assert uncaptured_tables(owner) == ["forgotten"]


@pytest.mark.requirement("AT-2")
def test_excuses_give_a_reason_and_no_excused_table_is_captured(db: None) -> None:
    assert [table for table, reason in EXCUSED.items() if len(reason) < 20 or not reason.endswith(".")] == []
    assert set(EXCUSED) & set(captured()) == set()
    assert set(DELETABLE) <= set(EXCUSED)


@pytest.mark.requirement("P11-10-c", "DOC-38")
@pytest.mark.parametrize(
    ("model", "field"), KEYS, ids=lambda part: getattr(part, "name", None) or part.__name__
)
def test_every_foreign_key_protects(model: type[models.Model], field: models.ForeignKey) -> None:
    assert field.remote_field.on_delete is models.PROTECT


@pytest.mark.requirement("AT-3")
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_no_field_stamps_its_own_time(model: type[models.Model]) -> None:
    stamped = [
        field.name
        for field in model._meta.get_fields()
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    assert stamped == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_says_what_it_is(model: type[models.Model]) -> None:
    assert model._meta.managed
    told = (model.__doc__ or "").strip()
    assert len(told) > 20 and not told.startswith(f"{model.__name__}("), model.__name__


@pytest.mark.requirement("AT-6", "P11-10-e", "P11-70")
def test_append_only_tables_refuse_change_and_deletion(world: World) -> None:
    names = captured(append_only=True)
    assert {"kernel_step", "kernel_signature", "kernel_definition", "kernel_storedfile"} <= set(names)
    world.document()
    for table in names:
        for statement in (
            f"UPDATE public.{table} SET {_some_column(table)} = {_some_column(table)}",
            f"DELETE FROM public.{table}",
        ):
            with pytest.raises(DatabaseError, match=r"permission denied|written once"):
                attack(statement)


@pytest.mark.requirement("P11-10-c", "DOC-38", "AT-6")
def test_runtime_role_deletes_and_truncates_nothing_regulated(world: World) -> None:
    allowed = _deletable_captured()
    for table in captured():
        statements = [f"TRUNCATE public.{table} CASCADE"]
        if table not in allowed:
            statements.append(f"DELETE FROM public.{table}")
        for statement in statements:
            with pytest.raises(DatabaseError, match="permission denied"):
                attack(statement)


@pytest.mark.requirement("P11-10-c")
def test_only_sign_in_bookkeeping_can_be_deleted(db: None) -> None:
    assert _deletable_captured() == {"account_emailaddress", "account_emailconfirmation", "mfa_authenticator"}


@pytest.mark.requirement("AT-6", "ATR-07")
def test_write_without_an_action_is_refused_on_every_captured_table(world: World) -> None:
    world.document()
    for table in captured():
        column = _some_column(table)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM public.{table}")
            if cursor.fetchone()[0] == 0:
                raise DatabaseError("no row to change")
            cursor.execute(f"UPDATE public.{table} SET {column} = {_other_value(table, column)}")


def _some_column(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.attname FROM pg_attribute a JOIN ledger.tbl b ON b.rel = a.attrelid
                WHERE b.label = %s AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> b.pk_col
                  AND a.attname <> ALL (b.ignore) AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'bool'::regtype,
                    'int4'::regtype, 'int8'::regtype, 'timestamptz'::regtype, 'uuid'::regtype, 'jsonb'::regtype)
                ORDER BY a.atttypid = 'bool'::regtype DESC, a.atttypid IN ('text'::regtype, 'varchar'::regtype) DESC, a.attnum
                LIMIT 1""",
            [table],
        )
        return str(cursor.fetchone()[0])


def _other_value(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT atttypid::regtype::text FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
            [f"public.{table}", column],
        )
        kind = cursor.fetchone()[0]
    return {
        "boolean": f"coalesce(NOT {column}, true)",
        "integer": f"coalesce({column}, 0) + 1",
        "bigint": f"coalesce({column}, 0) + 1",
        "timestamp with time zone": f"coalesce({column}, now()) + interval '1 hour'",
    }.get(kind, f"left(coalesce({column}::text, '') || 'x', 12)")


def _deletable_captured() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT label FROM ledger.tbl WHERE rel IS NOT NULL AND has_table_privilege('probatum_app', rel, 'DELETE')"
        )
        return {label for (label,) in cursor.fetchall()}
