"""References between rows: made into links as soon as both sides are there; what leads nowhere is kept and named (MIG-06)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from probatum.documents.identifiers import fold
from probatum.kernel.action import Act
from probatum.kernel.link import Link
from probatum.kernel.record import Record
from probatum.quality.imports.bodies import CrossReference, MigratedEvent, RegisterImport
from probatum.quality.imports.declared import link_between
from probatum.quality.imports.line import Line

AT_ONCE = 500
#: what a link says that a register asked for
SAID = "As the older register says."
Sides = dict[str, list[tuple[int, str]]]


def refer(act: Act, collection: RegisterImport, made: Sequence[tuple[MigratedEvent, Line]]) -> None:
    """Link the records of some rows to what they refer to, and keep what is not there yet, under an open action."""
    said = {fold(one) for _, line in made for one in line.refers}
    sides = _sides(collection.system, said) if said else {}
    links: dict[tuple[int, int, str], Link] = {}
    waiting: dict[tuple[int, str], CrossReference] = {}
    for past, line in made:
        for one in line.refers:
            found = _other(sides, past.record, fold(one))
            if found is None:
                waiting[past.pk, fold(one)] = CrossReference(event=past, said=one, folded=fold(one))
            else:
                fresh = _link(act, past.record, found)
                links[fresh.source_id, fresh.target_id, fresh.type] = fresh
    Link.objects.bulk_create(links.values())
    CrossReference.objects.bulk_create(waiting.values())


def open_references(collection: RegisterImport) -> QuerySet[CrossReference]:
    """What still leads nowhere in all that came from the system of an import."""
    known = CrossReference.objects.filter(link=None, event__system=collection.system)
    return known.select_related("event__record").order_by("event_id", "id")


def resolve(act: Act, collection: RegisterImport, *, after: int = 0) -> int:
    """Link what can be linked now among the next open references. The key of the last one looked at, 0 when there was none."""
    waiting = list(open_references(collection).order_by("id").filter(pk__gt=after)[:AT_ONCE])
    if not waiting:
        return 0
    sides = _sides(collection.system, {one.folded for one in waiting})
    for one in waiting:
        found = _other(sides, one.event.record, one.folded)
        if found is None:
            continue
        fresh = _link(act, one.event.record, found)
        one.link, _ = Link.objects.get_or_create(
            source_id=fresh.source_id,
            target_id=fresh.target_id,
            type=fresh.type,
            voided_at=None,
            defaults={"note": fresh.note, "made_by": fresh.made_by, "made_at": fresh.made_at},
        )
        one.save(update_fields=["link"])
    return int(waiting[-1].pk)


def _sides(system: str, folded: Iterable[str]) -> Sides:
    """What these numbers name: records that came from the same system first, then records by their number here."""
    wanted, found = sorted(folded), Sides()
    old = MigratedEvent.objects.filter(folded__in=wanted).order_by("pk")
    for number, key, kind, of in old.values_list("folded", "record_id", "record__kind", "system"):
        if fold(of) == fold(system):
            found.setdefault(number, []).append((key, kind))
    own = Record.objects.filter(number__in=[one.upper() for one in wanted])
    for number, key, kind in own.values_list("number", "pk", "kind"):
        found.setdefault(fold(number), []).append((key, kind))
    return found


def _other(sides: Sides, record: Record, folded: str) -> tuple[int, str] | None:
    """The other side: of another kind where there is one, never the record itself."""
    found = [one for one in sides.get(folded, []) if one[0] != record.pk]
    return next((one for one in found if one[1] != record.kind), found[0] if found else None)


def _link(act: Act, record: Record, other: tuple[int, str]) -> Link:
    type, forward = link_between(record.kind, other[1])
    source, target = (record.pk, other[0]) if forward else (other[0], record.pk)
    return Link(
        source_id=source,
        target_id=target,
        type=type,
        note=SAID,
        made_by=act.person,
        made_at=act.at,
    )
