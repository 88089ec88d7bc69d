"""Checkpoints kept outside the database, and the alarms they allow.

The rule kept: the sealer signs nothing that does not continue the newest checkpoint in this folder, so a restored old
backup or a rewritten ledger is found at the next round. Copy the folder to mail, write-once storage or paper.
"""

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from probatum.kernel.errors import LedgerBroken
from probatum.kernel.ledger.note import Checkpoint, WrongNote, read


class Alarm(LedgerBroken):
    """The database does not continue what was sealed; `code` is ROLLBACK, FORK, HEAD, ORIGIN or WITNESS."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of checkpoints: `latest`, `log` with all of them, and `alarm.json` while something is wrong."""

    path: Path

    def latest(self) -> Checkpoint | None:
        """The newest checkpoint kept here. Raises Alarm when the file cannot be read as one."""
        file = self.path / "latest"
        if not file.exists():
            return None
        try:
            return read(file.read_text("utf-8"))
        except (WrongNote, UnicodeDecodeError) as error:
            raise Alarm("WITNESS", f"The kept checkpoint {file.name} cannot be read: {error}") from error

    def all(self) -> Iterator[str]:
        """Every note in the log, oldest first."""
        file = self.path / "log"
        if file.exists():
            for part in file.read_text("utf-8").split("\f\n"):
                if part.strip():
                    yield part

    def compare(self, origin: str, last: Any, root_at: Callable[[int], bytes | None]) -> None:
        """Compare the database's newest seal with the newest kept checkpoint. Raises Alarm."""
        kept = self.latest()
        if kept is None:
            return
        size = last.size if last is not None else 0
        if kept.origin != origin:
            raise Alarm(
                "FORK",
                f"The kept checkpoint belongs to {kept.origin}, the database to {origin}; declare a recovery.",
            )
        if kept.size > size:
            raise Alarm(
                "ROLLBACK",
                f"The ledger was sealed up to size {kept.size} before, the database ends at {size}: it was set back "
                "to an earlier state. Declare a recovery if a backup had to be restored.",
            )
        if root_at(kept.size) != kept.root:
            raise Alarm(
                "FORK", f"At size {kept.size} the database has another root than the checkpoint kept outside."
            )

    def keep(self, note: str) -> None:
        """Append the note to the log and replace `latest`, both safely on disk."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "log").open("a", encoding="utf-8") as log:
            log.write(note + "\f\n")
            log.flush()
            os.fsync(log.fileno())
        self.write("latest", note)

    def set_aside(self) -> None:
        """After a declared recovery: put `latest` away; the log keeps it."""
        file = self.path / "latest"
        if file.exists():
            file.rename(self.path / f"lost-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}")

    def raise_alarm(self, alarm: Alarm) -> None:
        """Note the alarm, for the banner and the health page."""
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        self.write("alarm.json", json.dumps({"code": alarm.code, "sentence": str(alarm), "at": at}))

    def alarm(self) -> dict[str, str] | None:
        """The alarm that stands, if any."""
        file = self.path / "alarm.json"
        return dict(json.loads(file.read_text("utf-8"))) if file.exists() else None

    def catalogue(self) -> dict[str, str] | None:
        """What the hourly look at the catalogue found; it stands until an administrator acknowledges it with a reason."""
        file = self.path / "catalogue.json"
        return dict(json.loads(file.read_text("utf-8"))) if file.exists() else None

    def looked_at(self) -> dt.datetime | None:
        """When the catalogue was last looked at."""
        file = self.path / "fingerprint.json"
        return dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC) if file.exists() else None

    def set_catalogue_aside(self) -> None:
        """After an acknowledged finding: put it away under the moment it was acknowledged; nothing is deleted."""
        file = self.path / "catalogue.json"
        if file.exists():
            file.rename(self.path / f"catalogue-acknowledged-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}.json")

    def calm(self) -> None:
        """A round went well: no alarm stands."""
        (self.path / "alarm.json").unlink(missing_ok=True)

    def write(self, name: str, text: str) -> None:
        """Replace a small file, safely on disk."""
        self.path.mkdir(parents=True, exist_ok=True)
        draft = self.path / f".{name}.{os.getpid()}"
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path / name)
