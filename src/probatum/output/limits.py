"""Limits for hostile uploads, and the exceptions whose text a person reads.

Every figure here bounds work done on bytes that a stranger may have made (ADR-0020).
"""

from dataclasses import dataclass

MIB = 1024 * 1024


class UploadRefused(Exception):
    """This file cannot be accepted."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ConverterMissing(Exception):
    """LibreOffice is not installed on this machine, so Office files cannot be turned into PDF."""

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or (
            "LibreOffice is not installed on this machine, so Office files cannot be turned into PDF. "
            "Ask the administrator to install it, or upload a PDF."
        )
        super().__init__(self.sentence)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one upload may cost; the defaults suit a machine with two cores and 4 GiB."""

    upload_bytes: int = 100 * MIB
    recording_bytes: int = 250 * MIB
    expanded_bytes: int = 512 * MIB
    part_bytes: int = 128 * MIB
    entries: int = 10_000
    ratio: int = 150
    ratio_floor_bytes: int = 20 * MIB
    pages: int = 3_000
    image_pixels: int = 150_000_000
    picture_pixels: int = 60_000_000
    markup_bytes: int = MIB // 2
    text_characters: int = 20_000_000
    output_bytes: int = 300 * MIB
    office_seconds: float = 180.0
    office_memory: int = 3 * 1024 * MIB
    pdf_seconds: float = 90.0
    pdf_memory: int = 2 * 1024 * MIB
    ocr_pages: int = 40
    ocr_page_seconds: float = 45.0
    ocr_seconds: float = 240.0
    ocr_pixels: int = 9_000_000


LIMITS = Limits()
