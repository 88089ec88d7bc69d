"""Faults of a running installation, seen by the person at the browser: a sentence, nothing by half, and it comes back by itself."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from probatum.cli import postgres
from probatum.output.office import soffice
from tests.cli.running import Serving
from tests.faults.company import RETRY, Company, company, new_document
from tests.faults.visitor import Answer

WORD = Path(__file__).resolve().parents[1] / "samples" / "plain.odt"
LONG = "\n".join(
    f"Step {number}: close the lid." for number in range(4000)
).encode()  # larger than the small disk
PATIENCE = 60.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("serving")) as found:
        yield found


class InBackground:
    """A request under way."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self.answers: list[Answer] = []
        self.thread = threading.Thread(target=lambda: self.answers.append(ask()), daemon=True)
        self.thread.start()

    def answer(self) -> Answer:
        self.thread.join(PATIENCE)
        assert self.answers, "no answer"
        return self.answers[0]


def wait_for(fact: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < end
        time.sleep(0.05)


def waiting(looker: psycopg.Connection, table: str) -> int:
    """How many transactions wait for a table."""
    statement = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
    return int((looker.execute(statement, [table]).fetchone() or (0,))[0])


def descendants(pid: int) -> dict[int, str]:
    """Processes below a process with their command lines."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return {child: command(child) for child in found}


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@pytest.mark.requirement("AT-6", "ATR-07")
def test_database_killed_in_the_middle_of_a_request_is_a_page_and_nothing_is_done_by_half(
    running: Company,
) -> None:
    anna, before = running.visitor(), running.counts()
    with running.connect() as holder, holder.transaction():
        holder.execute(
            "LOCK TABLE documents_draft IN EXCLUSIVE MODE"
        )  # reads go on, the middle of the action waits
        asked = InBackground(lambda: new_document(anna, "Gowning"))
        with running.connect() as looker:
            waiting = (
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'documents_draft'::regclass"
            )
            wait_for(lambda: (looker.execute(waiting).fetchone() or (0,))[0] == 1)
        postgres.kill(postgres.cluster(running.data))
        answer = asked.answer()
        holder.close()
    assert answer.status == 503, answer.words
    assert "The database cannot be reached. Nothing was changed by half" in answer.words
    running.serving.wait_until_ready()
    assert running.counts() == before
    again = new_document(anna, "Gowning")
    assert again.status == 200, again.words
    assert "SOP-QA-001" in again.words
    assert running.verify() == (0, "intact")


@pytest.mark.requirement("DOC-46", "AT-6")
def test_web_worker_killed_while_converting_keeps_the_upload_out(running: Company) -> None:
    if soffice() is None:
        pytest.skip("LibreOffice is not installed")
    anna, before = running.visitor(), running.counts()
    web = running.serving.children()[0]
    asked = InBackground(lambda: new_document(anna, "Cleaning", file=("sop.odt", WORD.read_bytes())))
    wait_for(lambda: any("soffice" in words for words in descendants(web).values()))
    family = descendants(web)
    for pid, words in family.items():
        if "probatum" in words and "soffice" not in words and "uno" not in words:
            os.kill(pid, signal.SIGKILL)
    assert asked.answer().status in (0, 502)
    running.serving.wait_until_ready()
    assert running.counts() == before
    wait_for(lambda: not any("soffice" in command(pid) for pid in family))
    again = new_document(running.visitor(), "Cleaning", file=("sop.odt", WORD.read_bytes()))
    assert again.status == 200, again.words
    assert "Cleaning" in again.words
    assert running.verify() == (0, "intact")


@pytest.fixture
def full_disk(running: Company) -> Iterator[Path]:
    """The file store of the installation on a file system of 64 KiB; needs the right to mount."""
    store = running.data / "files"
    store.mkdir(exist_ok=True, mode=0o700)
    aside = running.data / "files-aside"
    shutil.copytree(store, aside)
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(store)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs root; tests/faults/test_disk.py simulates the full disk")
    yield store
    subprocess.run(["umount", str(store)], check=True)


@pytest.mark.requirement("DOC-46", "AT-6")
def test_full_disk_during_an_upload_is_a_sentence_on_the_form(running: Company, full_disk: Path) -> None:
    anna, before = running.visitor(), running.counts()
    refused = new_document(anna, "Waste", file=("sop.txt", LONG))
    assert refused.status in (400, 422), refused.words
    assert "disk of the server is full" in refused.words
    assert running.counts() == before
    assert [path.name for path in full_disk.rglob("*") if path.is_file()] == []


@pytest.mark.requirement("DOC-46", "AT-6")
def test_upload_works_once_the_disk_has_room_again(running: Company) -> None:
    again = new_document(running.visitor(), "Waste", file=("sop.txt", LONG))
    assert again.status == 200, again.words
    assert running.verify() == (0, "intact")


@pytest.mark.requirement("DOC-10", "AT-6")
def test_worker_killed_while_it_issues_is_made_good_by_the_next(running: Company) -> None:
    version = running.run(("-m", "tests.faults.approve"))
    with running.connect() as holder, running.connect() as looker:
        with holder.transaction():
            holder.execute(
                "LOCK TABLE kernel_storedfile IN EXCLUSIVE MODE"
            )  # the sealed PDF waits to be stored
            running.run(("-m", "tests.faults.approve", version))
            wait_for(lambda: waiting(looker, "kernel_storedfile") == 1)
            os.kill(running.serving.children()[1], signal.SIGKILL)
        issued = "SELECT issue_id IS NOT NULL FROM documents_version WHERE record_id = %s"
        assert looker.execute(issued, [version]).fetchone() == (False,)
        # as if half a minute had passed, after which a silent worker counts as dead
        looker.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        running.run(RETRY)
        wait_for(lambda: looker.execute(issued, [version]).fetchone() == (True,))
    assert running.verify() == (0, "intact")


def test_power_cut_needs_no_hand(running: Company) -> None:
    # Stands last: everything is killed at once, as by a power cut, and started again.
    anna = running.visitor()
    assert new_document(anna, "Pest control").status == 200
    before = running.counts()
    family = descendants(running.serving.process.pid)
    postgres.kill(postgres.cluster(running.data))
    for pid in (running.serving.process.pid, *family):
        kill(pid)
    running.serving.process.wait()
    running.serving = Serving(running.data, running.serving.port)
    running.serving.wait_until_said("ready http://127.0.0.1:")
    assert running.counts() == before
    assert running.visitor().get("/documents/drafts/").status == 200
    assert running.verify() == (0, "intact")


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
