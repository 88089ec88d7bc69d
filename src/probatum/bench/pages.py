"""The pages that people wait for, each asked many times for different records, between requests for the floor."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from probatum.bench.serving import FLOOR, Answer, Backends, Browser, backends, figures
from probatum.example.people import PEOPLE

ROUNDS = 60
WARM = 6
WORDS = (
    "cleaning",
    "temperature record",
    "deviation",
    "autoclave",
    "sterile filter",
    "calibration",
    "gowning",
    "water",
)


def measure(*, rounds: int = ROUNDS) -> dict[str, Any]:
    """Figures by page, the floor among them. Raises AssertionError when a page is not answered well."""
    with backends() as database:
        people = {
            name: signed_in(database, role)
            for name, role in (
                ("controller", "document_controller"),
                ("reader", "reader"),
                ("author", "author"),
                ("approver", "quality_approver"),
            )
        }
        asked = _asked(people)
        found = compared(database, asked, rounds=rounds)
        return {"pages": found, **sizes(database.watch)}


def compared(
    database: Backends, asked: dict[str, Callable[[], Answer]], *, rounds: int = ROUNDS
) -> dict[str, dict[str, float]]:
    """Figures by page, each with its ratio to the floor of this run."""
    found: dict[str, dict[str, float]] = {}
    for name, ask in {"floor": lambda: Browser(database).get(FLOOR), **asked}.items():
        for _ in range(WARM):
            ask()
        database.look()
        found[name] = figures([ask().sample for _ in range(rounds)])
    floor = found["floor"]
    for told in found.values():
        told["ratio"] = told["p50_ms"] / floor["p50_ms"]
    return found


def signed_in(database: Any, role: str) -> Browser:
    """A browser of the first person of the example company who holds a role."""
    employee = next(each for each in PEOPLE if any(granted.role == role for granted in each.grants))
    browser = Browser(database)
    browser.sign_in(employee.username, employee.passphrase)
    return browser


def _asked(people: dict[str, Browser]) -> dict[str, Callable[[], Answer]]:
    controller, reader, author = people["controller"], people["reader"], people["author"]
    effective, moving, histories = _turn("effective"), _turn("in_review"), _histories()
    words, numbers = itertools.cycle(WORDS), (f"{n:06}"[:5] for n in itertools.count(7, 13))
    form = itertools.cycle(
        [{"start": "later", "title": "Handling of samples in the cold room", "owner": _username("author")}]
    )

    def create() -> Answer:
        return author.post("/documents/new/", {**next(form), **_belongs(), "form_token": uuid.uuid4().hex})

    author.get("/documents/new/")
    return {
        "my work": lambda: people["approver"].get("/"),
        "list, library": lambda: controller.get("/documents/"),
        "list, library, reader": lambda: reader.get("/documents/"),
        "list, drafts": lambda: controller.get("/documents/drafts/"),
        "list, generic": lambda: controller.get("/records/version/"),
        "record": lambda: controller.get(next(moving)),
        "document": lambda: reader.get(next(effective)),
        "history": lambda: controller.get(next(histories)),
        "search, words": lambda: controller.get(f"/search/?q={next(words).replace(' ', '+')}"),
        "search, words, reader": lambda: reader.get(f"/search/?q={next(words).replace(' ', '+')}"),
        "search, number": lambda: controller.get(f"/search/?q={next(numbers)}"),
        "search, typing": lambda: controller.get(f"/search/hits/?q={next(words)[:6]}"),
        "create": create,
    }


def _turn(state: str) -> Iterator[str]:
    """Pages of documents with a version in a state, those made by the moves of people and those filled in."""
    from probatum.documents.content import Version  # app ready

    rows = Version.objects.filter(record__state=state).select_related("document__record").order_by("pk")
    near, far = list(rows[:12]), list(rows.order_by("-pk")[:28])
    own = {"effective": "/documents/{}/", "in_review": "/documents/{}/versions/{}/"}[state]
    return itertools.cycle([own.format(one.document.record.number, one.major) for one in near + far])


def _histories() -> Iterator[str]:
    from probatum.kernel.record import Record  # app ready

    rows = Record.objects.filter(kind="version", state="effective").order_by("pk")
    found = [*rows[:12], *rows.order_by("-pk")[:28]]
    return itertools.cycle([f"/records/{one.uuid}/history/" for one in found])


def _belongs() -> dict[str, str]:
    from probatum.kernel.models import Department, Site  # app ready

    return {
        "type": "SOP",
        "department": Department.objects.order_by("pk")[0].code,
        "site": Site.objects.order_by("pk")[0].code,
    }


def _username(role: str) -> str:
    return next(each.username for each in PEOPLE if any(granted.role == role for granted in each.grants))


def sizes(watch: Any) -> dict[str, Any]:
    """How much was there when it was measured."""
    row = watch.execute(
        "SELECT (SELECT count(*) FROM kernel_record), (SELECT count(*) FROM ledger.entry), (SELECT count(*) FROM kernel_person), "
        "(SELECT count(*) FROM kernel_task WHERE closed_at IS NULL), pg_database_size(current_database())"
    ).fetchone()
    return dict(zip(("records", "entries", "people", "open_tasks", "database_bytes"), row, strict=True))
