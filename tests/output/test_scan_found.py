"""A scanned page is found by its words once a machine has read it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from probatum.documents.authoring import create_document
from probatum.kernel.searching import find
from probatum.output.content import content_from_upload
from tests.samples import make
from tests.world import World


@pytest.mark.requirement("DOC-40", "UX-10")
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="text recognition is not installed")
def test_scanned_page_is_found_by_its_words(world: World, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(make.scanned_pdf("Calibration record"))
    create_document(
        world.anna,
        type=world.sop,
        title="Scan",
        department=world.quality_department,
        content=content_from_upload(scan, filename="scan.pdf"),
    )
    (hit,) = find(world.anna, "calibration").hits
    assert "\x02Calibration\x03" in hit.snippet
    assert find(world.rhea, "calibration").count == 0
