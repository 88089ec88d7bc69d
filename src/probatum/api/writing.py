"""What can be done: open a record, fill in its sections, name its people, make a move that is not signed, write a remark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from probatum.api import schemas, shown
from probatum.api.reading import comment
from probatum.api.routing import WRITING, router
from probatum.api.scope import (
    actor_of,
    demand_inside,
    demand_writing,
    process_covered,
    records_seen,
    seen,
)
from probatum.kernel.comment import add_comment
from probatum.kernel.editing import edit, name_people, rename
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import available, perform
from probatum.kernel.opening import open_new
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.process import Move, process_of
from probatum.kernel.record import Record
from probatum.kernel.section import Field
from probatum.kernel.values import read

#: what an answer is when a record was written to: the record as it now stands, or nothing where it is not seen any more
WRITTEN: dict[int, Any] = {200: schemas.WholeOut, 204: None}


@router.post("/kinds/{kind}/records", tags=WRITING, response={201: schemas.WholeOut, 204: None})
def open_record(request: HttpRequest, kind: str, given: schemas.NewRecord) -> Any:
    """Open a record of a kind."""
    process = process_covered(request, kind)
    demand_writing(request)
    opened = open_new(
        actor_of(request),
        process.kind,
        title=given.title,
        values=given.values,
        site=_site(given.site),
        department=_department(given.department),
        owner=_person("owner", given.owner) if given.owner else None,
        parent=seen(request, given.parent) if given.parent else None,
        parts=_people(given.parts),
        confidential=given.confidential,
    )
    return _as_it_stands(request, opened, status=201)


@router.patch("/records/{uuid}/sections/{section}", tags=WRITING, response=WRITTEN)
def fill_in(request: HttpRequest, uuid: UUID, section: str, given: schemas.SectionEdit) -> Any:
    """Fill in a section of a record; what is not sent stays."""
    found = _for_writing(request, uuid)
    kept = edit(
        actor_of(request),
        found,
        section,
        values=given.values,
        based_on=given.based_on,
        reason=given.reason,
    )
    return _as_it_stands(request, kept)


@router.patch("/records/{uuid}", tags=WRITING, response=WRITTEN)
def change_head(request: HttpRequest, uuid: UUID, given: schemas.HeadEdit) -> Any:
    """Give a record another title, or name its people and owner; one of the two at a time."""
    found, actor = _for_writing(request, uuid), actor_of(request)
    names_people = given.parts is not None or given.owner is not None
    if (given.title is not None) == names_people:
        raise Refused("Send either a title, or people and owner. Nothing was changed.", field="title")
    if given.title is not None:
        kept = rename(actor, found, title=given.title, based_on=given.based_on, reason=given.reason)
    else:
        kept = name_people(
            actor,
            found,
            people=_people(given.parts or {}),
            owner=_person("owner", given.owner) if given.owner else None,
            based_on=given.based_on,
            reason=given.reason,
        )
    return _as_it_stands(request, kept)


@router.post("/records/{uuid}/moves/{move}", tags=WRITING, response=WRITTEN)
def make_move(request: HttpRequest, uuid: UUID, move: str, given: schemas.MoveMade) -> Any:
    """Make a move. One that is signed is refused: a signature needs its person."""
    found = _for_writing(request, uuid)
    wanted = process_of(found).by_move.get(move)
    if wanted is None:
        raise Http404("There is no such move.")
    if wanted.meaning is not None:
        raise NotAllowed(
            f"“{wanted.label}” is signed as “{wanted.meaning.text}”, and an access token never signs. Whoever signs it does "
            f"so on the page of {found.number}."
        )
    moved = perform(
        actor_of(request),
        found,
        wanted.name,
        based_on=given.based_on,
        reason=given.reason,
        values=_inputs(wanted, given.values),
    )
    return _as_it_stands(request, moved)


@router.post("/records/{uuid}/comments", tags=WRITING, response={201: schemas.CommentOut})
def write_comment(request: HttpRequest, uuid: UUID, given: schemas.NewComment) -> Any:
    """Write a remark on a record, or answer one."""
    found = _for_writing(request, uuid)
    demand_inside(request, found)
    answered = found.comments.filter(pk=given.answers).first() if given.answers is not None else None
    if given.answers is not None and answered is None:
        raise Refused("Answer a remark of the same record.", field="answers")
    written = add_comment(actor_of(request), found, text=given.text, answers=answered)
    return 201, comment(written)


# --- What the domain functions take ---
def _for_writing(request: HttpRequest, uuid: UUID) -> Record:
    """The record to be written to, which is looked for first: who may not see it learns nothing of it."""
    found = seen(request, uuid)
    demand_writing(request)
    return found


def _inputs(move: Move, given: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a move, read by their types. Raises Refused for one that the move does not have."""
    known = {one.name: one for one in move.inputs}
    if strange := sorted(set(given) - set(known)):
        raise Refused(
            f"“{move.label}” asks for no “{strange[0][:40]}”. Nothing was changed.", field=strange[0][:40]
        )
    return {
        name: read(Field(name, one.label, one.type, choices=one.choices), given[name])
        for name, one in known.items()
        if name in given
    }


def _site(code: str | None) -> Site | None:
    if code is None:
        return None
    found = Site.objects.filter(code=code, active=True).first()
    if found is None:
        raise Refused("Choose a site by its code.", field="site")
    return found


def _department(code: str | None) -> Department | None:
    if code is None:
        return None
    found = Department.objects.filter(code=code, active=True).first()
    if found is None:
        raise Refused("Choose a department by its code.", field="department")
    return found


def _people(parts: Mapping[str, list[str]]) -> dict[str, list[Person]]:
    return {part: [_person(part, name) for name in names] for part, names in parts.items()}


def _person(field: str, username: str) -> Person:
    found = Person.objects.filter(username=username.casefold(), is_active=True).first()
    if found is None:
        raise Refused(f"Name active accounts by user name; “{username[:60]}” is none.", field=field)
    return found


def _as_it_stands(request: HttpRequest, record: Record, *, status: int = 200) -> Any:
    rows = records_seen(request).filter(pk=record.pk)
    found = rows.select_related("owner", "site", "department", "opened_by", "parent").first()
    if found is None:  # what was done took it out of sight
        return 204, None
    return status, shown.whole(request, found, available(actor_of(request), found))
