"""Secrets are made once, stay the same, and are closed to others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from probatum.config import secrets


def test_secret_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    first = secrets.text(tmp_path, "django")
    assert secrets.text(tmp_path, "django") == first
    assert len(first) == 43
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "secrets" / "django").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: secrets.text(tmp_path, "app-hmac"), range(64)))
    assert len(found) == 1
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["app-hmac"]


@pytest.mark.parametrize("content", ["", "zz", "00" * 31])
def test_damaged_key_is_named_and_not_replaced(tmp_path: Path, content: str) -> None:
    path = secrets.folder(tmp_path) / "ledger-ed25519"
    path.write_text(content)
    with pytest.raises(secrets.SecretUnreadable, match="ledger-ed25519"):
        secrets.ed25519_seed(tmp_path, "ledger-ed25519")
    assert path.read_text() == content
