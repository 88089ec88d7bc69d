"""Checks and prepares PDF files through the worker program, so that no hostile PDF is parsed in this process."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from probatum.output import pdf_staying, sandbox
from probatum.output.limits import LIMITS, Limits, UploadRefused
from probatum.output.zip_check import LOCKED

_WORKER = pdf_staying.WORKER
DAMAGED = (
    "The PDF is damaged or incomplete and cannot be read. Make it again in the program it comes from and upload "
    "that file."
)
_FAULTS = {
    "password": LOCKED,
    "damaged": DAMAGED,
    "page size": "A page of the PDF has no usable size. Print it to PDF again on a normal paper size and upload that.",
}


class PdfUnreadable(Exception):
    """The PDF worker could not finish."""


def check(path: Path, *, limits: Limits) -> tuple[int, list[str]]:
    """Return the number of pages and warnings. Raises UploadRefused."""
    with tempfile.TemporaryDirectory(prefix="probatum-") as folder:
        try:
            facts = work("inspect", path, home=Path(folder), limits=limits)
        except PdfUnreadable:
            raise UploadRefused(DAMAGED) from None
    if facts.get("fault"):
        raise UploadRefused(_FAULTS[facts["fault"]])
    if facts["dynamic"]:
        raise UploadRefused(
            "The PDF is a dynamic form (XFA) that only Adobe Reader can show. Print it to PDF and upload that file."
        )
    if facts["pages"] > limits.pages:
        raise UploadRefused(
            f"The PDF has {facts['pages']} pages; at most {limits.pages} are accepted. Split it and upload the parts."
        )
    if facts["largest_image"] > limits.image_pixels:
        raise UploadRefused(
            f"The PDF holds a picture of {facts['largest_image'] / 1e6:.0f} megapixels; at most "
            f"{limits.image_pixels / 1e6:.0f} are accepted. Scan it at a lower resolution and upload it again."
        )
    if facts["repaired"] and b"%%EOF" not in _tail(path):
        raise UploadRefused(DAMAGED)
    return facts["pages"], _warnings(facts)


def work(command: str, source: Path, *arguments: str, home: Path, limits: Limits = LIMITS) -> dict[str, Any]:
    """Run one command of the worker in the sandbox and return its result. Raises PdfUnreadable."""
    report = home / "report.json"
    last = [] if command == "picture" else [str(report)]
    staying = pdf_staying.of_this_thread()
    if staying is not None and command != "picture":
        if staying.do([command, str(source.resolve()), *arguments, *last]) and report.exists():
            told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
            report.unlink()
            return told
        report.unlink(missing_ok=True)  # a worker of its own says whether it is the file
    done = sandbox.run(
        [sys.executable, "-I", str(_WORKER), command, str(source.resolve()), *arguments, *last],
        home=home,
        seconds=limits.pdf_seconds,
        limits=sandbox.limiter(
            address=limits.pdf_memory, cpu=limits.pdf_seconds, file_size=limits.output_bytes
        ),
    )
    result = Path(arguments[0] + ".json") if command == "picture" else report
    if done.code != 0 or not result.exists():
        raise PdfUnreadable(done.err.decode("utf-8", "replace")[-400:])
    facts: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return facts


def _tail(path: Path) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 65_536))
        return stream.read()


def _warnings(facts: dict[str, Any]) -> list[str]:
    warnings = []
    if facts["repaired"]:
        warnings.append(
            "The PDF had faults in its structure, which were repaired. Check that every page is right."
        )
    if facts["restricted"]:
        warnings.append(
            "The restrictions on printing and copying that the PDF carried do not apply to the rendition."
        )
    return warnings
