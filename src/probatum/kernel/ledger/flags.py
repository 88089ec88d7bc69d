"""Review by exception: marks the entries that a reviewer of the audit trail should see (AT-9, ATR-10).

The rule kept: a flag is a pointer for people; nothing is decided by it, and verification finds the same facts anew.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from probatum.kernel.ledger import context

RULES = {
    "direct": "Changed directly in the database, without the application",
    "schema": "The structure of a regulated table, or the ledger itself, was changed",
    "mac": "The context was not issued by the application",
    "delete": "A row was deleted",
    "disposal": "Content was disposed of or redacted",
    "recovery": "A recovery from a backup was declared",
    "failed-signature": "A signature attempt failed",
}


def fill(cursor: Any, ids: Sequence[int], *, app_key: bytes | None) -> int:
    """Flag what stands out among these entries; return how many flags were set."""
    cursor.execute(
        """SELECT id, op::text, t, ctx, CASE WHEN op IN ('S', 'N') THEN body END FROM ledger.entry
            WHERE id = ANY (%s) AND (ctx IS NOT NULL OR op IN ('S', 'D', 'X', 'R', 'N'))""",
        (list(ids),),
    )
    found = [(row[0], rule) for row in cursor.fetchall() for rule in _rules(row, app_key)]
    if found:
        cursor.executemany(
            "INSERT INTO ledger.flag (entry, rule) VALUES (%s, %s) ON CONFLICT DO NOTHING", found
        )
    return len(found)


def _rules(row: Any, app_key: bytes | None) -> Iterator[str]:
    _, op, t, ctx, body = row
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
        if (t and "register" not in facts) or str(facts.get("object")).startswith("ledger."):
            yield "schema"
    if op == "N" and body and '"event":"signature.failed"' in body:
        yield "failed-signature"
