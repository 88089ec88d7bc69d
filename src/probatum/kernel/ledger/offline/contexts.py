"""Who acted: contexts of transactions, their codes and nonces."""

import hashlib
import hmac
import json
import re
from typing import Any

from probatum.kernel.ledger.offline.report import Report

MAC = re.compile(r',"mac":"([0-9a-f]{32})"\}\Z')


class Contexts:
    """Who acted: contexts of transactions, their codes and nonces."""

    def __init__(self, report: Report, app_key: bytes | None = None) -> None:
        self.report, self.app_key = report, app_key
        self.nonces: dict[str | None, int] = {}
        self.carriers: dict[int, tuple[int, int | None]] = {}
        self.direct: dict[int, str] = {}  # first entry of a transaction made without the application -> role

    def name_direct(self, number: int, tx: int, label: str | None, pk: str) -> None:
        """Name a row that was changed without the application: seen and recorded, for a reviewer to look at."""
        if tx in self.direct:
            self.report.note(
                "direct-sql",
                f"{label} {pk} was changed directly in the database by {self.direct[tx]} (entry {number}).",
            )

    def check(self, number: int, tx: int, xid: int, actor: int | None, ctx: str | None) -> None:
        """Check one entry, in order."""
        if ctx is None:
            first = self.carriers.get(tx)
            if first != (xid, actor):
                self.report.fault(
                    "CONTEXT",
                    f"Entry {number} claims the context of entry {tx}, which belongs to another transaction or does not exist.",
                    entry=number,
                )
            return
        self.carriers[number] = (xid, actor)
        facts = self._read(number, ctx)
        if facts is None:
            return
        if tx != number:
            self.report.fault(
                "CONTEXT",
                f"Entry {number} carries a context but names entry {tx} as its first.",
                entry=number,
            )
        if facts.get("org") == "sql" and "mac" not in facts:
            self._direct(number, actor, facts)
        else:
            self._issued(number, xid, actor, ctx, facts)

    def _read(self, number: int, ctx: str) -> dict[str, Any] | None:
        try:
            facts = json.loads(ctx)
        except ValueError:
            facts = None
        if isinstance(facts, dict):
            return facts
        self.report.fault(
            "CONTEXT", f"The context of entry {number} cannot be read: it was altered.", entry=number
        )
        return None

    def _direct(self, number: int, actor: int | None, facts: dict[str, Any]) -> None:
        self.direct[number] = str(facts.get("dbu"))
        if actor is not None:
            self.report.fault(
                "CONTEXT",
                f"Entry {number} names person {actor} but was made without the application.",
                entry=number,
            )

    def _issued(self, number: int, xid: int, actor: int | None, ctx: str, facts: dict[str, Any]) -> None:
        if actor != (facts.get("u") or None):
            self.report.fault(
                "CONTEXT", f"Entry {number} names person {actor}, its context {facts.get('u')}.", entry=number
            )
        if self.app_key is not None and not mac_ok(ctx, self.app_key):
            self.report.fault(
                "MAC",
                f"The context of entry {number} (for {facts.get('n', 'person ' + str(facts.get('u')))}) was not issued by the application.",
                entry=number,
            )
        nonce = facts.get("nonce")
        if nonce in self.nonces and self.nonces[nonce] != xid:
            self.report.fault(
                "MAC", f"Entry {number} uses the context of another transaction again.", entry=number
            )
        self.nonces[nonce] = xid


def mac_ok(text: str, key: bytes) -> bool:
    """Whether the application that holds the key made this context."""
    found = MAC.search(text)
    if not found:
        return False
    good = hmac.new(key, (text[: found.start()] + "}").encode(), hashlib.sha256).hexdigest()[:32]
    return hmac.compare_digest(good, found.group(1))
