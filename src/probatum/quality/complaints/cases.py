"""Other complaints that a complaint is compared with: duplicates that are merged, and the earlier case that waives an investigation.

CMP-11, CMP-12, 21 CFR 820.198(d): both numbers stay, and the link says how the two belong together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q

from probatum.kernel.action import Act
from probatum.kernel.authz import visible
from probatum.kernel.body import body_of
from probatum.kernel.concern import Concern, concerns_among, concerns_of
from probatum.kernel.errors import Missing, Refused
from probatum.kernel.family import children_of, is_over
from probatum.kernel.lifecycle import lock, touch
from probatum.kernel.link import Link, link
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard
from probatum.kernel.record import Record
from probatum.quality.complaints.bodies import Complaint
from probatum.quality.complaints.reporting import KIND as REPORTED
from probatum.quality.complaints.reporting import reckon

KIND = "complaint"
DUPLICATE, EQUIVALENT = "duplicate_of", "equivalent_to"
MERGED = "merged"
OFFERED = 12
#: what points to a duplicate; without a lot or a serial number in common the words have to be much alike
ALIKE = 0.35
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A complaint that may be the same: how alike the words are, and what both have in common."""

    record: Record
    likeness: int
    shared: tuple[str, ...]


def candidates(actor: Actor, record: Record) -> list[Candidate]:
    """Complaints that somebody may see about the same product, the likeliest first: same serial number, same lot, like words."""
    kept: Complaint = body_of(record)
    mine = {one.item_id for one in concerns_of(record) if one.field in ("product", "lot")}
    near = Concern.objects.filter(item__in=mine, field__in=("product", "lot"), until=None).values("record_id")
    found = (
        visible(actor, KIND)
        .exclude(pk=record.pk)
        .exclude(state__in=(MERGED, "cancelled"))
        .filter(Q(pk__in=near) | (Q(quality_complaint__serial=kept.serial) if kept.serial else Q(pk=None)))
        .annotate(
            alike=TrigramSimilarity("quality_complaint__description", kept.description),
            other_serial=F("quality_complaint__serial"),
        )
        .order_by("-alike", "-pk")[:200]
    )
    rows = list(found)
    concerns = concerns_among([one.pk for one in rows])
    made = [_candidate(record, kept, one, concerns.get(one.pk, [])) for one in rows]
    likely = [one for one in made if one.likeness >= ALIKE * 100]
    return sorted(likely, key=lambda one: (-one.likeness, one.record.number))[:OFFERED]


def _candidate(record: Record, kept: Complaint, other: Any, concerns: list[Concern]) -> Candidate:
    mine = {(one.field, one.item_id) for one in concerns_of(record) if one.field in ("product", "lot")}
    shared = [one.item.code for one in concerns if (one.field, one.item_id) in mine]
    likeness = float(other.alike) * 0.6
    if any(one.field == "lot" and (one.field, one.item_id) in mine for one in concerns):
        likeness += 0.25
    if kept.serial and other.other_serial == kept.serial:
        likeness += 0.5
        shared.append(f"serial no. {kept.serial}")
    if any(one.field == "product" and (one.field, one.item_id) in mine for one in concerns):
        likeness += 0.1
    return Candidate(other, min(99, round(likeness * 100)), tuple(dict.fromkeys(shared)))


def find(actor: Actor, record: Record, number: str, *, field: str) -> Record:
    """The complaint of a number that somebody may see, and that is another one. Raises Refused, naming the field."""
    found = visible(actor, KIND).filter(number__iexact=number.strip()).first()
    if found is None:
        raise Refused("Enter the number of a complaint that you may see.", field=field)
    if found.pk == record.pk:
        raise Refused("Enter the number of another complaint.", field=field)
    return found


def can_merge(record: Record, actor: Actor, values: Values) -> Missing | str | None:
    """What belongs to the duplicate is over, and the other complaint still runs; no chain of duplicates."""
    for child in children_of(record):
        if not is_over(child):
            return Missing(f"{child.number} is not over. Finish or withdraw it first.", record=child)
    if not values:
        return None
    try:
        into = find(actor, record, str(values.get("into") or ""), field="into")
    except Refused as refusal:
        return str(refusal)
    if is_over(into):
        return f"{into.number} has ended. Reopen it first, or keep this one."
    return None


def merge(act: Act, record: Record, values: Values) -> None:
    """Link the duplicate to the complaint that goes on; what became known earlier counts there from now on."""
    into = lock(find(act.actor, record, str(values["into"]), field="into"))
    link(act, source=record, target=into, type=DUPLICATE, note=act.reason[:300])
    ours, theirs = body_of(record), body_of(into)
    if ours.aware_at and theirs.aware_at and ours.aware_at < theirs.aware_at:
        _count_from(act, into, ours)
    touch(act, into)


def _count_from(act: Act, into: Record, ours: Complaint) -> None:
    """The company has known since the first of both: the clocks of the other one can only become earlier."""
    theirs = body_of(into)
    theirs.aware_at = ours.aware_at
    theirs.save(update_fields=["aware_at"])
    for child in Record.objects.filter(parent=into, kind=REPORTED).order_by("pk"):
        reckon(act, child, theirs)


def duplicates_of(record: Record) -> list[Record]:
    """The complaints that were merged into one; who asks shows what may be seen."""
    return list(
        Record.objects.filter(links_out__target=record, links_out__type=DUPLICATE, links_out__voided_at=None)
    )


def belonging(record: Record) -> dict[str, list[int]]:
    """The keys of the complaints that it is linked with, by how; who asks shows what may be seen."""
    found: dict[str, list[int]] = {}
    rows = Link.objects.filter(type__in=(DUPLICATE, EQUIVALENT), voided_at=None).filter(
        Q(source=record) | Q(target=record)
    )
    for one in rows.order_by("id"):
        ours = one.source_id == record.pk
        label = _LABELS[one.type, ours]
        found.setdefault(label, []).append(one.target_id if ours else one.source_id)
    return found


_LABELS = {
    (DUPLICATE, True): "Merged into",
    (DUPLICATE, False): "Merged into this one",
    (EQUIVALENT, True): "Equivalent earlier case",
    (EQUIVALENT, False): "Not investigated again in",
}


def keep_equivalent(act: Act, record: Record) -> None:
    """Link the earlier case that is named in the waiver, and end the link to one named before, under an open action.

    Raises Refused for a case that is not closed, or that was itself not investigated.
    """
    kept: Complaint = body_of(record)
    former = Link.objects.filter(source=record, type=EQUIVALENT, voided_at=None)
    if not kept.equivalent_case:
        former.update(voided_at=act.at, void_reason="No longer named")
        return
    earlier = find(act.actor, record, kept.equivalent_case, field="equivalent_case")
    if earlier.state != "closed":
        raise Refused(f"{earlier.number} is not closed, so it proves nothing yet.", field="equivalent_case")
    if not body_of(earlier).findings or was_waived(earlier):
        raise Refused(
            f"{earlier.number} was not investigated itself. Name the case that was.", field="equivalent_case"
        )
    former.exclude(target=earlier).update(voided_at=act.at, void_reason="Another case is named")
    link(act, source=record, target=earlier, type=EQUIVALENT, note=kept.waiver_reason[:300])


def was_waived(record: Record) -> bool:
    """Whether the last way out of the investigation was its waiver."""
    ways = record.steps.filter(move__in=("waive", "complete_investigation")).order_by("-id")
    return ways.values_list("move", flat=True).first() == "waive"


def _same_product(record: Record, actor: Actor, values: Values) -> Missing | None:
    """The earlier case is linked and about the same product."""
    target = (
        Link.objects.filter(source=record, type=EQUIVALENT, voided_at=None).select_related("target").first()
    )
    if target is None:
        return Missing("No equivalent earlier case is named.", record=record, section="waiver")
    mine = {one.item_id for one in concerns_of(record, "product")}
    theirs = {one.item_id for one in concerns_of(target.target, "product")}
    if mine & theirs:
        return None
    return Missing(f"{target.target.number} is about another product.", record=record, section="waiver")


CAN_MERGE = Guard("can_merge", can_merge)
EARLIER_CASE = Guard("earlier_case_named", _same_product)
