"""A question: a query composed once and asked many times with new values, because composing costs more than asking.

The rule kept: what decides over the statement (its shape) is part of the key it is remembered by; everything else is a
parameter. So a remembered statement can never answer for another person's rights.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import Expression, Field, Lookup, Model, QuerySet
from django.db.models.fields.related import ForeignObject
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
#: shapes remembered of one question; roles and sites are few, so a shape comes back soon
KEPT = 256


class Asked(Expression):
    """Stands in a composed query for a value that is only known when the question is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "%s", [self]


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(Lookup):
    """`person_id__any=[…]`: one parameter for however many values, where `in` would make a statement for each number.

    Given a queryset of one column, its rows are gathered first and then looked up by index; with `in` the database may
    choose to read the whole other side of a join.
    """

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        left, values = self.process_lhs(compiler, connection)
        if isinstance(self.rhs, Asked):
            return f"{left} = ANY (%s)", [*values, self.rhs]
        if isinstance(self.rhs, Query):
            gathered, inside = self.rhs.get_compiler(connection=connection).as_sql()
            return f"{left} = ANY (ARRAY({gathered}))", [*values, *inside]
        return f"{left} = ANY (%s)", [*values, list(self.rhs)]


@dataclass(frozen=True, slots=True)
class _Composed(Generic[M]):
    """A statement with its parameters, some of them still asked, and what builds rows from its answer."""

    rows: QuerySet[M, Any]
    compiler: SQLCompiler
    statement: str
    parameters: tuple[Any, ...]


class Question(Generic[M]):
    """A composed query. `compose` gets the shape and returns a queryset in which `Asked` stands for each value."""

    def __init__(self, compose: Callable[..., QuerySet[M, Any]], *, keep: int = KEPT) -> None:
        self._remembered = lru_cache(maxsize=keep)(lambda *shape: _composed(compose(*shape)))

    def ask(self, *shape: Hashable, **values: Any) -> list[Any]:
        """The answer for a shape and its values. Raises KeyError when a value is missing."""
        known: _Composed[M] | None = self._remembered(*shape)
        return [] if known is None else list(_ready(known, values))

    def first(self, *shape: Hashable, **values: Any) -> Any:
        """The first row of the answer, or None."""
        return next(iter(self.ask(*shape, **values)), None)


def _composed(rows: QuerySet[M, Any]) -> _Composed[M] | None:
    compiler = rows.query.get_compiler(connection=connections[router.db_for_read(rows.model)])
    try:
        statement, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None  # nobody can have an answer, such as what a deactivated person sees
    return _Composed(rows, compiler, statement, tuple(parameters))


def _ready(known: _Composed[M], values: dict[str, Any]) -> QuerySet[M, Any]:
    """A queryset of its own for one asking: threads share what was composed, never what is asked."""
    given = tuple(values[one.name] if isinstance(one, Asked) else one for one in known.parameters)
    compiler = copy(known.compiler)
    compiler.connection = connections[known.rows.db]
    compiler.as_sql = lambda *_, **__: (known.statement, given)  # type: ignore[method-assign]
    query = copy(known.rows.query)
    query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
    rows: QuerySet[M, Any] = QuerySet(model=known.rows.model, query=query, using=known.rows.db)
    for kept in ("_iterable_class", "_fields", "_prefetch_related_lookups", "_known_related_objects"):
        setattr(rows, kept, getattr(known.rows, kept))
    return rows
