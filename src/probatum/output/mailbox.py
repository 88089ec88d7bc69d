"""Where reports by e-mail are fetched: a folder in which a mail server drops them, or a mailbox by IMAP.

A message is put aside only after its report is kept; one that is not accepted is put aside too and named in the log. Nothing is deleted.
"""

from __future__ import annotations

import imaplib
import logging
import os
import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils import timezone

from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.output.limits import UploadRefused
from probatum.output.message import LARGEST, read_message
from probatum.quality.intake.taking import LOCATION, RECEIVER, receiver_for, report_by_mail, room_left

log = logging.getLogger(__name__)
#: Messages taken in one go; the rest waits for the next.
AT_ONCE = 25
SECONDS = 20
TAKEN, REFUSED = "taken", "refused"


def take(raw: bytes) -> bool:
    """Take in one message; whether it was accepted. The same message again makes no second report."""
    named = Person.objects.filter(username=str(setting(RECEIVER)).strip().casefold()).first()
    try:
        message = read_message(raw, at=timezone.now(), keep_location=bool(setting(LOCATION)))
        receiver = receiver_for(named, site=None)
        report_by_mail(message.told, receiver=receiver, source=message.source)
    except UploadRefused as refusal:
        log.warning("A message was not taken in as a report: %s", refusal.sentence)
        return False
    except Refused as refusal:
        log.warning("A message was not taken in as a report: %s", refusal)
        return False
    return True


def take_folder(folder: Path) -> int:
    """Take in the messages of a folder, oldest first, and put each aside. Returns how many were looked at."""
    for name in (TAKEN, REFUSED):
        (folder / name).mkdir(exist_ok=True)
    waiting = [
        one
        for one in folder.iterdir()
        if one.suffix.lower() == ".eml" and one.is_file() and not one.is_symlink()
    ]
    found = sorted(waiting, key=lambda one: (one.stat().st_mtime, one.name))[: min(AT_ONCE, room_left())]
    for path in found:
        with path.open("rb") as stream:
            accepted = take(stream.read(LARGEST + 1))
        _put_aside(path, folder / (TAKEN if accepted else REFUSED))
    return len(found)


def _put_aside(path: Path, folder: Path) -> None:
    """Move a message; a name that is there already gets a number."""
    target, number = folder / path.name, 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem} {number}{path.suffix}"
    os.replace(path, target)


def take_mailbox(address: str) -> int:
    """Take in the unread messages of a mailbox and mark each read; one not accepted is flagged, too. Returns how many."""
    parts = urlsplit(address)
    with _connected(parts.scheme, parts.hostname or "", parts.port) as box:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        box.select(f'"{unquote(parts.path.strip("/")) or "INBOX"}"')
        _, found = box.uid("SEARCH", "UNSEEN")
        numbers = (found[0] or b"").split()[: min(AT_ONCE, room_left())]
        for number in numbers:
            _take_one(box, number.decode())
    return len(numbers)


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    return imaplib.IMAP4(host, port or 143, timeout=SECONDS)  # only to this machine, see config/env.py


def _take_one(box: imaplib.IMAP4, number: str) -> None:
    uid: Callable[..., tuple[str, list[object]]] = box.uid
    _, told = uid("FETCH", number, "(BODY.PEEK[])")
    raw = next((part[1] for part in told if isinstance(part, tuple)), b"")
    accepted = take(bytes(raw))
    uid("STORE", number, "+FLAGS", r"(\Seen)" if accepted else r"(\Seen \Flagged)")
