"""Typesets a template of this package with plain data; the same data gives the same bytes.

Data reaches the template as JSON and is only ever shown, so no text of a user can become Typst code.
"""

import contextlib
import functools
import json
import tempfile
import threading
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from probatum.output.limits import UploadRefused

TEMPLATES = Path(__file__).with_name("templates")
# A fixed time where the caller has none: renditions must not differ because they were made twice.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_lock = threading.Lock()


@functools.cache
def fonts() -> typst.Fonts:
    """The fonts carried by typst and those of the system (for scripts that typst's own lack)."""
    return typst.Fonts()


def typeset(
    template: str,
    *,
    data: Mapping[str, Any],
    files: Mapping[str, bytes] | None = None,
    at: datetime = EPOCH,
    tags: bool = True,
) -> tuple[bytes, tuple[str, ...]]:
    """Return a PDF/A-2b and warnings about letters that no font of this machine can show."""
    try:
        return _compile(template, data, files or {}, at, tags), ()
    except typst.TypstError as fault:
        if "could not be displayed" not in str(fault):
            return _untagged(template, data, files or {}, at, fault), ()
    shown, lost = _without_missing(data)
    try:
        made = _compile(template, shown, files or {}, at, tags)
    except typst.TypstError as fault:
        made = _untagged(template, shown, files or {}, at, fault)
    return made, (
        f"No font on this machine can show {len(lost)} of the characters used ({', '.join(lost[:8])}); they are "
        "printed as their name or Unicode number. Ask the administrator to install a font for that script.",
    )


def _untagged(
    template: str, data: Mapping[str, Any], files: Mapping[str, bytes], at: datetime, fault: typst.TypstError
) -> bytes:
    """Tags cannot hold a paragraph of more than 32767 letters; such a text is set without them."""
    if "longer than" in str(fault):
        with contextlib.suppress(typst.TypstError):
            return _compile(template, data, files, at, False)
    raise UploadRefused(
        f"The text could not be set on pages: {fault.message}. Simplify it, or ask the administrator to look at it."
    ) from fault


def _compile(
    template: str, data: Mapping[str, Any], files: Mapping[str, bytes], at: datetime, tags: bool
) -> bytes:
    with tempfile.TemporaryDirectory(prefix="probatum-") as folder, _lock:
        root = Path(folder)
        for source in TEMPLATES.glob("*.typ"):
            (root / source.name).write_bytes(source.read_bytes())
        for name, content in files.items():
            (root / name).write_bytes(content)
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        compiler = typst.Compiler(str(root / f"{template}.typ"), root=str(root), font_paths=fonts())
        made = compiler.compile(format="pdf", pdf_standards="a-2b", timestamp=at, pdf_tags=tags)
    assert isinstance(made, bytes)
    return made


def _showable(character: str) -> bool:
    # Han and Hangul fonts cover whole blocks; asking once for each block keeps a long text fast.
    block = 0x4E00 <= ord(character) < 0x9F00 or 0xAC00 <= ord(character) < 0xD700
    return _probe(chr(ord(character) & ~0xFF) if block else character)


@functools.cache
def _probe(character: str) -> bool:
    try:
        _compile("glyph", {"text": character}, {}, EPOCH, False)
    except typst.TypstError:
        return False
    return True


def _without_missing(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    lost: dict[str, None] = {}

    def mend(value: Any) -> Any:
        if isinstance(value, str):
            return "".join(mend_character(c) for c in value)
        if isinstance(value, Mapping):
            return {key: mend(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [mend(item) for item in value]
        return value

    def mend_character(character: str) -> str:
        if (
            character < "\u0250"
            or unicodedata.category(character) in ("Zs", "Zl", "Zp")
            or _showable(character)
        ):
            return character
        number = f"U+{ord(character):04X}"
        lost[number] = None
        if unicodedata.category(character) in ("Mn", "Cf"):
            return ""
        symbol = unicodedata.category(character) == "So"
        return f"[{unicodedata.name(character, number).lower() if symbol else number}]"

    return mend(data), list(lost)
