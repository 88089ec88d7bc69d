"""The database of the tests is the real one: the real server, the real roles."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from probatum.config import database
from probatum.config.env import environment


@pytest.mark.django_db
@pytest.mark.requirement("P11-10-g")
def test_tests_connect_as_run_time_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("probatum_app", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "TRUNCATE kernel_record CASCADE",
    ],
)
def test_run_time_role_changes_no_structure(statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(statement)


@pytest.mark.django_db
def test_run_time_role_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'probatum_app'"
        )
        assert cursor.fetchone() == (0,)


def test_password_of_one_role_opens_no_other() -> None:
    env = environment()
    if not env.embedded:
        pytest.skip("The server of DATABASE_URL has its own rules for passwords.")
    words = database.address(env, "app").password
    for role in ("owner", "sealer", "superuser"):
        parameters = {**database.address(env, role).parameters(), "password": words}
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**parameters)


def test_committed_db_keeps_commits_to_itself(committed_db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), count(*) FROM django_migrations GROUP BY 1")
        row = cursor.fetchone()
    assert row is not None
    assert row[0] == committed_db
    assert row[1] > 40
