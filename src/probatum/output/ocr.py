"""Reads scanned pages with Tesseract where it is installed, within limits of pages and time."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from probatum.output import pdf_check, sandbox
from probatum.output.limits import MIB, Limits


def available() -> bool:
    """Say whether Tesseract is installed."""
    return shutil.which("tesseract") is not None


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """Which scanned pages were read by machine, and what a person should know about the others."""

    read: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()


def read_pages(pdf: Path, *, pages: list[int], texts: list[str], home: Path, limits: Limits) -> Recognition:
    """Put the text of scanned pages into `texts`; say which were read, and warn of those that stay unsearchable."""
    if not available():
        missing = (
            f"{_count(pages)} scanned and cannot be searched, because text recognition (Tesseract) is not installed "
            "on this machine. Ask the administrator to install it."
        )
        return Recognition(warnings=(missing,))
    until = time.monotonic() + limits.ocr_seconds
    unread = []
    for place, page in enumerate(pages):
        if place >= limits.ocr_pages or time.monotonic() > until:
            unread += pages[place:]
            break
        words = _read_page(pdf, page, home=home, limits=limits)
        if words is None:
            unread.append(page)
        else:
            texts[page] = words
    warnings = []
    read = [page for page in pages if page not in unread]
    if read:
        warnings.append(f"{_count(read)} scanned; the text was recognised by machine and may contain errors.")
    if unread:
        warnings.append(
            f"{_count(unread)} scanned and could not be read by machine, so it cannot be searched."
        )
    return Recognition(read=tuple(read), warnings=tuple(warnings))


def _read_page(pdf: Path, page: int, *, home: Path, limits: Limits) -> str | None:
    sheet = home / f"page-{page}.png"
    try:
        pdf_check.work(
            "picture", pdf, str(sheet), str(page), str(limits.ocr_pixels), home=home, limits=limits
        )
    except pdf_check.PdfUnreadable:
        return None
    done = sandbox.run(
        ["tesseract", str(sheet), "stdout", "--psm", "1", "quiet"],
        home=home,
        seconds=limits.ocr_page_seconds,
        limits=sandbox.limiter(data=1024 * MIB, cpu=limits.ocr_page_seconds * 2, file_size=64 * MIB),
        env={"OMP_THREAD_LIMIT": "1"},
    )
    sheet.unlink(missing_ok=True)
    if done.timed_out or done.code != 0:
        return None
    return done.out.decode("utf-8", "replace").replace("\f", "")


def _count(pages: list[int]) -> str:
    if len(pages) == 1:
        return f"Page {pages[0] + 1} is"
    return f"{len(pages)} pages are"
