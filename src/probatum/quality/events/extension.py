"""The process of an extension: a new due day with its justification, decided by Quality; granting moves the due day at once.

Child of any event, action or check. Reads from top to bottom as data (QE-05, QE-06, CAP-05).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel import body, moments
from probatum.kernel.authz import decide, holders, roles_with
from probatum.kernel.body import body_of
from probatum.kernel.calendar import today_at
from probatum.kernel.due import move_due
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.family import is_over
from probatum.kernel.gates import NOT_THE_OWNER, filled_in
from probatum.kernel.lifecycle import lock, touch
from probatum.kernel.particulars import parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Ask, Guard, Input, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.quality.events.extended import GRANTED, KIND, OPEN, Extension, granted_count, needs_head
from probatum.quality.events.extended_parts import TICKED, move_parts, offered

DECIDE, HEAD = "event.approve_quality", "event.head"
#: what can be given more time
EXTENDED = (
    "deviation",
    "nonconformance",
    "complaint",
    "lab_investigation",
    "capa",
    "investigation",
    "action",
    "effectiveness_check",
)
MOST_ASKED = 10
Values = Mapping[str, Any]


def content(record: Record) -> dict[str, Any]:
    """What the signature is bound to: whose due day moves, from when to when, why, and which extension it is."""
    asked: Extension = body_of(record)
    parent = record.parent
    return {
        **body.content(record),
        "extends": parent.number if parent else "",
        "was_due": asked.was_due.isoformat() if asked.was_due else "",
        "extension_no": asked.ordinal,
    }


def later_than_now(values: Values, at: dt.datetime) -> None:
    """The day asked for lies ahead. Raises Refused for any other."""
    day = values.get("new_due")
    if isinstance(day, dt.date) and day <= at.date():
        raise Refused("Enter a new due day after today.", field="new_due")


def begin(act: Any, record: Record) -> None:
    """Keep the day that stands, count the request, and ask Quality: who holds it in the record, else who may decide there."""
    parent = _parent(record)
    asked: Extension = body_of(record)
    _refuse_strangers(act, parent)
    if parent.due is None:
        raise Refused(f"{parent.number} has no due day, so there is nothing to extend.", field="new_due")
    if asked.new_due <= parent.due:
        raise Refused(
            f"Enter a day after {moments.day(parent.due)}, the due day that stands.", field="new_due"
        )
    if running := _other_open(record, parent):
        raise Refused(f"{running} asks for more time already. It is decided first.", field="new_due")
    asked.was_due, asked.ordinal = parent.due, granted_count(parent) + 1
    asked.save(update_fields=["was_due", "ordinal"])
    if not any(held.name == "quality" for held in parts_of(record)):
        people = _deciders(record, parent, asked.ordinal)
        set_parts(act, record, process=PROCESS, name="quality", people=people)


def _parent(record: Record) -> Record:
    if record.parent is None:
        raise Refused("An extension is asked for from the record that needs more time.")
    parent: Record = record.parent
    return parent


def _refuse_strangers(act: Any, parent: Record) -> None:
    """Who works on the record asks for it: its owner, or who holds a part in it."""
    if act.person is None or act.person.pk in {
        parent.owner_id,
        *(held.person_id for held in parts_of(parent)),
    }:
        return
    raise NotAllowed(
        f"Only the owner ({parent.owner.name}), or who takes part in {parent.number}, asks for more time."
    )


def _other_open(record: Record, parent: Record) -> str:
    found = Record.objects.filter(kind=KIND, parent=parent, state__in=OPEN)
    return str(found.exclude(pk=record.pk).values_list("number", flat=True).first() or "")


def _deciders(record: Record, parent: Record, ordinal: int) -> list[Person]:
    """Who is asked: the Quality approver of the parent where that is enough, else everybody who may decide there."""
    barred = {record.owner_id, record.opened_by_id, parent.owner_id}
    if not needs_head(ordinal):
        named = [held.person for held in parts_of(parent) if held.name == "quality"]
        able = [one for one in named if decide(one, DECIDE, site=record.site) and one.pk not in barred]
        if able:
            return able
    right = HEAD if needs_head(ordinal) else DECIDE
    able = [one for one in holders(right, site=record.site) if one.pk not in barred]
    able = [one for one in able if decide(one, DECIDE, site=record.site)][:MOST_ASKED]
    if not able:
        roles = " or ".join(roles_with(right)) or "that an access administrator makes for it"
        raise Refused(f"Nobody else can decide on this extension; that needs the role {roles}.")
    return able


def head_decides_later_ones(record: Record, actor: Actor, values: Values) -> str | None:
    """Beyond what Quality grants alone, its head decides (QE-06)."""
    asked: Extension = body_of(record)
    if not needs_head(asked.ordinal) or decide(actor, HEAD, record=record):
        return None
    roles = " or ".join(roles_with(HEAD)) or "that an access administrator makes for it"
    return f"This is extension no. {asked.ordinal}. Only the role {roles} can grant it."


def not_who_asked(record: Record, actor: Actor, values: Values) -> str | None:
    """Whoever asked for more time does not grant it, whoever owns the request by now."""
    if isinstance(actor, Person) and actor.pk == record.opened_by_id and actor.pk != record.owner_id:
        return "You asked for this, so somebody else has to decide."
    return None


def not_the_owner_of_what_is_extended(record: Record, actor: Actor, values: Values) -> str | None:
    """Whoever is responsible for the work does not grant more time for it."""
    parent = _parent(record)
    if isinstance(actor, Person) and actor.pk == parent.owner_id:
        return f"You own {parent.number}, so somebody else has to decide whether it gets more time."
    return None


def still_ahead(record: Record, actor: Actor, values: Values) -> str | None:
    """The record still runs, is due as it was when asked, and the new day has not passed."""
    parent, asked = _parent(record), body_of(record)
    if is_over(parent):
        return f"{parent.number} has ended, so it needs no more time. The owner withdraws the request."
    if parent.due != asked.was_due:
        return f"{parent.number} has another due day by now. Return the request; its owner asks again."
    if asked.new_due < today_at(record.site, at=_now()):
        return f"{moments.day(asked.new_due)} has passed. Return the request; its owner asks for another day."
    return None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def grant(act: Any, record: Record, values: Values) -> None:
    """The new day stands on the record, on its open tasks and on the clocks that go with it, from this moment."""
    parent = lock(_parent(record))
    move_parts(act, record, str(values.get(TICKED) or ""))
    move_due(act, parent, due=body_of(record).new_due, because=record)
    touch(act, parent)


def ask_again(act: Any, record: Record, values: Values) -> None:
    """The day that stands by now, and the number that the request has by now."""
    parent = _parent(record)
    asked: Extension = body_of(record)
    asked.was_due, asked.ordinal = parent.due, granted_count(parent) + 1
    asked.save(update_fields=["was_due", "ordinal"])
    set_parts(act, record, process=PROCESS, name="quality", people=_deciders(record, parent, asked.ordinal))


SEGREGATED = (
    NOT_THE_OWNER,
    Guard("not_who_asked", not_who_asked),
    Guard("not_the_owner_of_what_is_extended", not_the_owner_of_what_is_extended),
    Guard("head_decides_later_ones", head_decides_later_ones),
)

PROCESS = register(
    Process(
        kind=KIND,
        label="Extension",
        plural="Extensions",
        icon="clock",
        start="requested",
        numbering="EXT-{year}-{n:04}",
        opens="event.read",
        parents=EXTENDED,
        body=Extension,
        opened=begin,
        manifest="extension/1",
        content=content,
        subject=body.subject,
        files=body.files,
        retention="as the record that it extends",
        sections=(
            Section(
                "request",
                "Request",
                (
                    Field(
                        "new_due",
                        "New due day",
                        "date",
                        required=True,
                        help="The day by which it will be done.",
                    ),
                    Field(
                        "justification",
                        "Justification",
                        "longtext",
                        required=True,
                        help="Why the day cannot be kept, what was done so far, and what the delay means for patients and product.",
                    ),
                ),
                states=("rework",),
                at_opening=True,
                check=later_than_now,
            ),
        ),
        states=(
            State(
                "requested",
                "In approval",
                "info",
                "clock",
                asks=(Ask("quality", "approve", "Decide on the extension", business_days=3),),
                explains="Quality looks at the reasons and grants the new day, refuses it, or returns the request.",
            ),
            State(
                "rework",
                "Returned for rework",
                "warn",
                "undo",
                rail=False,
                asks=(Ask("owner", "resubmit", "Rework the request for an extension", business_days=2),),
                explains="Quality asked for more. The due day stands as it was.",
            ),
            State(GRANTED, "Granted", "good", "check", final=True, explains="The new due day is in force."),
            State("refused", "Refused", "muted", "cross", final=True, rail=False, explains="Nothing moved."),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        parts=(
            PartRule(
                "quality",
                "Quality approver",
                DECIDE,
                maximum=MOST_ASKED,
                help="Neither asks for it nor owns the record.",
            ),
        ),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move(
                "approve",
                "Grant the extension",
                ("requested",),
                GRANTED,
                permission=DECIDE,
                meaning=Meaning("quality_extension", "Quality extension approval"),
                inputs=(
                    Input(
                        TICKED,
                        "Move with it",
                        required=False,
                        ticks=offered,
                        help="Open parts of it. What is not ticked keeps its day.",
                    ),
                ),
                guards=(filled_in("request"), *SEGREGATED, Guard("still_ahead", still_ahead)),
                apply=grant,
                primary=True,
                help="The due day, the open tasks and the clocks that go with it move at once. Statutory clocks stay.",
            ),
            Move(
                "return_for_rework",
                "Return for rework",
                ("requested",),
                "rework",
                permission=DECIDE,
                reason=True,
                negative=True,
                guards=SEGREGATED[:3],
            ),
            Move(
                "refuse",
                "Refuse the extension",
                ("requested",),
                "refused",
                permission=DECIDE,
                meaning=Meaning("extension_refused", "Extension refused"),
                reason=True,
                negative=True,
                guards=SEGREGATED[:3],
                help="The due day stays as it is.",
            ),
            Move(
                "resubmit",
                "Ask again",
                ("rework",),
                "requested",
                part="owner",
                guards=(filled_in("request"),),
                apply=ask_again,
                primary=True,
            ),
            Move(
                "withdraw",
                "Withdraw the request",
                ("requested", "rework"),
                "withdrawn",
                part="owner",
                reason=True,
                negative=True,
            ),
        ),
    )
)
