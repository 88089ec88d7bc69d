"""What the page of the trace shows: the stops with their records or why none is needed, and the drawing of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from probatum.kernel.body import body_of
from probatum.kernel.people import Person
from probatum.kernel.personal import WITHHELD
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.output.drawing import chain as drawing
from probatum.output.drawing.shapes import Drawing
from probatum.quality.trace.chain import Stop, expected, in_order
from probatum.quality.trace.graph import Graph, graph_of
from probatum.quality.trace.joining import CHOSEN
from probatum.quality.trace.needless import NotNeeded, may_trace, not_needed
from probatum.web import anatomy, pages
from probatum.web.paths import reverse

OPEN = "Nothing yet."


def trace(actor: Person, record: Record) -> dict[str, Any]:
    """Context of the page."""
    found = graph_of(actor, record)
    said = {one.stop: one for one in not_needed(record)}
    stops = [
        stop for stop in in_order(record.kind) if found.of_stop(stop.name) or _is_asked(record, stop, said)
    ]
    may = may_trace(actor, record)
    wide, narrow = sheets(record, found, stops, said)
    return {
        "record": record,
        "may": bool(may),
        "why_not": may.reason,
        "wide": SafeString(wide.svg(name="wide")),
        "narrow": SafeString(narrow.svg(name="narrow")),
        "stops": [_stop(record, found, stop, said.get(stop.name)) for stop in stops],
        "cut": found.cut,
        "count": len(found.records) - 1,
    }


def sheets(
    record: Record, found: Graph, stops: Iterable[Stop], said: dict[str, NotNeeded]
) -> tuple[Drawing, Drawing]:
    """The drawing for a desk and for a phone."""
    columns = tuple(
        drawing.Column(
            stop.label,
            tuple(_card(record, one) for one in found.of_stop(stop.name)),
            f"Not needed: {why}" if (why := _why(record, found, stop, said.get(stop.name))) else OPEN,
        )
        for stop in stops
    )
    edges = tuple((edge.source, edge.target) for edge in found.edges if _both_shown(found, edge, stops))
    says = f"From the source to the proof around {record.number}. The list below says the same in words."
    return drawing.draw(columns, edges, says=says), drawing.draw_narrow(columns, says=says)


def _both_shown(found: Graph, edge: Any, stops: Iterable[Stop]) -> bool:
    shown = {one.pk for stop in stops for one in found.of_stop(stop.name)}
    return edge.source in shown and edge.target in shown


def _is_asked(record: Record, stop: Stop, said: dict[str, NotNeeded]) -> bool:
    return stop.name in expected(record.kind) or stop.name in said


def _card(record: Record, one: Record) -> drawing.Card:
    state = process_of(one).state(one.state).label
    return drawing.Card(one.pk, one.number, one.title, state, pages.page_of(one), one.pk == record.pk)


def told(record: Record, found: Graph, stop: Stop) -> str:
    """Why the record itself says that a stop is not needed; empty where it does not."""
    needed, reason = stop.told_by
    if not needed or process_of(record).body is None:
        return ""
    body = body_of(record)
    if getattr(body, needed, None) is not False:
        return ""
    return WITHHELD if record.pk in found.closed else str(getattr(body, reason, ""))


def _why(record: Record, found: Graph, stop: Stop, said: NotNeeded | None) -> str:
    return said.reason if said is not None else told(record, found, stop)


def _stop(record: Record, found: Graph, stop: Stop, said: NotNeeded | None) -> dict[str, Any]:
    shown = [_row(record, found, one) for one in found.of_stop(stop.name)]
    asked = stop.name in expected(record.kind)
    return {
        "name": stop.name,
        "label": stop.label,
        "rows": shown,
        "said": said,
        "told": "" if said else told(record, found, stop),
        "can_say": asked and said is None and not shown,
        "say_url": reverse("trace-not-needed", args=[record.uuid, stop.name]) if asked else "",
    }


def _row(record: Record, found: Graph, one: Record) -> dict[str, Any]:
    ways = [edge for edge in found.edges if one.pk in (edge.source, edge.target)]
    own = next((edge for edge in ways if edge.link and record.pk in (edge.source, edge.target)), None)
    return {
        "here": one.pk == record.pk,
        "number": one.number,
        "title": one.title,
        "kind": process_of(one).label,
        "url": pages.page_of(one),
        "state": anatomy.state_of(one),
        "owner": one.owner.name,
        "ways": [_way(found, one, edge) for edge in ways],
        "part_url": reverse("trace-part", args=[record.uuid, own.link])
        if own is not None and one.pk != record.pk and own.words[0] in _ENDED
        else "",
    }


def _way(found: Graph, one: Record, edge: Any) -> dict[str, str]:
    out = edge.source == one.pk
    other = found.records[edge.target if out else edge.source]
    return {
        "words": edge.words[0] if out else edge.words[1],
        "number": other.number,
        "url": pages.page_of(other),
    }


def _ended_words() -> frozenset[str]:
    from probatum.kernel.link import LINK_TYPES  # app ready

    return frozenset(LINK_TYPES[type][0] for type in CHOSEN)


_ENDED = _ended_words()
