"""The rows of an imported register, as statements over a range of documents `a` to `b`.

Of twenty documents, one is in review, one a draft, one in approval, seventeen are effective; of these one has a
next version in draft, one a next version in review, and one is in force in its second version.
"""

from __future__ import annotations

from probatum.kernel.search_marks import MARKS

RECORDS_A_DOCUMENT = 2.15

KNOWN = {
    "sites": "SELECT id FROM kernel_site ORDER BY id",
    "departments": "SELECT id FROM kernel_department ORDER BY id",
    "types": "SELECT id FROM documents_documenttype WHERE code LIKE 'SOP%' OR code LIKE 'FRM%' ORDER BY id",
}

PEOPLE = """INSERT INTO kernel_person (password, username, name, email, job_title, time_zone, is_active, external, may_sign,
    verified_method, agreement_version, must_change_password, mail_rhythm, created_at, department_id, site_id)
  SELECT '!', 'bench.' || g, 'Person ' || g, 'bench.' || g || '@example.com', 'Operator', 'Europe/Vienna', true, false, false,
    '', 0, false, 'daily', now(), (%(departments)s::bigint[])[1 + g %% cardinality(%(departments)s::bigint[])], (%(sites)s::bigint[])[1 + g %% cardinality(%(sites)s::bigint[])]
  FROM generate_series(1, %(count)s) g"""

#: Each effective document opened once, as the reader's page notes it.
READ = """SELECT count(ledger.put('N', 'kernel_record', d.record_id::text,
    '{"file":"' || md5(d.record_id::text || %(turn)s::text) || '","version":"1.0"}', '-'))
  FROM documents_document d WHERE d.record_id > %(o)s"""

RANGE = "generate_series(%(a)s::bigint, %(b)s::bigint) g"
AT = "date_trunc('milliseconds', now())"
DOCUMENT, FIRST, SECOND = "%(o)s + g", "%(o)s + %(d)s + g", "%(o)s + 2 * %(d)s + g"
DRAFT_ONE, DRAFT_TWO = "1000000 + g", "1000000 + %(d)s + g"
SITE = "(%(sites)s::bigint[])[1 + g %% cardinality(%(sites)s::bigint[])]"
DEPARTMENT = "(%(departments)s::bigint[])[1 + g %% cardinality(%(departments)s::bigint[])]"
TYPE = "(%(types)s::bigint[])[1 + g %% cardinality(%(types)s::bigint[])]"
FILE = "(%(renditions)s::bigint[])[1 + g %% %(files)s]"
NUMBER = f"'SOP-' || (SELECT code FROM kernel_department WHERE id = {DEPARTMENT}) || '-' || (100000 + g)"
TITLE = """(ARRAY['Cleaning of', 'Calibration of', 'Use of', 'Maintenance of', 'Qualification of', 'Alarm response for', 'Sampling at'])[1 + g %% 7]
  || ' ' || (ARRAY['balance', 'autoclave', 'isolator', 'cold room', 'sterile filter', 'chromatography skid', 'bioreactor', 'water loop', 'freezer', 'incubator', 'filling line'])[1 + g %% 11]
  || ' ' || (ARRAY['in suite', 'in building', 'on line', 'in laboratory'])[1 + g %% 4] || ' ' || (1 + g %% 97)"""

MOVING = "g %% 20 <> 1"
TO_APPROVAL = "g %% 20 NOT IN (0, 1)"
IN_FORCE = "g %% 20 > 2"
NEXT = "g %% 20 IN (5, 10, 15)"
NEXT_REVIEW = "g %% 20 = 10"
NEXT_IN_FORCE = "g %% 20 = 15"


def _who(place: int) -> str:
    return f"(%(people)s::bigint[])[1 + (g * 7 + {place}) %% %(n)s]"


def _record(where: str, key: str, kind: str, state: str, number: str = NUMBER) -> str:
    return f"""INSERT INTO kernel_record (id, uuid, kind, number, title, state, confidential, version, opened_at, changed_at,
        definition_id, department_id, opened_by_id, owner_id, site_id)
      SELECT {key}, gen_random_uuid(), '{kind}', {number}, {TITLE}, '{state}', g %% 50 = 0, 1, {AT}, {AT},
        %(def_{kind})s, {DEPARTMENT}, {_who(0)}, {_who(0)}, {SITE} FROM {RANGE} WHERE {where}"""


def _version(where: str, key: str, major: int) -> str:
    return f"""INSERT INTO documents_version (record_id, major, change_summary, change_reference, training_impact, training_reason, document_id)
      SELECT {key}, {major}, 'Brought up to date', '', 'read', '', {DOCUMENT} FROM {RANGE} WHERE {where}"""


def _link(where: str, key: str) -> str:
    return f"""INSERT INTO kernel_link (type, note, made_at, void_reason, made_by_id, source_id, target_id)
      SELECT 'version_of', '', {AT}, '', {_who(0)}, {key}, {DOCUMENT} FROM {RANGE} WHERE {where}"""


def _part(where: str, key: str, name: str, place: int, position: int = 1) -> str:
    return f"""INSERT INTO kernel_part (name, position, since, person_id, record_id)
      SELECT '{name}', {position}, {AT}, {_who(place)}, {key} FROM {RANGE} WHERE {where}"""


def _parts(where: str, key: str) -> list[str]:
    named = (
        ("author", 0, 1),
        ("reviewer", 1, 1),
        ("reviewer", 2, 2),
        ("approver", 3, 1),
        ("quality_approver", 4, 1),
    )
    return [_part(where, key, name, place, position) for name, place, position in named]


def _draft(where: str, key: str, draft: str) -> list[str]:
    return [
        f"""INSERT INTO documents_draft (id, minor, source_name, editor, pages, warnings, note, made_at, made_by_id, rendition_id, source_id, version_id)
          SELECT {draft}, 1, 'procedure.pdf', false, 2, '[]', 'First draft', {AT}, {_who(0)}, {FILE}, {FILE}, {key} FROM {RANGE} WHERE {where}""",
        f"UPDATE documents_version v SET draft_id = {draft} FROM {RANGE} WHERE v.record_id = {key} AND {where}",
    ]


def _found_by(where: str, key: str, *, elsewhere: str, empty: bool = False) -> str:
    text, words = ("''", "''::tsvector") if empty else ("t.text", "t.words")
    return f"""WITH given AS MATERIALIZED (
        SELECT nr, text, setweight(to_tsvector('english', text), 'C') AS words
          FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS u (text, nr))
      INSERT INTO kernel_searchentry (record_id, text, found_elsewhere, words)
      SELECT r.id, {text}, {elsewhere}, setweight(to_tsvector('simple', r.number), 'A') || setweight(to_tsvector('english', r.title), 'A') || {words} || {MARKS}
        FROM {RANGE} JOIN kernel_record r ON r.id = {key} JOIN given t ON t.nr = 1 + g %% cardinality(%(texts)s::text[]) WHERE {where}"""


def _step(where: str, key: str, move: str, left: str, entered: str, place: int) -> str:
    return f"""INSERT INTO kernel_step (move, from_state, to_state, name, role, on_behalf_of, reason, at, person_id, record_id)
      SELECT '{move}', '{left}', '{entered}', p.name, 'Author', '', '', {AT}, p.id, {key}
        FROM {RANGE} JOIN kernel_person p ON p.id = {_who(place)} WHERE {where}"""


def _state(where: str, key: str, state: str) -> str:
    return f"""UPDATE kernel_record r SET state = '{state}', version = r.version + 1, changed_at = {AT}
      FROM {RANGE} WHERE r.id = {key} AND {where}"""


def _ask(where: str, key: str, move: str, part: str, state: str, label: str, place: int) -> str:
    return f"""INSERT INTO kernel_task (move, part, state, label, due, opened_at, outcome, person_id, record_id)
      SELECT '{move}', '{part}', '{state}', '{label}', current_date - 5 + (g %% 20)::integer, {AT}, '', {_who(place)}, {key}
        FROM {RANGE} WHERE {where}"""


def _answered(where: str, key: str) -> str:
    return f"""UPDATE kernel_task k SET closed_at = {AT}, closed_by_id = k.person_id, outcome = 'done'
      FROM {RANGE} WHERE k.record_id = {key} AND k.closed_at IS NULL AND {where}"""


def _asked_to_review(where: str, key: str) -> list[str]:
    return [
        _step(where, key, "submit_for_review", "draft", "in_review", 0),
        _state(where, key, "in_review"),
        *(_ask(where, key, "review", "reviewer", "in_review", "Review", place) for place in (1, 2)),
    ]


def _in_force(where: str, key: str) -> list[str]:
    return [
        _state(where, key, "effective"),
        _state(where, DOCUMENT, "effective"),
        f"UPDATE documents_version v SET effective_at = {AT} FROM {RANGE} WHERE v.record_id = {key} AND {where}",
        f"""UPDATE documents_document d SET effective_id = {key}, next_review = current_date + (g %% 700)::integer
          FROM {RANGE} WHERE d.record_id = {DOCUMENT} AND {where}""",
    ]


def _approved(where: str, key: str) -> str:
    return f"""UPDATE documents_version v SET approved_at = {AT}, effective_on = current_date
      FROM {RANGE} WHERE v.record_id = {key} AND {where}"""


#: name of the action -> statements, in order
STEPS: list[tuple[str, list[str]]] = [
    ("document.create", [
        _record("true", DOCUMENT, "document", "in_preparation"),
        f"INSERT INTO documents_document (record_id, review_months, type_id) SELECT {DOCUMENT}, 24, {TYPE} FROM {RANGE}",
        _record("true", FIRST, "version", "draft", f"{NUMBER} || ' v1'"),
        _version("true", FIRST, 1),
        _link("true", FIRST),
        *_parts("true", FIRST),
        *(_part("true", DOCUMENT, "involved", place, place + 1) for place in range(5)),
        _found_by(IN_FORCE, DOCUMENT, elsewhere="false"),
        _found_by(f"NOT ({IN_FORCE})", DOCUMENT, elsewhere="true", empty=True),
        _found_by("true", FIRST, elsewhere=f"{IN_FORCE} AND NOT ({NEXT_IN_FORCE})"),
        *_draft("true", FIRST, DRAFT_ONE),
    ]),
    ("version.submit_for_review", _asked_to_review(MOVING, FIRST)),
    ("version.review", [
        _answered(TO_APPROVAL, FIRST),
        *(_step(TO_APPROVAL, FIRST, "review", "in_review", "reviewed", place) for place in (1, 2)),
        _state(TO_APPROVAL, FIRST, "reviewed"),
    ]),
    ("version.submit_for_approval", [
        _step(TO_APPROVAL, FIRST, "submit_for_approval", "reviewed", "in_approval", 0),
        _state(TO_APPROVAL, FIRST, "in_approval"),
        _ask(TO_APPROVAL, FIRST, "approve", "approver", "in_approval", "Approve", 3),
    ]),
    ("version.approve", [
        _answered(IN_FORCE, FIRST),
        _step(IN_FORCE, FIRST, "approve", "in_approval", "in_quality_approval", 3),
        _step(IN_FORCE, FIRST, "approve_quality", "in_quality_approval", "approved", 4),
        _approved(IN_FORCE, FIRST),
        _state(IN_FORCE, FIRST, "approved"),
    ]),
    ("version.release", [
        _step(IN_FORCE, FIRST, "take_effect", "approved", "effective", 0),
        *_in_force(IN_FORCE, FIRST),
    ]),
    ("version.start", [
        _record(NEXT, SECOND, "version", "draft", f"{NUMBER} || ' v2'"),
        _version(NEXT, SECOND, 2),
        _link(NEXT, SECOND),
        *_parts(NEXT, SECOND),
        _found_by(NEXT, SECOND, elsewhere=NEXT_IN_FORCE),
        *_draft(NEXT, SECOND, DRAFT_TWO),
    ]),
    ("version.submit_for_review", _asked_to_review(NEXT_REVIEW, SECOND)),
    ("version.release", [
        _state(NEXT_IN_FORCE, FIRST, "superseded"),
        f"UPDATE documents_version v SET superseded_at = {AT} FROM {RANGE} WHERE v.record_id = {FIRST} AND {NEXT_IN_FORCE}",
        _step(NEXT_IN_FORCE, SECOND, "take_effect", "approved", "effective", 0),
        _approved(NEXT_IN_FORCE, SECOND),
        *_in_force(NEXT_IN_FORCE, SECOND),
    ]),
]  # fmt: skip
