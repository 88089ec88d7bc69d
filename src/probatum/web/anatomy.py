"""The anatomy of a record page, the same for every kind: header, rail, next step, blockers, people, tabs.

Everything is derived from the process; the result is plain data for the components.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from probatum.kernel.lifecycle import Offer, available
from probatum.kernel.particulars import open_tasks_of, parts_of, steps_of
from probatum.kernel.people import Person
from probatum.kernel.process import Process, State, process_of
from probatum.kernel.record import Record, Step
from probatum.kernel.task import Task
from probatum.web import pages, refusals, sentences
from probatum.web.components import marks
from probatum.web.paths import reverse

#: words of the definitions -> icons of ours, where they differ
ICONS = {"sign": "pen"}
#: as many missing things are said beside the move itself; more of them stand in the list below alone
FEW = 2


@cache
def _drawn() -> frozenset[str]:
    sprite = Path(__file__).parent / "static" / "icons.svg"
    return frozenset(re.findall(r'<symbol id="([a-z-]+)"', sprite.read_text(encoding="utf-8")))


def icon_name(name: str, *, otherwise: str = "document") -> str:
    """An icon that the sprite has."""
    found = ICONS.get(name, name)
    return found if found in _drawn() else otherwise


def state_of(record: Record) -> dict[str, str]:
    """State in words with tone and icon."""
    return state_mark(process_of(record).state(record.state))


def state_mark(state: State) -> dict[str, str]:
    return {"label": state.label, "tone": state.tone, "icon": icon_name(state.icon, otherwise="")}


def header(record: Record) -> dict[str, Any]:
    """Context of `page_header`: what this is and where it stands."""
    process = process_of(record)
    meta = [{"label": "Owner", "value": record.owner.name}]
    if record.site is not None:
        meta.append({"label": "Site", "value": record.site.name})
    if record.department is not None:
        meta.append({"label": "Department", "value": record.department.name})
    if record.due is not None:
        over = process.state(record.state).final
        meta.append({"label": "Due", "value": marks.due(record.due, done=over)})
    return {
        "title": record.title,
        "number": record.number,
        "kind": process.label,
        "state": state_of(record),
        "badges": closed_badges(record),
        "back": {"label": process.plural, "url": pages.list_of(record.kind)},
        "meta": meta,
    }


def rail(record: Record) -> list[dict[str, Any]]:
    """Context of `rail`: steps done with who and when, the present one, those ahead. What was passed by is left out."""
    process = process_of(record)
    made = steps_of(record)
    optional = _by_choice_only(process)
    line = [state for state in process.states if state.rail]
    names = [state.name for state in line]
    if record.state not in names:
        passed = [_done(state, made) for state in line if _left(state, made)]
        return [*passed, {**_now(record, process.state(record.state)), "at": "stopped"}]
    here = names.index(record.state)
    done = [_done(state, made) for state in line[:here] if _left(state, made)]
    ahead = [
        state for state in line[here + 1 :] if state.name not in optional or _asks_somebody(record, state)
    ]
    return [*done, _now(record, line[here]), *({"label": state.label, "at": "ahead"} for state in ahead)]


def _by_choice_only(process: Process) -> set[str]:
    """States that no move leads to straight, only as one of several ways on."""
    chosen = {name for move in process.moves for name in move.also}
    return chosen - {move.target for move in process.moves}


def _asks_somebody(record: Record, state: State) -> bool:
    named = {part.name for part in parts_of(record)}
    return any(ask.part in named for ask in state.asks)


def _left(state: State, made: list[Step]) -> list[Step]:
    return [step for step in made if step.from_state == state.name and step.to_state != state.name]


def _done(state: State, made: list[Step]) -> dict[str, Any]:
    left = _left(state, made)
    entered = max((step.pk for step in made if step.to_state == state.name != step.from_state), default=0)
    people = list(
        dict.fromkeys(step.name for step in made if step.from_state == state.name and step.pk > entered)
    )
    who = people[0] if len(people) == 1 else f"{len(people)} people"
    return {"label": state.label, "at": "done", "who": who, "when": day_of(left[-1].at)}


def _now(record: Record, state: State) -> dict[str, Any]:
    asked = tasks_of(record)
    if not asked:
        last = next((step for step in reversed(steps_of(record)) if step.to_state == state.name), None)
        since = last.at if last else record.opened_at
        return {"label": state.label, "at": "now", "when": f"since {day_of(since)}"}
    who = asked[0].person.name if len(asked) == 1 else f"{len(asked)} people asked"
    due = min((task.due for task in asked if task.due), default=None)
    left = marks.days_left(due, today=timezone.localdate()) if due else ""
    return {"label": state.label, "at": "now", "who": who, "when": left}


def day_of(value: dt.datetime) -> str:
    return marks.day_text(timezone.localtime(value).date())


def tasks_of(record: Record) -> list[Task]:
    """The open tasks of a record; shares what the lifecycle has read."""
    return open_tasks_of(record)


def move_url(record: Record, move: str) -> str:
    return reverse("record-move", args=[record.uuid, move])


def offers_of(actor: Person, record: Record) -> list[Offer]:
    """The moves with their verdicts, asked once for each loaded record."""
    known: dict[int, list[Offer]] = record.__dict__.setdefault("_offers", {})
    if actor.pk not in known:
        known[actor.pk] = available(actor, record)
    return known[actor.pk]


def next_step(actor: Person, record: Record) -> dict[str, Any]:
    """Context of `next_step`: the one move open to this person, the others in a menu with the reason why not."""
    process = process_of(record)
    state = process.state(record.state)
    offers = offers_of(actor, record)
    first = _first(offers)
    others = [_item(record, offer) for offer in offers if offer is not first]
    own = next((task for task in tasks_of(record) if first and task.move == first.move.name), None)
    if first is None:
        heading, text = _waiting(record, state)
        return {"heading": heading, "text": text, "others": others, "primary": None, "due": None}
    move = first.move
    primary: dict[str, Any] = {"label": move.label, "icon": "pen" if move.meaning else "arrow"}
    if first.open:
        primary |= {"url": move_url(record, move.name), "sheet": True}
    else:
        primary["why_not"] = _in_short(first)
    return {
        "heading": own.label if own else move.label,
        "text": " ".join(part for part in (_for_whom(first), move.help or state.explains) if part),
        "due": own.due if own else None,
        "primary": primary,
        "others": others,
        "verdicts_url": verdicts_url(actor, record),
    }


def verdicts_of(actor: Person, record: Record) -> list[Offer]:
    """The verdicts by which this person can end a task of theirs: the moves that are theirs to make, also where something is missing."""
    return [offer for offer in offers_of(actor, record) if offer.open or offer.missing]


def verdicts_url(actor: Person, record: Record) -> str:
    """Where all verdicts on a task stand side by side; empty for who is asked nothing, or has one way on only."""
    theirs = verdicts_of(actor, record)
    asked = {task.move for task in tasks_of(record)}
    if len(theirs) < 2 or not asked & {offer.move.name for offer in theirs}:
        return ""
    return reverse("record-verdicts", args=[record.uuid])


def _first(offers: list[Offer]) -> Offer | None:
    """The move to put forward: an open primary one, else one that only lacks something, else any open one that leads on."""
    ranked: tuple[Callable[[Offer], bool], ...] = (
        lambda offer: offer.open and offer.move.primary,
        lambda offer: bool(offer.missing) and offer.move.primary,
        lambda offer: offer.open and not offer.move.negative and not offer.move.leads_back,
    )
    return next((offer for rule in ranked for offer in offers if rule(offer)), None)


def _in_short(offer: Offer) -> str:
    """Why the move put forward is not open; what is long is said once, in the list of blockers below."""
    count = len(offer.missing)
    return f"{count} things are missing; the list below says which." if count > FEW else offer.decision.reason


def _for_whom(offer: Offer) -> str:
    return f"You do this for {offer.behalf.name}." if offer.behalf else ""


def _waiting(record: Record, state: State) -> tuple[str, str]:
    asked = tasks_of(record)
    if not asked:
        return ("Nothing more to do" if state.final else state.label), state.explains
    names = [task.person.name for task in asked]
    return (
        f"Waiting for {sentences.listed(names)}",
        f"{asked[0].label}, asked on {day_of(asked[0].opened_at)}. {state.explains}".strip(),
    )


def _item(record: Record, offer: Offer) -> dict[str, Any]:
    move = offer.move
    item: dict[str, Any] = {
        "label": move.label,
        "help": " ".join(part for part in (_for_whom(offer), move.help) if part),
        "icon": "pen" if move.meaning else ("undo" if move.negative else "arrow"),
    }
    if offer.open:
        return item | {"url": move_url(record, move.name), "sheet": True}
    return {"label": move.label, "icon": "lock", "why_not": offer.decision.reason}


def blockers(actor: Person, record: Record) -> list[dict[str, Any]]:
    """Context of `blockers`: what is missing for the move put forward, each with the page where it is mended."""
    first = _first(offers_of(actor, record))
    return refusals.links(first.missing) if first is not None and not first.open else []


def people_of(record: Record, process: Process) -> list[dict[str, Any]]:
    """Owner and parts, as facts: one line a part, the people in order."""
    found: list[dict[str, Any]] = [{"label": "Owner", "value": marks.person(record.owner.name)}]
    for rule in process.parts:
        names = [part.person.name for part in parts_of(record) if part.name == rule.name]
        if names or rule.minimum:
            found.append({"label": rule.label, "value": ", ".join(names), "none": "Nobody yet"})
    return found


def tabs(record: Record, *, current: str, counts: dict[str, int] | None = None) -> list[dict[str, Any]]:
    """Context of `tabs`: what belongs to every record, whatever page its kind has."""
    counts = counts or {}
    known = (
        ("overview", "Overview", pages.page_of(record)),
        *pages.tabs_of(record),
        ("comments", "Comments", reverse("record-comments", args=[record.uuid])),
        ("signatures", "Signatures", reverse("record-signatures", args=[record.uuid])),
        ("history", "History", reverse("record-history", args=[record.uuid])),
    )
    return [
        {"label": label, "url": url, "current": name == current, "count": counts.get(name, 0)}
        for name, label, url in known
    ]


def kept_for(record: Record) -> str:
    """For whom a confidential record is kept; empty for one that is open."""
    if not record.confidential:
        return ""
    return f"Kept for {record.circle.name}" if record.circle else "Confidential"


def closed_badges(record: Record) -> list[dict[str, Any]]:
    """The badge of a record that is not for everybody who may read its kind."""
    label = kept_for(record)
    return [{"label": label, "tone": "warn", "icon": "lock"}] if label else []
