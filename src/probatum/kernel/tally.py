"""Tallies: how many records have each value, kept until a record of the kind changes. Counting reads every row; little else does.

What somebody may see is in the statement, and the statement is in the key: a tally is never shown to other rights.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record

#: Two actions that commit in another order than they began could leave a tally behind by one; not for longer than this.
SECONDS = 20
KEPT = 256
Rows = list[dict[str, Any]]
_LATEST: Question[Record] = Question(
    lambda: (
        Record.objects.filter(kind__any=Asked("kinds")).order_by("-changed_at").values_list("changed_at")[:1]
    )
)
_kept: OrderedDict[tuple[Any, ...], tuple[float, Rows]] = OrderedDict()
_guard = threading.Lock()


def latest_change(kinds: Sequence[str]) -> Any:
    """When a record of one of these kinds was changed last."""
    return _LATEST.first(kinds=list(kinds))


def tally(
    counted: QuerySet[Any, Any],
    *,
    kind: str | Sequence[str],
    complete: Callable[[Rows], Rows] = lambda rows: rows,
    latest: Any = None,
) -> Rows:
    """The rows of a grouped count; `complete` adds what stands behind the numbers, such as names, and is kept with them.

    `latest` is what `latest_change` said, where several tallies are asked for at once.
    """
    latest = latest or latest_change([kind] if isinstance(kind, str) else kind)
    key = (str(counted.query.sql_with_params()), latest, complete.__qualname__)
    now = time.monotonic()
    with _guard:
        known = _kept.get(key)
        if known is not None and now - known[0] < SECONDS:
            _kept.move_to_end(key)
            return [dict(row) for row in known[1]]
    found = complete(list(counted))
    with _guard:
        _kept[key] = (now, found)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return [dict(row) for row in found]


def forget() -> None:
    """Count everything anew from here on, such as to measure what the first list after a change costs."""
    with _guard:
        _kept.clear()
