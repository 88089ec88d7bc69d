"""Watching for trends: whenever an event is opened, rated or moves on, the rules in force are asked about it, at once (QE-14).

What is kept for a circle, or cancelled, is not counted: a trend is shown to all who read events.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from probatum.kernel import search
from probatum.kernel.asking import begin_state
from probatum.kernel.concern import concerns_among
from probatum.kernel.effects import on
from probatum.kernel.link import link
from probatum.kernel.master import REGISTERS, Item
from probatum.kernel.opening import OPENED
from probatum.kernel.people import Site
from probatum.kernel.process import definition_of, process_of
from probatum.kernel.record import Record, issue_number, open_record
from probatum.quality.causes.analysis import Cause
from probatum.quality.causes.catalogue import CauseCategory
from probatum.quality.events.ways import CANCELLED
from probatum.quality.recurrence.declared import category_of, counted_kinds
from probatum.quality.recurrence.trend import KIND, PROCESS
from probatum.quality.recurrence.trending import EVERY, Trend, TrendEvent, TrendRule
from probatum.quality.risk.rating import RATED

PATTERN = "TRD-{year}-{n:04}"
#: Events listed with a trend; the count goes on.
MOST_LISTED = 500
#: Events whose page says that they belong to the trend, and the other way round.
MOST_LINKED = 50


@dataclass(frozen=True, slots=True)
class Sameness:
    """What the events of a trend have in common, and how it is told."""

    told: str
    item: Item | None = None
    cause: CauseCategory | None = None
    value: str = ""


def watch(kind: str) -> None:
    """Ask the rules whenever a record of a kind is opened, rated or moves."""
    moves = [move.name for move in process_of(kind).moves]
    for name in (OPENED, RATED, *moves):
        on(kind, name)(_moved)


def _moved(act: Any, record: Record, left: str) -> None:
    if not record.confidential and record.state != CANCELLED:
        ask_rules(act, record)


def ask_rules(act: Any, record: Record) -> list[Trend]:
    """The trends that the rules in force raise about a record now, under an open action."""
    found = TrendRule.objects.filter(record__state="in_force", kind__in=[EVERY, record.kind])
    rules = list(found.select_related("record").order_by("pk"))
    if (
        rules
    ):  # a plan made once for any window reads all records there ever were; planned for this one it reads few
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")
    return [
        raised
        for rule in rules
        for sameness in _sameness(rule, record)
        if (raised := _judge(act, rule, sameness, record)) is not None
    ]


def _sameness(rule: TrendRule, record: Record) -> Iterator[Sameness]:
    """What a rule compares the record in: nothing where the record does not have it yet."""
    if rule.alike_in == "kind":
        yield Sameness(f"of the kind {process_of(record).label.lower()}", value=record.kind)
    elif rule.alike_in == "category":
        value, label = _category(record)
        if value:
            yield Sameness(f"of the category “{label}”", value=value)
    elif rule.alike_in == "cause":
        found = Cause.objects.filter(record=record, voided_at=None).select_related("category")
        for category in {one.category_id: one.category for one in found}.values():
            yield Sameness(f"caused by “{category.name}”", cause=category)
    elif rule.alike_in in REGISTERS:
        pointed = concerns_among([record.pk]).get(record.pk, [])
        for item in {one.item_id: one.item for one in pointed if one.item.register == rule.alike_in}.values():
            yield Sameness(f"at {item.code} {item.name}", item=item)


def _category(record: Record) -> tuple[str, str]:
    column, body = category_of(record.kind), process_of(record).body
    if not column or body is None:
        return "", ""
    value = body._default_manager.filter(pk=record.pk).values_list(column, flat=True).first() or ""
    return value, str(dict(getattr(body._meta.get_field(column), "flatchoices", ())).get(value, value))


def _judge(act: Any, rule: TrendRule, sameness: Sameness, record: Record) -> Trend | None:
    """Raise a trend where the window holds enough events that no earlier trend of the rule has told of."""
    if not rule.days or not rule.at_least:
        return None
    since = act.at - dt.timedelta(days=rule.days)
    # asked with every move: a trend that stands already is the cheapest answer, and nothing is locked for it (ADR-0060)
    if _stands(last := _last(rule, sameness)):
        return None
    since = max(since, last.until) if last is not None else since
    # it stops at the number and sorts nothing; what it lets through is counted exactly below
    if len(_unsorted(rule, sameness, since)[: rule.at_least]) < rule.at_least:
        return None
    Record.objects.select_for_update(no_key=True).get(pk=rule.pk)  # of two at once one raises it
    if _stands(last := _last(rule, sameness)):
        return None
    since = max(since, last.until) if last is not None else since
    events = list(_events(rule, sameness, since)[: max(rule.at_least, MOST_LISTED)])
    if len(events) < rule.at_least:
        return None
    return _raise(act, rule, sameness, events, since=since)


def _stands(last: Trend | None) -> bool:
    """Whether a trend waits for its decision."""
    return last is not None and last.record.state == PROCESS.start


def _last(rule: TrendRule, sameness: Sameness) -> Trend | None:
    found = Trend.objects.filter(
        rule__code=rule.code, item=sameness.item, cause=sameness.cause, value=sameness.value
    )
    return found.select_related("record").order_by("-pk").first()


def _events(rule: TrendRule, sameness: Sameness, since: dt.datetime) -> QuerySet[Record]:
    """The events that a rule counts, each once, the newest first."""
    return _matching(rule, sameness, since).order_by("-opened_at", "-pk").distinct()


def _unsorted(rule: TrendRule, sameness: Sameness, since: dt.datetime) -> QuerySet[Record, int]:
    """Their keys in any order; one that points at an item by two fields stands twice."""
    return _matching(rule, sameness, since).order_by().values_list("pk", flat=True)


def _matching(rule: TrendRule, sameness: Sameness, since: dt.datetime) -> QuerySet[Record]:
    """The day of the last change narrows them by an index first."""
    counted = counted_kinds() if rule.kind == EVERY else [rule.kind]
    rows = Record.objects.filter(kind__in=counted, changed_at__gt=since, opened_at__gt=since)
    rows = rows.filter(confidential=False).exclude(state=CANCELLED)
    if sameness.item is not None:
        rows = rows.filter(concerns__item=sameness.item, concerns__until=None)
    elif sameness.cause is not None:
        rows = rows.filter(causes__category=sameness.cause, causes__voided_at=None)
    elif rule.alike_in == "kind":
        rows = rows.filter(kind=sameness.value)
    else:
        rows = rows.filter(_of_category(counted, sameness.value))
    return rows


def _of_category(counted: list[str], value: str) -> Q:
    """By the key of each record in the window; a list of all that ever had the category would be read whole."""
    found = Q(pk__in=[])
    for kind in counted:
        column, body = category_of(kind), process_of(kind).body
        if column and body is not None:
            same = body._default_manager.filter(pk=OuterRef("pk"), **{column: value})
            found |= Q(Exists(same), kind=kind)
    return found


def _raise(
    act: Any, rule: TrendRule, sameness: Sameness, events: list[Record], *, since: dt.datetime
) -> Trend:
    told = f"{len(events)} events in {rule.days} days {sameness.told}"[:300]
    record = open_record(
        act,
        kind=KIND,
        number=issue_number(PATTERN, values={"year": act.at.year}),
        title=told,
        state=PROCESS.start,
        owner=rule.record.owner,
        definition=definition_of(act, PROCESS),
        site=_site_of(events),
    )
    found = Trend.objects.create(
        record=record,
        rule=rule,
        item=sameness.item,
        cause=sameness.cause,
        value=sameness.value,
        told=told,
        count=len(events),
        since=since,
        until=act.at,
    )
    TrendEvent.objects.bulk_create(TrendEvent(record=record, trend=found, event=one) for one in events)
    for event in events[:MOST_LINKED]:
        link(act, source=event, target=record, type="evidence_for")
    begin_state(act, record, PROCESS)
    search.index(record, text=told)
    return found


def _site_of(events: list[Record]) -> Site | None:
    """The site where all of it happened; none where it happened at several."""
    return events[0].site if len({one.site_id for one in events}) == 1 else None


# Every process that is compared has said so by now: quality/apps.py imports this last.
for _kind in counted_kinds():
    watch(_kind)
