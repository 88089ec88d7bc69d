"""Reports by e-mail: a real folder and a real connection, hostile messages, who sent it apart, nothing twice and nothing lost."""

from __future__ import annotations

import io
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.body import body_of
from probatum.kernel.models import Attachment, Person, Record, Setting
from probatum.output import mailbox
from probatum.output.limits import UploadRefused
from probatum.output.message import read_message
from probatum.quality.intake.taking import HOURLY, RECEIVER
from probatum.quality.models import EventReport, Reporter
from tests.world import World

PEOPLE = ("Cornelia Klage", "cornelia@example.org")


@pytest.fixture
def tara(world: World) -> Person:
    """Who receives reports by e-mail."""
    tara = world.person("tara", "triager", "reporter")
    with action(SYSTEM, "test.setting"):
        Setting.objects.create(key=RECEIVER, value="tara")
    return tara


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    return out.getvalue()


def message(subject: str = "Broken seal", text: str = "The seal was broken.", **heads: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = f"{PEOPLE[0]} <{PEOPLE[1]}>"
    made["To"] = "quality@example.com"
    made["Subject"] = subject
    made["Date"] = "Mon, 05 Jan 2026 10:15:00 +0100"
    made["Message-ID"] = f"<{abs(hash(subject + text))}@example.org>"
    for name, value in heads.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def read(made: EmailMessage) -> str:
    told = read_message(made.as_bytes(), at=timezone.now(), keep_location=False).told
    return f"{told.title}\n{told.values['description']}"


@pytest.mark.requirement("QE-34", "CMP-01")
def test_message_in_a_folder_becomes_a_report_once(world: World, tara: Person, tmp_path: Path) -> None:
    made = message(text="The seal was broken.\n\nRegards\nCornelia Klage\ncornelia@example.org")
    made.add_attachment(picture(), maintype="image", subtype="jpeg", filename="seal.jpg")
    made.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="run.exe")
    for name in ("1.eml", "2.EML", "notes.txt"):
        (tmp_path / name).write_bytes(made.as_bytes())
    assert mailbox.take_folder(tmp_path) == 2
    kept = EventReport.objects.get()
    record = Record.objects.get(pk=kept.pk)
    assert (record.title, record.owner, kept.channel) == ("Broken seal", tara, "email")
    assert kept.occurred_at is not None
    assert kept.occurred_at.isoformat() == "2026-01-05T09:15:00+00:00"
    assert "Not kept: run.exe. The file is a Windows program" in kept.description
    assert [word in kept.description for word in ("Cornelia", "cornelia@", "[the sender]")] == [
        False,
        False,
        True,
    ]
    assert [one.name for one in Attachment.objects.filter(record=record)] == ["seal.jpg"]
    told = Reporter.objects.get(record=record)
    assert (told.name, told.contact) == PEOPLE
    assert sorted(one.name for one in (tmp_path / "taken").iterdir()) == ["1.eml", "2.EML"]
    assert mailbox.take_folder(tmp_path) == 0


@pytest.mark.requirement("QE-34")
def test_message_that_is_no_report_is_put_aside_and_never_deleted(
    world: World, tara: Person, tmp_path: Path
) -> None:
    (tmp_path / "away.eml").write_bytes(message(Auto_Submitted="auto-replied").as_bytes())
    (tmp_path / "list.eml").write_bytes(message(Precedence="bulk").as_bytes())
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "junk.eml").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "link.eml").symlink_to("/etc/hostname")
    mailbox.take_folder(tmp_path)
    refused = {one.name for one in (tmp_path / "refused").iterdir()}
    assert {"away.eml", "list.eml", "empty.eml"} <= refused
    assert (tmp_path / "link.eml").is_symlink()
    assert EventReport.objects.filter(record__title="Broken seal").count() == 0


@pytest.mark.requirement("QE-34")
def test_flood_of_messages_waits_and_is_not_lost(world: World, tara: Person, tmp_path: Path) -> None:
    with action(SYSTEM, "test.setting"):
        Setting.objects.create(key=HOURLY, value=2)
    for number in range(4):
        (tmp_path / f"{number}.eml").write_bytes(message(subject=f"Report {number}").as_bytes())
    assert (mailbox.take_folder(tmp_path), mailbox.take_folder(tmp_path)) == (2, 0)
    assert (EventReport.objects.count(), len(list(tmp_path.glob("*.eml")))) == (2, 2)


@pytest.mark.requirement("QE-34")
def test_hostile_message_is_read_as_plain_text() -> None:
    page = EmailMessage()
    page["From"], page["Subject"] = "x@example.org", "=?bogus-8bit?Q?=FF?= <script>"
    page.set_content(
        "<html><head><style>p{}</style></head><body><script>alert(1)</script><p>Seal &amp; cap</p></body>",
        subtype="html",
    )
    told = read(page)
    assert ("alert(1)" in told, "Seal & cap" in told, "p{}" in told) == (False, True, False)
    strange = b"From: a@b.example\r\nContent-Type: text/plain; charset=klingon\r\n\r\nIt leaks\x00 here."
    kept = read_message(strange, at=timezone.now(), keep_location=False).told
    assert kept.values["description"] == "It leaks here."
    ahead = message()
    ahead.replace_header("Date", "Mon, 05 Jan 2099 10:15:00 +0100")
    now = timezone.now()
    assert read_message(ahead.as_bytes(), at=now, keep_location=False).told.values["occurred_at"] == now
    nested = message()
    for _ in range(120):
        nested.add_attachment(b"x", maintype="text", subtype="plain", filename="x.txt")
    with pytest.raises(UploadRefused, match="more parts"):
        read(nested)


class Imap(socketserver.StreamRequestHandler):
    """As much of IMAP as a mailbox with one unread message needs."""

    raw = b""
    flags: tuple[str, ...] = ()

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, rest = line.decode().strip().partition(" ")
            word = rest.upper()
            if word.startswith("CAPABILITY"):
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif word.startswith("SELECT"):
                self.wfile.write(b"* 1 EXISTS\r\n")
            elif word.startswith("UID SEARCH"):
                self.wfile.write(b"* SEARCH" + (b"" if Imap.flags else b" 7") + b"\r\n")
            elif word.startswith("UID FETCH"):
                self.wfile.write(b"* 1 FETCH (UID 7 BODY[] {%d}\r\n" % len(Imap.raw) + Imap.raw + b")\r\n")
            elif word.startswith("UID STORE"):
                Imap.flags = (*Imap.flags, rest.partition("+FLAGS ")[2])
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if word.startswith("LOGOUT"):
                return


@pytest.fixture
def imap() -> Iterator[str]:
    """A mailbox on this machine that holds one message."""
    Imap.raw, Imap.flags = message().as_bytes(), ()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"imap://quality:secret@127.0.0.1:{server.server_address[1]}/INBOX"
        server.shutdown()


@pytest.mark.requirement("QE-34")
def test_unread_message_of_a_mailbox_is_taken_in_and_marked_read(
    world: World, tara: Person, imap: str
) -> None:
    assert (mailbox.take_mailbox(imap), Imap.flags) == (1, (r"(\Seen)",))
    assert mailbox.take_mailbox(imap) == 0
    kept = body_of(Record.objects.get(kind="event_report"))
    assert kept.channel == "email"
