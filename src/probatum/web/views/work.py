"""My work: what I must do by when, what I wait for, what I looked at last. It reads tasks only."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from probatum.kernel.inbox import Item, open_tasks, waiting_on_others
from probatum.kernel.people import Person
from probatum.kernel.process import Move, Process, process_of
from probatum.web import pages
from probatum.web.anatomy import icon_name, state_of
from probatum.web.clocks import showing
from probatum.web.documents.shelf import shelf
from probatum.web.paths import reverse
from probatum.web.seen import reader, recently_seen
from probatum.web.views import kept

SHOWN = 200
WAITING_SHOWN = 12


@login_required
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The home page."""
    actor = reader(request)
    tasks = open_tasks(actor, most=SHOWN + 1)
    today = timezone.localdate()
    bands = banded(tasks[:SHOWN], today=today, actor=actor)
    waiting = waiting_on_others(actor, most=WAITING_SHOWN + 1)
    context = {
        "today": today,
        "bands": bands,
        "count": len(tasks),
        "more": len(tasks) > SHOWN,
        "overdue": sum(1 for task in tasks if task.due and task.due < today),
        "acts": together(tasks[:SHOWN]),
        "signing_url": reverse("together"),
        "in_hand": shelf(actor),
        "told": kept.notices(actor),
        "pinned": kept.pins(actor),
        "clocks": showing.of_person(actor),
        "waiting": [_waiting(task) for task in waiting[:WAITING_SHOWN]],
        "waiting_more": len(waiting) > WAITING_SHOWN,
        "seen": [
            {
                "number": record.number,
                "title": record.title,
                "url": pages.page_of(record),
                "state": state_of(record),
            }
            for record in recently_seen(request)
        ],
    }
    return render(request, "work/work.html", context)


def banded(tasks: list[Item], *, today: dt.date, actor: Person) -> list[dict[str, Any]]:
    """The tasks by when they are due: Overdue, Today, This week, Later."""
    bands: dict[str, list[dict[str, Any]]] = {"Overdue": [], "Today": [], "This week": [], "Later": []}
    for task in tasks:
        bands[band_of(task.due, today=today)].append(row(task, actor=actor))
    return [{"heading": heading, "tasks": rows} for heading, rows in bands.items() if rows]


def band_of(due: dt.date | None, *, today: dt.date) -> str:
    """The band of a due day; the week is the seven days from today. What has no day comes later."""
    if due is None:
        return "Later"
    if due < today:
        return "Overdue"
    if due == today:
        return "Today"
    return "This week" if due <= today + dt.timedelta(days=6) else "Later"


def row(task: Item, *, actor: Person) -> dict[str, Any]:
    """One line: what, on which record, for whom, by when, and its button."""
    record = task.record
    process = process_of(record.kind)
    move = process.move(task.move)
    return {
        "key": record.uuid,
        "name": f"{task.label} {record.number}",
        "act": f"{record.kind}.{task.move}" if move.meaning and not decides(process, move) else "",
        "icon": icon_name("pen" if move.meaning else process.icon),
        "what": task.label,
        "number": record.number,
        "title": record.title,
        "who": f"for {task.person}" if task.person_id != actor.pk else "",
        "due": task.due,
        "url": pages.page_of(record),
        **_button(task, process, move),
    }


def _button(task: Item, process: Process, move: Move) -> dict[str, Any]:
    """The sheet of the move; the page, where there are several ways to sign."""
    record = task.record
    if decides(process, move):
        return {"button": "Decide", "button_url": pages.page_of(record), "sheet": False}
    label = "Sign" if move.meaning else task.label
    return {
        "button": label,
        "button_url": reverse("record-move", args=[record.uuid, task.move]),
        "sheet": True,
    }


def decides(process: Process, move: Move) -> bool:
    """Whether the one asked chooses among several signed moves, as in a periodic review; none of them is the usual one."""
    alike = [
        one
        for one in process.moves
        if one.meaning and not one.negative and one.part == move.part and set(one.source) & set(move.source)
    ]
    return bool(move.part) and len(alike) > 1


def together(tasks: list[Item]) -> list[dict[str, str]]:
    """The signed moves that are asked more than once, so that they can be signed in one sitting (SIG-10)."""
    counted: Counter[tuple[str, str]] = Counter((task.record.kind, task.move) for task in tasks)
    found = []
    for (kind, name), count in sorted(counted.items()):
        move = process_of(kind).move(name)
        if count > 1 and move.meaning and not decides(process_of(kind), move):
            found.append({"name": f"{kind}.{name}", "label": move.label})
    return found


def _waiting(task: Item) -> dict[str, Any]:
    record = task.record
    return {
        "who": task.person,
        "what": task.label,
        "number": record.number,
        "title": record.title,
        "url": pages.page_of(record),
        "due": task.due,
    }
