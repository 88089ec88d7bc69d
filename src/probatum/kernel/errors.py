"""The few exceptions of the domain; the text of each is the sentence that a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NOT_ACTIVE = "This account is not active. An access administrator can activate it."


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that blocks a move, and where it is mended: a page (a URL name and its arguments), the page of another
    record (`record`), a section of this one (`section`, with the record as `record`), or nowhere. guard: who says so.
    """

    text: str
    url_name: str = ""
    args: tuple[str, ...] = ()
    guard: str = ""
    record: Any = None
    section: str = ""


class Refused(Exception):
    """The record is not in a condition that allows this."""

    def __init__(self, sentence: str, *, missing: tuple[Missing, ...] = (), field: str = "") -> None:
        super().__init__(sentence)
        self.missing = missing
        self.field = field


class NotAllowed(Refused):
    """The person has no right to do this."""


class StaleRecord(Refused):
    """Somebody else changed the record since the page was opened."""


class NotAuthenticated(Refused):
    """The components given for a signature were not those of the signer (21 CFR 11.200)."""


class LedgerBroken(Exception):
    """The ledger does not verify, so nothing may be signed until the finding is resolved."""
