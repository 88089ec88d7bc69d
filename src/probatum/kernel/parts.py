"""Naming the people of a record: who holds which part, in order, ended and never removed."""

from __future__ import annotations

from probatum.kernel.action import Act
from probatum.kernel.authz import decide, roles_with
from probatum.kernel.errors import Refused
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.process import Process
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Part, Record
from probatum.kernel.words import inside, with_article

_HELD = Question(
    lambda: Part.objects.select_for_update(no_key=True).filter(
        record_id=Asked("record"), name=Asked("part"), until=None
    )
)


def set_parts(act: Act, record: Record, *, process: Process, name: str, people: list[Person]) -> None:
    """Name the holders of a part, in order, under an open action.

    Raises Refused for a part that the process does not know, too many people, or a person without the permission.
    """
    if all(rule.name != name for rule in process.parts):
        raise Refused(
            f"“{name}” is no part of {with_article(process.label)}. Nothing was changed.", field="part"
        )
    rule = process.part(name)
    people = list(dict.fromkeys(people))
    if len(people) > rule.maximum:
        raise Refused(f"Name at most {rule.maximum} people as {inside(rule.label)}.", field=name)
    for person in people:
        if rule.permission and not decide(person, rule.permission, site=record.site):
            roles = " or ".join(roles_with(rule.permission)) or "that an access administrator makes for it"
            raise Refused(
                f"{person.name} cannot be {inside(rule.label)} here; that needs the role {roles}.", field=name
            )
    if not people and not any(held.name == name for held in parts_of(record)):
        return
    wanted = {person.pk: position for position, person in enumerate(people, start=1)}
    for held in _HELD.ask(record=record.pk, part=name):
        if held.person_id not in wanted:
            held.until = act.at
            held.save(update_fields=["until"])
        else:
            wanted.pop(held.person_id)
    for person in people:
        if person.pk in wanted:
            Part.objects.create(
                record=record, name=name, person=person, position=wanted[person.pk], since=act.at
            )
    record.__dict__.pop("_parts", None)
