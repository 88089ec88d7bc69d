"""How the ledger is read: rows as a stream, and entries so that they can be hashed.

The rule kept: the database hands out what it stored and nothing else; every hash is made here, so that no function or
view that somebody replaced there can vouch for an altered entry.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from psycopg.rows import dict_row

from probatum.kernel.ledger.offline.leaf import NOTHING, entry_leaf

#: The time as it is hashed. Of functions only those of the server itself are used.
TIME = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
COLUMNS = (
    "e.id, e.xid::text, " + TIME.format("e.at") + ", e.tx, e.actor, "
    r"concat(e.op, E'\n', e.t, E'\n', e.rt, E'\n', e.pk, E'\n', e.rpk), e.ctx, e.body, e.pbody"
)
CHUNK = 1024  # entries a round trip; their content may be large

#: id, xid, at, tx, actor or None, the fields op to rpk one a line, ctx, body, pbody
Row = tuple[int, str, str, int, int | None, str, str | None, str | None, str | None]

_numbers = itertools.count()


def leaves(rows: Sequence[Row], erased: Mapping[int, Mapping[str, str]]) -> list[bytes]:
    """Leaf hashes of entries as they were read; `erased` holds the hashes of erased content by entry."""
    return [
        entry_leaf(
            f"{number}\n{tx}\n{xid}\n{at}\n{where}\n{'-' if actor is None else actor}", ctx, body, pbody,
            erased.get(number, NOTHING) if erased else NOTHING,
        )
        for number, xid, at, tx, actor, where, ctx, body, pbody in rows
    ]  # fmt: skip


def erasures(conn: Any, *, above: int = 0) -> dict[int, dict[str, str]]:
    """Hashes of erased content by entry and part."""
    found: dict[int, dict[str, str]] = {}
    statement = "SELECT entry, part::text, hash FROM ledger.erased WHERE entry > %s"
    for entry, part, digest in conn.execute(statement, (above,)).fetchall():
        found.setdefault(entry, {})[part] = digest
    return found


def chunks(
    conn: Any, statement: str, values: Any = None, *, size: int = CHUNK, **options: Any
) -> Iterator[list[Any]]:
    """Rows of a statement in lists that are not empty, from a cursor on the server, so that memory stays small."""
    with conn.cursor(name=f"ledger_{next(_numbers)}", binary=True, **options) as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchmany(size)
        if len(rows) < size:
            yield from [rows] if rows else ()
            return
        with ThreadPoolExecutor(1) as ahead:  # the server makes the next rows while these are worked on
            while rows:
                following = ahead.submit(cursor.fetchmany, size)
                yield rows
                rows = following.result()


def stream(
    conn: Any, statement: str, values: Any = None, *, size: int = 2000, **options: Any
) -> Iterator[Any]:
    """Rows of a statement one by one, from a cursor on the server."""
    return itertools.chain.from_iterable(chunks(conn, statement, values, size=size, **options))


def rows_of(conn: Any, statement: str) -> list[dict[str, Any]]:
    """All rows of a statement, with names."""
    with conn.cursor(row_factory=dict_row) as cursor:
        return list(cursor.execute(statement).fetchall())


def tables_of(conn: Any) -> list[dict[str, Any]]:
    """The tables under the ledger."""
    return rows_of(
        conn,
        """SELECT t, label, root_t, root_col, pk_col, mask, personal, ignore, why, append_only, rel IS NOT NULL AS present
             FROM ledger.tbl ORDER BY t""",
    )
