"""The ledger: every change captured by triggers, sealed in a tree, provable offline. See docs/adr/0010-ledger.md.

`install`, `operations`, `excused` prepare; `context` says who acts; `seal`, `witness`, `recovery` seal; `verify`,
`export`, `proof`, `probatum_verify` prove; `history` shows; `flags` and `fingerprint` watch.
"""


def checkpoint() -> str:
    """The newest signed checkpoint, the empty text while nothing is sealed."""
    from django.db import connection  # app ready

    with connection.cursor() as cursor:
        cursor.execute("SELECT sig FROM ledger.seal ORDER BY n DESC LIMIT 1")
        row = cursor.fetchone()
        return str(row[0]) if row else ""


def lag() -> float | None:
    """Age in seconds of the oldest entry that is not sealed; None when all are."""
    from django.db import connection  # app ready

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp() - at) FROM ledger.entry "
            "WHERE id > (SELECT coalesce(max(maxid), 0) FROM ledger.seal) ORDER BY id LIMIT 1"
        )
        row = cursor.fetchone()
        return float(row[0]) if row else None
