"""A letter on paper: sender, addressee, day, subject, text, and who approved it."""

from __future__ import annotations

from dataclasses import dataclass

from probatum.output.typesetting import typeset


@dataclass(frozen=True, slots=True)
class LetterPrint:
    """Plain data of one letter."""

    company: str
    number: str
    about: str
    place_and_day: str
    addressee: tuple[str, ...]
    text: str
    signed: str
    draft: bool


def letter_pdf(letter: LetterPrint) -> tuple[bytes, tuple[str, ...]]:
    """Typeset a letter; a draft says so across the head. Also returned are characters that could not be shown."""
    data = {
        "company": letter.company,
        "number": letter.number,
        "about": letter.about,
        "day": letter.place_and_day,
        "addressee": list(letter.addressee),
        "paragraphs": letter.text.replace("\r\n", "\n").split("\n"),
        "signed": letter.signed,
        "draft": letter.draft,
    }
    return typeset("letter", data=data)
