"""Gates that many processes share: a section is filled in, people are named, duties are kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.body import values_of
from probatum.kernel.errors import Missing
from probatum.kernel.particulars import parts_of, steps_of
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Guard, process_of
from probatum.kernel.record import Record
from probatum.kernel.values import is_asked, is_given
from probatum.kernel.words import inside


def filled_in(*sections: str) -> Guard:
    """Every required field of these sections holds something, each missing one with the section where it is entered."""

    def check(record: Record, actor: Actor, values: Mapping[str, Any]) -> tuple[Missing, ...]:
        """Every required field of the sections holds something."""
        held = values_of(record)
        process = process_of(record)
        return tuple(
            Missing(f"“{field.label}” is not filled in.", record=record, section=section.name)
            for section in map(process.section, sections)
            for field in section.fields
            if field.required and is_asked(field, held) and not is_given(held[field.name])
        )

    return Guard(f"{'_and_'.join(sections)}_filled_in", check)


def named(*parts: str) -> Guard:
    """Somebody holds each of these parts."""

    def check(record: Record, actor: Actor, values: Mapping[str, Any]) -> tuple[Missing, ...]:
        """Somebody is named for each of the parts."""
        held = {part.name for part in parts_of(record)}
        process = process_of(record)
        return tuple(
            Missing(
                f"Nobody is named as {inside(process.part(name).label)} yet.",
                url_name="record-people",
                args=(str(record.uuid),),
            )
            for name in parts
            if name not in held
        )

    return Guard(f"{'_and_'.join(parts)}_named", check)


def not_the_owner(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """Who owns a record does not approve it (segregation of duties)."""
    if isinstance(actor, Person) and actor.pk == record.owner_id:
        return "You own this, so somebody else has to approve it."
    return None


NOT_THE_OWNER = Guard("not_the_owner", not_the_owner)


def not_who_did(*moves: str, sentence: str) -> Guard:
    """Whoever made one of these moves, or stood in for it, does not make this one."""

    def check(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
        """Whoever made one of the moves before does not make this one."""
        did = {step.person_id for step in steps_of(record) if step.move in moves}
        return sentence if isinstance(actor, Person) and actor.pk in did else None

    return Guard(f"not_who_did_{'_or_'.join(moves)}", check)


def not_holding(*parts: str, sentence: str) -> Guard:
    """Whoever holds one of these parts does not make this move."""

    def check(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
        """Whoever holds one of the parts does not make this move."""
        held = {part.person_id for part in parts_of(record) if part.name in parts}
        return sentence if isinstance(actor, Person) and actor.pk in held else None

    return Guard(f"not_holding_{'_or_'.join(parts)}", check)
