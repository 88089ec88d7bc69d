"""Turns an accepted upload into its rendition: one PDF, its text, and what a person should know about it."""

import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from probatum.output import markdown, neutralise, ocr, pdf_check, plain_check, typesetting
from probatum.output.intake import Accepted
from probatum.output.limits import LIMITS, Limits, UploadRefused
from probatum.output.merge import fill
from probatum.output.merge_runs import Wanted
from probatum.output.office import Office, shared
from probatum.output.recording_sheet import sheet
from probatum.output.zip_check import TRACKED

MOVING_DATES = (
    "The file shows a date or time that changes by itself; the PDF shows the moment it was made. "
    "Write the date out where it must stay the same."
)
_SPACES = re.compile(r"[ \t\u00a0]+")


@dataclass(frozen=True, kw_only=True)
class Rendition:
    """What readers see of a document, before stamp and signature page."""

    pdf: bytes
    pages: int
    text: str
    page_texts: tuple[str, ...]
    warnings: tuple[str, ...]
    recognised: bool = False  # text of scanned pages was read by machine


def render(
    path: Path,
    *,
    accepted: Accepted,
    office: Office | None = None,
    limits: Limits = LIMITS,
    wanted: Wanted | None = None,
    transcript: str = "",
) -> Rendition:
    """Make the rendition of a file that `intake.inspect` accepted; `wanted` fills the fields that it names.

    `transcript` is the words of a recording.

    Raises UploadRefused when the content cannot be rendered, ConverterMissing when LibreOffice is needed and absent.
    """
    with tempfile.TemporaryDirectory(prefix="probatum-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        warnings = list(accepted.warnings)
        first = home / "first.pdf"
        if accepted.recording is not None:
            made, notes = sheet(
                accepted.recording,
                name=f"{accepted.stem}.{accepted.extension}",
                size=accepted.size,
                sha256=accepted.sha256,
                transcript=transcript,
            )
            warnings += notes
        else:
            made = _first_pdf(
                path, accepted, home=home, office=office, limits=limits, warnings=warnings, wanted=wanted
            )
        first.write_bytes(made)
        return _finish(first, accepted, home=home, limits=limits, warnings=warnings)


def _first_pdf(
    path: Path,
    accepted: Accepted,
    *,
    home: Path,
    office: Office | None,
    limits: Limits,
    warnings: list[str],
    wanted: Wanted | None,
) -> bytes:
    if accepted.kind == "pdf":
        return path.read_bytes()
    if accepted.kind == "image":
        return _picture(path)
    if accepted.kind in ("markdown", "text"):
        return _plain(path, accepted, warnings, wanted)
    (home / "in").mkdir()
    working = neutralise.copy(
        path, home / "in" / f"{accepted.stem}.{accepted.extension}", extension=accepted.extension
    )
    if working == path:
        working = home / "in" / f"{accepted.stem}.{accepted.extension}"
        working.write_bytes(path.read_bytes())
    if wanted is not None:
        given = working.read_bytes()
        made_of = fill(given, extension=accepted.extension, wanted=wanted)
        if made_of is not given:
            working.write_bytes(made_of)
    made = (office or shared()).convert(working, kind=accepted.kind)
    if made.changes and TRACKED not in warnings:
        warnings.append(TRACKED)
    if made.dates:
        warnings.append(MOVING_DATES)
    return made.pdf


def _finish(first: Path, accepted: Accepted, *, home: Path, limits: Limits, warnings: list[str]) -> Rendition:
    final = first
    try:
        if accepted.kind == "pdf":
            final = home / "clean.pdf"
            facts = pdf_check.work("prepare", first, str(final), home=home, limits=limits)
            if facts["removed"]:
                warnings.append(
                    f"Taken out of the PDF because a fixed copy must not contain it: {_list(facts['removed'])}."
                )
        else:
            facts = pdf_check.work("text", first, home=home, limits=limits)
    except pdf_check.PdfUnreadable:
        raise UploadRefused(pdf_check.DAMAGED) from None
    if facts["pages"] > limits.pages:
        raise UploadRefused(
            f"The file makes {facts['pages']} pages; at most {limits.pages} are accepted. Split it, or set a print "
            "area, and upload it again."
        )
    texts: list[str] = facts["text"]
    recognised = False
    if facts["scanned"]:
        found = ocr.read_pages(final, pages=facts["scanned"], texts=texts, home=home, limits=limits)
        warnings += found.warnings
        recognised = bool(found.read)
    texts = [_tidy(text) for text in texts]
    whole = "\n\f".join(texts)[: limits.text_characters]
    if not whole.strip("\n\f "):
        warnings.append("The document holds no text that can be searched.")
    return Rendition(
        pdf=final.read_bytes(),
        pages=facts["pages"],
        text=whole,
        page_texts=tuple(texts),
        warnings=tuple(warnings),
        recognised=recognised,
    )


def _picture(path: Path) -> bytes:
    with Image.open(path, formats=("PNG", "JPEG")) as opened:
        upright = ImageOps.exif_transpose(opened)
        if upright.mode in ("RGBA", "LA", "P"):
            ground = Image.new("RGB", upright.size, "white")
            upright = upright.convert("RGBA")
            ground.paste(upright, mask=upright.getchannel("A"))
            upright = ground
        upright = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
        upright.thumbnail((5000, 5000))
        buffer = io.BytesIO()
        upright.save(buffer, "PNG" if upright.width * upright.height < 2_000_000 else "JPEG", quality=90)
        name = "picture.png" if buffer.getvalue().startswith(b"\x89PNG") else "picture.jpg"
        data = {"name": name, "wide": upright.width > upright.height}
    return typesetting.typeset("picture", data=data, files={name: buffer.getvalue()})[0]


def _plain(path: Path, accepted: Accepted, warnings: list[str], wanted: Wanted | None) -> bytes:
    text = plain_check.read_text(path)
    if accepted.kind == "text":
        made, notes = typesetting.typeset("plain", data={"text": text})
    else:
        made, notes = markdown.to_pdf(text, wanted=wanted)
    warnings += notes
    return made


def _tidy(text: str) -> str:
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n") if line.strip())


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
