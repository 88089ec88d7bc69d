"""What the output tests share: one warm LibreOffice, and loud words where a program is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

from probatum.output import office as office_module


def missing(what: str, untested: str) -> None:
    """Say aloud what stays untested; in CI that is a failure."""
    words = f"{what} is missing: {untested} not tested"
    print(f"\nNOT TESTED: {words}")
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


def quiet_machine() -> None:
    """Skip a test of wall time while others use the machine: the figure would say nothing."""
    if os.getloadavg()[0] > 2 * (os.cpu_count() or 1):
        print("\nNOT TESTED: the machine is too busy to time anything")
        pytest.skip("the machine is too busy to time anything")


@pytest.fixture(scope="session")
def office() -> Iterator[office_module.Office]:
    if office_module.soffice() is None:
        missing("LibreOffice", "conversion of Office files is")
    warm = office_module.Office()
    yield warm
    warm.close()


@pytest.fixture(scope="session")
def tesseract() -> None:
    if shutil.which("tesseract") is None:
        missing("Tesseract", "recognition of scanned pages is")
