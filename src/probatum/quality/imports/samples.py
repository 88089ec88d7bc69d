"""Records drawn from an import for a person to compare with their rows, and the verdict on each (MIG-06)."""

from __future__ import annotations

from collections.abc import Mapping

from probatum.documents.import_samples import MOST
from probatum.kernel.action import action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import lock, touch
from probatum.kernel.people import Person
from probatum.quality.imports.bodies import EventSample, MigratedEvent, RegisterImport


def draw(actor: Person, collection: RegisterImport, *, many: int) -> list[EventSample]:
    """Draw so many more records at random. Raises NotAllowed for anybody but the importer, Refused for a number out of range."""
    _refuse_others(actor, collection)
    if not 1 <= many <= MOST:
        raise Refused(f"Draw 1 to {MOST} records.", field="many")
    with action(actor, "register_import.draw", record=collection.record, role="Owner") as act:
        record = lock(collection.record)
        drawn = EventSample.objects.filter(collection=collection)
        left = MigratedEvent.objects.filter(collection=collection).exclude(pk__in=drawn.values("event_id"))
        found = EventSample.objects.bulk_create(
            EventSample(collection=collection, event=one) for one in left.order_by("?")[:many]
        )
        touch(act, record)
    return found


def decide_samples(
    actor: Person, collection: RegisterImport, verdicts: Mapping[int, tuple[str, str]]
) -> None:
    """Give the verdict on drawn records, by the key of the sample. Raises Refused for a difference without words."""
    _refuse_others(actor, collection)
    known = {one.pk: one for one in EventSample.objects.filter(collection=collection, pk__in=verdicts)}
    if len(known) != len(verdicts):
        raise Refused("A record of another import was named. Nothing was changed.")
    for key, (verdict, note) in verdicts.items():
        if verdict not in ("same", "differs"):
            raise Refused("Choose “agrees” or “differs”.", field=f"verdict_{key}")
        if verdict == "differs" and not note.strip():
            raise Refused("Say what differs.", field=f"note_{key}")
    if not verdicts:
        return
    with action(actor, "register_import.compare_sample", record=collection.record, role="Owner") as act:
        record = lock(collection.record)
        for key, (verdict, note) in verdicts.items():
            one = known[key]
            one.verdict, one.note = verdict, " ".join(note.split())[:300]
            one.decided_at, one.decided_by = act.at, actor
            one.save(update_fields=["verdict", "note", "decided_at", "decided_by"])
        touch(act, record)


def _refuse_others(actor: Person, collection: RegisterImport) -> None:
    record = collection.record
    if record.owner_id != actor.pk or record.state != "imported":
        raise NotAllowed(
            f"Only the importer ({record.owner.name}) compares with the source, before the import is reconciled."
        )
