"""The one door for writes: an action says who, what, why and when, and the database refuses a change made without one.

21 CFR 11.10(e), Annex 11 clause 9: the context is set first, a trigger captures each row change under it, both or neither commit.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from probatum.kernel.errors import NOT_ACTIVE, Refused
from probatum.kernel.ledger import context
from probatum.kernel.ledger.journal import Journal
from probatum.kernel.people import SYSTEM, Actor, Person, facts_of, person_or_none

__all__ = ["SYSTEM", "Act", "Facts", "action", "event", "request_facts", "require_reason"]


@dataclass(frozen=True, slots=True)
class Facts:
    """Where an instruction came from (21 CFR 11.10(h)): interface, address, request id, hash of the session."""

    via: str = "cli"
    ip: str = ""
    request_id: str = ""
    session: str = ""


_AT_THE_TERMINAL = Facts()
request_facts: ContextVar[Facts] = ContextVar("request_facts", default=_AT_THE_TERMINAL)
_open_act: ContextVar[Act | None] = ContextVar("open_act", default=None)


@dataclass(slots=True)
class Act:
    """An open action; `at` is the database's clock to the millisecond and the time of every row it writes."""

    name: str
    actor: Actor
    at: dt.datetime
    id: str
    reason: str
    role: str
    on_behalf_of: str
    record_id: int | None
    notes: list[int] = field(default_factory=list)

    @property
    def person(self) -> Person | None:
        return person_or_none(self.actor)

    def note(self, facts: dict[str, Any], *, record_id: int | None = None) -> int:
        """Write an event without a row change (a controlled read, a sign-in). Returns the ledger entry's id."""
        subject = record_id or self.record_id
        body = _as_json({"event": self.name, **facts})
        entry = put("N", root=str(subject) if subject else None, body=body)
        self.notes.append(entry)
        return entry

    def hasten_seal(self) -> None:
        """Wake the sealer when this action commits, so that a signature is sealed within the second."""
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY ledger_seal")


def _as_json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def put(op: str, *, root: str | None, body: str) -> int:
    """Append an entry that is not a row change: N event, E signature. Belongs inside an open action."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger.put(%s, %s, %s, %s)", [op, "kernel_record" if root else "-", root or "-", body]
        )
        return int(cursor.fetchone()[0])


@contextmanager
def action(
    actor: Actor,
    name: str,
    *,
    reason: str = "",
    record: Any = None,
    meaning: str = "",
    role: str = "",
    on_behalf_of: str = "",
    definition: str = "",
) -> Iterator[Act]:
    """Open the transaction and the ledger context of one action; everything in the block commits or nothing does.

    Raises Refused when the account is not active, RuntimeError when an action is already open: an action does not nest.
    """
    given = {"mean": meaning, "def": definition}
    if on_behalf_of:
        given["ob"] = on_behalf_of
    nonce, told = _told(actor, name, reason=reason, role=role, **given)
    with transaction.atomic():
        at = _enter(told)
        act = Act(
            name=name,
            actor=actor,
            at=at,
            id=nonce,
            reason=reason,
            role=role,
            on_behalf_of=told.get("ob", ""),
            record_id=getattr(record, "pk", None),
        )
        token = _open_act.set(act)
        try:
            yield act
        finally:
            _open_act.reset(token)
        _leave(nonce, written=bool(act.notes))


def event(
    actor: Actor, name: str, facts: dict[str, Any], *, record: Any, reason: str = "", role: str = ""
) -> dt.datetime:
    """An action that is nothing but its note, such as a controlled read, in one statement. Returns its time.

    Raises Refused when the account is not active, RuntimeError when an action is already open.
    """
    nonce, told = _told(actor, name, reason=reason, role=role)
    body = _as_json({"event": name, **facts})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_EVENT, [context.build(told, settings.APP_HMAC_KEY), str(record.pk), body])
        at: dt.datetime = cursor.fetchone()[0]
        _leave(nonce, written=True)
    return at


#: The context stands before the entry is put, because the entry is taken from the row that set it.
_EVENT = """WITH begun AS MATERIALIZED (
  SELECT set_config('ledger.ctx', %s, true), date_trunc('milliseconds', clock_timestamp()) AS at)
SELECT begun.at, ledger.put('N', 'kernel_record', %s, %s) FROM begun"""


def _told(actor: Actor, name: str, *, reason: str, role: str, **given: str) -> tuple[str, dict[str, Any]]:
    """A fresh nonce, and what the context of an action says; raises when the action may not begin."""
    if _open_act.get() is not None:
        raise RuntimeError(
            f"{name}: an action is already open; call the inner function with the open act instead"
        )
    if not actor.is_active:
        raise Refused(NOT_ACTIVE)
    nonce, facts = uuid.uuid4().hex, request_facts.get()
    told = {
        "act": name,
        "app": settings.VERSION,
        "ip": facts.ip,
        "nonce": nonce,
        "role": role,
        "rq": facts.request_id,
        "ss": facts.session,
        "via": facts.via,
        "why": reason,
        **facts_of(actor),
        **given,
    }
    return nonce, {key: value for key, value in told.items() if value != ""}


def _enter(told: dict[str, Any]) -> dt.datetime:
    text = context.build(told, settings.APP_HMAC_KEY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('ledger.ctx', %s, true), date_trunc('milliseconds', clock_timestamp())", [text]
        )
        at: dt.datetime = cursor.fetchone()[1]
    return at


def _leave(nonce: str, *, written: bool) -> None:
    """Note in the journal outside the database that the action committed, and close the context if the transaction goes on."""
    with connection.cursor() as cursor:
        if not written:
            cursor.execute("SELECT strpos(current_setting('ledger.tx', true), %s) > 0", [nonce])
            written = cursor.fetchone()[0]
        if written:
            # robust: the action stands by now, so a full disk of the journal is logged, not told as a failure
            transaction.on_commit(lambda: Journal(settings.JOURNAL).note(nonce), robust=True)
        if connection.savepoint_ids:  # a test, an outer block: a later write needs an action of its own
            cursor.execute("SELECT set_config('ledger.ctx', '', true)")


def require_reason(reason: str, *, ask: str = "Say why; the reason becomes part of the record.") -> str:
    """The reason without blanks around it. Raises Refused when there is none."""
    if not reason.strip():
        raise Refused(ask, field="reason")
    return reason.strip()
