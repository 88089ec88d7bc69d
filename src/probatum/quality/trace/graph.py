"""The records around one, walked over links, parents and listed documents as far as the reader may see.

What is hidden from the reader is not walked through either, so that it shows as nothing at all. The walk reads whole
levels at once, ends at stops where another story begins, and holds no more than a page can show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from probatum.documents.change_list import ChangeItem
from probatum.kernel.authz import SeenQuestion
from probatum.kernel.link import LINK_TYPES, Link
from probatum.kernel.people import Actor
from probatum.kernel.personal import closed_among
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record
from probatum.quality.trace.chain import LEFT_OUT, stop_of

DEEPEST, MOST, MOST_EDGES = 6, 60, 300


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation: from the record to the other, in words both ways; `link` where people could end it."""

    source: int
    target: int
    words: tuple[str, str]
    link: int = 0


@dataclass(slots=True)
class Graph:
    """The records found by key, the edges between them, and whether there were more than a page holds.

    `closed` are those whose texts the reader may not know, because they hold personal data.
    """

    start: Record
    records: dict[int, Record] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    cut: bool = False
    closed: set[int] = field(default_factory=set)

    def of_stop(self, name: str) -> list[Record]:
        """The records that stand at a stop, by number."""
        found = [one for one in self.records.values() if stop_of(one.kind).name == name]
        return sorted(found, key=lambda one: one.number)


_LINKS = Question(
    lambda: (
        Link.objects.filter(Q(source_id__any=Asked("own")) | Q(target_id__any=Asked("own")), voided_at=None)
        .exclude(type="version_of")
        .order_by("-id")[:MOST_EDGES]
    )
)
_CHANGED = Question(
    lambda: (
        ChangeItem.objects.filter(Q(request_id__any=Asked("own")) | Q(document_id__any=Asked("own")))
        .exclude(outcome__in=("removed", "dropped"))
        .order_by("-id")[:MOST_EDGES]
    )
)
_SEEN = SeenQuestion(
    lambda rows: (
        rows.filter(Q(pk__any=Asked("keys")) | Q(parent_id__any=Asked("own")))
        .select_related("owner", "parent")
        .order_by("id")[: MOST_EDGES + 1]
    )
)
_PART_OF = ("is part of", "has the part")
_CHANGES = ("changes", "is changed by")


def graph_of(actor: Actor, record: Record) -> Graph:
    """Everything around a record that the actor may see, as far as chains lead."""
    found = Graph(record, {record.pk: record})
    frontier = [record]
    loose: list[Edge] = []
    for _ in range(DEEPEST):
        own = [one.pk for one in frontier]
        edges = _edges(own)
        loose += edges
        parents = {one.parent_id for one in frontier if one.parent_id}
        keys = {key for edge in edges for key in (edge.source, edge.target)} | parents
        rows = _SEEN.ask(actor, None, keys=sorted(keys - set(found.records)), own=own)
        new = [one for one in rows if one.pk not in found.records and one.kind not in LEFT_OUT]
        room = MOST - len(found.records)
        found.cut = found.cut or len(new) > room
        for one in new[:room]:
            found.records[one.pk] = one
        frontier = [one for one in new[:room] if not stop_of(one.kind).ends]
        if not frontier:
            break
    found.edges = list(_between(found, loose))
    found.closed = closed_among(actor, list(found.records))
    return found


def _edges(own: list[int]) -> list[Edge]:
    linked = [Edge(one.source_id, one.target_id, LINK_TYPES[one.type], one.pk) for one in _LINKS.ask(own=own)]
    listed = [Edge(one.request_id, one.document_id, _CHANGES) for one in _CHANGED.ask(own=own)]
    return linked + listed


def _between(found: Graph, loose: Iterable[Edge]) -> Iterable[Edge]:
    """The edges of which both ends are there, each once."""
    known: set[tuple[int, int, str]] = set()
    parts = [
        Edge(one.pk, one.parent_id, _PART_OF) for one in found.records.values() if one.parent_id is not None
    ]
    for edge in (*parts, *loose):
        key = (edge.source, edge.target, edge.words[0])
        if edge.source in found.records and edge.target in found.records and key not in known:
            known.add(key)
            yield edge
