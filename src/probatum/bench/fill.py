"""Fills an installation for the benchmarks: `python -m probatum.bench.fill RECORDS [READS]`.

People, roles and types are those of the example company. A few documents are made by the moves of people, files
and signatures included. The rest stands for an imported register: rows as the product writes them, each captured
by the trigger under a context of the application, in one action for each step of many documents.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg

from probatum.bench import rows
from probatum.config import custody, database
from probatum.config.env import environment

BATCH = 1000
TEXTS = 200
FILES = 40


def fill(records: int, *, reads: int = 0) -> None:
    """Fill once, each document read so many times; a folder that is filled is left as it is. Raises RuntimeError when it was filled for another size."""
    done = environment().data / "run" / "filled"
    if done.exists():
        if int(done.read_text()) != records:
            raise RuntimeError(
                f"{environment().data} is filled for {done.read_text()} records; choose another folder."
            )
        return
    import django  # slow import

    django.setup()
    from probatum.bench import story  # app ready

    story.play()
    with connect("app") as conn:
        conn.execute("SET synchronous_commit = off")  # the disk is not what is measured
        conn.commit()
        documents = _bulk(conn, records)
        for turn in range(reads):
            act(conn, documents, "document.view", [(rows.READ, {"turn": turn})])
    settle("kernel_record", "documents_draft", "kernel_person")
    done.write_text(str(records))


def settle(*tables: str) -> None:
    """Let these tables number on behind what was filled in, take statistics, and seal the ledger."""
    with connect("superuser") as conn:
        conn.autocommit = True
        for table in tables:
            conn.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        conn.execute("VACUUM ANALYZE")
    custody.seal_now()


def connect(role: str) -> psycopg.Connection:
    """A connection to the database in one of its roles."""
    parameters: Any = database.address(environment(), role).parameters()
    return psycopg.connect(**parameters)


def _bulk(conn: psycopg.Connection, records: int) -> dict[str, Any]:
    documents = max(20, round(records / rows.RECORDS_A_DOCUMENT))
    given = _given(conn, documents)
    act(conn, given, "person.create", [(rows.PEOPLE, {"count": documents // 100})])
    given["people"] = [
        row[0] for row in conn.execute("SELECT id FROM kernel_person WHERE is_active ORDER BY id")
    ]
    given["n"] = len(given["people"])
    words = words_of_documents()
    for first in range(1, documents + 1, BATCH):
        last = min(first + BATCH - 1, documents)
        batch = {
            "a": first,
            "b": last,
            "texts": [_text(words, first * 7919 + place) for place in range(TEXTS)],
        }
        for name, statements in rows.STEPS:
            act(conn, given, name, [(statement, batch) for statement in statements])
        print(f"probatum: {last:,} of {documents:,} documents filled in", flush=True)
    return given


def act(
    conn: psycopg.Connection, given: dict[str, Any], name: str, work: list[tuple[str, dict[str, Any]]]
) -> None:
    """One action: the context first, then the rows, as `kernel.action` does it."""
    from django.conf import settings  # app ready

    from probatum.kernel.ledger import context  # app ready

    facts = {"act": name, "app": settings.VERSION, "n": given["name"], "nonce": uuid.uuid4().hex, "role": "Author",
             "u": given["author"], "via": "cli", "why": "Imported for the benchmark"}  # fmt: skip
    conn.execute("SELECT set_config('ledger.ctx', %s, true)", [context.build(facts, settings.APP_HMAC_KEY)])
    for statement, more in work:
        conn.execute(statement, {**given, **more})
    conn.commit()


def _given(conn: psycopg.Connection, documents: int) -> dict[str, Any]:
    from probatum.kernel.models import Definition, Person  # app ready

    author = Person.objects.order_by("pk")[1]
    found: dict[str, Any] = {"d": documents, "author": author.pk, "name": author.name}
    for kind in ("document", "version"):
        found[f"def_{kind}"] = Definition.objects.filter(kind=kind).latest("pk").pk
    for name, statement in rows.KNOWN.items():
        found[name] = [row[0] for row in conn.execute(statement)]
    found["o"] = conn.execute("SELECT max(id) + 1000 FROM kernel_record").fetchone()[0]  # type: ignore[index]
    found["renditions"] = _files(author)
    found["files"] = len(found["renditions"])
    conn.commit()
    return found


def _files(author: Any) -> list[int]:
    """Files in the store that the filled drafts point to in turn; each a real PDF of its own."""
    import pikepdf  # slow import

    from probatum.kernel.action import action  # app ready
    from probatum.kernel.file import note_text, store  # app ready
    from probatum.output.markdown import to_pdf  # slow import

    pdf, _ = to_pdf("## Purpose\n\n" + "The operator checks the cold room twice a day. " * 120)
    made = []
    with action(author, "bench.files") as act:
        for number in range(FILES):
            with pikepdf.open(io.BytesIO(pdf)) as document:
                document.docinfo["/Subject"] = f"Benchmark {number}"
                done = io.BytesIO()
                document.save(done)
            file = store(act, done.getvalue(), media_type="application/pdf")
            note_text(file, text="The operator checks the cold room twice a day. " * 60, pages=2)
            made.append(file.pk)
    return made


def words_of_documents() -> list[str]:
    """The words of the example company's documents, as often as they stand there."""
    from importlib.resources import files  # slow import

    folder = files("probatum.example") / "documents"
    texts: Iterator[str] = (
        one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".md")
    )
    return " ".join(texts).split()


def _text(words: list[str], seed: int) -> str:
    """Three hundred words: five passages of the example's documents, and a few words that are rare."""
    state = hashlib.sha256(str(seed).encode()).digest()
    passages = []
    for turn in range(5):
        start = int.from_bytes(state[turn * 4 : turn * 4 + 4], "big") % (len(words) - 60)
        passages.append(" ".join(words[start : start + 58]))
    return " ".join([*passages, f"lot{seed % 9973}", f"equipment{seed % 997}"]).replace("\x00", "")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probatum.config.settings")
    fill(int(sys.argv[1]), reads=int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print(json.dumps({"records": int(sys.argv[1])}))
