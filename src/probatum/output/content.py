"""Makes content ready to be checked in, from an uploaded file or from the built-in editor. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from probatum.documents.authoring import Content
from probatum.documents.findings import Found
from probatum.documents.recording import LARGEST
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.output import intake, markdown, office_marks
from probatum.output.convert import MOVING_DATES, render
from probatum.output.limits import LIMITS, MIB, ConverterMissing, UploadRefused
from probatum.output.merge import MERGED
from probatum.output.merge_runs import Wanted, names_in
from probatum.output.pdfium import opened
from probatum.output.zip_check import TRACKED

LONGEST_MARKDOWN = 512 * 1024
MARKDOWN = "text/markdown"
#: a recording larger than this stays on disk until it is checked in
KEPT_ON_DISK = 8 * MIB
NO_RECORDING = "A transcript belongs to video or sound. Clear it, or choose the recording."
FILLED = (*MERGED, "md")
NOT_FILLED = (
    "The text names {named}. Fields are filled in Word, Excel and PowerPoint files and in texts written here; in this "
    "format they stay as they are typed."
)
CHANGING = (
    "The file asks for fields and shows a date or time that changes by itself, so the issued PDF would not be what was "
    "signed. Write the date out, or use {{effective}}, and choose the file again."
)


def content_from_upload(
    path: Path, *, filename: str, values: Mapping[str, str] | None = None, transcript: str = ""
) -> Content:
    """Inspect and render an upload; `values` fill the fields that it names, in the rendition only.

    `transcript` is the words of a recording; a large recording is not read but must stay at `path` until it is checked in.

    Raises Refused with the sentence that says what is wrong and what to do.
    """
    wanted = Wanted(values) if values is not None else None
    try:
        limits = replace(LIMITS, recording_bytes=int(setting(LARGEST)) * MIB)
        accepted = intake.inspect(path, filename=filename, limits=limits)
        if accepted.recording is not None:
            wanted = None  # nothing is filled into a recording
        elif transcript.strip():
            raise Refused(NO_RECORDING, field="transcript")
        rendition = render(path, accepted=accepted, wanted=wanted, transcript=transcript)
    except (UploadRefused, ConverterMissing) as refusal:
        raise Refused(str(refusal), field="file") from refusal
    fields, told = _fields(wanted, rendition.text, filled=accepted.extension in FILLED)
    if fields and MOVING_DATES in rendition.warnings:
        raise Refused(CHANGING, field="file")
    return Content(
        source=path if accepted.recording is not None and accepted.size > KEPT_ON_DISK else path.read_bytes(),
        source_name=Path(filename.replace("\\", "/")).name,
        media_type=accepted.media_type,
        rendition=rendition.pdf,
        pages=rendition.pages,
        text=rendition.text,
        text_source="recognised" if rendition.recognised else "text layer",
        warnings=(*rendition.warnings, *told),
        fields=fields,
        marks=() if accepted.recording else _marks(path, accepted.extension, rendition.warnings),
        recording=accepted.recording,
    )


def _marks(path: Path, extension: str, warnings: tuple[str, ...]) -> tuple[Found, ...]:
    """The open marks of a file; of a format that is not read here, only that there are tracked changes."""
    found = office_marks.marks_in(path, extension=extension)
    return found or ((Found("tracked"),) if TRACKED in warnings else ())


def _fields(wanted: Wanted | None, text: str, *, filled: bool) -> tuple[dict[str, str], tuple[str, ...]]:
    """What the rendition was filled with, and what the author is told of fields that could not be."""
    if wanted is None:
        return {}, ()
    typed = [] if filled else list(dict.fromkeys(names_in(text)))
    told = (NOT_FILLED.format(named=", ".join(typed[:5])),) if typed else ()
    return wanted.pairs(), (*wanted.sentences(), *told)


def content_from_markdown(
    text: str,
    *,
    name: str,
    pictures: Mapping[str, bytes] | None = None,
    values: Mapping[str, str] | None = None,
) -> Content:
    """Typeset the text of the built-in editor, its fields filled. Raises Refused when it is empty or too long."""
    wanted = Wanted(values) if values is not None else None
    text = text.replace("\r\n", "\n").replace("\x00", "")
    if not text.strip():
        raise Refused("Write something first; an empty draft is not kept.", field="text")
    if len(text.encode()) > LONGEST_MARKDOWN:
        raise Refused("Shorten the text; the editor takes up to 512 KB.", field="text")
    try:
        pdf, warnings = markdown.to_pdf(text, pictures=pictures, wanted=wanted)
    except UploadRefused as refusal:
        raise Refused(str(refusal), field="text") from refusal
    with opened(pdf) as document:
        pages = len(document)
        plain = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return Content(
        source=text.encode(),
        source_name=f"{name}.md",
        media_type=MARKDOWN,
        rendition=pdf,
        pages=pages,
        text=plain,
        warnings=(*warnings, *(wanted.sentences() if wanted is not None else ())),
        fields=wanted.pairs() if wanted is not None else {},
        editor=True,
    )
