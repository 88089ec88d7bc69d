"""The command line's contract: names, exit codes, and faults in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from probatum.cli import demo
from probatum.cli.check import masked
from tests.cli.running import Serving, free_port, probatum

NAMES = [
    "demo",
    "up",
    "web",
    "worker",
    "migrate",
    "check",
    "stop",
    "import",
    "verify",
    "ledger",
    "backup",
    "restore",
    "bench",
]


def test_help_names_every_command(tmp_path: Path) -> None:
    done = probatum(tmp_path, "--help")
    assert done.returncode == 0
    assert [name for name in NAMES if f"    {name} " not in done.stdout] == []
    assert "loadexample" not in done.stdout


def test_faulty_setting_is_one_sentence(tmp_path: Path) -> None:
    done = probatum(tmp_path, "check", more={"PROBATUM_DEBUG": "perhaps"})
    assert done.returncode == 1
    assert done.stderr == "probatum: PROBATUM_DEBUG is “perhaps”; expected yes or no.\n"


@pytest.mark.parametrize("words", [("verify",), ("backup", "copy"), ("ledger", "checkpoint")])
def test_command_on_nothing_says_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = probatum(tmp_path / "none", *words)
    assert done.returncode == 1
    assert "There is no installation in" in done.stderr


def test_stop_on_nothing_is_no_fault(tmp_path: Path) -> None:
    done = probatum(tmp_path / "none", "stop")
    assert (done.returncode, done.stderr) == (0, "")


def test_demo_does_not_empty_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    done = probatum(tmp_path, "demo", "--reset")
    assert done.returncode == 1
    assert "was not made by `probatum demo`, so it is not emptied" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_sign_ins_stand_in_columns() -> None:
    assert demo.sign_ins([("ann", "long words", "Author"), ("benedict", "w", "Quality")]) == [
        "ann       long words  Author",
        "benedict  w           Quality",
    ]


def test_password_is_masked() -> None:
    assert masked("postgresql://u:secret@db/quality") == "postgresql://u:***@db/quality"


def test_start_after_migrate_does_not_migrate_again(tmp_path: Path) -> None:
    assert probatum(tmp_path / "data", "migrate", "--quiet").returncode == 0
    serving = Serving(tmp_path / "data", free_port())
    try:
        told = serving.wait_until_said("ready http://127.0.0.1:")
    finally:
        serving.process.terminate()
        serving.process.wait(30)
    assert "preparing the database" not in told


@pytest.mark.parametrize(
    "words", [("ledger", "checkpoint", "--data"), ("ledger", "export", "x.zip", "--data")]
)
def test_data_folder_may_stand_last_in_ledger_commands_too(tmp_path: Path, words: tuple[str, ...]) -> None:
    named = tmp_path / "elsewhere"
    done = probatum(tmp_path / "none", *words, str(named))
    assert done.returncode == 1
    assert str(named) in done.stderr and "unrecognized" not in done.stderr
