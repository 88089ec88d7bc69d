"""The history of a record as people read it: actions, newest first, each with what it changed.

The rule kept: nothing is left out or shortened; a first entry is told apart from a later change (AT-5, ATR-11).
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection

from probatum.kernel.spreadsheet import safe_cell

ROOT = "kernel_record"

_ACTIONS = """SELECT e.tx FROM ledger.entry e {join} WHERE {where} GROUP BY e.tx ORDER BY e.tx DESC LIMIT %(limit)s"""
_ENTRIES = """SELECT e.tx, e.id, e.op::text, b.label, e.pk, e.body, e.pbody, f.at, f.actor, f.ctx,
     EXISTS (SELECT FROM ledger.erased d WHERE d.entry = e.id),
     CASE WHEN e.rt = (SELECT t FROM ledger.tbl WHERE label = 'kernel_record') THEN e.rpk END
   FROM ledger.entry e JOIN ledger.entry f ON f.id = e.tx LEFT JOIN ledger.tbl b ON b.t = e.t
  WHERE e.tx = ANY (%(txs)s) AND {where} ORDER BY e.tx DESC, e.id"""
_CONCERNING = """SELECT x.tx FROM ledger.entry x
  WHERE x.rt = (SELECT t FROM ledger.tbl WHERE label = %(root)s) AND x.rpk = ANY (%(without)s)"""
_SEALED = """SELECT w.id, s.size FROM unnest(%(ids)s::bigint[]) w (id), LATERAL (
     SELECT size FROM ledger.seal WHERE hi >= w.id AND lo <= w.id AND w.id = ANY (ids) ORDER BY hi LIMIT 1) s"""


@dataclass(frozen=True, slots=True)
class Change:
    """One column of one row; op is I (first entry), U, D or B (taken up as it stood)."""

    table: str
    pk: str
    column: str
    old: Any
    new: Any
    op: str

    @property
    def after_first_entry(self) -> bool:
        """Whether earlier data was replaced or removed."""
        return self.op in ("U", "D")


@dataclass(slots=True)
class HistoryAction:
    """One action: who, in which role, when, what, why, and the checkpoint size under which it is sealed."""

    tx: int
    at: dt.datetime
    person_id: int | None
    person: str
    role: str
    on_behalf_of: str
    name: str
    why: str
    meaning: str
    via: str
    direct: bool
    changes: list[Change] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    signatures: list[dict[str, Any]] = field(default_factory=list)
    erased: list[int] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    roots: set[str] = field(default_factory=set)  # the records it concerns, by id
    sealed: int | None = None


def history(
    record: Any,
    *,
    person: int | None = None,
    column: str | None = None,
    action: str | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    before: int | None = None,
    limit: int = 50,
    root: str = ROOT,
    conn: Any = None,
) -> list[HistoryAction]:
    """Actions on a record (a model instance or its id), newest first; for the next page pass `before=actions[-1].tx`.

    Three queries, however long the history is. `conn` is Django's connection unless given.
    """
    rpk = str(getattr(record, "pk", record))
    where = ["e.rt = (SELECT t FROM ledger.tbl WHERE label = %(root)s) AND e.rpk = %(rpk)s"]
    given: dict[str, Any] = {"root": root, "rpk": rpk, "limit": limit}
    return _actions(where, given, person, column, action, since, until, before, conn)


def timeline(
    *,
    without: list[str] | None = None,
    person: int | None = None,
    column: str | None = None,
    action: str | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    before: int | None = None,
    limit: int = 50,
    conn: Any = None,
) -> list[HistoryAction]:
    """Actions over all records, newest first, by the same filters; for reviewers and inspectors (AT-8).

    `without` are the keys of records whose actions the reader may not know of.
    """
    where = ["e.op <> 'S'"]
    given: dict[str, Any] = {"limit": limit}
    if without:
        where.append(f"e.tx NOT IN ({_CONCERNING})")
        given |= {"without": without, "root": ROOT}
    return _actions(where, given, person, column, action, since, until, before, conn)


def of_entries(entries: list[int], *, conn: Any = None) -> list[HistoryAction]:
    """The actions of chosen entries, with only these entries, newest first; for the review of the audit trail."""
    given: dict[str, Any] = {"ids": entries, "limit": len(entries) or 1}
    return _actions(["e.id = ANY (%(ids)s)"], given, None, None, None, None, None, None, conn)


def every(record: Any, **filters: Any) -> Iterator[HistoryAction]:
    """The whole history without a limit, page by page."""
    page = history(record, limit=500, **filters)
    while page:
        yield from page
        page = history(record, limit=500, **{**filters, "before": page[-1].tx})


def as_json(acts: Iterable[HistoryAction]) -> str:
    """A history as JSON (ATR-06)."""
    told = [
        {**asdict(act), "at": act.at.isoformat(timespec="microseconds"), "roots": sorted(act.roots)}
        for act in acts
    ]
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_csv(acts: Iterable[HistoryAction]) -> str:
    """A history as CSV, one line a changed field, event or signature (ATR-06)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["at (UTC)", "entry", "person id", "person", "role", "on behalf of", "action", "reason", "kind", "table", "row",
         "field", "old", "new", "changed after first entry", "sealed under size"]
    )  # fmt: skip
    for act in acts:
        head = [
            act.at.isoformat(timespec="microseconds"),
            act.tx,
            act.person_id,
            act.person,
            act.role,
            act.on_behalf_of,
            act.name,
            act.why,
        ]
        for c in act.changes:
            row = [
                c.op,
                c.table,
                c.pk,
                c.column,
                _cell(c.old),
                _cell(c.new),
                "yes" if c.after_first_entry else "no",
            ]
            writer.writerow([safe_cell(v) for v in (*head, *row, act.sealed)])
        for kind, facts in [("event", e) for e in act.events] + [("signature", s) for s in act.signatures]:
            writer.writerow(
                [safe_cell(v) for v in (*head, kind, "", "", "", "", _cell(facts), "no", act.sealed)]
            )
    return out.getvalue()


def _actions(
    where: list[str], given: dict[str, Any], person: int | None, column: str | None, action: str | None,
    since: dt.datetime | None, until: dt.datetime | None, before: int | None, conn: Any,
) -> list[HistoryAction]:  # fmt: skip
    narrow, join = [*where], ""
    for value, condition, name in (
        (person, "e.actor = %(person)s", "person"), (since, "e.at >= %(since)s", "since"),
        (until, "e.at < %(until)s", "until"), (before, "e.tx < %(before)s", "before"),
        (column, _has_column(), "column"), (action, "f.ctx::jsonb ->> 'act' = %(action)s", "action"),
    ):  # fmt: skip
        if value is not None:
            narrow.append(condition)
            given[name] = value
    if action is not None:
        join = "JOIN ledger.entry f ON f.id = e.tx"
    with (conn or connection).cursor() as cursor:
        cursor.execute(_ACTIONS.format(join=join, where=" AND ".join(narrow)), given)
        given["txs"] = [row[0] for row in cursor.fetchall()]
        if not given["txs"]:
            return []
        cursor.execute(_ENTRIES.format(where=" AND ".join(where)), given)
        found: dict[int, HistoryAction] = {}
        for row in cursor.fetchall():
            act = found.get(row[0])
            if act is None:
                act = found[row[0]] = _head(row)
            _add(act, row)
        cursor.execute(_SEALED, {"ids": [act.entries[-1] for act in found.values()]})
        sizes = dict(cursor.fetchall())
    for act in found.values():
        act.sealed = sizes.get(act.entries[-1])
    return list(found.values())


def _has_column() -> str:
    parts = (f"({text}::jsonb -> '{key}') ? %(column)s" for text in ("e.body", "e.pbody") for key in "uid")
    return (
        "e.op IN ('I', 'U', 'D', 'B') AND (" + " OR ".join(f"coalesce({part}, false)" for part in parts) + ")"
    )


def _head(row: Any) -> HistoryAction:
    facts: dict[str, Any] = json.loads(row[9] or "{}")
    direct = facts.get("org") == "sql"
    return HistoryAction(
        tx=row[0], at=row[7], person_id=row[8], direct=direct,
        person=f"Database role {facts.get('dbu')}" if direct else str(facts.get("n", "")),
        role=str(facts.get("role", "")), on_behalf_of=str(facts.get("ob", "")),
        name="database.direct" if direct else str(facts.get("act", "")), why=str(facts.get("why", "")),
        meaning=str(facts.get("mean", "")), via=str(facts.get("via", "")),
    )  # fmt: skip


def _add(act: HistoryAction, row: Any) -> None:
    _, number, op, table, pk, body, pbody, _, _, _, erased, root = row
    act.entries.append(number)
    if root is not None:
        act.roots.add(root)
    if erased:
        act.erased.append(number)
    for text in (body, pbody):
        if text is None:
            continue
        facts = json.loads(text, parse_float=str)
        facts.pop("s", None)
        if op == "U":
            act.changes += [Change(table, pk, name, old, new, op) for name, (old, new) in facts["u"].items()]
        elif op in "IB":
            act.changes += [
                Change(table, pk, name, None, new, op) for name, new in facts["i"].items() if new is not None
            ]
        elif op == "D":
            act.changes += [
                Change(table, pk, name, old, None, op) for name, old in facts["d"].items() if old is not None
            ]
        elif op == "E":
            act.signatures.append(json.loads(facts["statement"]))
        else:
            act.events.append(facts)


def _cell(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
