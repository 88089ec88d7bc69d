"""An e-mail that reports something: its text, its files, and who sent it apart. Every byte of it was made by a stranger.

Nothing is fetched, nothing is run, and nobody is answered; what is not accepted is named in the report.
"""

from __future__ import annotations

import datetime as dt
import email
import hashlib
import re
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from probatum.output.limits import MIB, UploadRefused
from probatum.output.reported import BY_MAIL, reported_file
from probatum.quality.intake.taking import MOST_FILES, Kept, Told, Who

LARGEST = 40 * MIB
LONGEST_TEXT = 18_000
MOST_PARTS = 100
_BULK = ("bulk", "junk", "list")
_SENDER = "[the sender]"


@dataclass(frozen=True, slots=True)
class Message:
    """A report as a message told it, and the fingerprint by which the same message is known again."""

    told: Told
    source: str


def read_message(raw: bytes, *, at: dt.datetime, keep_location: bool) -> Message:
    """What a message reports. Raises UploadRefused for one that is too large, automatic or empty."""
    if len(raw) > LARGEST:
        raise UploadRefused(f"The message has more than {LARGEST // MIB} MB.")
    message = email.message_from_bytes(raw, policy=default)
    if not isinstance(message, EmailMessage) or sum(1 for _ in message.walk()) > MOST_PARTS:
        raise UploadRefused("The message has more parts than a report has.")
    if _automatic(message):
        raise UploadRefused("The message was sent by a program, such as an absence notice.")
    name, address = parseaddr(_head(message, "From"))
    text = _text(message)
    files, refused = _files(message, keep_location=keep_location)
    if not (text or files):
        raise UploadRefused("The message holds neither text nor pictures.")
    told = "\n\n".join([_without(text, name, address)[:LONGEST_TEXT] or "See the files.", *refused])
    values = {"description": told, "occurred_at": min(_sent(message) or at, at)}
    title = _without(" ".join(_head(message, "Subject").split()), name, address)[:300]
    told_of = Told(title or "Report by e-mail", values, files, Who(name[:200], address[:254]))
    heads = "\n".join(_head(message, one) for one in ("Message-ID", "Date", "From", "Subject"))
    return Message(told_of, hashlib.sha256(f"{heads}\n{text}".encode(errors="replace")).hexdigest())


def _head(message: EmailMessage, name: str) -> str:
    """A line of the head as text; empty where it cannot be read."""
    try:
        return str(message.get(name, "")).replace("\x00", "")
    except (
        ValueError,
        LookupError,
        IndexError,
        AttributeError,
    ):  # the parser of the standard library fails on some
        return ""


def _automatic(message: EmailMessage) -> bool:
    automatic = _head(message, "Auto-Submitted").strip().lower()
    return automatic not in ("", "no") or _head(message, "Precedence").strip().lower() in _BULK


def _sent(message: EmailMessage) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(_head(message, "Date"))
    except (TypeError, ValueError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = _decoded(body)
    if body.get_content_type() == "text/html":
        text = _words(text)
    lines = [line.rstrip() for line in text.replace("\x00", "").replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _decoded(part: Any) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:  # a charset that there is not
        return raw.decode("utf-8", errors="replace")


class _Words(HTMLParser):
    """The words of a page without its markup, scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "head")
        if tag in ("p", "br", "div", "tr", "li"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head"):
            self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def _words(page: str) -> str:
    parser = _Words()
    parser.feed(page[: 4 * MIB])
    parser.close()
    return "".join(parser.found)


def _without(text: str, *names: str) -> str:
    """The text without the name and the address of who sent it, which stand apart."""
    for name in names:
        if len(name) > 3:
            text = re.sub(re.escape(name), _SENDER, text, flags=re.IGNORECASE)
    return text


def _files(message: EmailMessage, *, keep_location: bool) -> tuple[list[Kept], list[str]]:
    """The files that are accepted, and a sentence for each that is not."""
    kept: list[Kept] = []
    refused: list[str] = []
    for number, part in enumerate(message.iter_attachments(), 1):
        name = Path(str(part.get_filename() or f"file {number}").replace("\\", "/")).name[:120]
        if len(kept) >= MOST_FILES:
            refused.append(f"Not kept: {name}. A report takes {MOST_FILES} files.")
            continue
        content = part.get_payload(decode=True)
        try:
            if not isinstance(content, bytes):
                raise UploadRefused("A message inside a message is not accepted.")
            kept.append(_looked_at(content, name, keep_location=keep_location))
        except UploadRefused as refusal:
            refused.append(f"Not kept: {name}. {refusal.sentence}")
    return kept, refused[:20]


def _looked_at(content: bytes, name: str, *, keep_location: bool) -> Kept:
    with tempfile.NamedTemporaryFile(prefix="probatum-mail-") as copy:
        copy.write(content)
        copy.flush()
        return reported_file(Path(copy.name), filename=name, kinds=BY_MAIL, keep_location=keep_location)
