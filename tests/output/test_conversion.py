"""Conversion gives a readable, searchable PDF, loads nothing from elsewhere, and survives what goes wrong."""

from __future__ import annotations

import http.server
import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from probatum.output import ocr, sandbox
from probatum.output import office as office_module
from probatum.output.convert import Rendition, render
from probatum.output.intake import inspect
from probatum.output.limits import ConverterMissing, Limits, UploadRefused
from probatum.output.office import Office
from probatum.output.stamp import Stamp, stamp
from tests.output.conftest import quiet_machine
from tests.samples import make

SAMPLES = Path(make.__file__).parent


def rendition(folder: Path, name: str, content: bytes, **options: object) -> Rendition:
    path = folder / name
    path.write_bytes(content)
    return render(path, accepted=inspect(path, filename=name), **options)  # type: ignore[arg-type]


def status(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as described:
        return described.pdfa_status


@pytest.mark.converter
@pytest.mark.requirement("DOC-09", "DOC-40")
@pytest.mark.parametrize(
    "name",
    ["plain.doc", "plain.odt", "plain.rtf", "plain.xls", "plain.ods", "plain.ppt", "plain.pptx", "plain.odp"],
)
def test_office_file_becomes_searchable_pdfa(office: Office, tmp_path: Path, name: str) -> None:
    made = rendition(tmp_path, name, (SAMPLES / name).read_bytes(), office=office)

    assert "Old words stay readable." in made.text
    assert status(made.pdf) == "2B"


@pytest.mark.converter
@pytest.mark.requirement("DOC-09")
def test_word_and_excel_become_pdf(office: Office, tmp_path: Path) -> None:
    word = rendition(tmp_path, "a.docx", make.word(pages=3), office=office)
    sheet = rendition(tmp_path, "a.xlsx", make.workbook(), office=office)

    assert word.pages == 3
    assert make.SENTENCE.strip() in word.text.replace("\n", " ")
    assert "EQ-007" in sheet.text


@pytest.mark.converter
def test_date_that_changes_by_itself_is_said(office: Office, tmp_path: Path) -> None:
    made = rendition(tmp_path, "a.docx", make.dated_word(), office=office)

    assert made.warnings == (
        "The file shows a date or time that changes by itself; the PDF shows the moment it was made. "
        "Write the date out where it must stay the same.",
    )


@pytest.mark.converter
def test_odd_file_name_is_no_trouble(office: Office, tmp_path: Path) -> None:
    name = "-x a&b;$(reboot) #1 [文書].docx"

    made = rendition(tmp_path, name, make.word(), office=office)

    assert made.pages == 1


@pytest.mark.converter
def test_cold_start_gives_the_same_words(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "document.docx"
    source.write_bytes(make.word())

    made = office_module.cold(source, kind="word")

    assert status(made.pdf) == "2B"


@pytest.mark.converter
def test_killed_converter_is_replaced(office: Office, tmp_path: Path) -> None:
    assert office.warm_up()
    first = office.pid
    assert first is not None
    os.killpg(first, signal.SIGKILL)

    made = rendition(tmp_path, "a.docx", make.word(), office=office)

    assert made.pages == 1
    assert office.warm_up()
    assert office.pid != first


@pytest.mark.converter
def test_conversion_that_takes_too_long_is_ended_with_a_sentence(office: Office, tmp_path: Path) -> None:
    impatient = Office(limits=Limits(office_seconds=0.2))
    path = tmp_path / "a.docx"
    path.write_bytes(make.word(pages=60))
    impatient.warm_up()
    pid = impatient.pid

    start = time.monotonic()
    with pytest.raises(UploadRefused, match="could not be turned into PDF within 0 seconds"):
        render(path, accepted=inspect(path, filename="a.docx"), office=impatient)

    assert time.monotonic() - start < 60
    assert impatient.pid is None
    assert pid is not None
    assert not Path(f"/proc/{pid}").exists()


def test_missing_libreoffice_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office_module, "_PLACES", ())

    with pytest.raises(ConverterMissing, match="Ask the administrator to install it, or upload a PDF"):
        rendition(tmp_path, "a.docx", make.word(), office=Office())


@pytest.fixture
def web() -> Iterator[tuple[str, list[str]]]:
    """A web server that remembers who asked for what."""
    asked: list[str] = []

    class Remember(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"words from the network")

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Remember)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/x.docx", asked
    server.shutdown()
    thread.join()
    server.server_close()


LINKED = {"a.docx": make.linked_word, "a.odt": make.linked_odt, "a.rtf": make.linked_rtf}


@pytest.mark.converter
@pytest.mark.parametrize("name", list(LINKED))
@pytest.mark.parametrize("namespaces", [True, False])
def test_nothing_is_fetched_from_the_network(
    office: Office,
    tmp_path: Path,
    web: tuple[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    *,
    name: str,
    namespaces: bool,
) -> None:
    address, asked = web
    if not namespaces:  # a machine that forbids them: the working copy and the settings must be enough
        monkeypatch.setattr(sandbox, "isolation", lambda: sandbox.Isolation("none", ()))
    fresh = Office()

    made = rendition(tmp_path, name, LINKED[name](address), office=fresh)
    fresh.close()

    assert "Own words." in made.text
    assert "words from the network" not in made.text
    assert asked == []


@pytest.mark.converter
@pytest.mark.parametrize("name", list(LINKED))
def test_no_other_file_of_the_machine_is_read(office: Office, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the machine")

    made = rendition(tmp_path, name, LINKED[name](secret.as_uri()), office=office)

    assert "Own words." in made.text
    assert "secret of the machine" not in made.text


@pytest.mark.requirement("DOC-09")
def test_active_content_of_a_pdf_is_taken_out(tmp_path: Path) -> None:
    made = rendition(tmp_path, "a.pdf", make.active_pdf())

    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        assert "/OpenAction" not in opened.Root
        assert "/JavaScript" not in opened.Root.get("/Names", {})
        assert len(opened.attachments) == 0
        assert "/AA" not in opened.pages[0].obj
        launch, web = opened.pages[0].obj.Annots
        assert "/A" not in launch
        assert str(web.A.URI) == "https://example.org/"
    assert made.warnings == (
        "Taken out of the PDF because a fixed copy must not contain it: actions that run by themselves, "
        "attached files and scripts.",
    )


@pytest.mark.requirement("DOC-40")
def test_scanned_page_is_read_by_machine(tesseract: None, tmp_path: Path) -> None:
    made = rendition(tmp_path, "a.pdf", make.scanned_pdf("Calibration record"))

    assert "Calibration record" in made.text
    assert made.warnings == ("Page 1 is scanned; the text was recognised by machine and may contain errors.",)


def test_scanned_page_without_tesseract_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)

    made = rendition(tmp_path, "a.pdf", make.scanned_pdf("Calibration record"))

    assert "Tesseract) is not installed" in made.warnings[0]
    assert made.pages == 1


@pytest.mark.requirement("DOC-09")
def test_picture_becomes_a_page(tmp_path: Path) -> None:
    made = rendition(tmp_path, "a.png", make.picture("Freezer door"))

    assert made.pages == 1
    assert status(made.pdf) == "2B"


@pytest.mark.requirement("DOC-09")
def test_plain_text_becomes_searchable_pdf(tmp_path: Path) -> None:
    made = rendition(tmp_path, "a.txt", "First line\n\n#not code $x$ <b>\n日本".encode())

    assert "#not code $x$ <b>" in made.text
    assert status(made.pdf) == "2B"


@pytest.mark.converter
@pytest.mark.requirement("DOC-09")
def test_thirty_page_word_file_is_stamped_within_three_seconds(office: Office, tmp_path: Path) -> None:
    quiet_machine()
    content = make.word(pages=30)
    office.warm_up()
    rendition(tmp_path, "a.docx", make.word(), office=office)
    what = Stamp(
        number="SOP-QA-0001", title="Cleaning", version="1.0", state="Effective", effective="22 Nov 2026"
    )

    took = []
    for _ in range(2):
        start = time.monotonic()
        made = rendition(tmp_path, "b.docx", content, office=office)
        stamp(made.pdf, what=what)
        took.append(time.monotonic() - start)

    assert made.pages >= 30
    assert min(took) <= 3.0
