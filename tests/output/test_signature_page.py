"""The signature page shows printed name, meaning, and date and time with zone of every signature."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest

from probatum.kernel import moments
from probatum.output.signature_page import SignaturePage, Signed, append, signature_page
from tests.samples import make

AT = datetime(2026, 11, 22, 13, 5, 22, 345000, tzinfo=UTC)


def signed(name: str = "Anna Berg", **more: object) -> Signed:
    facts = {
        "username": "aberg",
        "role": "Quality assurance",
        "meaning": "Approved",
        "at": AT,
        "zone": "Europe/Zurich",
    }
    return Signed(name=name, **{**facts, **more})  # type: ignore[arg-type]


def page_of(*signatures: Signed) -> bytes:
    content = SignaturePage(
        number="SOP-QA-0012",
        title="Deviations",
        version="2.0",
        digest="9f86d081" * 8,
        signatures=signatures,
        checkpoint="41873 a3bf4f1b",
    )
    made, warnings = signature_page(content)
    assert warnings == ()
    return made


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join("\n".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.mark.requirement("DOC-10", "SIG-01", "P11-50-a1", "P11-50-a2", "P11-50-a3", "P11-50-b")
def test_signature_page_shows_name_meaning_time_and_zone() -> None:
    shown = words(page_of(signed(reason="Complete and correct.", on_behalf_of="Liu Wei")))

    for part in (
        "Anna Berg",
        "aberg · Quality assurance",
        "Approved",
        "22 Nov 2026, 14:05:22 (UTC+1)",
        "22 Nov 2026, 13:05:22 UTC",
        "Complete and correct.",
        "on behalf of Liu Wei",
        "9f86d081" * 8,
        "41873 a3bf4f1b",
    ):
        assert part in shown


@pytest.mark.requirement("P11-50-a2")
@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Kolkata", "22 Nov 2026, 18:35 (UTC+5:30)"),
        ("America/New_York", "22 Nov 2026, 08:05 (UTC-5)"),
        ("Pacific/Auckland", "23 Nov 2026, 02:05 (UTC+13)"),
        ("No/Such_Zone", "22 Nov 2026, 13:05 (UTC)"),
    ],
)
def test_moment_is_shown_with_its_zone(zone: str, shown: str) -> None:
    assert moments.local(AT, zone=zone) == shown


@pytest.mark.requirement("DOC-10")
def test_refused_and_invalid_signatures_are_shown_as_such() -> None:
    shown = words(page_of(signed(refused=True), signed(invalid="the title was changed")))

    assert "Refused: Approved" in shown
    assert "No longer valid: the title was changed" in shown


@pytest.mark.parametrize("count", [0, 1, 40])
def test_any_number_of_signatures_fits(count: int) -> None:
    shown = words(page_of(*(signed(f"Signer {number:02d}") for number in range(count))))

    assert [f"Signer {number:02d}" in shown for number in range(count)] == [True] * count


def test_long_and_foreign_names_are_printed() -> None:
    content = SignaturePage(
        number="N",
        title="T",
        version="1",
        digest="0" * 64,
        signatures=(
            signed("Dr. Maximiliane-Theodora von und zu Hohenstein-Wittelsbach-Zweibrücken" * 2),
            signed("李偉"),
            signed("נועה שפירא"),
        ),
    )

    made, warnings = signature_page(content)

    assert made.startswith(b"%PDF")
    if not warnings:  # a machine without a font for the script prints the Unicode numbers and says so
        assert "李偉" in words(made)


def test_letter_without_font_is_named_in_a_warning() -> None:
    content = SignaturePage(
        number="N", title="T", version="1", digest="0" * 64, signatures=(signed("Ann \U00010380"),)
    )

    made, warnings = signature_page(content)

    assert len(warnings) == 1
    assert "U+10380" in warnings[0]
    assert "Ann [U+10380]" in words(made)


@pytest.mark.requirement("DOC-10")
def test_signature_page_is_appended() -> None:
    done = append(make.saved(make.pdf(pages=2)), page=page_of(signed()))

    with pikepdf.open(io.BytesIO(done)) as opened:
        assert len(opened.pages) == 3
    assert "Plain words 2" in words(done)
    assert "Anna Berg" in words(done)
