"""Where a version stands: the rail, the next step open to this person, the other moves, and what blocks."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from probatum.documents import gates, light_route
from probatum.documents.content import WAITING_STATES, Version
from probatum.documents.types import review_steps
from probatum.kernel.calendar import today_at
from probatum.kernel.lifecycle import Offer
from probatum.kernel.particulars import parts_of
from probatum.kernel.process import Move, process_of
from probatum.kernel.record import Record, Step
from probatum.kernel.task import Task
from probatum.web.components import marks
from probatum.web.documents.addresses import other, version_url
from probatum.web.sentences import listed

OVER = ("superseded", "obsolete")

#: guard -> the page of the version where what it misses is mended.
MENDED_AT = {
    "content_is_there": "version-check-in",
    "reviewers_named": "version-people",
    "approvers_named": "version-people",
    "checker_named": "version-people",
    "approvers_are_independent": "version-people",
    "marks_are_settled": "version-check-in",
    "change_is_described": "version-facts",
}
#: guard against a check-out, which is ended on the card of the lock.
CHECKED_OUT = "not_checked_out"
#: review step of a type -> the state it is done in.
REVIEW_STATES = {"content_review": "in_review", "formal_review": "in_formal_review"}
#: states that only a version passes which is not GxP; it passes the others between draft and effective not.
LIGHT_STATES = tuple(state.name for state in light_route.STATES)
#: guard -> the part that is named on the page of people.
PART_MISSED = {
    "checker_named": light_route.CHECKER,
    "approvers_named": "approver",
    "approvers_are_independent": "approver",
}


def rail(version: Version, steps: list[Step]) -> list[dict[str, Any]]:
    """The states a version passes, each with who left it and when; what a way back undid is ahead again."""
    record = version.record
    process = process_of(record)
    asked = {REVIEW_STATES[name] for name in review_steps(version.document.type)}
    left: dict[str, Step] = {}
    for step in steps:
        if step.to_state != step.from_state:
            left[step.from_state] = step
        if step.to_state == process.start:
            left = {}
    states = [state for state in process.states if state.rail]
    names = [state.name for state in states]
    here = names.index(record.state) if record.state in names else len(names) if record.state in OVER else -1
    shown = []
    for place, state in enumerate(states):
        done = left.get(state.name)
        at = "done" if place < here else "now" if place == here else "ahead"
        if here == -1 and place == 0:
            at = "stopped"
        if at == "done" and done is None and record.state not in OVER:
            continue  # passed by: this round went without it
        if at == "ahead" and not _on_its_route(version, state.name):
            continue
        if at == "ahead" and state.name in REVIEW_STATES.values() and state.name not in asked:
            continue  # this type goes without it
        if at == "now" and state.name == "effective":
            at = "done"
        shown.append(
            {
                "label": state.label,
                "at": at,
                "who": done.name if done and at == "done" else "",
                "when": marks.when(done.at, short=True) if done and at == "done" else "",
            }
        )
    return shown


def _on_its_route(version: Version, state: str) -> bool:
    """Whether a version will pass a state: what is not GxP takes the light route (DOC-43), all others the long one."""
    return state == "effective" or (state in LIGHT_STATES) == version.document.light


def next_step(
    version: Version, offers: list[Offer], tasks: list[Task], *, together_with: str = ""
) -> dict[str, Any] | None:
    """The card over the page; None when nothing is ahead. `together_with` is the change request it waits for."""
    record = version.record
    process = process_of(record)
    state = process.state(record.state)
    best = _best(offers)
    others = [_item(record, offer) for offer in offers if offer is not best]
    waiting = [task for task in tasks if task.closed_at is None]
    if best is None and not others:
        return None
    card: dict[str, Any] = {"others": others, "text": state.explains, "due": None, "primary": None}
    if best is not None and best.open:
        own = next((task for task in waiting if task.move == best.move.name), None)
        behalf = f" You act for {best.behalf.name}." if best.behalf else ""
        card["heading"] = own.label if own and best.move.each else best.move.label
        card["text"] = (best.move.help or state.explains) + behalf
        card["due"] = own.due if own else None
        card["primary"] = {"label": best.move.label, "icon": "pen" if best.move.meaning else "arrow"}
        card["primary"] |= {"url": move_url(record, best.move), "sheet": True}
    elif best is not None and best.missing:
        card["heading"] = best.move.label
        card["primary"] = {"label": best.move.label, "why_not": _why_not(best)}
    elif record.state in WAITING_STATES and version.issue_refused:
        card["heading"], card["text"] = "Not issued, so it does not become effective", version.issue_refused
    elif waiting:
        card["heading"] = "Waiting for " + _names(waiting)
        card["due"] = min((task.due for task in waiting if task.due), default=None)
        card["others"] = [_item(record, best), *others] if best is not None else others
    elif record.state == "approved" and together_with:
        card["heading"] = f"Becomes effective with {together_with}"
        card["text"] = "Together with the other documents of the change, in the same instant, by itself."
    elif record.state in WAITING_STATES and version.effective_on:
        card["heading"], card["text"] = _becoming(version, version.effective_on)
    else:
        card["heading"] = state.label
        if best is not None:
            card["primary"] = {"label": best.move.label, "why_not": best.decision.reason}
    return card


def _becoming(version: Version, day: dt.date) -> tuple[str, str]:
    """What is said of an approved version: nobody has to do anything any more."""
    if sentence := gates.held_back(version):
        return "Waits for training", sentence
    old = " The version in force is superseded then." if version.major > 1 else ""
    if day <= today_at(version.record.site, at=timezone.now()):
        return (
            "Becomes effective today",
            f"As soon as its PDF is stamped and sealed, in a moment, by itself.{old}",
        )
    when = f"Becomes effective on {marks.day_text(day)}"
    return when, f"At the start of that day at its site, by itself.{old}"


def _best(offers: list[Offer]) -> Offer | None:
    """The move to offer first: an open one that leads on; else the one that is only missing something."""
    forward = [offer for offer in offers if offer.move.primary and not offer.move.negative]
    for group in ([o for o in forward if o.open], [o for o in forward if o.missing], forward):
        if group:
            return group[0]
    return None


def _why_not(offer: Offer) -> str:
    count = len(offer.missing)
    return "One thing is missing; see below." if count == 1 else f"{count} things are missing; see below."


def _item(record: Record, offer: Offer) -> dict[str, Any]:
    if not offer.open:
        return {"label": offer.move.label, "why_not": offer.decision.reason}
    icon = "undo" if offer.move.negative else "pen" if offer.move.meaning else "arrow"
    return {
        "label": offer.move.label,
        "url": move_url(record, offer.move),
        "help": offer.move.help,
        "icon": icon,
        "danger": offer.move.negative,
        "sheet": True,
    }


def move_url(record: Record, move: Move) -> str:
    """The sheet on which a move is made and signed."""
    return other("record-move", record.uuid, move.name)


def _names(tasks: list[Task]) -> str:
    return listed(list(dict.fromkeys(task.person.name for task in tasks)))


def blockers(version: Version, offers: list[Offer], *, mends: bool) -> list[dict[str, Any]]:
    """What the next move still misses, each with the page where it is mended, for those who can mend it."""
    best = _best(offers)
    if best is None or best.open or not best.missing:
        return []
    return [{"text": item.text, "url": _mended_at(version, item.guard, mends=mends)} for item in best.missing]


def _mended_at(version: Version, guard: str, *, mends: bool) -> str:
    if guard == CHECKED_OUT:
        return "#lock"
    if guard == "change_request_named" and mends:
        return f"{other('change-request-new')}?{urlencode({'document': version.document.record.number})}"
    if not mends:
        return ""
    name = MENDED_AT.get(guard, "")
    if name == "version-people":
        held = {part.name for part in parts_of(version.record)}
        wanted = (
            PART_MISSED.get(guard, "reviewer"),
            "quality_approver" if guard.startswith("approver") else "formal_reviewer",
        )
        return version_url(version, name, next((part for part in wanted if part not in held), wanted[0]))
    return version_url(version, name) if name else ""
