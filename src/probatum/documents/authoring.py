"""Authoring: create a document, start a version, check out, check in, set facts and parts. Each is one action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError

from probatum.documents import document as document_process
from probatum.documents import restriction, translation
from probatum.documents import version as version_process
from probatum.documents.content import (
    TRAINING_IMPACT,
    CheckOut,
    Document,
    Draft,
    Version,
    open_check_out,
)
from probatum.documents.drafts import Content as Content
from probatum.documents.drafts import copy_draft, insert_draft
from probatum.documents.succession import people_of, refuse_while_open
from probatum.documents.template import inherit, note_made_from, refuse_without
from probatum.documents.types import DocumentType, TypeDefault, pattern_for, rule, rule_for
from probatum.kernel import moments, search
from probatum.kernel.action import Act, action, require_reason
from probatum.kernel.asking import begin_state
from probatum.kernel.authz import Decision, decide, demand
from probatum.kernel.business_process import set_processes
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import lock, refuse_if_stale, touch
from probatum.kernel.link import link
from probatum.kernel.particulars import parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.process import definition_of
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record, issue_number, open_record

LONGEST_TITLE = 300


def create_document(
    actor: Person,
    *,
    type: DocumentType,
    title: str,
    site: Site | None = None,
    department: Department | None = None,
    owner: Person | None = None,
    confidential: bool = False,
    content: Content | None = None,
    people: Mapping[str, list[Person]] | None = None,
    template: Version | None = None,
) -> Version:
    """Create a document with a number of its own and its first version in draft; `template` is what it begins from.

    Raises NotAllowed without the right, Refused for a missing title, a type without a pattern or people without a right.
    """
    verdict = demand(actor, "document.create", site=site)
    restriction.may_use(actor, type, site=site).or_refuse()
    title = _title(title)
    if template is None:
        refuse_without(type)
    pattern = pattern_for(type, site=site, department=department)
    codes = {"type": type, "dept": department, "site": site}
    with action(actor, "document.create", role=verdict.role) as act:
        record = open_record(
            act,
            kind="document",
            number=issue_number(pattern, values={key: one.code if one else "" for key, one in codes.items()}),
            title=title,
            state=document_process.PROCESS.start,
            owner=owner or actor,
            definition=definition_of(act, document_process.PROCESS),
            site=site,
            department=department,
            confidential=confidential,
            circle=restriction.circle_of(type),
        )
        light = bool(rule(type, "light"))
        document = Document.objects.create(
            record=record,
            type=type,
            review_months=rule_for(type, "review_months", light=light),
            light=light,
        )
        if (process := rule(type, "process")) is not None and process.active:
            set_processes(act, record, processes=[process])
        search.index(record, text="", found_elsewhere=True)  # by its version, until one is effective
        version = _open_version(act, document, major=1, author=actor, content=content, people=people or {})
        if template is not None:
            note_made_from(act, version, template)
        return version


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused("Enter a title.", field="title")
    if len(title) > LONGEST_TITLE:
        raise Refused(f"Shorten the title to {LONGEST_TITLE} characters.", field="title")
    return title


def _open_version(
    act: Act,
    document: Document,
    *,
    major: int,
    author: Person,
    content: Content | None,
    people: Mapping[str, list[Person]],
    copy: Draft | None = None,
    change_summary: str = "",
) -> Version:
    process = version_process.PROCESS
    parent = document.record
    record = open_record(
        act,
        kind="version",
        number=f"{parent.number} v{major}",
        title=parent.title,
        state=process.start,
        owner=parent.owner,
        definition=definition_of(act, process),
        site=parent.site,
        department=parent.department,
        confidential=parent.confidential,
        circle=parent.circle,
    )
    version = Version.objects.create(
        record=record, document=document, major=major, change_summary=change_summary, **_training(document)
    )
    link(act, source=record, target=parent, type="version_of")
    _name_people(act, version, author=author, people=people)
    begin_state(act, record, process)
    search.index(record, text="")
    if content is not None:
        insert_draft(act, version, content, note="First draft")
    elif copy is not None:
        copy_draft(act, version, copy)
    return version


def _training(document: Document) -> dict[str, str]:
    """What is not GxP needs no training unless its type asks for it (DOC-43)."""
    if not document.light or rule_for(document.type, "training_required", light=True):
        return {}
    return {"training_impact": "none", "training_reason": "Not GxP."}


_DEFAULTS = Question(
    lambda: (
        TypeDefault.objects.filter(type_id=Asked("type"), active=True, person__is_active=True)
        .select_related("person")
        .order_by("part", "id")
    )
)


def _name_people(act: Act, version: Version, *, author: Person, people: Mapping[str, list[Person]]) -> None:
    proposed: dict[str, list[Person]] = {}
    for default in _DEFAULTS.ask(type=version.document.type_id):
        if default.person_id != author.pk:
            proposed.setdefault(default.part, []).append(default.person)
    proposed["author"] = [author]
    for name, chosen in {**proposed, **people}.items():
        assign(act, version, part=name, people=chosen)


def assign(act: Act, version: Version, *, part: str, people: list[Person]) -> None:
    """Name the holders of a part of a version, under an open action; they can see the document too."""
    set_parts(act, version.record, process=version_process.PROCESS, name=part, people=people)
    parent = version.document.record
    known = {held.person_id for held in parts_of(parent)}
    new = [person for person in people if person.pk not in known]
    if new:
        present = [held.person for held in parts_of(parent) if held.name == "involved"]
        set_parts(act, parent, process=document_process.PROCESS, name="involved", people=present + new)


def start_version(
    actor: Person,
    document: Document,
    *,
    change_summary: str,
    people: Mapping[str, list[Person]] | None = None,
) -> Version:
    """Start the next version from the effective one. Raises Refused while another version is open or none is effective."""
    verdict = demand(actor, "document.edit", record=document.record)
    summary = change_summary.strip()
    if not summary:
        raise Refused("Say what is to change.", field="change_summary")
    with action(actor, "version.start", record=document.record, reason=summary, role=verdict.role) as act:
        return begin_next(act, document, author=actor, change_summary=summary, people=people or {})


def begin_next(
    act: Act,
    document: Document,
    *,
    author: Person,
    change_summary: str,
    people: Mapping[str, list[Person]],
) -> Version:
    """Start the next version under an open action, such as the verdict of a periodic review. Raises as `start_version`."""
    parent = lock(document.record)
    document = Document.objects.select_related("type", "effective__draft", "effective__record__site").get(
        pk=parent.pk
    )
    if document.effective is None:
        raise Refused(f"{parent.number} has no effective version to start from.")
    refuse_while_open(document)
    majors = Version.objects.filter(document=document).order_by("-major").values_list("major", flat=True)
    version = _open_version(
        act,
        document,
        major=majors[0] + 1,
        author=author,
        content=None,
        people={**people_of(document.effective), **people},
        copy=document.effective.draft,
        change_summary=change_summary,
    )
    translation.begin(version)
    inherit(version, document.effective)
    return version


def may_edit(actor: Person, version: Version) -> Decision:
    """Authors and document controllers work on a draft."""
    if version.record.state != "draft":
        return Decision(False, "Only a draft can be changed. Take the version back to draft first.")
    authors = [held for held in parts_of(version.record) if held.name == "author"]
    if any(held.person_id == actor.pk for held in authors):
        return decide(actor, "document.edit", record=version.record)
    verdict = decide(actor, "document.control", record=version.record)
    if verdict:
        return verdict
    names = ", ".join(held.person.name for held in authors)
    return Decision(False, f"Only an author ({names}) or a document controller can work on this draft.")


def _editable(actor: Person, version: Version) -> Decision:
    verdict = may_edit(actor, version).or_refuse()
    held = open_check_out(version)
    if held is not None and held.person_id != actor.pk:
        raise Refused(
            f"{held.person.name} has had this draft checked out since {moments.universal(held.since, seconds=False)}. "
            "Ask for a check-in, or a document controller can end the check-out with a reason."
        )
    return verdict


def refuse_unless_editable(actor: Person, version: Version, *, based_on: int) -> None:
    """Raise what a check-in would raise, before a file is converted for it."""
    _editable(actor, version)
    refuse_if_stale(version.record, based_on=based_on)


def check_out(actor: Person, version: Version) -> CheckOut:
    """Take the exclusive lock on a draft (DOC-04). Raises Refused naming the holder when somebody has it."""
    verdict = _editable(actor, version)
    held = open_check_out(version)
    if held is not None:
        return held
    with action(actor, "version.check_out", record=version.record, role=verdict.role) as act:
        lock(version.record)
        try:
            return CheckOut.objects.create(version=version, person=actor, since=act.at)
        except IntegrityError as error:
            raise Refused(
                "Somebody else checked this draft out a moment ago. Look at the page again."
            ) from error


def cancel_check_out(actor: Person, version: Version) -> None:
    """Give the lock back without a new draft."""
    held = open_check_out(version)
    if held is None or held.person_id != actor.pk:
        raise Refused("You do not have this draft checked out.")
    with action(actor, "version.cancel_check_out", record=version.record) as act:
        _end_check_out(act, held, ending="cancelled")


def force_unlock(actor: Person, version: Version, *, reason: str) -> None:
    """End another person's check-out, with a reason (DOC-04). Raises NotAllowed without the right."""
    verdict = demand(actor, "version.unlock", record=version.record)
    held = open_check_out(version)
    if held is None:
        raise Refused("Nobody has this draft checked out.")
    why = require_reason(reason, ask=f"Say why the check-out of {held.person.name} is ended.")
    with action(actor, "version.unlock", record=version.record, reason=why, role=verdict.role) as act:
        _end_check_out(act, held, ending="unlocked")


def _end_check_out(act: Act, held: CheckOut, *, ending: str) -> None:
    CheckOut.objects.filter(pk=held.pk, ended_at=None).update(
        ended_at=act.at, ended_by=act.person, ending=ending, reason=act.reason[:300]
    )


def check_in(actor: Person, version: Version, *, content: Content, note: str = "", based_on: int) -> Draft:
    """Add the next draft and give the lock back. Raises StaleRecord, NotAllowed or Refused; then nothing was stored."""
    verdict = _editable(actor, version)
    with action(
        actor, "version.check_in", record=version.record, reason=note.strip(), role=verdict.role
    ) as act:
        record = lock(version.record)
        refuse_if_stale(record, based_on=based_on)
        version = Version.objects.select_related("record", "document__type", "draft").get(pk=record.pk)
        _editable(actor, version)
        draft = insert_draft(act, version, content, note=note.strip()[:300])
        held = open_check_out(version)
        if held is not None:
            _end_check_out(act, held, ending="checked in")
        touch(act, record)
    return draft


FACTS = ("title", "change_summary", "change_reference", "training_impact", "training_reason")


def change_facts(
    actor: Person, version: Version, *, facts: Mapping[str, Any], reason: str, based_on: int
) -> Version:
    """Change title, change summary, change request number or training impact of a draft.

    Raises StaleRecord, NotAllowed, or Refused for an unknown or faulty fact, an empty title or a missing reason.
    """
    verdict = may_edit(actor, version).or_refuse()
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise Refused(f"{', '.join(sorted(unknown))}: no such field on a version. Nothing was changed.")
    title = _title(str(facts.get("title", version.record.title)))
    body = {name: str(value).strip() for name, value in facts.items() if name != "title"}
    _refuse_faulty(body)
    if body.get("training_impact") == "none" and not body.get("training_reason", version.training_reason):
        raise Refused("Say why no training is needed.", field="training_reason")
    changed = {name: value for name, value in body.items() if getattr(version, name) != value}
    if not changed and title == version.record.title:
        return version  # ATR-08: saving without change writes nothing
    if _overwrites(version, changed, title) and not reason.strip():
        raise Refused("Say why this changes; earlier values stay readable.", field="reason")
    with action(
        actor, "version.change", record=version.record, reason=reason.strip(), role=verdict.role
    ) as act:
        record = lock(version.record)
        refuse_if_stale(record, based_on=based_on)
        if changed:
            Version.objects.filter(pk=record.pk).update(**changed)
        if title != record.title:
            record.title = title
            parent = Record.objects.select_for_update(no_key=True).get(pk=version.document_id)
            if parent.state == "in_preparation":
                parent.title = title
                touch(act, parent)
        touch(act, record)
    return Version.objects.select_related("record").get(pk=record.pk)


def _refuse_faulty(body: Mapping[str, str]) -> None:
    """What a form would not send, but somebody else may."""
    if body.get("training_impact", "read") not in dict(TRAINING_IMPACT):
        raise Refused("Choose whether training is needed.", field="training_impact")
    for name, words, most in (
        ("change_reference", "number of the change request", 80),
        ("training_reason", "reason for no training", 300),
        ("change_summary", "summary of changes", 10_000),
    ):
        if len(body.get(name, "")) > most:
            raise Refused(f"Shorten the {words} to {most:,} characters.", field=name)


def _overwrites(version: Version, changed: Mapping[str, Any], title: str) -> bool:
    """AT-4: a first entry needs no reason, a change does."""
    return title != version.record.title or any(
        getattr(version, name) not in ("", "read") for name in changed
    )


def name_people(actor: Person, version: Version, *, part: str, people: list[Person], based_on: int) -> None:
    """Name the holders of a part while the version is a draft or its review is closed."""
    if version.record.state not in ("draft", "reviewed"):
        raise Refused("People are named while the version is a draft or its review is closed.")
    control = decide(actor, "document.control", record=version.record)
    author = any(held.name == "author" and held.person_id == actor.pk for held in parts_of(version.record))
    if not (control or author):
        raise NotAllowed("Only an author or a document controller names the people of a version.")
    role = control.role if control else "Author"
    with action(actor, "version.name_people", record=version.record, role=role) as act:
        record = lock(version.record)
        refuse_if_stale(record, based_on=based_on)
        version.record = record
        assign(act, version, part=part, people=people)
        if part == "author" and not people:
            raise Refused("A version keeps at least one author.", field="author")
        touch(act, record)
