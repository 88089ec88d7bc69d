"""Loads the example company by the moves that people make: nothing is written as rows, so every page has a true history."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from django.utils import timezone

from probatum.documents import authoring, release
from probatum.documents.authoring import Content
from probatum.documents.content import Document, Version
from probatum.documents.merge_fields import next_label, values_of
from probatum.documents.template import template_for
from probatum.documents.types import DocumentType, review_steps, save_type
from probatum.example import contents, quality_story, reporting_lines, teller
from probatum.example.index import DOCUMENTS
from probatum.example.index import document as by_number
from probatum.example.people import PEOPLE
from probatum.example.people import person as employee
from probatum.example.setting import found_company
from probatum.example.story import CONTROLLER, ExampleDocument, State, Step, steps
from probatum.example.types import TYPES
from probatum.kernel.calendar import today_at
from probatum.kernel.comment import Comment, add_comment
from probatum.kernel.identity.delegation import delegate
from probatum.kernel.lifecycle import perform
from probatum.kernel.models import Department, Person, Record, Site
from probatum.kernel.process import process_of
from probatum.kernel.signature import Credential, Evidence, authenticate, digest_of
from probatum.output import content as output_content
from probatum.output.issue import issue
from probatum.output.starting import start_from_template, start_with
from probatum.quality import access
from probatum.quality.trail import open_review

_PICTURE = re.compile(r"\(images/([\w.-]+)\)")


def load(say: Callable[[str], None] = print) -> None:
    """Load the company and its documents; a load that was broken off goes on with the documents that are not there yet.

    Raises RuntimeError when the database holds people of another company.
    """
    started = time.monotonic()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=teller.begin) as pool:
        for _ in range(2):
            pool.submit(int)  # both processes import while the company is founded
        if not Person.objects.exists():
            found_company()
        elif not Person.objects.filter(username=CONTROLLER).exists():
            raise RuntimeError(
                "The example company is loaded into an empty database only; this one holds people."
            )
        say(f"example: {len(PEOPLE)} people, types and roles are there")
        events = pool.submit(tell_events)
        for numbers in pool.map(play_all, _series()):
            say(f"example: {len(numbers)} documents told, {numbers[0]} to {numbers[-1]}")
        say(f"example: {events.result()} quality events told")
    Stage().oversee()
    say(f"example: {len(DOCUMENTS)} documents in {time.monotonic() - started:.0f} s")


def _series() -> list[list[str]]:
    """The documents by series of numbers, each in its order, the longest story first so that no process waits at the end."""
    series: dict[str, list[str]] = {}
    length: Counter[str] = Counter()
    for document in DOCUMENTS:
        prefix = document.number.rsplit("-", 1)[0]
        series.setdefault(prefix, []).append(document.number)
        length[prefix] += sum(1 for _ in steps(document))
    return [series[prefix] for prefix, _ in length.most_common()]


def play_all(numbers: list[str]) -> list[str]:
    """Tell the stories of these documents in order; runs in a process of its own."""
    stage = _stage()
    for number in numbers:
        document = by_number(number)
        for version in document.versions:
            stage.contents[number, version.label] = render_one(number, version.label)
        stage.play(document)
    return numbers


def tell_events() -> int:
    """Tell the quality events; runs in a process of its own. What is told already is left as it is."""
    return 0 if Record.objects.filter(kind="deviation").exists() else quality_story.tell(_stage())


def render_one(number: str, label: str, values: dict[str, str] | None = None) -> Content:
    """The content of one version, made as its author would: in the editor, or as a Word file; `values` fill its fields."""
    document = by_number(number)
    text = contents.text(document, label=label)
    if document.way == "office":
        made = _office(document, label)
        if made is not None:
            return made
    pictures: dict[str, bytes] = {}

    def bind(match: re.Match[str]) -> str:
        content = contents.image(match[1]).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        pictures[digest] = content
        return f"(sha256:{digest})"

    return output_content.content_from_markdown(
        _PICTURE.sub(bind, text), name=number, pictures=pictures, values=values or {}
    )


def _office(document: ExampleDocument, label: str) -> Content | None:
    """A real Word file through the real conversion; None where no converter is installed."""
    import tempfile  # slow import
    from pathlib import Path  # slow import

    from probatum.example.office import source_file  # slow import
    from probatum.output.office import soffice  # slow import

    if soffice() is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{document.number}.docx"
        path.write_bytes(source_file(document, label=label))
        return output_content.content_from_upload(path, filename=path.name)


@functools.cache
def _stage() -> Stage:
    return Stage()  # one a process, so that nobody's password is checked twice there


class Stage:
    """The people, each authenticated once for their series of signatures, and the contents they check in."""

    def __init__(self) -> None:
        self.people = {person.username: person for person in Person.objects.select_related("site")}
        self.types = {kind.code: kind for kind in DocumentType.objects.select_related("parent__parent")}
        self.sites = {site.code: site for site in Site.objects.all()}
        self.departments = {department.code: department for department in Department.objects.all()}
        self.contents: dict[tuple[str, str], Content] = {}
        self._evidence: dict[str, Evidence] = {}

    def evidence(self, person: Person) -> Evidence:
        """One authentication with both components for the person's series."""
        if person.username not in self._evidence:
            credential = Credential(person.username, employee(person.username).passphrase)
            self._evidence[person.username] = authenticate(person, credential)
        return self._evidence[person.username]

    def play(self, document: ExampleDocument) -> None:
        """Make every move of one document's story."""
        version: Version | None = None
        last_comment: Comment | None = None
        for step in steps(document):
            actor = self.people[step.by]
            if step.move in ("create", "new_version"):
                version = self._begin(actor, document, step)
                continue
            assert version is not None  # the first step of a story creates
            version = Version.objects.select_related(
                "record__site", "record__owner", "document__record", "draft"
            ).get(pk=version.pk)
            if step.move == "comment":
                last_comment = add_comment(
                    actor, version.record, text=step.words, quote=step.quote, about=version.label
                )
            elif step.move == "reply":
                add_comment(actor, version.record, text=step.words, answers=last_comment)
            else:
                self._step(actor, document, version, step)

    def _begin(self, actor: Person, document: ExampleDocument, step: Step) -> Version:
        content = self.contents[document.number, step.label]
        people = {
            "author": [self.people[name] for name in document.authors],
            "reviewer": [self.people[name] for name in document.reviewers],
            "approver": [self.people[name] for name in document.approvers],
            "quality_approver": [self.people[document.quality_approver]],
        }
        if "formal_review" in review_steps(self.types[document.type]):
            people["formal_reviewer"] = [self.people[CONTROLLER]]
        if step.move == "create":
            version = start_with(
                actor,
                anew=lambda values: render_one(document.number, step.label, values),
                type=self.types[document.type],
                title=document.title,
                site=self.sites.get(document.site),
                department=self.departments[document.department],
                owner=self.people[document.owner],
                confidential=document.confidential,
                content=content,
                people=people,
            )
            if version.document.record.number != document.number:
                raise RuntimeError(f"{document.number} came out as {version.document.record.number}.")
            return version
        parent = Document.objects.select_related("record").get(record__number=document.number)
        version = authoring.start_version(actor, parent, change_summary=step.words, people=people)
        content = _filled(content, document, step.label, version)
        authoring.check_in(
            actor, version, content=content, note=step.words[:300], based_on=self._now(version)
        )
        return version

    @staticmethod
    def _now(version: Version) -> int:
        return Record.objects.values_list("version", flat=True).get(pk=version.pk)

    def _step(self, actor: Person, document: ExampleDocument, version: Version, step: Step) -> None:
        match step.move:
            case "check_out":
                authoring.check_out(actor, version)
            case "check_in":
                content = _filled(self.contents[document.number, step.label], document, step.label, version)
                authoring.check_in(
                    actor, version, content=content, note=step.words[:300], based_on=version.record.version
                )
            case "release" | "schedule":
                issued = issue(version)
                if step.move == "release":
                    release.release(issued)
            case _:
                self._move(actor, document, version, step)

    def _move(self, actor: Person, document: ExampleDocument, version: Version, step: Step) -> None:
        names = {
            "submit": "submit_for_review",
            "accept": "review",
            "reject": "refuse_review",
            "send_for_approval": "submit_for_approval",
            "refuse": "refuse_approval",
        }
        name = names.get(step.move, step.move)
        process = process_of(version.record)
        values: dict[str, object] = {}
        if name == "approve_quality":
            days = _days(document, step)
            values["effective_on"] = today_at(version.record.site, at=timezone.now()) + dt.timedelta(
                days=days
            )
        signed = process.move(name).meaning is not None
        record = perform(
            actor,
            version.record,
            name,
            based_on=version.record.version,
            reason=step.words if signed or process.move(name).reason else "",
            values=values,
            evidence=self.evidence(actor) if signed else None,
            shown=digest_of(process, version.record) if signed else "",
        )
        waits = next(each for each in document.versions if each.label == step.label).state is State.IN_REVIEW
        if record.state == "in_formal_review" and not waits:
            controller = self.people[CONTROLLER]
            perform(
                controller,
                record,
                "review_formally",
                based_on=record.version,
                evidence=self.evidence(controller),
                shown=digest_of(process, record),
            )

    def oversee(self) -> None:
        """What stands beside the documents: an absence with its stand-in, and reviews of the audit trail and of access."""
        now = timezone.now()
        reporting_lines.tell(self.people)
        absent, to = self.people["h.steinlechner"], self.people["m.oberrauch"]
        delegate(absent, absent=absent, to=to, ends=now + dt.timedelta(days=10), reason="Holidays")
        head, reviewer = self.people["m.oberrauch"], self.people["t.lindqvist"]
        open_review(head, reviewer=reviewer, since=now - dt.timedelta(days=7), until=now, sample=12)
        due = timezone.localdate() + dt.timedelta(days=21)
        roles = access.open_review(head, reviewers=[head, reviewer], due=due)
        first = access.undecided(roles.pk).exclude(person=head)[:12]
        access.decide_items(head, roles, {item.pk: ("keep", "") for item in first})
        self.name_templates()
        self.begin_from_template()

    def name_templates(self) -> None:
        """The types take the templates that have become effective."""
        for told in TYPES:
            if told.template:
                kind = self.types[told.code]
                kind.template = Document.objects.get(record__number=told.template)
                save_type(self.people[CONTROLLER], kind, reason="Its template is effective now.")
        self.types = {kind.code: kind for kind in DocumentType.objects.select_related("parent__parent")}

    def begin_from_template(self) -> None:
        """A procedure that was begun from the template a moment ago and is still empty."""
        author, kind = self.people["b.szalontai"], self.types["SOP-CORP"]
        start_from_template(
            author,
            template=template_for(author, kind),
            type=kind,
            title="Visitors at the sites",
            department=self.departments["QA"],
            people={
                "reviewer": [self.people["g.pichlmayr"]],
                "approver": [self.people["p.zangerl"]],
                "quality_approver": [self.people["m.oberrauch"]],
            },
        )


def _filled(content: Content, document: ExampleDocument, label: str, version: Version) -> Content:
    """The content with the fields it asks for filled in for the draft that is to be checked in."""
    if not content.fields:
        return content
    return render_one(document.number, label, values_of(version, label=next_label(version)))


def _days(document: ExampleDocument, step: Step) -> int:
    """Days from today until the version takes effect, from the step that schedules or releases it."""
    later = [each for each in steps(document) if each.label == step.label and each.days is not None]
    return max(0, later[-1].days or 0) if later else 14
