"""A server without what search needs is refused in words."""

from __future__ import annotations

import psycopg
import pytest

from probatum.cli import install
from probatum.cli.supervise import CannotRun
from probatum.config import database
from probatum.config.env import environment


@pytest.mark.requirement("UX-10")
def test_missing_extension_is_named(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parameters = database.address(environment(), "owner").parameters()
    with psycopg.connect(**parameters, autocommit=True) as owner:
        install.make_extensions(owner)  # the owner may: they are there, and trusted besides
        monkeypatch.setattr(install, "EXTENSIONS", ("no_such_extension",))
        with pytest.raises(CannotRun, match="has no extension no_such_extension"):
            install.make_extensions(owner)
