"""What a plan has to hold before it is approved or its record closed, each missing thing with where it is mended (QE-15, QE-16, CAP-15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from probatum.kernel.body import body_of
from probatum.kernel.errors import Missing
from probatum.kernel.family import children_of
from probatum.kernel.link import links_of
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard, process_of
from probatum.kernel.record import Record
from probatum.quality.capa.choices import HEAVY
from probatum.quality.capa.plans import ACTION, CHECK
from probatum.quality.events.path import path_of

Values = Mapping[str, Any]
#: an action or check that was taken off the plan
DROPPED = "cancelled"


def standing(record: Record, kind: str) -> list[Record]:
    """The actions or checks of a record that were not taken off its plan."""
    return [child for child in children_of(record, kind) if child.state != DROPPED]


def addressing(record: Record) -> list[Record]:
    """The CAPAs that were raised for a record and not cancelled."""
    found = [
        one.source_id
        for one in links_of([record.pk])
        if one.type == "addresses" and one.target_id == record.pk
    ]
    raised = Record.objects.filter(pk__in=found, kind="capa").exclude(state=DROPPED)
    return list(raised.order_by("number")) if found else []


def addressed(record: Record) -> list[Record]:
    """What a record was raised for."""
    found = [
        one.target_id
        for one in links_of([record.pk])
        if one.type == "addresses" and one.source_id == record.pk
    ]
    return list(Record.objects.filter(pk__in=found).order_by("number")) if found else []


def has_team(record: Record) -> bool:
    """Whether an action has its people: an owner, and a Quality approver who is somebody else."""
    return any(held.name == "quality" and held.person_id != record.owner_id for held in parts_of(record))


def plan_page(record: Record, text: str) -> Missing:
    """Something that is mended on the page of the plan."""
    return Missing(text, url_name="plan", args=(str(record.uuid),))


def is_heavy(record: Record) -> bool:
    """Whether the effect has to be checked: major or critical by rating or source, or a medical device (CAP-15)."""
    body = body_of(record)
    if getattr(body, "device", False) or getattr(body, "weight", "") in HEAVY:
        return True
    return any(path_of(one) in HEAVY for one in (record, *addressed(record)))


def _teams_named(record: Record) -> Iterable[Missing]:
    for child in (*standing(record, ACTION), *standing(record, CHECK)):
        if not has_team(child):
            yield Missing(
                f"{child.number} has no Quality approver besides its owner ({child.owner.name}).",
                record=child,
            )


def teams_named(record: Record, actor: Actor, values: Values) -> tuple[Missing, ...]:
    """Each action and check has an owner, and a Quality approver who is somebody else."""
    return tuple(_teams_named(record))


def check_planned(record: Record, actor: Actor, values: Values) -> Missing | None:
    """The effect is checked where the source is major or critical, or a medical device is concerned (CAP-15)."""
    if not is_heavy(record) or standing(record, CHECK):
        return None
    return plan_page(
        record,
        "The source is major or critical, or a medical device is concerned: "
        "an effectiveness check has to be planned. The owner adds it to the plan.",
    )


def capa_decided(record: Record, actor: Actor, values: Values) -> tuple[Missing, ...]:
    """It is decided whether a CAPA is needed: No with its reason, Yes with an action whose people are named (QE-15)."""
    body = body_of(record)
    if body.capa_needed is None:
        return (_in_section(record, "capa_needed", "It is not decided whether a CAPA is needed."),)
    if not body.capa_needed:
        if body.capa_reason.strip():
            return ()
        return (_in_section(record, "capa_reason", "Say why a CAPA is not needed."),)
    if any(has_team(child) for child in standing(record, ACTION)):
        return ()
    if any(_is_filled(capa) for capa in addressing(record)):
        return ()
    sentence = "A CAPA is needed: the plan has no action yet whose owner and Quality approver are named."
    return (plan_page(record, sentence),)


def check_decided(record: Record, actor: Actor, values: Values) -> tuple[Missing, ...]:
    """It is decided whether the effect is checked: No with its reason and only where that is allowed, Yes with a check (QE-16)."""
    body = body_of(record)
    if body.check_needed is None:
        return (
            _in_section(
                record, "check_needed", "It is not decided whether an effectiveness check is needed."
            ),
        )
    if not body.check_needed:
        if body.capa_needed and is_heavy(record):
            sentence = "The event is major or critical, so the effect of its CAPA has to be checked."
            return (_in_section(record, "check_needed", sentence),)
        if body.check_reason.strip():
            return ()
        return (_in_section(record, "check_reason", "Say why no effectiveness check is needed."),)
    if any(has_team(child) for child in standing(record, CHECK)):
        return ()
    if any(standing(capa, CHECK) for capa in addressing(record)):
        return ()
    sentence = (
        "An effectiveness check is needed: the plan has none yet whose owner and Quality approver are named."
    )
    return (plan_page(record, sentence),)


def _is_filled(capa: Record) -> bool:
    """Whether a CAPA has something that is done by somebody: an action, or its own words where it has none."""
    return bool(body_of(capa).intended.strip()) or any(has_team(one) for one in standing(capa, ACTION))


def _in_section(record: Record, field: str, text: str) -> Missing:
    names = [
        section.name
        for section in process_of(record).sections
        if any(one.name == field for one in section.fields)
    ]
    return Missing(text, record=record, section=names[0] if names else "")


TEAMS_NAMED = Guard("teams_named", teams_named)
CHECK_PLANNED = Guard("check_planned", check_planned)
CAPA_DECIDED = Guard("capa_decided", capa_decided)
CHECK_DECIDED = Guard("check_decided", check_decided)


def owner_is_not(*parts: str, sentence: str) -> Guard:
    """The owner holds none of these parts (segregation of duties)."""

    def check(record: Record, actor: Actor, values: Values) -> Missing | None:
        """The owner holds none of the parts."""
        held = {part.person_id for part in parts_of(record) if part.name in parts}
        if record.owner_id not in held:
            return None
        return Missing(sentence, url_name="record-people", args=(str(record.uuid),))

    return Guard(f"owner_is_not_{'_or_'.join(parts)}", check)


OWNER_APART = owner_is_not(
    "quality", sentence="The owner is named as Quality approver as well. Name somebody else."
)
