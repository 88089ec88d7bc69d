"""Lists of records: narrowed by what the address names, in pages that go on behind the last row, however many there are."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from ninja import Schema
from pydantic import AwareDatetime

from probatum.api import shown
from probatum.api.scope import records_seen
from probatum.kernel.concern import Concern
from probatum.kernel.errors import Refused
from probatum.kernel.record import Record

USUAL, MOST = 50, 200


class Filters(Schema):
    """What narrows a list. `item` is a register and a code of the master data, such as batch:B-0815."""

    q: str = ""
    number: str = ""
    state: str = ""
    owner: str = ""
    site: str = ""
    department: str = ""
    parent: str = ""
    item: str = ""
    due_before: dt.date | None = None
    changed_since: AwareDatetime | None = None
    order: str = "-changed"
    after: str = ""
    limit: int = USUAL


#: name in the address -> field of the row, for those that are compared as they are
EQUAL = {
    "number": "number",
    "state": "state",
    "owner": "owner__username",
    "site": "site__code",
    "department": "department__code",
}
#: order -> fields, the last one unique
ORDERS: dict[str, tuple[str, ...]] = {
    "changed": ("changed_at", "id"),
    "-changed": ("-changed_at", "-id"),
    "number": ("number",),
}


def page(request: HttpRequest, filters: Filters, *, kind: str | None = None) -> dict[str, Any]:
    """One page of the records that the request may see. Raises Refused for a filter that there is not."""
    refuse_unknown(request.GET, Filters.model_fields)
    if not 1 <= filters.limit <= MOST:
        raise Refused(f"Ask for 1 to {MOST} records at once.", field="limit")
    order = ORDERS.get(filters.order)
    if order is None:
        raise Refused(f"Choose an order of {', '.join(ORDERS)}.", field="order")
    rows = _narrow(records_seen(request, kind), filters, seen=records_seen(request))
    if filters.after:
        rows = rows.filter(_behind(order, filters.after))
    found = list(rows.select_related("owner", "site", "department").order_by(*order)[: filters.limit + 1])
    more, found = len(found) > filters.limit, found[: filters.limit]
    return {"records": [shown.row(one) for one in found], "next": _place(order, found[-1]) if more else None}


def refuse_unknown(sent: QueryDict, known: Any) -> None:
    """Raise Refused for a parameter that an address does not have: a misspelt filter would show too much."""
    strange = sorted(set(sent) - set(known))
    if strange:
        raise Refused(
            f"There is no parameter “{strange[0][:40]}” here. Choose from {', '.join(known)}.",
            field=strange[0][:40],
        )


def _narrow(rows: QuerySet[Record], filters: Filters, *, seen: QuerySet[Record]) -> QuerySet[Record]:
    for name, field in EQUAL.items():
        if value := getattr(filters, name):
            rows = rows.filter(**{field: value})
    if filters.due_before:
        rows = rows.filter(due__lt=filters.due_before)
    if filters.changed_since:
        rows = rows.filter(changed_at__gte=filters.changed_since)
    if filters.parent:
        rows = rows.filter(parent__in=seen.filter(number=filters.parent).values("pk"))
    if filters.item:
        register, _, code = filters.item.partition(":")
        pointing = Concern.objects.filter(item__register=register, item__code__iexact=code, until=None)
        rows = rows.filter(pk__in=pointing.values("record_id"))
    if words := " ".join(filters.q.split())[:200]:
        sought = SearchQuery(words, config="english", search_type="websearch")
        rows = rows.filter(
            Q(number__icontains=words) | Q(title__icontains=words) | Q(search_entry__words=sought)
        )
    return rows


def _place(order: tuple[str, ...], record: Record) -> str:
    """The place of a row, for `after`; it holds the values themselves, so a row that changed later does no harm."""
    names = [field.removeprefix("-") for field in order]
    told = [getattr(record, name) for name in names]
    plain = [one.isoformat() if isinstance(one, dt.datetime) else one for one in told]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode()


def _moment(told: Any) -> dt.datetime:
    at = dt.datetime.fromisoformat(told)
    if at.tzinfo is None:
        raise ValueError(told)
    return at


def _key(told: Any) -> int:
    if not isinstance(told, int) or not 0 < told < 2**63:
        raise ValueError(told)
    return told


_READ: dict[str, Any] = {
    "changed_at": _moment,
    "id": _key,
    "number": lambda told: str(told).replace("\x00", ""),
}


def _behind(order: tuple[str, ...], after: str) -> Q:
    try:
        told = json.loads(base64.urlsafe_b64decode(after.encode()))
        names = [field.removeprefix("-") for field in order]
        if len(told) != len(names):
            raise ValueError
        place = [_READ[name](one) for name, one in zip(names, told, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        raise Refused("Send “after” as “next” of the page before gave it.", field="after") from None
    rule, same = Q(pk__in=[]), Q()
    for field, value in zip(order, place, strict=True):
        name = field.removeprefix("-")
        rule |= same & Q(**{f"{name}__{'lt' if field.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return rule
