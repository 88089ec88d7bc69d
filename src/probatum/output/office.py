"""Office files to PDF through LibreOffice: a warm process when there is one, a cold start otherwise.

A conversion that hangs, crashes or eats memory is killed with everything it started; the next one gets a new process.
"""

import atexit
import contextlib
import functools
import json
import os
import select
import shutil
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from probatum.output import office_profile, sandbox
from probatum.output.limits import LIMITS, ConverterMissing, Limits, UploadRefused

_DRIVER = Path(__file__).with_name("office_driver.py")
_PLACES = ("/usr/lib/libreoffice/program/soffice", "/opt/libreoffice/program/soffice")
_RECYCLE_AFTER = 60  # conversions: LibreOffice grows with each document it has seen
_START_SECONDS = 45.0
_EXPORT = {
    "word": "writer_pdf_Export",
    "spreadsheet": "calc_pdf_Export",
    "presentation": "impress_pdf_Export",
}
_OPTIONS = {
    "SelectPdfVersion": {"type": "long", "value": "2"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "ExportFormFields": {"type": "boolean", "value": "false"},
    "IsSkipEmptyPages": {"type": "boolean", "value": "false"},
}


@dataclass(frozen=True)
class Converted:
    """What LibreOffice made of a file."""

    pdf: bytes
    changes: bool = False  # tracked changes that nobody accepted or rejected
    dates: bool = False  # dates that change by themselves


class _Died(Exception):
    """The warm process ended or answered nonsense."""


class _TimedOut(Exception):
    """The conversion took longer than its limit."""


def soffice() -> str | None:
    """Find LibreOffice on this machine."""
    return shutil.which("soffice") or next((place for place in _PLACES if os.access(place, os.X_OK)), None)


@functools.cache
def python_with_uno() -> str | None:
    """Find a Python that can talk to a running LibreOffice; without one every conversion starts cold."""
    for candidate in ("/usr/bin/python3", "/opt/libreoffice/program/python"):
        if os.access(candidate, os.X_OK):
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                if not subprocess.run(
                    [candidate, "-I", "-c", "import uno"], capture_output=True, timeout=20
                ).returncode:
                    return candidate
    return None


class Office:
    """One LibreOffice kept warm. Conversions that come while it is busy start cold beside it."""

    def __init__(self, *, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._count = 0

    def convert(self, source: Path, *, kind: str) -> Converted:
        """Convert a file that intake accepted. Raises ConverterMissing, UploadRefused."""
        if soffice() is None:
            raise ConverterMissing
        try:
            if python_with_uno() and self._lock.acquire(blocking=False):
                try:
                    return self._warm(source)
                except (_Died, OSError):
                    self._stop()
                finally:
                    self._lock.release()
            return cold(source, kind=kind, limits=self.limits)
        except _TimedOut:
            raise UploadRefused(
                f"The file could not be turned into PDF within {self.limits.office_seconds:.0f} seconds. "
                "Simplify or split it, or upload it as a PDF."
            ) from None

    def warm_up(self) -> bool:
        """Start the process now; say whether it runs."""
        if soffice() is None or python_with_uno() is None:
            return False
        with self._lock:
            try:
                self._ensure()
            except (_Died, _TimedOut, OSError):
                self._stop()
        return self._process is not None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        """The process id of the warm process, for tests that kill it."""
        return self._process.pid if self._process else None

    def _warm(self, source: Path) -> Converted:
        self._ensure()
        if self._folder is None:
            raise _Died
        box = Path(self._folder.name) / "work"
        with _workplace(box, source) as (inside, target):
            try:
                answer = self._ask(
                    {"source": str(inside), "target": str(target)}, seconds=self.limits.office_seconds
                )
            except _TimedOut:
                self._stop()
                raise
            if "fault" in answer or not target.exists():
                raise _Died  # a cold start decides: the fault may be the warm process, not the file
            return Converted(
                _read(target, limits=self.limits), bool(answer.get("changes")), bool(answer.get("dates"))
            )

    def _ensure(self) -> None:
        if self._process and (self._process.poll() is not None or self._count >= _RECYCLE_AFTER):
            self._stop()
        if self._process:
            self._count += 1
            return
        self._folder = tempfile.TemporaryDirectory(prefix="probatum-")
        home = Path(self._folder.name)
        (home / "work").mkdir()
        office_profile.write(home / "profile")
        pipe = "probatum" + uuid.uuid4().hex[:12]
        command = [
            str(python_with_uno()),
            "-I",
            str(_DRIVER),
            str(soffice()),
            str(home / "profile"),
            pipe,
            str(self.limits.office_seconds + 10),
        ]
        limiter = sandbox.limiter(data=self.limits.office_memory, file_size=self.limits.output_bytes)
        self._process, self._count = sandbox.start(command, home=home, limits=limiter), 1
        self._ask(None, seconds=_START_SECONDS)

    def _ask(self, request: dict[str, Any] | None, *, seconds: float) -> dict[str, Any]:
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            raise _Died
        if request is not None:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        until = time.monotonic() + seconds
        line = b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise _TimedOut
            piece = os.read(self._process.stdout.fileno(), 65_536)
            if not piece:
                raise _Died
            line += piece
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _stop(self) -> None:
        if self._process:
            sandbox.end(self._process)
        if self._folder:
            with contextlib.suppress(OSError):
                self._folder.cleanup()
        self._process, self._folder, self._count = None, None, 0


def cold(source: Path, *, kind: str, limits: Limits = LIMITS) -> Converted:
    """Convert with a LibreOffice started for this file alone."""
    with tempfile.TemporaryDirectory(prefix="probatum-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        office_profile.write(home / "profile")
        (home / "work").mkdir()
        with _workplace(home / "work", source) as (inside, target):
            done = sandbox.run(
                [
                    str(soffice()),
                    f"-env:UserInstallation={(home / 'profile').as_uri()}",
                    "--headless",
                    "--norestore",
                    "--nologo",
                    "--nolockcheck",
                    "--convert-to",
                    f"pdf:{_EXPORT[kind]}:{json.dumps(_OPTIONS)}",
                    "--outdir",
                    str(target.parent),
                    str(inside),
                ],
                home=home,
                seconds=limits.office_seconds,
                limits=sandbox.limiter(
                    data=limits.office_memory, cpu=limits.office_seconds, file_size=limits.output_bytes
                ),
            )
            if done.timed_out:
                raise _TimedOut
            if not target.exists():
                raise UploadRefused(
                    "LibreOffice could not read the file; it is probably damaged. Open it in the program it was made "
                    "with, save it again, or upload it as a PDF."
                )
            return Converted(_read(target, limits=limits))


@contextlib.contextmanager
def _workplace(box: Path, source: Path) -> Iterator[tuple[Path, Path]]:
    """Put the file into a fresh folder under its harmless name; take everything away afterwards."""
    place = Path(tempfile.mkdtemp(dir=box))
    try:
        inside = place / source.name
        shutil.copyfile(source, inside)
        yield inside, place / f"{source.stem}.pdf"
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _read(target: Path, *, limits: Limits) -> bytes:
    if target.stat().st_size >= limits.output_bytes:
        raise UploadRefused("The PDF made from the file is too large. Reduce its pictures or split it.")
    return target.read_bytes()


_shared: Office | None = None
_shared_lock = threading.Lock()


def shared() -> Office:
    """The one warm LibreOffice of this process."""
    global _shared
    with _shared_lock:
        if _shared is None:
            _shared = Office()
            atexit.register(_shared.close)
        return _shared
