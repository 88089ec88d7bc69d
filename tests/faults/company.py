"""An installation on disk with the small company of the tests and a server that runs: what faults are tried on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from probatum.config import database
from probatum.config.env import read
from tests.cli.running import ROOT, Serving, environment, free_port, probatum
from tests.faults.visitor import Answer, Visitor
from tests.world import PASSWORD

FOUND = ("-c", "import django; django.setup(); from tests.world import make_world; make_world()")
RETRY = (
    "-c",
    "import django; django.setup(); from probatum.jobs.tasks import retry_stalled; retry_stalled.defer(timestamp=0)",
)


@dataclass
class Company:
    """Where it is, and the server in the background."""

    data: Path
    serving: Serving

    def visitor(self, username: str = "anna") -> Visitor:
        """Somebody who has signed in."""
        found = Visitor(self.serving.port)
        answer = found.sign_in(username, PASSWORD)
        assert answer.status == 200, answer.words
        return found

    def connect(self, role: str = "superuser") -> psycopg.Connection:
        """A connection of one role; statements commit one by one."""
        address = database.address(read(environment(self.data)), role)
        return psycopg.connect(**address.parameters(), autocommit=True)  # type: ignore[arg-type]

    def counts(self) -> tuple[int, ...]:
        """Records, versions, drafts, files and steps."""
        tables = ("kernel_record", "documents_version", "documents_draft", "kernel_storedfile", "kernel_step")
        with self.connect() as connection:
            rows = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]
        return tuple(int(row[0]) for row in rows if row)

    def run(self, words: tuple[str, ...]) -> str:
        """Run Python in this installation, with the tests to import; return what it printed."""
        values = {**environment(self.data), "PYTHONPATH": os.pathsep.join((str(ROOT), *sys.path))}
        done = subprocess.run(
            [sys.executable, *words], env=values, cwd=ROOT, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def verify(self) -> tuple[int, str]:
        """Exit code and last line of `verify --full`."""
        done = probatum(self.data, "verify", "--full")
        return done.returncode, done.stdout.strip().splitlines()[-1].split()[0]


@contextmanager
def company(folder: Path) -> Iterator[Company]:
    """Make it, serve it, and stop what was started."""
    data = folder / "data"
    assert probatum(data, "migrate", "--quiet").returncode == 0
    serving = Serving(data, free_port())
    try:
        serving.wait_until_said("ready http://127.0.0.1:")
        found = Company(data, serving)
        found.run(FOUND)
        yield found
    finally:
        serving.process.terminate()
        serving.process.wait(60)
        probatum(data, "stop")


def new_document(visitor: Visitor, title: str, *, file: tuple[str, bytes] | None = None) -> Answer:
    """Make a document on its page, with a file or in the editor."""
    page = visitor.get("/documents/new/")
    values = {
        **page.hidden,
        "type": "SOP",
        "title": title,
        "department": "QA",
        "site": "BSL",
        "owner": "anna",
        "start": "upload" if file else "editor",
    }
    return visitor.post("/documents/new/", values, file=("file", *file) if file else None)
