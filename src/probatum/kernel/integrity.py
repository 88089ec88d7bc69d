"""Where the ledger stands: how much is sealed, since when, what waits. Read for pages; nothing is decided by it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import Decision, decide_everywhere
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.ledger.witness import Folder
from probatum.kernel.people import Person


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest seal and what came after it. `size` counts the leaves of the tree, `entries` the entries written."""

    entries: int
    size: int
    sealed_at: dt.datetime | None
    root: str
    open: int
    origin: str
    verifier_key: str
    flagged: int


def standing() -> Standing:
    """The standing of the ledger now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n, size, db_at, encode(root, 'hex'), maxid FROM ledger.seal ORDER BY n DESC LIMIT 1"
        )
        sealed = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM ledger.entry WHERE id > %s", [sealed[4] if sealed else 0])
        waiting = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger.entry")
        entries = cursor.fetchone()[0]
        cursor.execute("SELECT origin, vkey FROM ledger.origin ORDER BY epoch DESC LIMIT 1")
        origin = cursor.fetchone() or ("", "")
        cursor.execute("SELECT count(DISTINCT entry) FROM ledger.flag")
        flagged = cursor.fetchone()[0]
    return Standing(
        entries=entries,
        size=sealed[1] if sealed else 0,
        sealed_at=sealed[2] if sealed else None,
        root=sealed[3] if sealed else "",
        open=waiting,
        origin=origin[0],
        verifier_key=origin[1],
        flagged=flagged,
    )


def everywhere(actor: Person, permission: str) -> Decision:
    """Whether a permission is held for the whole organisation: the ledger knows no site, so one site is not enough."""
    narrow = "The audit trail holds every site. Your role is limited to one; open the history of a record."
    return decide_everywhere(actor, permission, narrow=narrow)


def may_acknowledge(actor: Person) -> Decision:
    """Whether a person answers for the database: the administrators of the whole installation."""
    narrow = "The database belongs to the whole organisation. Your role is limited to one site."
    return decide_everywhere(actor, "configuration.manage", narrow=narrow)


def acknowledge_catalogue(actor: Person, folder: Folder, *, reason: str, found_at: str) -> None:
    """Take note of a change of the catalogue without an entry; the ledger keeps the finding, who knows of it and why.

    Raises NotAllowed without the right, Refused without a finding or a reason, StaleRecord for another finding than the
    one shown. The finding goes only after the entry is committed.
    """
    verdict = may_acknowledge(actor).or_refuse()
    finding = folder.catalogue()
    if finding is None:
        raise Refused("No finding stands any more. Nothing was changed.")
    if finding["at"] != found_at:
        raise StaleRecord("Another finding stands now. Look at it again; nothing was changed.")
    why = require_reason(reason, ask="Say what was changed, by whom, and why there is no entry.")
    with action(actor, "ledger.acknowledge_finding", reason=why, role=verdict.role) as act:
        act.note({"code": finding["code"], "finding": finding["sentence"], "found_at": finding["at"]})
    folder.set_catalogue_aside()
