"""What the address asks of a work list: search, facets with counts, open or all, what was waived; of what the person may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.kernel.tally import latest_change
from probatum.kernel.worklist import Waived, WorkList
from probatum.web.documents import listing

KIND = listing.Facet("kind", "Kind", "kind", "kind", "")
STATE = listing.Facet("state", "State", "state", "state", "")
SITE = listing.Facet("site", "Site", "site__code", "site__name", "All sites")
DEPARTMENT = listing.Facet(
    "department", "Department", "department__code", "department__name", "No department"
)
OWNER = listing.Facet("owner", "Owner", "owner__username", "owner__name", "Nobody")
DUE = listing.Facet("due", "Due", "due_in", "due_in", "No day, or ended")
AGE = listing.Facet("age", "Age", "aged", "aged", "Ended")
#: name -> (words, days): how far away the day is, and how long ago a record was opened
DUE_IN = (("1-overdue", "Overdue"), ("2-week", "Within 7 days"), ("3-later", "Later"))
AGES = (
    ("1-30", "Up to 30 days"),
    ("2-60", "31 to 60 days"),
    ("3-90", "61 to 90 days"),
    ("4-180", "91 to 180 days"),
    ("5-more", "More than 180 days"),
)
BOUNDS = (30, 60, 90, 180)
SORTS = {
    "changed": listing.Sort("changed", ("changed_at", "id"), descending=True),
    "number": listing.Sort("number", ("number",)),
    "title": listing.Sort("title", ("title", "id")),
    "due": listing.Sort("due", ("due_or_never", "id")),
    "age": listing.Sort("age", ("opened_at", "id")),
}
#: parameters that are the filter of a list, and can be kept as a view
PARAMETERS = ("q", "scope", "without", "kind", "state", "site", "department", "owner", "due", "age")
ALL = "all"
#: the facets of a long list are counted among so many records, those that were changed last, until somebody asks for all
COUNTED = 1_000


@dataclass(frozen=True)
class Asked:
    """A work list as one person asked for it."""

    actor: Person
    worklist: WorkList
    parameters: QueryDict

    @cached_property
    def groups(self) -> list[tuple[listing.Facet, ...]]:
        """The facets, those of a group counted together; the first holds what every record has."""
        aspects = [
            listing.Facet(one.name, one.label, one.name, one.name, one.none) for one in self.worklist.aspects
        ]
        return [(KIND, STATE, SITE, DEPARTMENT), (OWNER,), (DUE, AGE), *((one,) for one in aspects)]

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The facets chosen in the address."""
        return listing.chosen_of(self.parameters, [facet for group in self.groups for facet in group])

    @cached_property
    def sort(self) -> listing.Sort:
        """The order of the rows."""
        return SORTS.get(self.parameters.get("sort", ""), SORTS["changed"])

    @cached_property
    def waived(self) -> Waived | None:
        """What was decided not to be needed, where the list is narrowed to that."""
        return self.worklist.waiver(self.parameters.get("without", ""))

    @property
    def all(self) -> bool:
        """Whether records that have ended are shown too; a list of what was waived shows them always."""
        return self.parameters.get("scope") == ALL or self.waived is not None

    @cached_property
    def found(self) -> QuerySet[Record]:
        """The rows before any facet."""
        rows = visible(self.actor).filter(kind__in=[one.kind for one in self.worklist.processes])
        if not self.all:
            rows = rows.filter(self.worklist.open_states())
        if self.waived is not None:
            flags = [Q(**{path: False}) for path in self.worklist.columns(self.waived.field)]
            rows = rows.filter(_any(flags))
        return listing.search_within(rows, self.parameters.get("q", ""))

    def narrowed(self, *, but: tuple[listing.Facet, ...] = ()) -> QuerySet[Record]:
        """The rows that the chosen values leave, but for those of some facets."""
        rows = self.found
        for group in self.groups:
            wanted = [facet for facet in group if facet.name in self.chosen and facet not in but]
            rows = listing.narrow(self.told(rows, group) if wanted else rows, wanted, self.chosen)
        return rows

    def told(self, rows: QuerySet[Record], group: tuple[listing.Facet, ...]) -> QuerySet[Record]:
        """The rows with what the facets of a group are told by."""
        if DUE in group:
            return rows.annotate(due_in=self._due_in(), aged=self._aged())
        names = {facet.name for facet in group}
        made = {one.name: self.worklist.expression(one) for one in self.worklist.aspects if one.name in names}
        return rows.annotate(**made) if made else rows

    @cached_property
    def counts_all(self) -> bool:
        """Whether the facets are counted over every row, however long the list is."""
        return self.parameters.get("counts") == ALL

    @cached_property
    def among(self) -> int:
        """Among how many rows the facets are counted, where the list is longer than that; else 0."""
        if self.counts_all or sum(row["rows"] for row in self.counted(self.groups[0])) < COUNTED:
            return 0
        return COUNTED

    def counted(self, group: tuple[listing.Facet, ...], *, whole: bool = False) -> list[dict[str, Any]]:
        """How many rows each combination of a group has, under the choices of the others.

        Among the rows changed last, where not `whole`; those of groups without a choice are the same and asked for once.
        """
        if not whole and not self.counts_all:
            return self._latest_rows(group if any(one.name in self.chosen for one in group) else ())
        rows = self.told(self.narrowed(but=group), group)
        kinds = self.worklist.kinds
        if group == (OWNER,):
            return listing.frequent(rows, OWNER, kind=kinds, latest=self.latest)
        return listing.combinations(rows, group, kind=kinds, latest=self.latest)

    def _latest_rows(self, but: tuple[listing.Facet, ...]) -> list[dict[str, Any]]:
        """What the rows changed last have in every facet, under every choice but those of some facets."""
        if but not in self._held:
            first = self.narrowed(but=but).order_by("-changed_at", "-id").values("pk")[:COUNTED]
            rows = visible(self.actor).filter(pk__any=first)
            for group in self.groups:
                rows = self.told(rows, group)
            facets = [facet for group in self.groups for facet in group]
            self._held[but] = listing.combinations(rows, facets, kind=self.worklist.kinds, latest=self.latest)
        return self._held[but]

    @cached_property
    def _held(self) -> dict[tuple[listing.Facet, ...], list[dict[str, Any]]]:
        return {}

    @cached_property
    def latest(self) -> Any:
        """When a record of these kinds was changed last: what was counted before is known to be old by it."""
        return latest_change(self.worklist.kinds)

    def _due_in(self) -> Any:
        today = timezone.localdate()
        return Case(
            When(~self._open() | Q(due=None), then=Value(None)),
            When(due__lt=today, then=Value("1-overdue")),
            When(due__lte=today + dt.timedelta(days=7), then=Value("2-week")),
            default=Value("3-later"),
        )

    def _aged(self) -> Any:
        begins = dt.datetime.combine(timezone.now().astimezone(dt.UTC), dt.time(), tzinfo=dt.UTC)
        cases = [
            When(opened_at__gte=begins - dt.timedelta(days=days), then=Value(name))
            for days, (name, _) in zip(BOUNDS, AGES, strict=False)
        ]
        return Case(When(~self._open(), then=Value(None)), *cases, default=Value(AGES[-1][0]))

    def _open(self) -> Q:
        return self.worklist.open_states() if self.all else ~Q(pk=None)

    def shown(self, rows: QuerySet[Record], *more: str) -> QuerySet[Record, Any]:
        """The columns of the rows that a list, a board or an export shows; no record is built for them.

        `more` names what the rows were annotated with before.
        """
        names: dict[str, Any] = {
            "owned_by": F("owner__name"),
            "site_name": F("site__name"),
            "of_department": F("department__name"),
            **{one.name: self.worklist.expression(one) for one in self.worklist.aspects},
        }
        if self.waived is not None:
            names["why_not"] = self.worklist.text(self.waived.reason)
        rows = rows.alias(due_or_never=Coalesce("due", Value(dt.date.max)))  # what is not due comes last
        return rows.annotate(**names).values_list(*SHOWN, *names, *more, named=True)


SHOWN = ("pk", "uuid", "kind", "number", "title", "state", "due", "opened_at", "changed_at")


def _any(rules: list[Q]) -> Q:
    found = Q(pk__in=[])
    for rule in rules:
        found |= rule
    return found
