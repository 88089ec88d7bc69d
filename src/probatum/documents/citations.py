"""References between documents: found in the text by their numbers, kept as links, and asked again when one is retired (DOC-29, DOC-30).

A draft's references hang on its version; when the version takes effect they are made anew for the document and replace those
of the version before. A reference that a person ended stays ended, however often the text names the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from probatum.documents.types import DocumentType
from probatum.kernel.action import Act
from probatum.kernel.authz import SeenQuestion, visible
from probatum.kernel.closed import uncounted
from probatum.kernel.link import Link
from probatum.kernel.people import Person
from probatum.kernel.question import Asked
from probatum.kernel.record import Record

TYPE = "references"
FOUND = "Found in the text"
GONE = "No longer in the text"
KEPT = "Kept with the document since the version took effect"
MOST = 500

_PLACES = {"n": r"\d{1,9}", "dept": r"[A-Z0-9]{1,20}", "site": r"[A-Z0-9]{1,20}", "type": r"[A-Z0-9-]{1,20}"}
_PLACE = re.compile(r"\{(\w+)[^}]*\}")


def cited(text: str) -> list[int]:
    """The documents whose numbers stand in a text, whatever their state: by the patterns of all types, retired ones too."""
    patterns = {pattern for pattern in DocumentType.objects.values_list("pattern", flat=True) if pattern}
    if not patterns or not text:
        return []
    either = "|".join(sorted((_expression(pattern) for pattern in patterns), key=len, reverse=True))
    numbers = set(re.findall(rf"(?<![A-Za-z0-9-])(?:{either})(?![A-Za-z0-9])", text))
    if not numbers:
        return []
    known = Record.objects.filter(kind="document", number__in=numbers).order_by("number")
    return list(known.values_list("pk", flat=True)[:MOST])


def _expression(pattern: str) -> str:
    """The number pattern of a type, such as `SOP-{dept}-{n:03}`, as it stands in a text."""
    found, at = "", 0
    for place in _PLACE.finditer(pattern):
        found += re.escape(pattern[at : place.start()]) + _PLACES.get(place.group(1), r"[A-Z0-9]+")
        at = place.end()
    return found + re.escape(pattern[at:])


def note(act: Act, record: Record, *, text: str, itself: int) -> None:
    """Keep what a text cites as links of a record, under an open action; what it cites no more is ended."""
    wanted = [pk for pk in cited(text) if pk != itself]
    links = Link.objects.filter(source=record, type=TYPE)
    present = dict(links.filter(voided_at=None).values_list("target_id", "note"))
    passed = [pk for pk, words in present.items() if words == FOUND and pk not in wanted]
    if passed:
        links.filter(voided_at=None, note=FOUND, target_id__in=passed).update(
            voided_at=act.at, void_reason=GONE
        )
    new = [pk for pk in wanted if pk not in present]
    if new:
        ended = links.filter(note=FOUND, target_id__in=new).exclude(voided_at=None)
        by_hand = set(ended.exclude(void_reason__in=(GONE, KEPT)).values_list("target_id", flat=True))
        Link.objects.bulk_create(
            Link(source=record, target_id=pk, type=TYPE, note=FOUND, made_by=act.person, made_at=act.at)
            for pk in new
            if pk not in by_hand
        )


def take_over(act: Act, *, version: Record, document: Record, text: str) -> None:
    """When a version takes effect, what its text cites is what the document cites, under an open action."""
    note(act, document, text=text, itself=document.pk)
    Link.objects.filter(source=version, type=TYPE, note=FOUND, voided_at=None).update(
        voided_at=act.at, void_reason=KEPT
    )


@dataclass(frozen=True, slots=True)
class Citing:
    """The effective documents that cite one: those to be seen, and how many more there are."""

    seen: list[Record]
    hidden: int

    @property
    def count(self) -> int:
        return len(self.seen) + self.hidden


def citing(actor: Person, document_id: int) -> Citing:
    """Which effective documents cite a document; titles only of those the actor may see (ACC-03)."""
    by = Link.objects.filter(target_id=document_id, type=TYPE, voided_at=None).values("source_id")
    effective = Record.objects.filter(kind="document", state="effective", pk__in=by)
    seen = list(visible(actor, "document").filter(state="effective", pk__in=by).order_by("number"))
    hidden = set(effective.values_list("pk", flat=True)) - {one.pk for one in seen}
    return Citing(seen, len(hidden - uncounted(actor, hidden)))


@dataclass(frozen=True, slots=True)
class Stale:
    """A document of somebody that cites a document that is no longer in force."""

    document: Record
    number: str


def citing_retired(person: Person, *, most: int = 50) -> list[Stale]:
    """The effective documents a person owns that cite what was retired: derived from links, so that nobody has to close it."""
    return [Stale(record, record.cites) for record in _STALE.ask(person, "document", most, person=person.pk)]


def _stale(rows: QuerySet[Record], most: int) -> QuerySet[Record]:
    mine = rows.filter(owner_id=Asked("person"), state="effective")
    gone = Q(links_out__type=TYPE, links_out__voided_at=None, links_out__target__state="retired")
    return mine.filter(gone).annotate(cites=F("links_out__target__number")).order_by("number", "cites")[:most]


_STALE = SeenQuestion(_stale)
