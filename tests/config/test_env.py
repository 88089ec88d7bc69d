"""Every variable is read once, and a faulty value stops the start with what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from probatum.cli.check import effective
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


PROVIDER = {
    "PROBATUM_OIDC_ISSUER": "https://login.example.org/tenant",
    "PROBATUM_OIDC_CLIENT_ID": "probatum",
    "PROBATUM_OIDC_CLIENT_SECRET": "a secret of the provider",
}


@pytest.mark.requirement("SIG-04")
@pytest.mark.parametrize("left_out", PROVIDER)
def test_identity_provider_is_set_up_wholly_or_not_at_all(left_out: str) -> None:
    assert read({}).oidc_issuer == ""
    assert read(PROVIDER).oidc_signing == "step-up"
    with pytest.raises(FaultySetting, match=f"{left_out}.* must be set too; or none of them") as caught:
        read({name: value for name, value in PROVIDER.items() if name != left_out})
    assert "a secret" not in str(caught.value)


@pytest.mark.requirement("SIG-04")
@pytest.mark.parametrize(
    "issuer",
    [
        "login.example.org",
        "http://login.example.org",
        "https://user:pw@login.example.org",
        "https://a/?b=c",
        "https://",
    ],
)
def test_issuer_is_an_https_address(issuer: str) -> None:
    with pytest.raises(FaultySetting, match="expected the https address that the provider names"):
        read({**PROVIDER, "PROBATUM_OIDC_ISSUER": issuer})


@pytest.mark.requirement("SIG-04")
def test_way_of_signing_is_one_of_two() -> None:
    with pytest.raises(FaultySetting, match="expected one of: step-up, local"):
        read({**PROVIDER, "PROBATUM_OIDC_SIGNING": "mail"})


@pytest.mark.requirement("SIG-04")
def test_check_masks_the_secret_of_the_provider() -> None:
    told = dict(effective(read(PROVIDER)))
    assert (told["oidc_client_secret"], told["oidc_client_id"]) == ("***", "probatum")
    assert "a secret" not in str(told)
