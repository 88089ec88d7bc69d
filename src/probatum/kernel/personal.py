"""Texts about people: who reads them, and which fields, rows and records they are (QE-33).

A field is personal by itself, or because a flag of its record says that all texts are. Whoever works on the record reads them, and
who holds the permission; for everybody else they are left out on every page, in every export, and no search finds them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from probatum.kernel import search
from probatum.kernel.action import Act
from probatum.kernel.authz import Decision, acting_for, held_by, roles_with
from probatum.kernel.body import holds_personal, repeating, text_of
from probatum.kernel.family import children_of
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor, SystemActor
from probatum.kernel.process import process_of, registered
from probatum.kernel.record import Record
from probatum.kernel.section import TEXTS
from probatum.kernel.sight import in_scope

READ = "personal.read"
#: what stands where a text is left out
WITHHELD = "Withheld: personal data"


def withheld(actor: Actor, record: Record) -> frozenset[str]:
    """The names of the fields of a record that somebody does not read."""
    fields = [field for section in process_of(record).sections for field in section.fields]
    if not fields or _reads(actor, record):
        return frozenset()
    shielded = holds_personal(record)
    return frozenset(field.name for field in fields if field.personal or (shielded and field.type in TEXTS))


def reads_texts(actor: Actor, record: Record) -> Decision:
    """Whether the texts and files of a record are open to somebody who sees it: by working on it or on what it is part of, or by the permission."""
    if _reads(actor, record) or not holds_personal(record):
        return Decision(True, "")
    roles = " or ".join(roles_with(READ)) or "that an access administrator makes for it"
    return Decision(
        False,
        f"{record.number} holds personal data. Its texts and files are for who works on it, and for the role {roles}.",
    )


def _reads(actor: Actor, record: Record) -> bool:
    if isinstance(actor, SystemActor):
        return True
    if any(
        READ in held.permissions and in_scope(held.site_id, record.site_id, True) for held in held_by(actor)
    ):
        return True
    people = set(acting_for(actor))
    return any(
        people & {one.owner_id, one.opened_by_id, *(held.person_id for held in parts_of(one))}
        for one in _upwards(record)
    )


def closed_among(actor: Actor, keys: Collection[int]) -> set[int]:
    """Which of these records hold texts that somebody does not read; one query where none does."""
    if not keys or isinstance(actor, SystemActor):
        return set()
    everywhere = any(READ in held.permissions and held.site_id is None for held in held_by(actor))
    if everywhere or not any(_flagged(keys)):
        return set()
    records = Record.objects.filter(pk__in=keys).select_related("owner", "parent")
    return {record.pk for record in records if not reads_texts(actor, record)}


def _flagged(keys: Collection[int]) -> QuerySet[Any, Any] | list[Any]:
    """The keys of records with such a flag that are among these, or above or beside one of them."""
    near = Q(record__in=keys) | Q(record__children__in=keys) | Q(record__children__children__in=keys)
    near |= Q(record__links_in__source__in=keys, record__links_in__source__kind__in=repeating())
    asked = []
    for process in registered():
        flags = [field.name for section in process.sections for field in section.fields if field.shields]
        if flags and process.body is not None:
            said = reduce(or_, (Q(**{flag: True}) for flag in flags))
            asked.append(process.body._default_manager.filter(said & near).order_by().values_list("pk"))
    return asked[0].union(*asked[1:]) if asked else []


def index_around(act: Act, record: Record) -> None:
    """Put what belongs to a record, or repeats it, into the index again, because its flag changed; under an open action."""
    for one in _around(record):
        if process_of(one).sections:
            search.index(one, text=text_of(one))


def _around(record: Record) -> Iterator[Record]:
    for child in children_of(record):
        yield child
        yield from _around(child)
    kinds = repeating()
    for link in record.links_in.filter(voided_at=None, source__kind__in=kinds).select_related("source"):
        yield link.source


def _upwards(record: Record) -> Iterator[Record]:
    above: Record | None = record
    while above is not None:
        yield above
        above = above.parent if above.parent_id is not None else None
