"""What happened to a record since a page was opened: who, which move or which fields. Told with a refusal; nothing is decided by it."""

from __future__ import annotations

from probatum.kernel import readable
from probatum.kernel.ledger.history import HistoryAction, history
from probatum.kernel.process import process_of
from probatum.kernel.record import Record

MOST = 5
_COUNTERS = frozenset({"version", "changed_at"})


def told_since(record: Record, *, based_on: int) -> str:
    """A sentence about the actions after the version a page was based on, the earliest first; empty when none is known."""
    acts = [act for act in history(record, column="version", limit=MOST + 1) if _counted(act) > based_on]
    told = [_told(record, act) for act in reversed(acts[:MOST])]
    if not told:
        return ""
    before = "Among other things: " if len(acts) > MOST else "Since then: "
    return f" {before}{'; '.join(told)}."


def _counted(act: HistoryAction) -> int:
    """The version counter that an action left."""
    return max(
        (int(change.new) for change in act.changes if change.column == "version" and change.new), default=0
    )


def _told(record: Record, act: HistoryAction) -> str:
    who = act.person or "System"
    move = process_of(record).by_move.get(act.name.removeprefix(f"{record.kind}."))
    if move is not None:
        return f"{who} made the move “{move.label}”"
    fields = [
        readable.column_label(change.table, change.column).lower()
        for change in act.changes
        if change.pk == str(record.pk) and readable.is_record(change.table) and change.column not in _COUNTERS
    ]
    others = [
        readable.table_label(change.table) for change in act.changes if not readable.is_record(change.table)
    ]
    changed = list(dict.fromkeys(fields or others))
    return f"{who} changed {', '.join(changed)}" if changed else f"{who} changed it"
