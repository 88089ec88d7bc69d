"""Names of what the ledger keeps by number: tables, fields, states, people; for pages that show a change to a person.

Only the labels are looked up; what changed is taken from the ledger as it is. A record that the reader may not see
keeps its number hidden.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast

from probatum.kernel.authz import SeenQuestion, visible
from probatum.kernel.ledger.history import Change
from probatum.kernel.people import Actor
from probatum.kernel.process import process_of
from probatum.kernel.question import Asked
from probatum.kernel.record import Body, Record

#: fields of any model by which a row is named, the first that exists
NAMED_BY = ("name", "label", "printed_name", "sha256", "username")
#: what stands for a row that has no name
UNNAMED = "no. "
STATES = frozenset({"state", "from_state", "to_state"})
Names = dict[tuple[str, str], str]


@cache
def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


@cache
def table_label(table: str) -> str:
    """What a row of a table is called: “task”, “comment”."""
    model = _models().get(table)
    return str(model._meta.verbose_name) if model else table.replace("_", " ")


def fields_of(table: str) -> list[models.Field[Any, Any]]:
    """The fields of a table, in order; none for a table that the program no longer has."""
    model = _models().get(table)
    return list(model._meta.concrete_fields) if model else []


@cache
def field_of(table: str, column: str) -> models.Field[Any, Any] | None:
    """The field behind a column, where the program still has it."""
    return next((one for one in fields_of(table) if one.column == column), None)


@cache
def column_label(table: str, column: str) -> str:
    """What a column is called."""
    known = field_of(table, column)
    words = str(known.verbose_name) if known else column.removesuffix("_id").replace("_", " ")
    return words[:1].upper() + words[1:]


def closed_to(actor: Actor, roots: Collection[str]) -> set[str]:
    """Which of these records, by id, are confidential and not the actor's to see."""
    if not roots:
        return set()
    confidential = Record.objects.filter(pk__in=[int(root) for root in roots], confidential=True)
    hidden = confidential.exclude(pk__in=visible(actor).values("pk"))
    return {str(pk) for pk in hidden.values_list("pk", flat=True)}


def names_for(actor: Actor, changes: Iterable[Change]) -> Names:
    """The names behind the numbers of other rows, in one query; records only as far as the actor may see them."""
    wanted: dict[type[models.Model], set[str]] = {}
    for change in changes:
        if is_record(change.table):
            wanted.setdefault(Record, set()).add(change.pk)
        target = _target(change)
        if target is not None:
            wanted.setdefault(target, set()).update(str(v) for v in (change.old, change.new) if v is not None)
    keys = {model: [int(key) for key in found if key.isdecimal()] for model, found in wanted.items()}
    asked = sorted((model for model in keys if keys[model] and _named_by(model)), key=_table_of)
    if not asked:
        return {}
    found = _NAMES.ask(actor, None, *asked, **{_table_of(model): keys[model] for model in asked})
    return {(table, pk): name for table, pk, name in found}


def pointing(changes: Iterable[Change], names: Names) -> dict[tuple[str, str], int]:
    """The rows, by table and key, that point to a record which has no name for the reader, and that record."""
    found = {}
    for change in changes:
        if _target(change) is Record and not is_record(change.table):
            for value in (change.old, change.new):
                if value is not None and (_table_of(Record), str(value)) not in names:
                    found[change.table, change.pk] = int(value)
    return found


def _table_of(model: type[models.Model]) -> str:
    return model._meta.db_table


@cache
def _named_by(model: type[models.Model]) -> str:
    """The column that names a row to people; empty where the rows of a table have no name."""
    return "number" if model is Record else next((name for name in NAMED_BY if _has(model, name)), "")


def _named(seen: models.QuerySet[Record], *asked: type[models.Model]) -> models.QuerySet[Any, Any]:
    """Table, key and name of the rows of several tables."""
    text = models.CharField()
    rows = [
        (seen if model is Record else model._base_manager.all())
        .filter(pk__any=Asked(_table_of(model)))
        .order_by()
        .annotate(_table=Value(_table_of(model)), _key=Cast("pk", text), _name=Cast(_named_by(model), text))
        .values_list("_table", "_key", "_name")
        for model in asked
    ]
    named: models.QuerySet[Any, Any] = rows[0].union(*rows[1:], all=True)
    return named


_NAMES = SeenQuestion(_named)


def _target(change: Change) -> type[models.Model] | None:
    return _leads_to(change.table, change.column)


@cache
def _leads_to(table: str, column: str) -> type[models.Model] | None:
    known = field_of(table, column)
    related = known.related_model if known is not None and known.is_relation else None
    if not isinstance(related, type):
        return None
    return Record if is_record(related._meta.db_table) else related  # a body shares the key of its record


def body_of(record: Record) -> models.Model | None:
    """The typed body beside a record, found by its one-to-one relation; None for a kind without one."""
    name = record.kind.replace("_", "")  # kind trail_review, model TrailReview
    for relation in Record._meta.related_objects:
        model = relation.related_model
        if relation.one_to_one and isinstance(model, type) and model._meta.model_name == name:
            return model._base_manager.filter(pk=record.pk).first()
    return None


def columns_of(body: models.Model) -> list[str]:
    """The columns of a body but for its key, in order."""
    return [str(one.column) for one in body._meta.concrete_fields if one.column and not one.primary_key]


def raw_value(row: models.Model, column: str) -> Any:
    """The value of a column as the ledger keeps it: another row by its key."""
    known = field_of(row._meta.db_table, column)
    return getattr(row, known.attname) if known is not None else None


@cache
def is_record(table: str) -> bool:
    """Whether the rows of a table are records: the thin row, or the typed body that shares its key."""
    model = _models().get(table)
    if model is None:
        return False
    key = model._meta.pk
    return model is Record or (
        issubclass(model, Body) and key is not None and key.is_relation and key.related_model is Record
    )


def row_label(change: Change, *, names: Names) -> str:
    """Which row changed: a record by its number where the reader may see it, else the table and the row's own number."""
    known = names.get((Record._meta.db_table, change.pk)) if is_record(change.table) else None
    if known:
        return known
    table = table_label(change.table)
    return f"{table[:1].upper()}{table[1:]} {change.pk}"


def _has(model: type[models.Model], name: str) -> bool:
    return any(one.name == name for one in model._meta.concrete_fields)


def value_text(change: Change, value: Any, *, names: Names, kind: str = "") -> str:
    """A value as a person reads it; the empty text for none."""
    if value is None or value == "":
        return ""
    known = field_of(change.table, change.column)
    if known is None:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    target = _target(change)
    if target is not None:
        return names.get((target._meta.db_table, str(value)), f"{UNNAMED}{value}")
    if isinstance(known, models.BooleanField):
        return "Yes" if value in (True, "t", "true") else "No"
    if known.flatchoices:
        return str(dict(known.flatchoices).get(value, value))
    if kind and isinstance(value, str) and (known.column in STATES or known.column == "move"):
        return _process_word(kind, known.column, value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _process_word(kind: str, column: str, value: str) -> str:
    try:
        process = process_of(kind)
        return process.called_way(value) if column == "move" else process.state(value).label
    except KeyError:
        return value


def moment(change: Change, value: Any) -> dt.datetime | None:
    """The value as an instant where its field is one, so that a page can show it in the reader's zone."""
    known = field_of(change.table, change.column)
    if not isinstance(known, models.DateTimeField) or not isinstance(value, str):
        return None
    try:
        found = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
