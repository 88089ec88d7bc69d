"""What a change request is about: documents to make effective together and documents to retire (DOC-17).

A document stands in one open request at most, so that it is never unclear which one its version waits for.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q

from probatum.documents.content import FINISHED_STATES, Document, Version
from probatum.kernel.fields import points_to
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Body, Record

KIND = "change_request"
CONCERNED, EFFECTIVE, RETIRE = "concerned", "effective", "retire"
ENDS = (
    (CONCERNED, "Not decided yet"),
    (EFFECTIVE, "Make effective"),
    (RETIRE, "Retire"),
)
OUTCOMES = (("removed", "Taken off the list"), ("released", "Released"), ("dropped", "Not released"))
#: days between the approval of the function and the day on which Quality is due (DOC-18)
FUNCTION_BEFORE = dt.timedelta(days=3)


class ChangeRequest(Body):
    """Why documents change, what that touches, and when the change takes effect."""

    reason = models.TextField(verbose_name="reason for the change")
    description = models.TextField(blank=True, verbose_name="description of the change")
    impact = models.TextField(blank=True, verbose_name="impact")
    implementation_days = models.PositiveSmallIntegerField(
        default=0, verbose_name="implementation period in days"
    )
    quality_due = models.DateField(null=True, blank=True, verbose_name="Quality approval due")
    effective_on = models.DateField(null=True, blank=True, verbose_name="day of release")
    approved_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "change request"

    @property
    def function_due(self) -> dt.date | None:
        """When the function is to approve: three days before Quality."""
        return self.quality_due - FUNCTION_BEFORE if self.quality_due else None


class ChangeItem(models.Model):
    """One document on the list of a request; it leaves the list by an outcome, never by deletion."""

    request = points_to(ChangeRequest, related="items")
    document = points_to(Document, related="change_items")
    version = points_to(Version, related="change_items", optional=True)
    end = models.CharField(max_length=20, choices=ENDS, verbose_name="what happens to it")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=OUTCOMES, blank=True)

    class Meta:
        verbose_name = "document of a change"
        ordering = ["request", "id"]
        constraints = [
            # a version waits for one request; a wish that nobody has taken up holds nothing back
            models.UniqueConstraint(
                fields=["document"],
                name="document_in_one_change",
                condition=Q(ended_at=None) & ~Q(end=CONCERNED),
            ),
            models.UniqueConstraint(
                fields=["request", "document"], name="document_listed_once", condition=Q(ended_at=None)
            ),
        ]


def listed(request_id: int) -> list[ChangeItem]:
    """The documents of a request in the order they were put on, those it has released too."""
    rows = ChangeItem.objects.filter(request_id=request_id).exclude(outcome="removed").order_by("id")
    items = list(
        rows.select_related(
            "document__record__site", "document__type", "version__record__site", "version__draft__version"
        )
    )
    _with_versions(items)
    return items


def _with_versions(items: list[ChangeItem]) -> None:
    """Point each document to make effective at its version on the way, as long as the request is open."""
    wanted = [item.document_id for item in items if item.end != RETIRE and item.ended_at is None]
    if not wanted:
        return
    running = {
        version.document_id: version
        for version in Version.objects.filter(document__in=wanted)
        .exclude(record__state__in=FINISHED_STATES)
        .select_related("record__site", "draft__version")
    }
    for item in items:
        if item.document_id in wanted:
            item.version = running.get(item.document_id)


def taken_up(document_id: int) -> ChangeItem | None:
    """The place of a document in an open request that decides over it, if there is one."""
    item: ChangeItem | None = _TAKEN_UP.first(document=document_id)
    return item


_TAKEN_UP = Question(
    lambda: (
        ChangeItem.objects.filter(document_id=Asked("document"), ended_at=None)
        .exclude(end=CONCERNED)
        .select_related("request__record")
        .order_by("id")
    )
)


def request_of(version: Version) -> Record | None:
    """The open request with which a version becomes effective, if it is listed in one."""
    item = taken_up(version.document_id)
    return item.request.record if item is not None and item.end == EFFECTIVE else None


def in_a_change() -> Exists:
    """Whether the document of a version is in an open request: a condition for queries of versions."""
    inner = ChangeItem.objects.filter(ended_at=None, document_id=OuterRef("document_id"))
    return Exists(inner.exclude(end=CONCERNED))
