"""The revision history of a document, made from its versions and change requests and never typed (DOC-45)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from probatum.documents.change_list import EFFECTIVE, ChangeItem
from probatum.documents.content import APPROVED_STATES, Version
from probatum.kernel.calendar import today_at
from probatum.kernel.record import Record


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of the history: which version, from when, what changed, under which change request."""

    version: Version
    label: str
    effective: dt.date | None
    change: str
    request: str
    request_id: int | None
    why: str


def revisions_of(versions: Iterable[Version]) -> list[Revision]:
    """The lines of these versions of one document, the first issue first; drafts have none."""
    issued = sorted(
        (one for one in versions if one.record.state in APPROVED_STATES), key=lambda one: one.major
    )
    known = _requests(issued)
    return [_line(version, known.get(version.pk)) for version in issued]


def history_until(version: Version) -> list[Revision]:
    """The history as it stands when a version is issued: that version and those before it."""
    earlier = Version.objects.filter(document_id=version.document_id, major__lte=version.major)
    return revisions_of(earlier.select_related("record__site"))


def _requests(versions: list[Version]) -> dict[int, ChangeItem]:
    """The change request of each version: the one that released it, or the open one that will."""
    rows = ChangeItem.objects.filter(document__in={one.document_id for one in versions}, end=EFFECTIVE)
    found = list(
        rows.exclude(outcome__in=("removed", "dropped")).select_related("request__record").order_by("id")
    )
    by_key = {one.document_id: one.record for one in versions}
    found = [item for item in found if _told(item.request.record, by_key[item.document_id])]
    waiting = {one.document_id: one.pk for one in versions if one.record.state == "approved"}
    known: dict[int, ChangeItem] = {}
    for item in found:
        key = item.version_id if item.ended_at else waiting.get(item.document_id)
        if key is not None:
            known[key] = item
    return known


def _told(request: Record, version: Record) -> bool:
    """A request that is kept for fewer people than the version is not named on it: everybody who reads the version reads that."""
    return not request.confidential or (version.confidential and request.circle_id == version.circle_id)


def _line(version: Version, item: ChangeItem | None) -> Revision:
    effective = version.effective_on
    if version.effective_at is not None:
        effective = today_at(version.record.site, at=version.effective_at)
    first = "First issue" if version.major == 1 else ""
    return Revision(
        version=version,
        label=f"{version.major}.0",
        effective=effective,
        change=version.change_summary.strip() or first,
        request=item.request.record.number if item else version.change_reference.strip(),
        request_id=item.request_id if item else None,
        why=item.request.reason if item else "",
    )
