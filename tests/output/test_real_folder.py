"""Every file of the folder of real documents ends as a readable rendition or as a refusal with a sentence.

Nobody here wrote those files; they are not part of the product. Where the folder is absent, the test says so aloud.
"""

from __future__ import annotations

import io
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from probatum.output import convert, intake, office, sandbox
from probatum.output.limits import UploadRefused

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PROBATUM_SHARED", ROOT.parent / "shared"))
FOLDER = SHARED / "data" / "real" / "documents"
WORKERS = 2
PER_FILE_SECONDS = 300
# What must be refused, and the words that must say why.
MUST_REFUSE = {
    "SimpleMacro.docm": "macros",
    "45690.docm": "macros",
    "SimpleMacro.doc": "macros",
    "bug53475-password-is-pass.docx": "password",
    "libreoffice-writer-password.pdf": "password",
    "ExternalEntityInText.docx": "XML declarations",
    "invalid.pdf": "damaged",
    "hugemono.pdf": "megapixels",
    "review process.vsd": "Visio",
    "livecycle.pdf": "dynamic form",
}


@dataclass(frozen=True)
class Result:
    path: Path
    outcome: str  # rendered, refused, crashed
    seconds: float
    pages: int = 0
    letters: int = 0
    sentence: str = ""


@pytest.fixture(scope="module")
def results() -> list[Result]:
    if not FOLDER.is_dir():
        print(f"\nNOT TESTED: the folder of real documents is not at {FOLDER}; no real file was converted.")
        pytest.skip("the folder of real documents is not there")
    if office.soffice() is None:
        print("\nNOT TESTED: LibreOffice is missing; no real file was converted.")
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing; the real documents stay untested")
        pytest.skip("LibreOffice is missing; the real documents stay untested")
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    done = _run_all(files)
    _print(done)
    return done


def _run_all(files: list[Path]) -> list[Result]:
    waiting, done, lock = list(reversed(files)), [], threading.Lock()

    def work() -> None:
        warm = office.Office()
        try:
            while True:
                with lock:
                    if not waiting:
                        return
                    path = waiting.pop()
                result = _one(path, warm)
                with lock:
                    done.append(result)
        finally:
            warm.close()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(done, key=lambda result: result.path)


def _one(path: Path, warm: office.Office) -> Result:
    start = time.monotonic()
    try:
        accepted = intake.inspect(path, filename=path.name)
        made = convert.render(path, accepted=accepted, office=warm)
        with pikepdf.open(io.BytesIO(made.pdf)) as opened:
            assert len(opened.pages) == made.pages > 0
    except UploadRefused as refusal:
        return Result(path, "refused", time.monotonic() - start, sentence=refusal.sentence)
    except Exception as fault:  # the point of the test is that this list stays empty
        return Result(path, "crashed", time.monotonic() - start, sentence=f"{type(fault).__name__}: {fault}")
    letters = sum(character.isalnum() for character in made.text)
    return Result(path, "rendered", time.monotonic() - start, made.pages, letters, " ".join(made.warnings))


def _print(done: list[Result]) -> None:
    print(f"\n{'outcome':9} {'s':>6} {'pages':>5} {'letters':>8}  file: sentence")
    for result in done:
        name = result.path.relative_to(FOLDER)
        print(
            f"{result.outcome:9} {result.seconds:6.1f} {result.pages:5} {result.letters:8}  {name}: {result.sentence}"
        )
    print(dict(Counter(result.outcome for result in done)), "isolation:", sandbox.isolation().name)


@pytest.mark.converter
@pytest.mark.requirement("DOC-09", "DOC-40")
def test_real_documents_are_rendered_or_refused(results: list[Result]) -> None:
    assert [result for result in results if result.outcome == "crashed"] == []
    assert [result.path.name for result in results if result.seconds > PER_FILE_SECONDS] == []


@pytest.mark.converter
@pytest.mark.requirement("DOC-40")
def test_real_renditions_have_text_or_say_that_they_have_none(results: list[Result]) -> None:
    silent = [
        result.path.name
        for result in results
        if result.outcome == "rendered"
        and result.letters == 0
        and "no text that can be searched" not in result.sentence
        and "cannot be searched" not in result.sentence
    ]
    assert silent == []


@pytest.mark.converter
def test_real_refusals_say_why(results: list[Result]) -> None:
    refused = {result.path.name: result.sentence for result in results if result.outcome == "refused"}
    present = {result.path.name for result in results}
    expected = {name: words for name, words in MUST_REFUSE.items() if name in present}
    assert {name: words for name, words in expected.items() if words not in refused.get(name, "")} == {}
    assert [name for name, sentence in refused.items() if not sentence.endswith(".") or "!" in sentence] == []


@pytest.mark.converter
def test_real_documents_are_converted_without_network(results: list[Result]) -> None:
    assert results
    assert sandbox.isolation().prefix, (
        "this machine forbids network namespaces: the converter is only kept off by settings"
    )
