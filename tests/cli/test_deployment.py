"""The deployment statement: closed or open system (21 CFR 11.3), as declared, printed, exported and documented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from probatum.cli import check
from probatum.cli.check import STATEMENTS, deployment_faults
from probatum.config.env import DEPLOYMENTS, FaultySetting, read
from probatum.kernel.configuration_file import export_configuration

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


@pytest.mark.requirement("P11-3")
@pytest.mark.parametrize(
    ("declared", "words"), [("", "Closed system"), ("closed", "Closed"), ("open", "Open system")]
)
def test_check_prints_the_statement(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], declared: str, words: str
) -> None:
    env = read({"PROBATUM_DEPLOYMENT": declared} if declared else {})
    monkeypatch.setattr(check, "environment", lambda: env)
    monkeypatch.setattr(check, "database_faults", lambda env: [])
    check.run(None)  # type: ignore[arg-type]

    told = capsys.readouterr().out
    assert f"Deployment\n  {words}" in told
    assert "21 CFR 11.3(b)" in told


@pytest.mark.requirement("P11-3")
def test_open_system_is_reached_by_https() -> None:
    plain = read({"PROBATUM_DEPLOYMENT": "open"})
    safe = read({"PROBATUM_DEPLOYMENT": "open", "PROBATUM_URL": "https://quality.example.org"})
    assert (len(deployment_faults(plain)), deployment_faults(safe), deployment_faults(read({}))) == (
        1,
        [],
        [],
    )


@pytest.mark.requirement("P11-3")
def test_other_word_stops_the_start() -> None:
    with pytest.raises(FaultySetting, match="expected one of: closed, open"):
        read({"PROBATUM_DEPLOYMENT": "cloud"})


@pytest.mark.requirement("P11-3", "P11-10-k2")
def test_export_of_the_configuration_holds_the_statement(db: None, settings: Any) -> None:
    settings.DEPLOYMENT = "open"
    assert json.loads(export_configuration())["deployment"] == "open"


@pytest.mark.requirement("P11-3")
def test_documentation_says_when_which_is_true() -> None:
    text = (DOCS / "validation" / "README.md").read_text("utf-8")
    assert sorted(STATEMENTS) == sorted(DEPLOYMENTS)
    assert "## Closed or open system" in text
    assert "PROBATUM_DEPLOYMENT" in text
