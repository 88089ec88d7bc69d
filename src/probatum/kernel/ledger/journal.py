"""The journal of commits: the nonce of each action, written outside the database once it committed.

The rule kept: an entry removed before it was sealed is missed all the same. Ship the folder to another host.
"""

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Journal:
    """A folder with one file a day, one nonce a line."""

    folder: Path

    def note(self, nonce: str) -> None:
        """Note a committed action. Call it from on_commit."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = self.folder / f"{dt.datetime.now(dt.UTC):%Y-%m-%d}.log"
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, f"{nonce}\n".encode())  # one write: lines of several processes do not mix
        finally:
            os.close(descriptor)

    def nonces(self) -> frozenset[str]:
        """All nonces of all days."""
        if not self.folder.is_dir():
            return frozenset()
        found: set[str] = set()
        for file in sorted(self.folder.glob("*.log")):
            found.update(line for line in file.read_text("ascii").splitlines() if line)
        return frozenset(found)
