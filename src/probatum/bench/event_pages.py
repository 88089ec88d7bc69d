"""The pages of quality events that people wait for: lists, boards, records, the trace, recurrence, and what is saved.

`after a change` counts the numbers beside the filters anew; in the others they are as old as the last change of such a record.
"""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone

from probatum.bench.pages import ROUNDS, compared, signed_in, sizes
from probatum.bench.serving import Answer, Browser, backends
from probatum.bench.sheets import filled_in

WORDS = ("particles", "glove torn", "alarm", "label of another batch", "bioburden", "shipment arrived warm")
TYPED = {
    "batch": ("bat-1", "1042", "bat-23"),
    "equipment": ("equ", "equ-10", "12"),
    "product": ("pro", "thb", "10"),
}
OPEN_STATES = ("reported", "assessment", "investigation")
LEVEL = "2"


def measure(*, rounds: int = ROUNDS) -> dict[str, Any]:
    """Figures by page, the floor among them. Raises AssertionError when a page is not answered well."""
    with backends() as database:
        quality, reader = signed_in(database, "event_quality"), signed_in(database, "event_reporter")
        asked = {**_lists(quality, reader), **_records(quality, reader), **_saved(quality)}
        return {"pages": compared(database, asked, rounds=rounds), **sizes(database.watch)}


def _lists(quality: Browser, reader: Browser) -> dict[str, Callable[[], Answer]]:
    from probatum.kernel import tally  # app ready

    words = itertools.cycle(WORDS)
    typed = itertools.cycle([(register, one) for register, all_of in TYPED.items() for one in all_of])
    sites = itertools.cycle(["GRZ", "DUR"])

    def anew(ask: Callable[[], Answer]) -> Callable[[], Answer]:
        def answer() -> Answer:
            tally.forget()
            return ask()

        return answer

    def suggested() -> Answer:
        register, fragment = next(typed)
        return quality.get(f"/master/suggest/{register}/?q={fragment}")

    lists = {
        "list": lambda: quality.get("/lists/events/"),
        "list, as a reporter": lambda: reader.get("/lists/events/"),
        "list, narrowed": lambda: quality.get(f"/lists/events/?state=assessment&site={next(sites)}"),
        "list, ended too": lambda: quality.get("/lists/events/?scope=all"),
        "board": lambda: quality.get("/lists/events/board/"),
        "board, by owner": lambda: quality.get("/lists/events/board/?by=owner"),
        "list, CAPAs": lambda: quality.get("/lists/capas/"),
    }
    after = {f"{name}, after a change": anew(lists[name]) for name in ("list", "list, ended too", "board")}
    return {
        **lists,
        **after,
        "my work": lambda: quality.get("/"),
        "search, words": lambda: quality.get(f"/search/?q={next(words).replace(' ', '+')}"),
        "items, typing": suggested,
    }


def _records(quality: Browser, reader: Browser) -> dict[str, Callable[[], Answer]]:
    open_capas, over = _turn("capa", ("in_implementation", "final_approval")), _turn("capa", ("closed",))
    events, ended = _turn("deviation", OPEN_STATES), _turn("deviation", ("closed",))
    return {
        "record, CAPA": lambda: quality.get(next(open_capas)),
        "record, CAPA closed": lambda: reader.get(next(over)),
        "record, deviation": lambda: quality.get(next(events)),
        "plan": lambda: quality.get(f"{next(open_capas)}plan/"),
        "trace, CAPA": lambda: quality.get(f"{next(over)}trace/"),
        "trace, deviation": lambda: reader.get(f"{next(ended)}trace/"),
        "recurrence": lambda: quality.get(f"{next(events)}recurrence/"),
        "recurrence, 24 months": lambda: quality.get(f"{next(events)}recurrence/near/"),
        "recurrence, as a reporter": lambda: reader.get(f"{next(events)}recurrence/near/"),
    }


def _saved(quality: Browser) -> dict[str, Callable[[], Answer]]:
    """Saving: the form was read before, and that is not measured."""
    reports, ratings = _turn("deviation", OPEN_STATES), _turn("deviation", OPEN_STATES)
    numbers = itertools.count(time.time_ns())  # a run on what another one left saves nothing twice

    def save() -> Answer:
        address = f"{next(reports)}sections/report/"
        form = filled_in(quality.get(address).body, field="description")
        form["immediate_action"] = f"Stopped, separated and labelled anew, note {next(numbers)}."
        return _kept(quality.post(address, form))

    def rate() -> Answer:
        address = f"{next(ratings)}rating/"
        form = filled_in(quality.get(address).body, field="rationale", severity=LEVEL, likelihood=LEVEL)
        return _kept(quality.post(address, {**form, "rationale": f"Seen again, note {next(numbers)}."}))

    def report() -> Answer:
        now = timezone.localtime() - dt.timedelta(hours=30)
        form = filled_in(quality.get("/records/deviation/new/").body, field="description")
        told = {
            "title": f"Particles seen in vessel {next(numbers)}",
            "description": "White particles were seen at the second inspection of the vessel.",
            "occurred_at": f"{now:%Y-%m-%dT%H:%M}",
            "aware_at": f"{now + dt.timedelta(hours=2):%Y-%m-%dT%H:%M}",
            "late_reason": "It was noted on paper first.",
        }
        return _kept(quality.post("/records/deviation/new/", {**form, **told}))

    return {"save": save, "report": report, "rate, with trends": rate}


def _kept(answer: Answer) -> Answer:
    assert answer.status in (302, 303), "the form was not accepted"
    return answer


def _turn(kind: str, states: tuple[str, ...]) -> Iterator[str]:
    """Pages of records that were filled in, spread over all of them."""
    from probatum.kernel.record import Record  # app ready

    rows = Record.objects.filter(kind=kind, state__in=states, confidential=False, number__regex="-[0-9]{6}$")
    keys = list(rows.order_by("pk").values_list("uuid", flat=True))
    step = max(1, len(keys) // 100)
    return itertools.cycle([f"/records/{uuid}/" for uuid in keys[::step]])
