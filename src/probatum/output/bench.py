"""Times what a person waits for: a Word file to its stamped PDF, a stamp, a signature page, a seal."""

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import docx
import pikepdf

from probatum.output import office
from probatum.output.convert import render
from probatum.output.intake import inspect
from probatum.output.markdown import to_pdf
from probatum.output.seal import Sealer, make_certificate, seal, validate
from probatum.output.signature_page import SignaturePage, Signed, append, signature_page
from probatum.output.stamp import Stamp, stamp

_WHAT = Stamp(number="SOP-QA-0001", title="Cleaning of equipment", version="1.0", state="Effective")
_SENTENCE = "The operator on duty checks the cold room twice a day and enters what the display shows. "


def bench(*, rounds: int = 3) -> dict[str, float]:
    """Return seconds by name, the median of the rounds; LibreOffice's rows are left out where it is missing."""
    figures: dict[str, float] = {}
    hundred = _pages(100)
    figures["stamp 100 pages"] = _median(lambda: stamp(hundred, what=_WHAT), rounds)
    figures["signature page, 4 signatures"] = _median(lambda: append(hundred, page=_signatures()), rounds)
    certificate, key, authority = make_certificate("Benchmark")
    sealer = Sealer(certificate=certificate, key=key, authority=authority)
    sealed = seal(hundred, sealer=sealer)
    figures["seal 100 pages"] = _median(lambda: seal(hundred, sealer=sealer), rounds)
    figures["check the seal of 100 pages"] = _median(lambda: validate(sealed, authority=authority), rounds)
    figures["built-in document to PDF, 10 pages"] = _median(
        lambda: to_pdf(f"## Part\n\n{_SENTENCE * 30}\n\n" * 16), rounds
    )
    if office.soffice():
        figures |= _office(rounds)
    return figures


def _office(rounds: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="probatum-") as folder:
        path = Path(folder) / "thirty.docx"
        path.write_bytes(_word(30))
        warm = office.Office()
        started = _median(lambda: warm.warm_up(), 1)

        def whole() -> None:
            made = render(path, accepted=inspect(path, filename=path.name), office=warm)
            stamp(made.pdf, what=_WHAT)

        whole()
        figures = {
            "LibreOffice start": started,
            "Word file of 30 pages to stamped PDF, warm": _median(whole, rounds),
            "Word file of 30 pages to PDF, cold": _median(lambda: office.cold(path, kind="word"), 1),
        }
        warm.close()
        return figures


def _median(work: Callable[[], object], rounds: int) -> float:
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return round(statistics.median(took), 4)


def _word(pages: int) -> bytes:
    document = docx.Document()
    for page in range(pages):
        document.add_heading(f"{page + 1} Section", level=1)
        for _ in range(4):
            document.add_paragraph(_SENTENCE * 5)
        table = document.add_table(rows=6, cols=4, style="Table Grid")
        for row in table.rows:
            for cell in row.cells:
                cell.text = "Value"
        if page < pages - 1:
            document.add_page_break()  # type: ignore[no-untyped-call]
    done = io.BytesIO()
    document.save(done)
    return done.getvalue()


def _pages(count: int) -> bytes:
    one, _ = to_pdf(f"## Part\n\n{_SENTENCE * 20}")
    with pikepdf.open(io.BytesIO(one)) as source:
        for _ in range(count - 1):
            source.pages.append(source.pages[0])
        done = io.BytesIO()
        source.save(done)
    return done.getvalue()


def _signatures() -> bytes:
    at = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
    signed = Signed(
        name="Anna Berg", username="aberg", role="Quality", meaning="Approved", at=at, zone="Europe/Zurich"
    )
    content = SignaturePage(
        number="SOP-QA-0001", title="Cleaning", version="1.0", digest="0" * 64, signatures=(signed,) * 4
    )
    return signature_page(content)[0]
