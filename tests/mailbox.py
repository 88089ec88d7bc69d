"""A mail server on loopback that keeps what it is sent, so that tests catch real mail and not a mock of it."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Mailbox:
    """Where the server listens, and the messages that came in."""

    host: str
    port: int
    messages: list[EmailMessage] = field(default_factory=list)

    def to(self, address: str) -> list[EmailMessage]:
        """The messages to an address, in the order in which they came."""
        return [one for one in self.messages if one["To"] == address]


class _Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a sender without authentication needs."""

    def handle(self) -> None:
        self._say("220 mailbox")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                self._take()
            elif word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 done")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server.mailbox.messages.append(message)  # type: ignore[attr-defined]

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def listening() -> Iterator[Mailbox]:
    """A server for the time of a block."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        host, port = server.server_address[:2]
        server.mailbox = Mailbox(str(host), int(port))  # type: ignore[attr-defined]
        worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        worker.start()
        try:
            yield server.mailbox  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            worker.join()
