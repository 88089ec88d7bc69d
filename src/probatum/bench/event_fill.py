"""Fills an installation with quality events: `python -m probatum.bench.event_fill EVENTS`.

The example company tells its own events first, by the moves of people. The rest stands for a register of five years: rows as
the product writes them, each captured by the trigger, in one action for each step of many events.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import psycopg

from probatum.bench.fill import act, connect, settle, words_of_documents
from probatum.config.env import environment

BATCH = 1000
#: Times each event was opened and read: with these the ledger holds fifty entries an event.
READS = 8
#: register -> items, 20,000 in all with those of the example company
ITEMS = {
    "product": 40,
    "batch": 14_000,
    "equipment": 3_000,
    "material": 2_000,
    "supplier": 600,
    "system": 200,
    "study": 160,
}
#: code -> what is counted alike, from how many, in how many days; some are reached at 100,000 events and some not
RULES = {
    "CATEGORY-90": ("category", 500, 30),
    "EQUIPMENT-90": ("equipment", 5, 90),
    "PRODUCT-90": ("product", 500, 90),
    "KIND-7": ("kind", 500, 7),
}  # fmt: skip


def fill(events: int) -> None:
    """Fill once; a folder that is filled is left as it is. Raises RuntimeError when it was filled for another size."""
    done = environment().data / "run" / "filled"
    if done.exists():
        if int(done.read_text()) != events:
            raise RuntimeError(
                f"{environment().data} is filled for {done.read_text()} events; choose another folder."
            )
        return
    import django  # slow import

    django.setup()
    _play()
    with connect("app") as conn:
        conn.execute("SET synchronous_commit = off")  # the disk is not what is measured
        conn.commit()
        given = bulk(conn, events)
        for turn in range(READS):
            from probatum.bench.event_rows import READ  # app ready

            act(conn, given, "event.view", [(READ, {"turn": turn})])
    settle("kernel_record", "kernel_person", "kernel_item")
    done.write_text(str(events))


def bulk(conn: psycopg.Connection, events: int) -> dict[str, Any]:
    """Insert the events with what follows them; returns what was given to the statements."""
    from probatum.bench import event_rows, event_steps  # app ready
    from probatum.bench.event_words import Author  # app ready

    given = _given(conn, events)
    act(conn, given, "person.create", [(event_rows.PEOPLE, {"count": max(10, events // 200)})])
    items = [
        (event_rows.ITEMS, {"register": name, "count": count, "status": "approved" if name == "supplier" else "active"})
        for name, count in ITEMS.items()
    ]  # fmt: skip
    act(conn, given, "item.create", items)
    _know(conn, given)
    author, steps = Author(words_of_documents()), event_steps.steps()
    for first in range(1, events + 1, BATCH):
        last = min(first + BATCH - 1, events)
        titles, texts = author.write(first, last)
        batch = {"a": first, "b": last, "titles": titles, "texts": texts}
        for name, statements in steps:
            act(conn, given, name, [(statement, batch) for statement in statements])
        print(f"probatum: {last:,} of {events:,} events filled in", flush=True)
    return given


def _given(conn: psycopg.Connection, events: int) -> dict[str, Any]:
    from probatum.kernel.models import Person  # app ready

    author = Person.objects.order_by("pk")[1]
    first = conn.execute("SELECT max(id) + 1000 FROM kernel_record").fetchone()
    assert first is not None
    found: dict[str, Any] = {"d": events, "author": author.pk, "name": author.name, "o": first[0] or 1000}
    found["sites"] = _keys(conn, "SELECT id FROM kernel_site ORDER BY id")
    found["departments"] = _keys(conn, "SELECT id FROM kernel_department ORDER BY id")
    return found


def _know(conn: psycopg.Connection, given: dict[str, Any]) -> None:
    """What the rows point at: people, items, definitions, the risk matrix in force."""
    from probatum.bench.event_rows import BEHIND, EVENTS  # app ready
    from probatum.kernel.action import SYSTEM, action  # app ready
    from probatum.kernel.process import definition_of, process_of  # app ready
    from probatum.quality.risk.matrix import in_force  # app ready

    given["people"] = _keys(conn, "SELECT id FROM kernel_person WHERE is_active ORDER BY id")
    given["approvers"] = given["people"][:12]
    for register in ("product", "batch", "equipment"):
        given[register] = _keys(
            conn, f"SELECT id FROM kernel_item WHERE register = '{register}' ORDER BY id DESC"
        )
    given["batch"].reverse()  # the newest events are about the newest batches
    with action(SYSTEM, "bench.definitions") as opened:
        for kind in {told.kind for told in (*EVENTS, *BEHIND)}:
            given[f"def_{kind}"] = definition_of(opened, process_of(kind)).pk
    matrix = in_force()
    assert matrix is not None and matrix.edition is not None  # the story has approved one
    given["matrix"] = matrix.pk
    for one in matrix.edition.dimensions.all():
        given[one.name] = [level.pk for level in one.levels.order_by("position")]
    given |= dict(matrix.edition.results.order_by("position").values_list("path", "pk"))
    conn.commit()


def _keys(conn: psycopg.Connection, statement: str) -> list[int]:
    return [row[0] for row in conn.execute(statement)]


def _play() -> None:
    """Found the company, tell its events, and bring the rules into force that watch for trends."""
    from probatum.example import quality_story  # app ready
    from probatum.example.load import Stage  # app ready
    from probatum.example.quality_moves import Teller  # app ready
    from probatum.example.setting import found_company  # app ready

    found_company()
    stage = Stage()
    quality_story.tell(stage)
    watch(Teller(stage))


def watch(teller: Any) -> None:
    """Rules that watch for trends; the one of the example company is replaced, it counts to two."""
    from probatum.example.quality_moves import HEAD, QUALITY  # app ready
    from probatum.kernel.opening import open_new  # app ready

    for code, (alike_in, at_least, days) in RULES.items():
        rule = open_new(teller.people[QUALITY], "trend_rule", title=f"{at_least} events in {days} days", values={
            "code": code, "kind": "deviation" if alike_in == "kind" else "every", "alike_in": alike_in, "at_least": at_least,
            "days": days, "capa_owner": teller.people["g.pichlmayr"], "why": "For the benchmark.",
        })  # fmt: skip
        teller.move(QUALITY, rule, "submit")
        teller.move(HEAD, rule, "approve")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probatum.config.settings")
    fill(int(sys.argv[1]))
