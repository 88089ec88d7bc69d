"""What goes in and out, as data: every schema of the interface that does not depend on a kind."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict


class Given(Schema):
    """What a request sends; a name that it does not know is refused."""

    model_config = ConfigDict(extra="forbid")


class MissingOut(Schema):
    """One thing that stands in the way, and the record, section or page where it is mended."""

    sentence: str
    guard: str = ""
    record: UUID | None = None
    section: str = ""
    page: str = ""


class RefusalOut(Schema):
    """Why nothing was done: the sentence that the page would show."""

    sentence: str
    missing: list[MissingOut] = []
    field: str = ""


class PersonOut(Schema):
    """A person by user name and printed name."""

    username: str
    name: str


class PlaceOut(Schema):
    """A site or department by its code."""

    code: str
    name: str


class ItemOut(Schema):
    """An item of the master data."""

    register_name: str
    code: str
    name: str
    status: str


class ChoiceOut(Schema):
    """One value of a choice."""

    value: str
    label: str


class FieldOut(Schema):
    """One field of a section."""

    name: str
    label: str
    type: str
    required: bool
    help: str
    choices: list[ChoiceOut]
    register_name: str
    unit: str


class SectionOut(Schema):
    """Fields that are filled in together, in which states and by whom."""

    name: str
    label: str
    at_opening: bool
    states: list[str]
    parts: list[str]
    permission: str
    fields: list[FieldOut]


class StateOut(Schema):
    """One state of a kind."""

    name: str
    label: str
    final: bool


class InputOut(Schema):
    """A value asked for when a move is made."""

    name: str
    label: str
    type: str
    required: bool
    choices: list[ChoiceOut]


class MoveOut(Schema):
    """A move of a kind. One with a `meaning` is signed, which no token can do."""

    name: str
    label: str
    source: list[str]
    targets: list[str]
    meaning: str
    automatic: bool
    reason: bool
    inputs: list[InputOut]


class PartRuleOut(Schema):
    """A part that people hold in records of a kind."""

    name: str
    label: str
    minimum: int
    maximum: int


class KindOut(Schema):
    """A kind, short."""

    kind: str
    label: str
    plural: str
    definition: str
    can_be_opened: bool


class DefinitionOut(KindOut):
    """A kind with everything that its process says."""

    start: str
    parents: list[str]
    states: list[StateOut]
    moves: list[MoveOut]
    parts: list[PartRuleOut]
    sections: list[SectionOut]


class RecordOut(Schema):
    """A record as it stands in a list."""

    uuid: UUID
    kind: str
    number: str
    title: str
    state: str
    owner: PersonOut
    site: PlaceOut | None
    department: PlaceOut | None
    due: dt.date | None
    version: int
    opened_at: dt.datetime
    changed_at: dt.datetime


class PageOut(Schema):
    """One page of a list; `next` is the value of `after` for the next one."""

    records: list[RecordOut]
    next: str | None


class OfferOut(Schema):
    """A move from the present state: open to this account or not, and why not."""

    name: str
    label: str
    signed: bool
    open: bool
    sentence: str
    missing: list[MissingOut]


class TaskOut(Schema):
    """What somebody is asked to do by when."""

    record: UUID
    number: str
    move: str
    label: str
    person: PersonOut
    due: dt.date | None


class LinkOut(Schema):
    """A link to another record that may be seen."""

    id: int
    says: str
    record: UUID
    kind: str
    number: str
    title: str
    note: str


class HeldOut(Schema):
    """A part that somebody holds."""

    part: str
    person: PersonOut


class WholeOut(RecordOut):
    """A record with its values, people, tasks, links, children and the moves that lead on."""

    confidential: bool
    opened_by: PersonOut | None
    definition: str
    parent: UUID | None
    values: dict[str, Any]
    parts: list[HeldOut]
    tasks: list[TaskOut]
    links: list[LinkOut]
    children: list[RecordOut]
    moves: list[OfferOut]


class SignatureOut(Schema):
    """A signature: printed name, meaning, time, and whether it still holds."""

    name: str
    username: str
    role: str
    on_behalf_of: str
    move: str
    meaning: str
    subject: str
    refused: bool
    reason: str
    at: dt.datetime
    content_sha256: str
    validity: str


class CommentOut(Schema):
    """A remark."""

    id: int
    author: PersonOut
    text: str
    at: dt.datetime
    answers: int | None
    resolved_at: dt.datetime | None
    outcome: str


class FileOut(Schema):
    """A file attached to a record."""

    id: int
    name: str
    note: str
    media_type: str
    size: int
    sha256: str
    added_by: PersonOut | None
    added_at: dt.datetime


class RatingOut(Schema):
    """A risk rating by the version of the matrix that was in force."""

    matrix: str
    levels: dict[str, int]
    score: int
    result: str
    path: str
    rationale: str
    rated_by: PersonOut
    rated_at: dt.datetime


class ResultOut(Schema):
    """A result of a laboratory investigation, as it was entered; `plan` is the one it was tested under, none for the original."""

    id: int
    type: str
    ordinal: int
    value: str
    unit: str
    sample: str
    plan: UUID | None
    analyst: PersonOut | None
    tested_at: dt.datetime
    note: str
    entered_at: dt.datetime
    invalidated_at: dt.datetime | None
    invalid_reason: str


class TokenOut(Schema):
    """The token in use."""

    name: str
    kinds: list[str]
    writes: bool
    expires_at: dt.datetime


class MeOut(Schema):
    """The account under which a token works, and what it holds."""

    person: PersonOut
    token: TokenOut
    roles: list[str]
    permissions: list[str]


# --- What is sent ---
class NewRecord(Given):
    """A record to be opened."""

    title: str
    values: dict[str, Any] = {}
    site: str | None = None
    department: str | None = None
    owner: str | None = None
    parent: UUID | None = None
    parts: dict[str, list[str]] = {}
    confidential: bool = False


class SectionEdit(Given):
    """New values of a section; what is not sent stays. `based_on` is the version of the record that was read."""

    values: dict[str, Any]
    based_on: int
    reason: str = ""


class HeadEdit(Given):
    """Another title, other people or another owner. `based_on` is the version of the record that was read."""

    based_on: int
    title: str | None = None
    owner: str | None = None
    parts: dict[str, list[str]] | None = None
    reason: str = ""


class MoveMade(Given):
    """A move to be made."""

    based_on: int
    values: dict[str, Any] = {}
    reason: str = ""


class NewRating(Given):
    """A rating: a level, from 1, for each dimension of the matrix in force."""

    levels: dict[str, int]
    rationale: str
    based_on: int


class NewResult(Given):
    """A further result under a plan: digits as measured, and when it was tested."""

    value: str
    tested_at: AwareDatetime
    note: str = ""


class NewComment(Given):
    """A remark to be written."""

    text: str
    answers: int | None = None
