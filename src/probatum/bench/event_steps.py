"""What happens to made quality events, action by action: opened, triaged, assessed, moved on, followed by CAPAs."""

from __future__ import annotations

from typing import Any

from probatum.bench.event_rows import (
    AT,
    BEHIND,
    CAPA,
    CHANGED,
    CONCERNED,
    EVENT,
    EVENTS,
    HAS_CAPA,
    MAJOR,
    MINOR,
    OPENED,
    OWNER,
    QUALITY,
    RANGE,
    WORDS,
    Told,
    chance,
    into,
    pick,
    word,
)
from probatum.kernel.concern import Concern
from probatum.kernel.link import Link
from probatum.kernel.process import Process, process_of
from probatum.kernel.record import Part, Record, Step
from probatum.kernel.search import SearchEntry
from probatum.kernel.search_marks import MARKS
from probatum.kernel.task import Task
from probatum.quality.capa import choices
from probatum.quality.events.facts import AREAS, CATEGORIES
from probatum.quality.recurrence.judged import RecurrenceCheck
from probatum.quality.risk.rated import Rating

Work = list[tuple[str, list[str]]]
DUE = f"({OPENED})::date + 30"
BODIES: dict[str, dict[str, str]] = {
    "investigation": {"scope": "'What happened and why.'", "findings": "left(u.body, 180)"},
    "capa": {"source": word(choices.SOURCES, 20), "shape": "'full'", "weight": word(choices.WEIGHTS, 21), "problem": "left(u.body, 240)",
             "cause": "right(u.body, 120)"},
    "action": {"nature": "'corrective'", "category": word(choices.CATEGORIES, 22), "effect": "'task'", "due_on": DUE,
               "description": "left(u.body, 90)"},
    "effectiveness_check": {"criteria": "left(u.body, 90)", "start_on": DUE, "due_on": f"{DUE} + 90"},
}  # fmt: skip
TEXTS = {"investigation": ("scope", "findings"), "capa": ("problem", "cause"), "action": ("description",),
         "effectiveness_check": ("criteria",)}  # fmt: skip


def steps() -> Work:
    """The name of each action with its statements, in order."""
    found: Work = [("event.open", [line for told in EVENTS for line in _opened(told)] + _concerned())]
    found += [("event.accept", [line for told in EVENTS for line in _accepted(told)] + [_rated()])]
    found += [("event.submit", [line for told in EVENTS for line in _assessed(told)] + [_judged()])]
    found += [("event.close", [line for told in EVENTS for line in _over(told)])]
    found += [("capa.open", [line for told in BEHIND for line in _opened(told)] + _linked())]
    found += [("capa.close", [line for told in BEHIND for line in _moved(told, tasks_from=1) + _over(told)])]
    found += [("event.index", [_found_by(told) for told in (*EVENTS, *BEHIND)])]
    return found


def _opened(told: Told) -> list[str]:
    process = process_of(told.kind)
    source = f"{RANGE} {WORDS} WHERE {told.where}"
    year = f"to_char({OPENED}, 'YYYY')"
    number = f"'{process.numbering.partition('-')[0]}-' || {year} || '-' || (100000 + {told.key} - %(o)s)"
    record = into(
        Record, source, id=told.key, uuid="gen_random_uuid()", kind=f"'{told.kind}'", number=number, title=told.title,
        state=f"'{process.start}'", owner=OWNER, site=pick("sites", 12, power=1.5), department=pick("departments", 13),
        confidential=f"{chance(14)} < 0.02", due=DUE, definition=f"%(def_{told.kind})s", parent=told.parent, opened_at=OPENED,
        opened_by=pick("people", 15), changed_at=OPENED,
    )  # fmt: skip
    facts = BODIES.get(told.kind) or {
        "description": "u.body", "immediate_action": "'Stopped, separated and labelled.'",
        "occurred_at": f"{OPENED} - interval '5 hours'", "aware_at": f"{OPENED} - interval '2 hours'",
    }  # fmt: skip
    assert process.body is not None  # every kind told of here has sections
    parts = [
        into(Part, f"{RANGE} WHERE {told.where}", record=told.key, name="'quality'", person=QUALITY, position="1", since=AT),
        into(Part, f"{RANGE} WHERE {told.where} AND {OWNER} <> {pick('people', 16)}", record=told.key, name="'team'",
             person=pick("people", 16), position="1", since=AT),
    ]  # fmt: skip
    if not any(rule.name == "team" for rule in process.parts):
        parts.pop()
    return [record, into(process.body, source, record=told.key, **facts), *parts]


def _concerned() -> list[str]:
    return [
        into(Concern, f"{RANGE} WHERE {where}", record=EVENT, field=f"'{name}'", item=item, since=AT)
        for name, where, item in CONCERNED
    ]


def _accepted(told: Told) -> list[str]:
    """Triage: the category, and the moves so far as steps with their tasks."""
    body: Any = process_of(told.kind).body
    more = (
        f", area = {word(AREAS, 18)}, planned = false, external = false" if told.kind == "deviation" else ""
    )
    return [
        f"""UPDATE {body._meta.db_table} k SET category = {word(CATEGORIES, 17)}, edition = k.edition + 1{more}
          FROM {RANGE} WHERE k.record_id = {told.key} AND {told.where} AND {told.stage} > 0""",
        *_moved(told, tasks_from=0),
    ]


def _moved(told: Told, *, tasks_from: int) -> list[str]:
    """The steps of every move made, the tasks of the first states and of the present one, and the state before the last move."""
    process = process_of(told.kind)
    way = _way(process, told)
    rows = ", ".join(f"({place}, '{move}', '{left}', '{to}')" for place, (left, move, to) in enumerate(way))
    made = f"{RANGE} CROSS JOIN (VALUES {rows}) w (place, move, from_state, to_state) JOIN kernel_person p ON p.id = {OWNER}"
    steps = into(
        Step, f"{made} WHERE {told.where} AND w.place < {told.stage}", record=told.key, move="w.move", from_state="w.from_state",
        to_state="w.to_state", person="p.id", name="p.name", role="'Event owner'",
        at=f"{OPENED} + (w.place + 1) * ({CHANGED} - {OPENED}) / {len(way)}",
    )  # fmt: skip
    return [
        steps,
        *_asked(process, told, tasks_from),
        f"""UPDATE kernel_record r SET state = '{way[0][2]}', version = r.version + 1, changed_at = {OPENED} + 0.3 * ({CHANGED} - {OPENED})
          FROM {RANGE} WHERE r.id = {told.key} AND {told.where} AND {told.stage} > 0""",
    ]


def _way(process: Process, told: Told) -> list[tuple[str, str, str]]:
    """From state, move, to state; the last move ends it."""
    left, found = process.start, []
    for place, name in enumerate(told.moves):
        move = process.move(name)
        last = place == len(told.moves) - 1
        follows = process.move(told.moves[place + 1]).source[0] if not last else "closed"
        found.append((left, move.name, follows))
        left = follows
    return found


def _asked(process: Process, told: Told, tasks_from: int) -> list[str]:
    """The task of the first state (and the second of an event), and of the state where it stands now."""
    found = []
    for place, (left, move, _) in enumerate(_way(process, told)):
        ask = next((one for one in process.state(left).asks if one.move == move), None)
        if ask is None:
            continue
        past = place in (tasks_from, 1)
        reached = f"{told.stage} >= {place}" if past else f"{told.stage} = {place}"
        person = OWNER if ask.part == "owner" else QUALITY
        done = f"{told.stage} > {place}"
        found.append(into(
            Task, f"{RANGE} WHERE {told.where} AND {reached}", record=told.key, person=person, move=f"'{move}'", part=f"'{ask.part}'",
            state=f"'{left}'", label=f"'{ask.label}'", due=f"{DUE} - 20 + {place * 5}", opened_at=OPENED,
            closed_at=f"CASE WHEN {done} THEN {CHANGED} END", closed_by=f"CASE WHEN {done} THEN {person} END",
            outcome=f"CASE WHEN {done} THEN 'done' ELSE '' END",
        ))  # fmt: skip
    return found


def _assessed(told: Told) -> list[str]:
    """The decisions of the assessment."""
    body: Any = process_of(told.kind).body
    needed = f"({HAS_CAPA} AND NOT {MINOR})"
    return [
        f"""UPDATE {body._meta.db_table} k SET capa_needed = {needed}, check_needed = {needed}, edition = k.edition + 1,
            capa_reason = CASE WHEN {needed} THEN '' ELSE 'A single case without a pattern, number ' || g || '.' END
          FROM {RANGE} WHERE k.record_id = {told.key} AND {told.where} AND {told.stage} > 1""",
    ]


def _over(told: Told) -> list[str]:
    """Where the record stands now."""
    states = [to for _, _, to in _way(process_of(told.kind), told)]
    names = ", ".join(f"'{state}'" for state in states)
    return [
        f"""UPDATE kernel_record r SET state = (ARRAY[{names}])[{told.stage}], version = r.version + 1, changed_at = {CHANGED}
          FROM {RANGE} WHERE r.id = {told.key} AND {told.where} AND {told.stage} > 1"""
    ]


def _rated() -> str:
    result = f"CASE WHEN {MINOR} THEN %(minor)s::bigint WHEN {MAJOR} THEN %(major)s::bigint ELSE %(critical)s::bigint END"
    started = f"NOT ({EVENTS[0].stage} = 0)"
    return into(
        Rating, f"{RANGE} WHERE {started}", record=EVENT, matrix="%(matrix)s::bigint", severity=pick("severity", 23),
        likelihood=pick("likelihood", 24), score=f"1 + floor({chance(4)} * 24)::integer", result=result,
        rationale="'As the words of the levels say.'", rated_by=QUALITY, rated_at=OPENED,
    )  # fmt: skip


def _judged() -> str:
    return into(
        RecurrenceCheck, f"{RANGE} WHERE {EVENTS[0].stage} > 1", record=EVENT, since=f"({OPENED})::date - 365", until=f"({OPENED})::date",
        compared="12", verdict=f"CASE WHEN {chance(25)} < 0.1 THEN 'recurring' ELSE 'not_recurring' END",
        reason="'Another place and another cause.'", made_by=OWNER, made_at=CHANGED,
    )  # fmt: skip


def _linked() -> list[str]:
    """A CAPA addresses its event, and every tenth one the event before; some events caused others."""
    made = {"made_at": OPENED, "made_by": OWNER}
    return [
        into(Concern, f"{RANGE} WHERE {HAS_CAPA}", record=CAPA, field="'product'", item=CONCERNED[0][2], since=AT),
        into(Link, f"{RANGE} WHERE {HAS_CAPA}", source=CAPA, target=EVENT, type="'addresses'", **made),
        into(Link, f"{RANGE} WHERE {HAS_CAPA} AND mod(g, 3) = 0 AND g > 3", source=CAPA, target=f"{EVENT} - 3", type="'addresses'", **made),
        into(Link, f"{RANGE} WHERE mod(g, 7) = 0 AND g > 7", source=EVENT, target=f"{EVENT} - 5", type="'caused_by'", **made),
    ]  # fmt: skip


def _found_by(told: Told) -> str:
    body: Any = process_of(told.kind).body
    texts = TEXTS.get(told.kind, ("description", "immediate_action"))
    text = " || E'\\n' || ".join(f"k.{name}" for name in texts)
    items = "(SELECT coalesce(string_agg(E'\\n' || i.code || ' ' || i.name, ''), '') FROM kernel_concern c JOIN kernel_item i ON i.id = c.item_id WHERE c.record_id = r.id)"
    source = f"""{RANGE} JOIN kernel_record r ON r.id = {told.key} JOIN {body._meta.db_table} k ON k.record_id = r.id
      CROSS JOIN LATERAL (SELECT {text} || {items} AS text) t WHERE {told.where}"""
    words = (
        "setweight(to_tsvector('simple', r.number), 'A') || setweight(to_tsvector('english', r.title), 'A') || setweight(to_tsvector('english', t.text), 'C') || "
        + MARKS
    )
    return into(SearchEntry, source, record="r.id", text="t.text", words=words)
