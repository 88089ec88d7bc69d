"""Opening a record of a kind by hand: who may, its number, its first facts, its people, and whose part it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel import filling, search, team
from probatum.kernel.action import Act, action
from probatum.kernel.asking import begin_state
from probatum.kernel.authz import Decision, decide, roles_with
from probatum.kernel.body import text_of
from probatum.kernel.calendar import today_at
from probatum.kernel.effects import run_effects
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import lock, touch
from probatum.kernel.particulars import parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.process import Process, definition_of, process_of, registered
from probatum.kernel.record import Record, issue_number, open_record
from probatum.kernel.section import Section
from probatum.kernel.words import inside, start, with_article

LONGEST_TITLE = 300
#: the name under which effects learn that a record of a kind was opened
OPENED = "open"


def may_open(actor: Person, kind: str, *, site: Site | None = None, parent: Record | None = None) -> Decision:
    """Whether somebody may open a record of a kind, at a site or as part of another record."""
    process = process_of(kind)
    if not process.opens:
        return Decision(False, f"{start(with_article(process.label))} is not opened by hand.")
    if bool(process.parents) != (parent is not None):
        return Decision(False, _place(process))
    if parent is None:
        return decide(actor, process.opens, site=site)
    if parent.kind not in process.parents:
        return Decision(False, _place(process))
    if process_of(parent).state(parent.state).final:
        return Decision(False, f"{parent.number} has ended; it has to be reopened first.")
    if process.joins is not None and (sentence := process.joins(parent)):
        return Decision(False, sentence)
    if parent.owner_id == actor.pk and decide(actor, process.opens, site=parent.site):
        return Decision(True, "", "owner")
    return decide(actor, process.opens, record=parent)


def open_new(
    actor: Person,
    kind: str,
    *,
    title: str,
    values: Mapping[str, Any] | None = None,
    site: Site | None = None,
    department: Department | None = None,
    owner: Person | None = None,
    parent: Record | None = None,
    parts: Mapping[str, list[Person]] | None = None,
    confidential: bool = False,
) -> Record:
    """Open a record; one that is part of another takes over its site, department, circle and, where its parts say so, its people.

    Raises NotAllowed without the right, Refused for what is missing or unknown; nothing is written then.
    """
    process = process_of(kind)
    if parent is not None:
        site, department = parent.site, department or parent.department
    verdict = may_open(actor, kind, site=site, parent=parent).or_refuse()
    with action(actor, f"{kind}.open", role=verdict.role, definition=process.digest) as act:
        return begin(
            act,
            process,
            title=title,
            values=values or {},
            site=site,
            department=department,
            owner=owner or actor,
            parent=parent,
            parts=parts or {},
            confidential=confidential,
        )


def begin(
    act: Act,
    process: Process,
    *,
    title: str,
    values: Mapping[str, Any],
    owner: Person,
    site: Site | None = None,
    department: Department | None = None,
    parent: Record | None = None,
    parts: Mapping[str, list[Person]] | None = None,
    confidential: bool = False,
) -> Record:
    """Open a record under an open action, for what opens one as its consequence; rights are asked by the caller."""
    asked = [section for section in process.sections if section.at_opening]
    given = filling.read_all(asked, values, actor=act.actor)
    filling.check_together(asked, given, at=act.at)
    if parent is not None:
        parent = _still_open(parent)
    if process.owned:
        refuse_unless_can_own(owner, process, site=site)
    record = open_record(
        act,
        kind=process.kind,
        number=_number(act, process, site=site),
        title=titled(title),
        state=process.start,
        owner=owner,
        definition=definition_of(act, process),
        site=site,
        department=department,
        confidential=confidential or bool(parent and parent.confidential),
        circle=parent.circle if parent else None,
        parent=parent,
    )
    record.__dict__["_body"] = _body(process, record, asked, given)
    filling.keep_items(act, record, asked, given)
    _staff(act, record, process, parent=parent, parts=parts or {})
    if process.opened is not None:
        process.opened(act, record)
    if record.due is not None or process.opened is not None:
        touch(act, record)
    begin_state(act, record, process)
    search.index(record, text=text_of(record))
    if parent is not None:
        touch(act, parent)
    run_effects(act, record, OPENED, "")
    return record


def titled(title: str) -> str:
    """A title in one line. Raises Refused for none, or one too long."""
    title = " ".join(title.replace("\x00", " ").split())
    if not title:
        raise Refused("Enter a title.", field="title")
    if len(title) > LONGEST_TITLE:
        raise Refused(f"Shorten the title to {LONGEST_TITLE} characters.", field="title")
    return title


def refuse_unless_can_own(owner: Person, process: Process, *, site: Site | None) -> None:
    """Raise Refused for an owner without an active account or without the permission that an owner needs."""
    if not owner.is_active:
        raise Refused(f"The account of {owner.name} is not active. Choose another owner.", field="owner")
    needed = process.owned or process.opens
    if needed and not decide(owner, needed, site=site):
        roles = " or ".join(roles_with(needed)) or "that an access administrator makes for it"
        raise Refused(f"{owner.name} cannot own this; that needs the role {roles}.", field="owner")


def _number(act: Act, process: Process, *, site: Site | None) -> str:
    today = today_at(site, at=act.at)
    return issue_number(process.numbering, values={"year": today.year, "site": site.code if site else ""})


def _body(process: Process, record: Record, asked: list[Section], given: Mapping[str, Any]) -> Any:
    if process.body is None:
        raise LookupError(f"A {process.kind} has no body.")
    columns = {
        field.name: given[field.name]
        for section in asked
        for field in section.fields
        if not field.of_master_data and field.name in given
    }
    return process.body._default_manager.create(record=record, **columns)


def _still_open(parent: Record) -> Record:
    locked = lock(parent)
    if process_of(locked).state(locked.state).final:
        raise Refused(f"{locked.number} has ended; it has to be reopened first.")
    return locked


def _staff(
    act: Act, record: Record, process: Process, *, parent: Record | None, parts: Mapping[str, list[Person]]
) -> None:
    inherited = {rule.name for rule in process.parts if rule.inherited} if parent is not None else set()
    people: dict[str, list[Person]] = {}
    for held in parts_of(parent) if parent is not None else ():
        if held.name in inherited and held.person_id != record.owner_id:
            people.setdefault(held.name, []).append(held.person)
    for name, chosen in {**people, **parts}.items():
        set_parts(act, record, process=process, name=name, people=chosen)
    team.fill(act, record)


def _place(process: Process) -> str:
    if not process.parents:
        return f"{start(with_article(process.label))} stands alone; open it by itself."
    kinds = " or ".join(inside(known.label) for kind in process.parents for known in registered(kind))
    return f"{start(with_article(process.label))} is opened from the {kinds} that it belongs to."


def refuse_unless_openable(actor: Person, kind: str, *, parent: Record | None = None) -> None:
    """Raise NotAllowed with the sentence, before a page asks for anything."""
    verdict = may_open(actor, kind, parent=parent) if parent is not None else _anywhere(actor, kind)
    if not verdict:
        raise NotAllowed(verdict.reason)


def _anywhere(actor: Person, kind: str) -> Decision:
    process = process_of(kind)
    if not process.opens or process.parents:
        return may_open(actor, kind)
    return decide(actor, process.opens)
