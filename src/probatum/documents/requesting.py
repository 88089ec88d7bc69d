"""Change requests: opened by those who write or control documents, asked for by any reader, and filled with documents.

Each function is one action; the moves are in `change`, the release is in `bundle`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from probatum.documents import restriction
from probatum.documents.change import PROCESS
from probatum.documents.change_list import (
    CONCERNED,
    EFFECTIVE,
    ENDS,
    KIND,
    RETIRE,
    ChangeItem,
    ChangeRequest,
    taken_up,
)
from probatum.documents.content import FINISHED_STATES, Document, Version
from probatum.documents.release import set_day
from probatum.kernel import search
from probatum.kernel.action import Act, action, require_reason
from probatum.kernel.authz import Decision, can_see, decide, demand, holders
from probatum.kernel.calendar import today_at
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import enter_state, lock, refuse_if_stale, touch
from probatum.kernel.link import Link, link
from probatum.kernel.particulars import parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Person, Site
from probatum.kernel.process import definition_of
from probatum.kernel.record import Record, issue_number, open_record

PATTERN = "DCR-{year}-{n:04}"
MOST = 200
LONGEST_PERIOD = 365
FACTS = ("title", "reason", "description", "impact", "implementation_days")
PROPOSED = ("reviewer", "approver", "quality_approver")
WORDS = {"reason": "reason", "description": "description", "impact": "impact"}


def may_open(actor: Person, *, site: Site | None = None) -> Decision:
    """Authors and document controllers open change requests; anybody else asks for one from the page of a document."""
    control = decide(actor, "document.control", site=site) if site else decide(actor, "document.control")
    return control or (decide(actor, "document.edit", site=site) if site else decide(actor, "document.edit"))


def open_request(
    actor: Person,
    *,
    title: str,
    reason: str,
    description: str = "",
    impact: str = "",
    implementation_days: int = 0,
    site: Site | None = None,
    people: Mapping[str, list[Person]] | None = None,
) -> ChangeRequest:
    """Open a change request and coordinate it. Raises NotAllowed without the right, Refused for what is missing."""
    verdict = may_open(actor, site=site).or_refuse()
    facts = _checked(
        {
            "title": title,
            "reason": reason,
            "description": description,
            "impact": impact,
            "implementation_days": implementation_days,
        }
    )
    with action(actor, "change_request.open", role=verdict.role) as act:
        parts = {"coordinator": [actor], **(people or {})}
        return _begin(act, facts, owner=actor, site=site, people=parts)


def open_with_documents(
    actor: Person, *, documents: Iterable[Document], site: Site | None = None, **facts: Any
) -> ChangeRequest:
    """Open a request and list documents to be made effective; both or neither. Raises as the two functions do.

    Whoever reviews and approves their versions on the way is proposed for the request too.
    """
    wanted = list(documents)
    with transaction.atomic():
        request = open_request(actor, site=site, people=_people_of(actor, wanted, site=site), **facts)
        if wanted:
            put_on(actor, request, documents=wanted, end=EFFECTIVE, based_on=request.record.version)
    return request


def _people_of(actor: Person, documents: list[Document], *, site: Site | None) -> dict[str, list[Person]]:
    running = Version.objects.filter(document__in=documents).exclude(record__state__in=FINISHED_STATES)
    found: dict[str, list[Person]] = {}
    for version in running.select_related("record").order_by("pk"):
        for held in parts_of(version.record):
            if held.name not in PROPOSED or held.person_id == actor.pk:
                continue
            if decide(held.person, PROCESS.part(held.name).permission, site=site):
                found.setdefault(held.name, []).append(held.person)
    limit = PROCESS.part("reviewer").maximum
    return {name: list(dict.fromkeys(people))[:limit] for name, people in found.items()}


def raise_request(actor: Person, document: Document, *, description: str, reason: str) -> ChangeRequest:
    """Ask for a change of a document one may read (DOC-23); its owner, or document control, is asked to take it up.

    Raises NotAllowed for a document that is not the actor's to see, Refused for what is missing.
    """
    verdict = demand(actor, "record.view", record=document.record)
    parent = document.record
    if parent.state in ("retired", "discarded"):
        raise Refused(f"{parent.number} is {parent.state}, so nothing about it changes any more.")
    if not description.strip():
        raise Refused("Say what should change.", field="description")
    takers = takers_of(document)
    facts = _checked(
        {"title": f"{parent.number} {parent.title}"[:300], "reason": reason, "description": description}
    )
    with action(actor, "change_request.ask", role=verdict.role) as act:
        parts = {"coordinator": takers, "requester": [actor]}
        request = _begin(act, facts, owner=takers[0], site=parent.site, people=parts)
        _insert(act, request.record, document, parent=lock(parent), end=CONCERNED)
    return request


def takers_of(document: Document) -> list[Person]:
    """Who takes up a request: the owner, or where the owner cannot, the document controllers of its site."""
    owner, site = document.record.owner, document.record.site
    if owner.is_active and decide(owner, "document.read", site=site):
        return [owner]
    able = [
        person
        for person in holders("document.control", site=site)
        if decide(person, "document.read", site=site) and can_see(person, document.record)
    ][: PROCESS.part("coordinator").maximum]
    if not able:
        raise Refused(
            "Nobody can take up the request: the owner has left and nobody controls documents here. "
            "An access administrator can name a document controller."
        )
    return able


def _begin(
    act: Act,
    facts: dict[str, Any],
    *,
    owner: Person,
    site: Site | None,
    people: Mapping[str, list[Person]],
) -> ChangeRequest:
    year = today_at(site, at=act.at).year
    record = open_record(
        act,
        kind=KIND,
        number=issue_number(PATTERN, values={"year": year}),
        title=facts.pop("title"),
        state=PROCESS.start,
        owner=owner,
        site=site,
        definition=definition_of(act, PROCESS),
    )
    request = ChangeRequest.objects.create(record=record, **facts)
    for name, chosen in people.items():
        set_parts(act, record, process=PROCESS, name=name, people=chosen)
    enter_state(act, record, PROCESS)
    _index(request)
    return request


def _index(request: ChangeRequest) -> None:
    search.index(request.record, text="\n".join((request.reason, request.description, request.impact)))


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are stored. Raises Refused for one that is missing, too long or out of range."""
    given = {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}
    if "title" in given:
        given["title"] = " ".join(str(given["title"]).split())
    if given.get("title", "-") == "":
        raise Refused("Enter a title.", field="title")
    if len(str(given.get("title", ""))) > 300:
        raise Refused("Shorten the title to 300 characters.", field="title")
    if "reason" in given and not given["reason"]:
        raise Refused("Say why the documents change.", field="reason")
    for name, word in WORDS.items():
        if len(str(given.get(name, ""))) > 10_000:
            raise Refused(f"Shorten the {word} to 10,000 characters.", field=name)
    days = given.get("implementation_days", 0)
    if not isinstance(days, int) or not 0 <= days <= LONGEST_PERIOD:
        raise Refused(f"Enter a period of 0 to {LONGEST_PERIOD} days.", field="implementation_days")
    return given


def may_prepare(actor: Person, record: Record) -> Decision:
    """Coordinators and document controllers fill a request while it is a draft."""
    if record.state != "draft":
        return Decision(False, "Only a draft can be changed. Take the change back to draft first.")
    return _prepares(actor, record)


def may_name(actor: Person, record: Record) -> Decision:
    """People are named by who prepares the change, while it is a draft or its review is closed."""
    if record.state not in ("draft", "reviewed"):
        return Decision(False, "People are named while the change is a draft or its review is closed.")
    return _prepares(actor, record)


def _prepares(actor: Person, record: Record) -> Decision:
    coordinators = [held.person for held in parts_of(record) if held.name == "coordinator"]
    if actor.pk in {person.pk for person in coordinators}:
        return Decision(True, "", "Coordinator")
    control = decide(actor, "document.control", record=record)
    if control:
        return control
    names = ", ".join(person.name for person in coordinators)
    return Decision(
        False, f"Only a coordinator of the change ({names}) or a document controller can change it."
    )


def change_facts(
    actor: Person, request: ChangeRequest, *, facts: Mapping[str, Any], reason: str, based_on: int
) -> None:
    """Change title, reason, description, impact or period of a draft. Raises StaleRecord, NotAllowed or Refused."""
    verdict = may_prepare(actor, request.record).or_refuse()
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise Refused(
            f"{', '.join(sorted(unknown))}: no such field on a change request. Nothing was changed."
        )
    given = _checked(facts)
    title = given.pop("title", request.record.title)
    changed = {name: value for name, value in given.items() if getattr(request, name) != value}
    if not changed and title == request.record.title:
        return  # ATR-08: saving without change writes nothing
    overwrites = title != request.record.title or any(
        getattr(request, name) not in ("", 0) for name in changed
    )
    if overwrites and not reason.strip():
        raise Refused("Say why this changes; earlier values stay readable.", field="reason_for_change")
    with action(
        actor, "change_request.change", record=request.record, reason=reason.strip(), role=verdict.role
    ) as act:
        record = _locked_draft(actor, request.record, based_on=based_on)
        if changed:
            ChangeRequest.objects.filter(pk=record.pk).update(**changed)
        record.title = title
        touch(act, record)
        _index(ChangeRequest.objects.select_related("record").get(pk=record.pk))


def _locked_draft(actor: Person, record: Record, *, based_on: int) -> Record:
    locked = lock(record)
    refuse_if_stale(locked, based_on=based_on)
    may_prepare(actor, locked).or_refuse()
    return locked


def put_on(
    actor: Person, request: ChangeRequest, *, documents: Iterable[Document], end: str, based_on: int
) -> None:
    """List documents to be made effective or retired; for one that is listed already, decide which.

    Raises StaleRecord, NotAllowed, or Refused with the document that cannot be listed; then none was.
    """
    verdict = may_prepare(actor, request.record).or_refuse()
    if end not in dict(ENDS) or end == CONCERNED:
        raise Refused("Choose whether the document becomes effective or is retired.", field="end")
    wanted = list({document.pk: document for document in documents}.values())
    if not wanted:
        raise Refused("Enter the number of a document.", field="documents")
    for document in wanted:
        demand(actor, "record.view", record=document.record)
    with action(actor, "change_request.list", record=request.record, role=verdict.role) as act:
        record = _locked_draft(actor, request.record, based_on=based_on)
        count = ChangeItem.objects.filter(request_id=record.pk, ended_at=None).count()
        if count + len(wanted) > MOST:
            raise Refused(f"List at most {MOST} documents in one change request.", field="documents")
        for document in sorted(wanted, key=lambda one: one.pk):
            _list_one(act, record, document, end=end)
        touch(act, record)


def _list_one(act: Act, record: Record, document: Document, *, end: str) -> None:
    parent = lock(document.record)  # so that two requests do not take up one document at once
    if end == RETIRE and parent.state != "effective":
        raise Refused(f"{parent.number} is not effective, so there is nothing to retire.", field="documents")
    if end == EFFECTIVE and document.light:
        raise Refused(
            f"{parent.number} is not GxP: its versions are checked and take effect without a change request.",
            field="documents",
        )
    if end == EFFECTIVE and parent.state in ("retired", "discarded"):
        raise Refused(f"{parent.number} is {parent.state} and has no next version.", field="documents")
    other = taken_up(parent.pk)
    if other is not None and other.request_id != record.pk:
        known = act.person is not None and can_see(act.person, other.request.record)
        where = other.request.record.number if known else "another change"
        raise Refused(
            f"{parent.number} is in {where} already; a document changes in one request at a time.",
            field="documents",
        )
    if not ChangeItem.objects.filter(request_id=record.pk, document_id=parent.pk, ended_at=None).update(
        end=end
    ):
        _insert(act, record, document, parent=parent, end=end)


def _insert(act: Act, record: Record, document: Document, *, parent: Record, end: str) -> None:
    ChangeItem.objects.create(request_id=record.pk, document=document, end=end, added_at=act.at)
    link(act, source=record, target=parent, type="addresses")
    if restriction.take_in(record, parent):  # a list with a confidential document is as confidential as it
        touch(act, record)


def take_off(
    actor: Person, request: ChangeRequest, *, document: Document, reason: str, based_on: int
) -> None:
    """Take a document off the list; an approved version then waits until Quality gives it a day of its own."""
    verdict = may_prepare(actor, request.record).or_refuse()
    why = require_reason(reason, ask="Say why the document is taken off the list.")
    with action(
        actor, "change_request.take_off", record=request.record, reason=why, role=verdict.role
    ) as act:
        record = _locked_draft(actor, request.record, based_on=based_on)
        item = ChangeItem.objects.filter(request_id=record.pk, document=document, ended_at=None).first()
        if item is None:
            raise Refused(f"{document.record.number} is not on the list.")
        ChangeItem.objects.filter(pk=item.pk).update(ended_at=act.at, outcome="removed")
        Link.objects.filter(
            source_id=record.pk, target_id=document.pk, type="addresses", voided_at=None
        ).update(voided_at=act.at, void_reason=why[:300])
        if item.end == EFFECTIVE:
            _let_wait(act, document)
        touch(act, record)


def _let_wait(act: Act, document: Document) -> None:
    approved = Version.objects.filter(document=document, record__state="approved").select_related("record")
    set_day(act, [lock(version.record) for version in approved], day=None)


def name_people(
    actor: Person, request: ChangeRequest, *, part: str, people: list[Person], based_on: int
) -> None:
    """Name the holders of a part of a request while it is a draft. Raises StaleRecord, NotAllowed or Refused."""
    verdict = may_name(actor, request.record).or_refuse()
    if part == "requester":
        raise NotAllowed("Who asked for the change stays as it is.")
    if part == "coordinator" and not people:
        raise Refused("A change request keeps at least one coordinator.", field=part)
    with action(actor, "change_request.name_people", record=request.record, role=verdict.role) as act:
        record = lock(request.record)
        refuse_if_stale(record, based_on=based_on)
        may_name(actor, record).or_refuse()
        set_parts(act, record, process=PROCESS, name=part, people=people)
        if part == "coordinator":
            enter_state(act, record, PROCESS)
        touch(act, record)


def release_day(request: ChangeRequest) -> dt.date:
    """The day on which the documents change: as approved, or as it would be if Quality approved today."""
    today = today_at(request.record.site, at=timezone.now())
    return request.effective_on or today + dt.timedelta(days=request.implementation_days)
