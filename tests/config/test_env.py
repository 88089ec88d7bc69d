"""Every variable is read once, and a faulty value stops the start with what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from probatum.config import database
from probatum.config.env import FaultySetting, read


def test_nothing_set_means_the_embedded_database_in_the_folder_data() -> None:
    env = read({})
    assert env.embedded
    assert env.data == Path("data").absolute()
    assert env.database_role == "app"
    assert env.hosts == ("localhost", "127.0.0.1", "[::1]")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://u:secret@h/d", "DATABASE_URL cannot be read; expected postgresql://"),
        ("DATABASE_OWNER_URL", "postgresql:///nobody", "DATABASE_OWNER_URL cannot be read"),
        ("PROBATUM_DB_ROLE", "root", "expected one of: app, owner, sealer, audit, disposal, superuser"),
        ("PROBATUM_DB_POOL", "many", "expected a whole number from 1 to 200"),
        ("PROBATUM_DB_POOL", "0", "expected a whole number from 1 to 200"),
        ("PROBATUM_DB_POOL", "٣", "expected a whole number from 1 to 200"),
        ("PROBATUM_DEBUG", "true", "expected yes or no"),
        ("PROBATUM_URL", "quality.example.org", "expected an address such as https://"),
        ("PROBATUM_URL", "https://quality.example.org/sub", "expected an address such as https://"),
        ("PROBATUM_HOSTS", "*", "expected host names without port or asterisk"),
        ("PROBATUM_PG_BIN", "/does/not/exist", "expected an existing folder"),
        ("PROBATUM_SMTP_URL", "mail.example.org", "expected smtp+starttls://"),
        ("PROBATUM_LOG_LEVEL", "loud", "expected one of: DEBUG, INFO, WARNING, ERROR"),
        ("PROBATUM_DATA", "a\nb", "must be one line of text"),
    ],
)
def test_faulty_value_is_refused_with_what_was_expected(name: str, value: str, sentence: str) -> None:
    with pytest.raises(FaultySetting) as caught:
        read({name: value})
    assert name in str(caught.value)
    assert sentence in str(caught.value)
    assert "secret" not in str(caught.value)


def test_administrator_address_never_serves_at_run_time(tmp_path: Path) -> None:
    env = read({"PROBATUM_DATA": str(tmp_path), "DATABASE_URL": "postgresql://admin:pw@db:5433/quality"})
    with pytest.raises(FaultySetting, match="Run `probatum migrate` once"):
        database.address(env, "app")
    words = database.password(tmp_path, "app")
    assert database.address(env, "app").parameters() == {
        "host": "db", "port": "5433", "dbname": "quality", "user": "probatum_app", "password": words,
    }  # fmt: skip


def test_address_for_people_has_no_password() -> None:
    assert database.parse("postgresql://u:p%40ss@db/quality?sslmode=require").masked() == "u@db:5432/quality"
    assert database.parse("postgresql://u:p%40ss@db/quality?sslmode=require").password == "p@ss"
