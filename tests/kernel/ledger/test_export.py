"""The export and the stand-alone verifier: exit codes, files, nothing but one file and the standard library."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from probatum.kernel.ledger import probatum_verify
from probatum.kernel.ledger.export import export

pytestmark = pytest.mark.requirement("ATR-13", "ATR-06", "AT-7")


@pytest.fixture
def package(ledger: Any, tmp_path: Path) -> Path:
    """An export with rows, files, an odd key, sealed and unsealed entries."""
    store, content = tmp_path / "files", b"%PDF the approved procedure"
    digest = hashlib.sha256(content).hexdigest()
    path = store / digest[:2] / digest[2:4] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with ledger.connect("owner") as conn:
        conn.execute("CREATE TABLE kernel_storedfile (id bigint PRIMARY KEY, sha256 text, size bigint)")
        conn.execute("INSERT INTO kernel_storedfile VALUES (1, %s, %s)", (digest, len(content)))
    ledger.act(
        "INSERT INTO rec (number, email, extra) VALUES (E'tab\\tline\\nquote\"\\\\ é 漢 😀', 'a@b.c', '{\"k\": [1.0, null]}')"
    )
    ledger.write(300)
    ledger.seal()
    ledger.write()
    ledger.seal()
    ledger.act("UPDATE rec SET number = 'not sealed yet' WHERE id = 5")
    target = tmp_path / "evidence.zip"
    manifest = export(ledger.parameters("audit"), target, ledger.trust(files=store), with_files=True)
    assert manifest["counts"]["files"] == 1 and manifest["counts"]["tail"] == 1
    return target


def run(package: Path, *arguments: str, isolated: Path | None = None) -> tuple[int, str]:
    """Run the verifier as a stranger would: alone in a folder, without site packages."""
    folder = isolated or package.parent / "alone"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(package.parent / "evidence.zip") as content:
        (folder / "probatum_verify.py").write_bytes(content.read("probatum_verify.py"))
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "probatum_verify.py"), str(package), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def altered(package: Path, name: str, change: Any) -> Path:
    """A copy of the export with one member changed."""
    copy = package.with_name("altered.zip")
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(copy, "w") as target:
        for member in source.namelist():
            data = source.read(member)
            target.writestr(member, change(data) if member == name else data)
    return copy


def test_intact_export_ends_with_zero_without_any_library(package: Path, ledger: Any) -> None:
    code, out = run(package, "--key", ledger.trust().ledger_keys[0])
    assert (code, out) == (0, "intact\n")


def test_key_from_the_export_itself_is_said_so(package: Path) -> None:
    code, out = run(package)
    assert code == 0 and "note  key: The public key came from the export itself" in out


@pytest.mark.requirement("ATR-14")
@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("state/1.jsonl", lambda data: data.replace(b"R-17", b"R-71"), "FAULT STATE: rec 18, column number"),
        ("entries.tsv", lambda data: data.replace(b'R-17"', b'R-71"', 1), "FAULT ALTERED: Entry "),
        (
            "entries.tsv",
            lambda data: data[: data[:-1].rindex(b"\n") + 1],
            "FAULT MISSING: Seal 2 counts 1 entries; 1 are missing.",
        ),
        ("entries.tsv", lambda data: data + data[data[:-1].rindex(b"\n") + 1 :], "FAULT EXTRA: "),
        ("seals.jsonl", lambda data: data[: data[:-1].rindex(b"\n") + 1], "FAULT ROLLBACK: "),
        ("seals.jsonl", lambda data: data.replace(b'"n": 2', b'"n": 3'), "FAULT SEALS: "),
        ("tail.tsv", lambda data: b"", "FAULT STATE: rec 5, column number"),
    ],
)
def test_fault_is_named_and_ends_with_one(package: Path, name: str, change: Any, fault: str) -> None:
    code, out = run(altered(package, name, change))
    assert code == 1 and fault in out and out.endswith("broken\n")


def test_one_byte_of_a_file_is_named(package: Path) -> None:
    with zipfile.ZipFile(package) as content:
        (name,) = [n for n in content.namelist() if n.startswith("files/")]
    code, out = run(altered(package, name, lambda data: data[:-1] + b"X"))
    assert code == 1 and f"FAULT FILE: The file {name[6:]} of 27 bytes has another content" in out


def test_checkpoint_kept_elsewhere_is_compared(package: Path, ledger: Any, tmp_path: Path) -> None:
    note = next(iter(ledger.sealer.folder.all()))
    kept = tmp_path / "kept.txt"
    kept.write_text(note)
    assert run(package, "--checkpoint", str(kept))[0] == 0
    lines = note.split("\n")
    kept.write_text("\n".join([lines[0], str(int(lines[1]) + 10_000), *lines[2:]]))
    code, out = run(package, "--checkpoint", str(kept))
    assert code == 1 and "FAULT ROLLBACK" in out


def test_app_key_shows_who_issued_contexts(package: Path, tmp_path: Path) -> None:
    key = tmp_path / "app-key"
    key.write_bytes(b"key of the application, for tests\n")
    assert run(package, "--app-key", str(key))[0] == 0
    key.write_bytes(b"another key\n")
    code, out = run(package, "--app-key", str(key))
    assert code == 1 and "FAULT MAC" in out


@pytest.mark.parametrize(
    "kind", ["missing", "no zip", "other zip", "truncated", "other format", "broken line"]
)
def test_unreadable_export_ends_with_two(package: Path, tmp_path: Path, kind: str) -> None:
    broken = tmp_path / "broken.zip"
    if kind == "no zip":
        broken.write_text("nothing")
    elif kind == "other zip":
        zipfile.ZipFile(broken, "w").close()
    elif kind == "truncated":
        broken.write_bytes(package.read_bytes()[:-400])
    elif kind == "other format":
        broken = altered(package, "manifest.json", lambda data: data.replace(b"export/1", b"export/9"))
    elif kind == "broken line":
        broken = altered(package, "seals.jsonl", lambda data: b"{" + data)
    code, out = run(broken)
    assert code == 2 and out.startswith("unreadable: ") and "Traceback" not in out


def test_report_is_given_as_json(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        probatum_verify.main(
            [str(altered(package, "state/1.jsonl", lambda d: d.replace(b"R-17", b"R-71"))), "--json"]
        )
        == 1
    )
    report = json.loads(capsys.readouterr().out)
    assert report["faults"][0][2] == {"table": "rec", "pk": "18", "column": "number"}


def test_half_written_export_never_bears_the_name(ledger: Any, tmp_path: Path) -> None:
    target = tmp_path / "no-such-folder" / "evidence.zip"
    with pytest.raises(OSError):
        export(ledger.parameters("audit"), target, ledger.trust())
    assert not target.exists()
    shutil.rmtree(tmp_path / "alone", ignore_errors=True)
