"""What a record page shows of the sections of a kind: label and value of each field, where it is filled in, what belongs to it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from probatum.kernel import values as reading
from probatum.kernel.attaching import may_attach
from probatum.kernel.authz import visible
from probatum.kernel.body import values_of
from probatum.kernel.editing import may_edit, may_staff
from probatum.kernel.family import children_of
from probatum.kernel.hold import can_be_held, held
from probatum.kernel.opening import may_open
from probatum.kernel.people import Department, Person
from probatum.kernel.personal import WITHHELD, withheld
from probatum.kernel.process import process_of, registered
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.web import anatomy, pages, sentences
from probatum.web.components import marks
from probatum.web.paths import reverse

Shown = list[dict[str, Any]]


def sections(actor: Person, record: Record) -> Shown:
    """Every section with its fields, and the address where this person may fill it in now."""
    process = process_of(record)
    if not process.sections:
        return []
    held = values_of(record)
    hidden = withheld(actor, record)
    found = [_section(actor, record, section, held, hidden) for section in process.sections]
    return [one for one in found if one["edit_url"] or not one["empty"]]


def to_come(record: Record, shown: Shown) -> str:
    """The sections that nobody has filled in and nobody here fills in now, in one line."""
    sections = process_of(record).sections
    named, held = {one["name"] for one in shown}, values_of(record) if sections else {}
    later = [
        section.label
        for section in sections
        if section.name not in named and any(reading.is_asked(field, held) for field in section.fields)
    ]
    return sentences.listed(later) if later else ""


def _section(
    actor: Person, record: Record, section: Section, held: dict[str, Any], hidden: frozenset[str]
) -> dict[str, Any]:
    verdict = may_edit(actor, record, section)
    asked = [field for field in section.fields if reading.is_asked(field, held)]
    return {
        "name": section.name,
        "label": section.label,
        "facts": [
            {
                "label": _label(field),
                "value": WITHHELD
                if field.name in hidden and reading.is_given(held[field.name])
                else told(field, held[field.name]),
                "wide": field.type == "longtext",
            }
            for field in asked
        ],
        "empty": not any(reading.is_given(held[field.name]) for field in asked),
        "edit_url": reverse("record-section", args=[record.uuid, section.name]) if verdict else "",
    }


def _label(field: Field) -> str:
    return f"{field.label} ({field.unit})" if field.unit else field.label


def told(field: Field, value: Any) -> Any:
    """A value as people read it."""
    if value is None or value == "" or value == []:
        return ""
    if field.type == "choice":
        return dict(field.choices).get(value, value)
    if field.type == "yes_no":
        return "Yes" if value else "No"
    if field.type == "longtext":
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in str(value).splitlines()))
    if isinstance(value, dt.datetime):
        return marks.when(value)
    if isinstance(value, dt.date):
        return marks.day_text(value)
    if isinstance(value, Decimal):
        return format(value, "f")  # as it was entered: 2.0 and 2.00 do not say the same
    if isinstance(value, Person):
        return marks.person(value.name)
    if isinstance(value, Department):
        return value.name
    if field.of_master_data:
        return _items(value)
    return value


def _items(items: list[Any]) -> Any:
    """The items with their pages; one that an open record keeps from use says so (LAB-07)."""
    kept = held(items) if can_be_held(items[0].register) else {}
    on_hold = format_html(" {}", marks.badge("On hold", tone="warn", icon_name="lock"))
    links = ((reverse("item", args=[one.pk]), str(one), on_hold if one.pk in kept else "") for one in items)
    return format_html_join(", ", '<a href="{}">{}</a>{}', links)


def children(actor: Person, record: Record) -> Shown:
    """What belongs to a record, as far as this person may see it, oldest first."""
    known = children_of(record)
    if not known:
        return []
    seen = set(visible(actor).filter(pk__in=[child.pk for child in known]).values_list("pk", flat=True))
    return [_child(child) for child in known if child.pk in seen]


def _child(child: Record) -> dict[str, Any]:
    process = process_of(child)
    due = f", due {marks.day_text(child.due)}" if child.due and not process.state(child.state).final else ""
    return {
        "icon": anatomy.icon_name(process.icon),
        "number": child.number,
        "title": child.title,
        "url": pages.page_of(child),
        "meta": f"{process.label}, {child.owner.name}{due}",
        "state": anatomy.state_of(child),
    }


def to_open(actor: Person, record: Record) -> Shown:
    """The kinds of parts that this person may open here now."""
    return [
        {
            "label": f"{process.label}",
            "url": reverse("record-part-new", args=[record.uuid, process.kind]),
        }
        for process in registered()
        if record.kind in process.parents and may_open(actor, process.kind, parent=record)
    ]


def addresses(actor: Person, record: Record) -> dict[str, Any]:
    """Where people are named and files attached, for who may do that now."""
    if not process_of(record).sections:
        return {}
    return {
        "staff_url": reverse("record-people", args=[record.uuid]) if may_staff(actor, record) else "",
        "attach_url": reverse("record-attach", args=[record.uuid]) if may_attach(actor, record) else "",
    }
