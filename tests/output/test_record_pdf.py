"""A printed record shows its values, what changed, its signatures, files and history, and who printed it."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest

from probatum.output.record_pdf import Change, Event, Field, File, RecordPrint, Section, record_pdf
from probatum.output.signature_page import Signed

AT = datetime(2026, 11, 22, 13, 5, 22, tzinfo=UTC)
RECORD = RecordPrint(
    kind="Deviation", number="DEV-2026-0004", title="Temperature excursion", state="Closed", organisation="Meridian",
    site="Basel", zone="Europe/Zurich", printed_by="Anna Berg (aberg)", printed_at=AT, checkpoint="41873 a3bf4f1b",
    sections=(Section(title="What happened", fields=(Field(label="Severity", value="Major", changed=True), Field(label="Room", value="2"))),),
    signatures=(Signed(name="Liu Wei", username="lwei", role="Quality", meaning="Approved", at=AT, zone="Asia/Tokyo"),),
    history=(
        Event(at=AT, name="Anna Berg", username="aberg", role="QA", what="Classified the deviation", why="Second batch found",
              changes=(Change(label="Severity", old="Minor", new="Major"), Change(label="Due", old="", new="20 Dec 2026"))),
    ),
    files=(File(name="logger.csv", size=48213, sha256="ab" * 32),),
)  # fmt: skip


def words(pdf: bytes) -> str:
    return " ".join(
        "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).split()
    )


@pytest.mark.requirement("A11-8-2", "SIG-01", "P11-50-b", "P11-10-b")
def test_printed_record_shows_everything() -> None:
    made, warnings = record_pdf(RECORD)

    assert warnings == ()
    for part in (
        "DEV-2026-0004",
        "Temperature excursion",
        "Closed",
        "Basel",
        "Major",
        "◆ changed",
        "Liu Wei",
        "Approved",
        "22 Nov 2026, 22:05:22 (UTC+9)",
        "Classified the deviation",
        "Reason: Second batch found",
        "Minor → Major",
        "(empty) → 20 Dec 2026",
        "22 Nov 2026, 14:05:22 (UTC+1)",
        "22 Nov 2026, 13:05:22 UTC",
        "logger.csv",
        "47 KB",
        "ab" * 32,
        "Printed by Anna Berg (aberg) on 22 Nov 2026, 14:05 (UTC+1)",
        "41873 a3bf4f1b",
        "Page 1 of 1",
    ):
        assert part in words(made)


def test_unchanged_record_carries_no_mark() -> None:
    plain = RecordPrint(
        kind="CAPA", number="CAPA-1", title="T", state="Open", organisation="M", site="B", printed_by="A", printed_at=AT,
        sections=(Section(title="Plan", fields=(Field(label="Owner", value="A"),)),),
    )  # fmt: skip

    assert "changed" not in words(record_pdf(plain)[0])


def test_long_history_runs_over_pages_with_numbers() -> None:
    from dataclasses import replace  # app ready

    made, _ = record_pdf(replace(RECORD, history=RECORD.history * 60))

    assert "Page 2 of" in words(made)
    with pikepdf.open(io.BytesIO(made)) as opened, opened.open_metadata() as described:
        assert described.pdfa_status == "2B"
