"""The rows of made quality events, as statements over a range of events `a` to `b` of `d`.

Thirteen of twenty are deviations. Every second event has a CAPA with actions and mostly a check, two of five an investigation.
The events spread evenly over five years; of those of the last months most are open, of the earlier ones three of a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

RANGE = "generate_series(%(a)s::bigint, %(b)s::bigint) g"
AT = "date_trunc('milliseconds', now())"
EVENT, INQUIRY, CAPA, FIRST, SECOND, CHECK = (f"%(o)s + {turn} * %(d)s + g" for turn in range(6))
DAYS = 1825


def chance(place: int) -> str:
    """A number from 0 to 1 that an event always has at a place."""
    return f"(abs(mod(hashint8extended(g, {place}), 1000003)) / 1000003.0::float8)"


def pick(name: str, place: int, *, power: float = 1.0) -> str:
    """One of a list that is given; a power above 1 picks the first ones more often."""
    return f"(%({name})s::bigint[])[1 + floor(cardinality(%({name})s::bigint[]) * power({chance(place)}, {power}))::integer]"


def word(choices: tuple[tuple[str, str], ...], place: int) -> str:
    """One of the values of a field, the first ones more often."""
    names = ", ".join(f"'{name}'" for name, _ in choices)
    return f"(ARRAY[{names}])[1 + floor({len(choices)} * power({chance(place)}, 1.6))::integer]"


OPENED = f"date_trunc('milliseconds', now() - interval '1 hour' - (%(d)s - g)::float8 / %(d)s * interval '{DAYS} days')"
OPEN = f"(({chance(1)} < 0.03) OR (g > 0.94 * %(d)s AND {chance(1)} < 0.75))"
CHANGED = f"least({AT}, {OPENED} + CASE WHEN {OPEN} THEN {chance(3)} * ({AT} - {OPENED}) ELSE {chance(3)} * interval '70 days' END)"
MINOR, MAJOR = f"{chance(4)} < 0.6", f"{chance(4)} < 0.9"
OWNER, QUALITY = pick("people", 5), pick("approvers", 6)
BATCH_OF_TIME = "(%(batch)s::bigint[])[1 + floor(cardinality(%(batch)s::bigint[]) * (0.97 * (g - 1) / %(d)s + 0.03 * {}))::integer]"
CONCERNED = (
    ("product", "true", pick("product", 7, power=2)),
    ("batch", f"{chance(8)} < 0.8", BATCH_OF_TIME.format(chance(9))),
    ("equipment", f"{chance(10)} < 0.7", pick("equipment", 11, power=2)),
)


@dataclass(frozen=True, slots=True)
class Told:
    """Records of one kind that go the same way: which events they belong to, their key, their moves from the first state on."""

    kind: str
    where: str
    key: str
    moves: tuple[str, ...]
    parent: str = "NULL::bigint"
    title: str = "u.title"

    @property
    def stage(self) -> str:
        """How many moves were made: all of them where the event is over."""
        return f"(CASE WHEN {OPEN} THEN floor({len(self.moves)} * {chance(2)})::integer ELSE {len(self.moves)} END)"


OF_TWENTY = "mod(g, 20)"
HAS_CAPA, HAS_TWO, HAS_INQUIRY = "mod(g, 2) = 0", "mod(g, 10) = 0", "mod(g, 5) < 2"
HAS_CHECK = "mod(g, 10) IN (0, 2, 4, 8)"
EVENTS = (
    Told("deviation", f"{OF_TWENTY} < 13 AND {MINOR}", EVENT, ("accept", "submit_assessment", "approve_assessment")),
    Told("deviation", f"{OF_TWENTY} < 13 AND NOT {MINOR}", EVENT,
         ("accept", "submit_assessment", "approve_assessment", "submit_investigation", "close")),
    Told("nonconformance", f"{OF_TWENTY} BETWEEN 13 AND 15", EVENT, ("accept", "contain", "dispose", "submit_closure", "close")),
    Told("complaint", f"{OF_TWENTY} IN (16, 17)", EVENT,
         ("submit", "accept", "complete_investigation", "decide_capa", "ask_closure", "close")),
    Told("lab_investigation", f"{OF_TWENTY} > 17", EVENT,
         ("submit_phase_one", "approve_phase_one", "submit_phase_two", "approve_phase_two", "close")),
)  # fmt: skip
BEHIND = (
    Told("investigation", HAS_INQUIRY, INQUIRY, ("submit", "approve"), EVENT, "'Why: ' || u.title"),
    Told("capa", HAS_CAPA, CAPA, ("start_planning", "submit_plan", "approve_plan", "complete", "close"), title="'Against: ' || u.title"),
    Told("action", HAS_CAPA, FIRST, ("release", "start", "submit", "approve"), CAPA, "'Revise the instruction: ' || u.title"),
    Told("action", HAS_TWO, SECOND, ("release", "start", "submit", "approve"), CAPA, "'Train the shift: ' || u.title"),
    Told("effectiveness_check", HAS_CHECK, CHECK, ("wait", "begin", "submit", "approve"), CAPA, "'Does not come back: ' || u.title"),
)  # fmt: skip

#: the words of a range, one title and one text an event
WORDS = "JOIN unnest(%(titles)s::text[], %(texts)s::text[]) WITH ORDINALITY AS u (title, body, nr) ON u.nr = g - %(a)s + 1"
PEOPLE = """INSERT INTO kernel_person (password, username, name, email, job_title, time_zone, is_active, external, may_sign,
    verified_method, agreement_version, must_change_password, mail_rhythm, created_at, department_id, site_id)
  SELECT '!', 'bench.' || g, 'Person ' || g, 'bench.' || g || '@example.com', 'Operator', 'Europe/Vienna', true, false, false,
    '', 0, false, 'daily', now(), (%(departments)s::bigint[])[1 + mod(g, cardinality(%(departments)s::bigint[]))], (%(sites)s::bigint[])[1 + mod(g, cardinality(%(sites)s::bigint[]))]
  FROM generate_series(1, %(count)s) g"""
ITEMS = """INSERT INTO kernel_item (register, code, name, status, country, note)
  SELECT %(register)s::text, upper(left(%(register)s::text, 3)) || '-' || (10000 + g), initcap(%(register)s::text) || ' ' || g, %(status)s::text, '', ''
  FROM generate_series(1, %(count)s) g"""
#: Each event opened once, as the reader's page notes it.
READ = """SELECT count(ledger.put('N', 'kernel_record', (%(o)s + g)::text, '{"file":"' || md5(g::text || %(turn)s::text) || '"}', '-'))
  FROM generate_series(1, %(d)s) g"""


def into(model: type[models.Model], rows: str, /, **given: str) -> str:
    """An insert that names what differs from row to row; every other column takes the default of its field."""
    columns: dict[str, str] = {}
    for one in model._meta.concrete_fields:
        column = str(one.column)
        if one.name in given:
            columns[column] = given.pop(one.name)
        elif not isinstance(one, models.AutoField) and not one.null:
            columns[column] = _written(one.get_default())
    if given:
        raise LookupError(f"{model.__name__} has no field {', '.join(given)}")
    return f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {rows}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''").replace("%", "%%") + "'"
    if value == []:
        return "'{}'"
    raise LookupError("a column without a default has to be given")
