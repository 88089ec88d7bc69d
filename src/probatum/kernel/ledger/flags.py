"""Review by exception: marks the entries that a reviewer of the audit trail should see (AT-9, ATR-10).

The rule kept: a flag is a pointer for people; nothing is decided by it, and verification finds the same facts anew.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from probatum.kernel.ledger import context
from probatum.kernel.ledger.reading import Row

STANDING_OUT = frozenset("SDXRN")  # entries to be looked at although they carry no context of their own
RULES = {
    "direct": "Changed directly in the database, without the application",
    "schema": "The structure of a regulated table, or the ledger itself, was changed",
    "mac": "The context was not issued by the application",
    "delete": "A row was deleted",
    "disposal": "Content was disposed of or redacted",
    "recovery": "A recovery from a backup was declared",
    "failed-signature": "A signature attempt failed",
}


def found_in(rows: Iterable[Row], app_key: bytes | None) -> list[tuple[int, str]]:
    """Entries, as the sealer reads them, that fall under a rule, each with that rule."""
    noticed = [row for row in rows if row[6] is not None or row[5][0] in STANDING_OUT]
    return [(row[0], rule) for row in noticed for rule in _rules(row, app_key)]


def fill(cursor: Any, found: Sequence[tuple[int, str]]) -> None:
    """Note entries with the rule each falls under."""
    if found:
        cursor.executemany(
            "INSERT INTO ledger.flag (entry, rule) VALUES (%s, %s) ON CONFLICT DO NOTHING", found
        )


@dataclass(frozen=True, slots=True)
class Flag:
    """One entry to be looked at: why, when, by whom, on which record."""

    entry: int
    rule: str
    at: dt.datetime
    actor: int | None
    table: str | None
    pk: str

    @property
    def sentence(self) -> str:
        """The rule in plain words."""
        return RULES[self.rule]


def listed(
    conn: Any, *, rule: str | None = None, after: int = 0, before: int | None = None, limit: int = 50
) -> list[Flag]:
    """Flags newest first, of entries above `after` (the last one reviewed) and below `before` (the next page)."""
    with conn.cursor() as cursor:
        cursor.execute(
            """SELECT f.entry, f.rule, e.at, e.actor, b.label, e.pk FROM ledger.flag f JOIN ledger.entry e ON e.id = f.entry
                 LEFT JOIN ledger.tbl b ON b.t = e.t
                WHERE f.entry > %(after)s AND (%(before)s::bigint IS NULL OR f.entry < %(before)s)
                  AND (%(rule)s::text IS NULL OR f.rule = %(rule)s) ORDER BY f.entry DESC, f.rule LIMIT %(limit)s""",
            {"after": after, "before": before, "rule": rule, "limit": limit},
        )
        return [Flag(*row) for row in cursor.fetchall()]


def _rules(row: Row, app_key: bytes | None) -> Iterator[str]:
    where, ctx, body = row[5:8]
    op, t = where.split("\n", 2)[:2]
    if ctx is not None:
        if '"org":"sql"' in ctx and '"mac":' not in ctx:
            if op in "IUD":
                yield "direct"
        elif app_key is not None and not context.check(ctx, app_key):
            yield "mac"
    if op == "D":
        yield "delete"
    if op == "X":
        yield "disposal"
    if op == "R":
        yield "recovery"
    if op == "S" and body:
        facts = json.loads(body)
        if (t != "0" and "register" not in facts) or str(facts.get("object")).startswith("ledger."):
            yield "schema"
    if op == "N" and body and '"event":"signature.failed"' in body:
        yield "failed-signature"
