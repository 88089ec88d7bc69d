"""The lifecycle: `available` says which moves are open to whom and why not, `perform` is the only way a state changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from probatum.kernel import signature as signatures
from probatum.kernel.action import Act, action
from probatum.kernel.answering import refuse_unanswered
from probatum.kernel.asking import begin_state
from probatum.kernel.authz import Decision, decide, roles_with, standing_in_for
from probatum.kernel.effects import run_effects
from probatum.kernel.errors import Missing, NotAllowed, Refused, StaleRecord
from probatum.kernel.particulars import open_tasks_of, parts_of, steps_of
from probatum.kernel.people import Actor, Person, SystemActor
from probatum.kernel.process import Move, Process, process_of
from probatum.kernel.record import Record, Step
from probatum.kernel.since import told_since
from probatum.kernel.task import Task
from probatum.kernel.words import inside, with_article


@dataclass(frozen=True, slots=True)
class Offer:
    """A move with the verdict for this person, and what is still missing."""

    move: Move
    decision: Decision
    missing: tuple[Missing, ...] = ()
    behalf: Person | None = None

    @property
    def open(self) -> bool:
        return self.decision.allowed


def available(actor: Actor, record: Record) -> list[Offer]:
    """Every move of its route that leads on from the present state, each open or refused with its sentence; the primary one first."""
    process = process_of(record)
    offers = [
        _offer(actor, record, process, move)
        for move in process.moves_from(record.state)
        if not move.automatic and on_the_way(actor, record, move)
    ]
    return sorted(offers, key=lambda offer: (not offer.open, not offer.move.primary))


def makeable(actor: Actor, record: Record) -> list[Move]:
    """The moves from the present state that this person may make; other guards than its route are not asked, the sheet of a move says what it misses."""
    process = process_of(record)
    return [
        move
        for move in process.moves_from(record.state)
        if not move.automatic
        and on_the_way(actor, record, move)
        and may_make(actor, record, process, move)[0]
    ]


def on_the_way(actor: Actor, record: Record, move: Move) -> bool:
    """Whether a move lies on the route of this record; one of another route is not shown to anybody."""
    return all(not guard.check(record, actor, {}) for guard in move.guards if guard.route)


def _offer(actor: Actor, record: Record, process: Process, move: Move) -> Offer:
    who, behalf = may_make(actor, record, process, move)
    if not who:
        return Offer(move, who)
    missing = _missing(actor, record, move, {})
    if move.meaning is not None and isinstance(actor, Person):
        missing = (*missing, *_signing_missing(actor))
    if missing:
        return Offer(
            move, Decision(False, " ".join(item.text for item in missing), who.role), missing, behalf
        )
    return Offer(move, who, (), behalf)


def _signing_missing(actor: Person) -> tuple[Missing, ...]:
    """What keeps this person from signing anything at all, said before the sheet is filled in."""
    try:
        signatures.refuse_unless_may_sign(actor)
    except NotAllowed as refusal:
        return refusal.missing or (Missing(str(refusal)),)
    return ()


def _missing(actor: Actor, record: Record, move: Move, values: Mapping[str, Any]) -> tuple[Missing, ...]:
    found: list[Missing] = []
    for guard in move.guards:
        verdict = guard.check(record, actor, values)
        if isinstance(verdict, str):
            verdict = Missing(verdict) if verdict else None
        items = verdict if isinstance(verdict, tuple) else (verdict,) if verdict else ()
        found += [replace(item, guard=guard.name) for item in items]
    return tuple(found)


def may_make(actor: Actor, record: Record, process: Process, move: Move) -> tuple[Decision, Person | None]:
    """Whether the actor may make the move, and for which absent person; knows rights and parts, not the record's state."""
    if isinstance(actor, SystemActor):
        allowed = move.automatic
        return Decision(allowed, "" if allowed else "A person has to do this.", "System"), None
    if move.automatic:
        return Decision(False, f"“{move.label}” is done by the system when its time has come."), None
    people = [actor, *(delegation.absent for delegation in standing_in_for(actor))]
    if move.of_each(record):
        return _asked(actor, people, record, process, move)
    role = ""
    if move.part:
        held = _holds(people, record, move.part)
        if held is None:
            if not move.instead:
                return Decision(False, f"Only {_part_words(record, process, move)} can do this."), None
            verdict = decide(actor, move.instead, record=record)
            if not verdict:
                who = _part_words(record, process, move)
                roles = " or ".join(roles_with(move.instead)) or "an administrator"
                return Decision(False, f"Only {who}, or the role {roles}, can do this."), None
            return verdict, None
        role = move.part if move.part == "owner" else process.part(move.part).label
        if held.pk != actor.pk:
            verdict = _stands_in_for_part(actor, record, process, move)
            return (Decision(True, "", role), held) if verdict else (verdict, None)
    if move.permission:
        verdict = decide(actor, move.permission, record=record)
        if not verdict:
            return verdict, None
        role = role or verdict.role
    return Decision(True, "", role), None


def _stands_in_for_part(actor: Person, record: Record, process: Process, move: Move) -> Decision:
    """Whether somebody who stands in has what the part itself asks for: they act with their own rights (SIG-2)."""
    asked = move.permission or ("" if move.part == "owner" else process.part(move.part).permission)
    return decide(actor, asked, record=record) if asked else Decision(True, "")


def _asked(
    actor: Person, people: list[Person], record: Record, process: Process, move: Move
) -> tuple[Decision, Person | None]:
    tasks = {task.person_id: task for task in open_tasks_of(record) if task.move == move.name}
    for person in people:
        if person.pk in tasks:
            if move.permission:
                verdict = decide(actor, move.permission, record=record)
                if not verdict:
                    return verdict, None
                return Decision(True, "", verdict.role), None if person.pk == actor.pk else person
            label = process.called(tasks[person.pk].part) if tasks[person.pk].part else ""
            return Decision(True, "", label), None if person.pk == actor.pk else person
    waiting = ", ".join(task.person.name for task in tasks.values()) or "nobody"
    return Decision(False, f"This is asked of {waiting}."), None


def _holds(people: list[Person], record: Record, part: str) -> Person | None:
    if part == "owner":
        holders = {record.owner_id}
    else:
        holders = {held.person_id for held in parts_of(record) if held.name == part}
    return next((person for person in people if person.pk in holders), None)


def _part_words(record: Record, process: Process, move: Move) -> str:
    if move.part == "owner":
        return f"the owner ({record.owner.name})"
    label = inside(process.part(move.part).label)
    names = ", ".join(held.person.name for held in parts_of(record) if held.name == move.part)
    return f"the {label} ({names})" if names else f"the {label}, who is not named yet,"


def perform(
    actor: Actor,
    record: Record,
    move_name: str,
    *,
    based_on: int,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
    credential: signatures.Credential | None = None,
    evidence: signatures.Evidence | None = None,
    shown: str = "",
) -> Record:
    """Make a move. One transaction: checks, signature, state, tasks, effects; of two at once one wins, the other is told.

    Raises StaleRecord when the record has moved on, NotAllowed without the right, Refused when something is missing,
    NotAuthenticated when a signature is demanded and a component is wrong. `shown` is the content digest the signer saw.
    """
    process = process_of(record)
    if move_name not in process.by_move:
        raise Refused(f"“{move_name}” is no move of {with_article(process.label)}. Nothing was changed.")
    move = process.move(move_name)
    if move.meaning is not None and evidence is None:
        _check(actor, record, process, move, based_on=based_on, reason=reason, values=values or {})
        evidence = signatures.authenticate(_signer(actor), credential)
    who, behalf = may_make(actor, record, process, move)
    with action(
        actor,
        f"{record.kind}.{move.name}",
        record=record,
        reason=reason.strip(),
        meaning=move.meaning.text if move.meaning else "",
        role=who.role,
        on_behalf_of=behalf.name if behalf else "",
        definition=process.digest,
    ) as act:
        locked = lock(record)
        who, behalf = _check(
            actor, locked, process, move, based_on=based_on, reason=reason, values=values or {}
        )
        if move.meaning is not None and evidence is not None:
            signatures.sign(
                act,
                locked,
                process=process,
                move=move.name,
                meaning=move.meaning,
                evidence=evidence,
                shown=shown,
                refused=move.negative,
            )
            act.hasten_seal()
        _make(act, locked, process, move, values=values or {}, behalf=behalf)
    return locked


def refuse_unless_open(
    actor: Actor,
    record: Record,
    move_name: str,
    *,
    based_on: int,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
) -> None:
    """Raise what `perform` would raise now, before a signer is sent to confirm; `perform` checks all of it again."""
    process = process_of(record)
    move = process.move(move_name)
    _check(actor, record, process, move, based_on=based_on, reason=reason, values=values or {})


def _signer(actor: Actor) -> Person:
    if isinstance(actor, SystemActor):
        raise NotAllowed("The system never signs; a person has to.")
    return actor


def lock(record: Record) -> Record:
    """The same record, freshly read and locked until the transaction ends."""
    return (
        Record.objects.select_for_update(of=("self",), no_key=True)
        .select_related("owner", "site")
        .get(pk=record.pk)
    )


def _check(
    actor: Actor,
    record: Record,
    process: Process,
    move: Move,
    *,
    based_on: int,
    reason: str,
    values: Mapping[str, Any],
) -> tuple[Decision, Person | None]:
    refuse_if_stale(record, based_on=based_on)
    if record.state not in move.source:
        raise Refused(
            f"“{move.label}” is not possible while {record.number} is {inside(process.state(record.state).label)}."
        )
    who, behalf = may_make(actor, record, process, move)
    if not who:
        raise NotAllowed(who.reason)
    refuse_unanswered(move, reason=reason, values=values)
    missing = _missing(actor, record, move, values)
    if missing:
        raise Refused(" ".join(item.text for item in missing), missing=missing)
    if move.leads_back:
        _refuse_unless_stood(record, process, move.leads_to(record, values), field=move.to)
    return who, behalf


def _refuse_unless_stood(record: Record, process: Process, target: str, *, field: str) -> None:
    """A move back passes by nothing: it leads to where the record began or to where a move has led it."""
    steps = steps_of(record)
    stood = {step.to_state for step in steps}
    began = next((step.from_state for step in steps), process.start)
    for (
        way
    ) in process.arrivals:  # its past lies in another system, so it may have stood where such a past can lead
        stood |= set(way.states) if steps and steps[0].move == way.name else set()
    if target not in stood | {began or process.start}:
        label = inside(process.state(target).label)
        raise Refused(f"{record.number} was never {label}, so it cannot go back there.", field=field)


def refuse_if_stale(record: Record, *, based_on: int) -> None:
    """Raise StaleRecord, saying what happened and by whom, unless the record is as the page showed it."""
    if based_on == record.version:
        return
    did = told_since(record, based_on=based_on)
    raise StaleRecord(
        f"{record.number} has changed since you opened it.{did} Look at it again; nothing was changed."
    )


def touch(act: Act, record: Record) -> None:
    """Count a change of a record or its parts, so that a page opened before is known as stale."""
    record.version += 1
    record.changed_at = act.at
    fields = ("version", "changed_at", "state", "title", "owner", "site", "due", "confidential", "circle")
    record.save(update_fields=fields)


def _make(
    act: Act,
    record: Record,
    process: Process,
    move: Move,
    *,
    values: Mapping[str, Any],
    behalf: Person | None,
) -> None:
    left = record.state
    if act.person is not None:
        _close_own_task(act, record, move, person=behalf or act.person)
    waits = (
        move.of_each(record) and Task.objects.filter(record=record, closed_at=None, move=move.name).exists()
    )
    target = left if waits else move.leads_to(record, values)
    Step.objects.create(
        record=record,
        move=move.name,
        from_state=left,
        to_state=target,
        person=act.person,
        name=act.actor.name,
        role=act.role,
        on_behalf_of=act.on_behalf_of,
        reason=act.reason,
        at=act.at,
    )
    record.state = target
    if move.apply is not None:
        move.apply(act, record, values)
    if not waits and target != left:
        enter_state(act, record, process, outcome=move.outcome)
    touch(act, record)
    if not waits:
        run_effects(act, record, move.name, left)


def _close_own_task(act: Act, record: Record, move: Move, *, person: Person) -> None:
    Task.objects.filter(record=record, person=person, move=move.name, closed_at=None).update(
        closed_at=act.at, closed_by=act.person, outcome=move.outcome
    )


def enter_state(act: Act, record: Record, process: Process, *, outcome: str = "withdrawn") -> None:
    """Withdraw the tasks of the state left and open those of the state entered."""
    withdrawn = "withdrawn" if outcome == "done" else outcome
    Task.objects.filter(record=record, closed_at=None).update(
        closed_at=act.at, closed_by=act.person, outcome=withdrawn
    )
    begin_state(act, record, process)


def advance(act: Act, record: Record, move_name: str) -> None:
    """Make an automatic move inside an open action of the system, for records that move together (release).

    Raises Refused when the record is not in a state from which it goes there, NotAllowed for a move of people.
    """
    process = process_of(record)
    move = process.move(move_name)
    if not move.automatic:
        raise NotAllowed(f"“{move.label}” is for a person.")
    if record.state not in move.source:
        raise Refused(f"{record.number} is {inside(process.state(record.state).label)}; nothing was changed.")
    _make(act, record, process, move, values={}, behalf=None)
