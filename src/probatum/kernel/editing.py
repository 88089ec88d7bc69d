"""Editing a record section by section: who may while it stands where, stale pages refused, each change a new edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel import filling, personal, search
from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import Decision, decide, roles_with, standing_in_for
from probatum.kernel.body import is_shielded, new_edition, text_of
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import enter_state, lock, refuse_if_stale, touch
from probatum.kernel.opening import refuse_unless_can_own, titled
from probatum.kernel.particulars import parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Person
from probatum.kernel.process import Process, process_of
from probatum.kernel.record import Record
from probatum.kernel.section import Section
from probatum.kernel.words import inside, start, with_article


def may_edit(actor: Person, record: Record, section: Section) -> Decision:
    """Whether somebody may fill in a section of a record as it stands."""
    process = process_of(record)
    state = process.state(record.state)
    if section.derived:
        return Decision(False, f"“{section.label}” follows from what is entered elsewhere.")
    if state.final:
        return Decision(
            False, f"{record.number} has ended; it has to be reopened before anything in it changes."
        )
    if section.states and record.state not in section.states:
        label = inside(state.label)
        closed = f"“{section.label}” does not change while {record.number} is {label}."
        return Decision(False, f"{closed} {section.instead}".strip())
    people = {actor.pk, *(one.absent_id for one in standing_in_for(actor))}
    for part in section.parts:
        if people & _holders(record, part):
            return Decision(True, "", process.called(part) if part != "opener" else "Reporter")
    if section.permission and (verdict := decide(actor, section.permission, record=record)):
        return verdict
    return Decision(False, _who(record, process, section))


def edit(
    actor: Person,
    record: Record,
    section_name: str,
    *,
    values: Mapping[str, Any],
    based_on: int,
    reason: str = "",
) -> Record:
    """Fill in a section. One transaction; what is not given stays.

    Raises StaleRecord when the record has moved on, NotAllowed without the right, Refused for what does not fit.
    """
    process = process_of(record)
    section = _section(process, section_name)
    may_edit(actor, record, section).or_refuse()
    refuse_if_stale(record, based_on=based_on)
    given = filling.read_all([section], values, actor=actor, record=record)
    role = may_edit(actor, record, section).role
    with action(actor, f"{record.kind}.edit", record=record, role=role, reason=reason.strip()) as act:
        locked = lock(record)
        refuse_if_stale(locked, based_on=based_on)
        may_edit(actor, locked, section).or_refuse()
        filling.check_together([section], given, at=locked.opened_at, record=locked)
        shielded = is_shielded(locked)
        changed = filling.keep(act, locked, section, given)
        if not changed:
            return locked
        if section.signed:
            new_edition(act, locked)
        if process.edited is not None:
            process.edited(act, locked, section.name)
        search.index(locked, text=text_of(locked))
        if is_shielded(locked) != shielded:
            personal.index_around(act, locked)
        touch(act, locked)
    return locked


def rename(actor: Person, record: Record, *, title: str, based_on: int, reason: str = "") -> Record:
    """Give a record another title, by whoever may fill in what it was opened with. Raises like `edit`."""
    process = process_of(record)
    section = next((one for one in process.sections if one.at_opening), None)
    if section is None:
        raise Refused("This title is not changed here.", field="title")
    verdict = may_edit(actor, record, section).or_refuse()
    with action(actor, f"{record.kind}.edit", record=record, role=verdict.role, reason=reason.strip()) as act:
        locked = lock(record)
        refuse_if_stale(locked, based_on=based_on)
        may_edit(actor, locked, section).or_refuse()
        locked.title = titled(title)
        new_edition(act, locked)
        if process.edited is not None:
            process.edited(act, locked, section.name)
        search.index(locked, text=text_of(locked))
        touch(act, locked)
    return locked


def may_staff(actor: Person, record: Record) -> Decision:
    """Whether somebody may name the people of a record: its owner, or who holds the permission of its kind."""
    process = process_of(record)
    if process.state(record.state).final:
        return Decision(False, f"{record.number} has ended; its people stay as they were.")
    if record.owner_id == actor.pk:
        return Decision(True, "", "owner")
    if process.staffs:
        return decide(actor, process.staffs, record=record)
    return Decision(False, f"Only the owner ({record.owner.name}) names the people of {record.number}.")


def name_people(
    actor: Person,
    record: Record,
    *,
    people: Mapping[str, list[Person]],
    based_on: int,
    owner: Person | None = None,
    reason: str = "",
) -> Record:
    """Name who holds which part, and another owner; open tasks go to whoever holds the part now.

    Raises NotAllowed without the right, Refused for a person without the permission, or another owner without a reason.
    """
    process = process_of(record)
    verdict = may_staff(actor, record).or_refuse()
    hands_over = owner is not None and owner.pk != record.owner_id
    if hands_over:
        require_reason(reason, ask="Say why the owner changes.")
    with action(
        actor, f"{record.kind}.name_people", record=record, role=verdict.role, reason=reason.strip()
    ) as act:
        locked = lock(record)
        refuse_if_stale(locked, based_on=based_on)
        may_staff(actor, locked).or_refuse()
        if hands_over and owner is not None:
            refuse_unless_can_own(owner, process, site=locked.site)
            locked.owner = owner
        for name, chosen in people.items():
            set_parts(act, locked, process=process, name=name, people=chosen)
        enter_state(act, locked, process)
        touch(act, locked)
    return locked


def _section(process: Process, name: str) -> Section:
    try:
        return process.section(name)
    except KeyError:
        raise Refused(
            f"{start(with_article(process.label))} has no section “{name[:40]}”. Nothing was changed."
        ) from None


def _holders(record: Record, part: str) -> set[int]:
    if part == "owner":
        return {record.owner_id}
    if part == "opener":
        return {record.opened_by_id} if record.opened_by_id else set()
    return {held.person_id for held in parts_of(record) if held.name == part}


def _who(record: Record, process: Process, section: Section) -> str:
    names = []
    for part in section.parts:
        if part == "owner":
            names.append(f"the owner ({record.owner.name})")
        elif part == "opener":
            names.append("who reported it")
        else:
            holders = ", ".join(held.person.name for held in parts_of(record) if held.name == part)
            names.append(f"the {inside(process.part(part).label)} ({holders or 'nobody yet'})")
    if section.permission and (roles := roles_with(section.permission)):
        names.append(f"the role {' or '.join(roles)}")
    return f"Only {' or '.join(names)} can fill in “{section.label}”."
