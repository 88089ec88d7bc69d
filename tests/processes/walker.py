"""A random walk: people of all kinds try moves, check-outs, comments, delegations; the laws hold after each."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from django.db import connection
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from probatum.config import custody
from probatum.documents import authoring, reading, release, review_schedule
from probatum.documents.content import Document, Version, open_check_out
from probatum.documents.reviewing import PeriodicReview
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.comment import add_comment
from probatum.kernel.errors import Refused
from probatum.kernel.identity.accounts import deactivate
from probatum.kernel.ledger.finding import faults
from probatum.kernel.lifecycle import available, perform
from probatum.kernel.models import Delegation, Person, Record
from probatum.kernel.process import process_of, registered
from probatum.kernel.signature import Credential, digest_of
from tests.processes import laws
from tests.processes.examples import is_sentence
from tests.world import PASSWORD, World, content

PEOPLE = ("anna", "arno", "rita", "rolf", "paul", "quinn", "carla", "rhea", "adam", "ines", "otto", "twin")
PARTS = ("author", "reviewer", "approver", "quality_approver")
person_names = st.sampled_from(PEOPLE)
all_moves = st.sampled_from(sorted({move.name for process in registered() for move in process.moves}))
reasons = st.sampled_from(["", "  ", "As agreed.", "Ein Satz mit Ümläuten und \u200b.", "x" * 500])
days = st.integers(min_value=-3, max_value=20)


def act(method: str, /, **given: Any) -> Any:
    """One kind of act with its values."""
    return st.tuples(st.just(method), st.fixed_dictionaries(given))


#: Acts by the name of their method; one rule draws from all, so that no walk is without the way forward.
acts = st.one_of(
    act(
        "try_any_move",
        name=person_names,
        move=all_moves,
        on_document=st.booleans(),
        reason=reasons,
        day=days,
        late=st.booleans(),
    ),
    act("go_on", name=person_names),
    act("turn_back", name=person_names),
    act("check_out", name=person_names),
    act("check_in", name=person_names, text=st.sampled_from(["First.", "Second."]), late=st.booleans()),
    act("give_lock_back", name=person_names, force=st.booleans(), reason=reasons),
    act(
        "name_people",
        name=person_names,
        part=st.sampled_from(PARTS),
        chosen=st.lists(person_names, max_size=3, unique=True),
    ),
    act(
        "change_title",
        name=person_names,
        title=st.sampled_from(["", "Gowning", "Gowning, revised"]),
        reason=reasons,
    ),
    act("comment", name=person_names, text=st.sampled_from(["", "Step 4 is unclear.", "…"])),
    act("read", name=person_names, purpose=st.sampled_from(["view", "download", "print", "source"])),
    act("stand_in", absent=person_names, delegate=person_names),
    act("leave_the_company", name=st.sampled_from(["arno", "rita", "rolf", "twin", "rhea"])),
    act("issue_and_release"),
    act(
        "review_periodically",
        name=st.sampled_from(["anna", "carla", "rhea"]),
        move=st.sampled_from(["keep", "revise", "retire"]),
        reason=reasons,
    ),
    act("next_version", name=person_names, summary=st.sampled_from(["", "Adds a step."])),
)


def entries() -> int:
    """The newest entry of the ledger; refusals that are events of their own (a wrong password) count too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger.entry")
        return int(cursor.fetchone()[0])


class Walk(RuleBasedStateMachine):
    """One document and what befalls it."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.document = 0
        self.versions: dict[int, int] = {}
        self.entries = 0

    @initialize()
    def open_document(self) -> None:
        """Everybody is active again and stands in for nobody; a document is in draft."""
        with action(SYSTEM, "test.begin") as act:
            Person.objects.exclude(is_active=True, may_sign=True, password=self.world.anna.password).update(
                is_active=True, may_sign=True, agreement_version=1, password=self.world.anna.password
            )
            Delegation.objects.filter(revoked_at=None).update(revoked_at=act.at)
        self.document = self.world.document(title="A walk").document_id

    # --- what is looked at ---
    def person(self, name: str) -> Person:
        return Person.objects.get(username=name)

    def version(self) -> Version:
        """The newest version."""
        return (
            Version.objects.filter(document_id=self.document)
            .select_related(
                "record__site", "record__owner", "document__record", "document__type", "draft", "issue"
            )
            .latest("major")
        )

    def refused(self, act: Callable[[], Any]) -> None:
        """Do it, or be told in a sentence why not; a refusal leaves no transaction behind."""
        with contextlib.suppress(Refused):
            try:
                act()
            except Refused as refusal:
                assert is_sentence(str(refusal)), str(refusal)
                raise
            finally:
                assert not connection.in_atomic_block

    # --- what people do ---
    @rule(act=acts, further=st.integers(min_value=0, max_value=2), name=person_names)
    def somebody_acts(self, act: tuple[str, dict[str, Any]], further: int, name: str) -> None:
        """One act, then some steps of the way forward, so that walks also come to an end."""
        what, given = act
        getattr(self, what)(**given)
        for _ in range(further):
            self.go_on(name)

    def try_any_move(
        self, name: str, move: str, on_document: bool, reason: str, day: int, late: bool
    ) -> None:
        person = self.person(name)
        record = Record.objects.get(pk=self.document if on_document else self.version().pk)
        self.make(
            person,
            record,
            move,
            based_on=record.version - (1 if late else 0),
            reason=reason,
            values={"effective_on": timezone.now().date() + dt.timedelta(days=day)},
        )

    def go_on(self, name: str) -> None:
        """The way forward, so that walks come to an end; the background work follows."""
        self.take_open_move(name, onward=True)
        self.issue_and_release()

    def turn_back(self, name: str) -> None:
        self.take_open_move(name, onward=False)

    def take_open_move(self, name: str, *, onward: bool) -> None:
        """Make an open move that leads on (or back), by the first who may, counted from a random person."""
        place = PEOPLE.index(name)
        for candidate in PEOPLE[place:] + PEOPLE[:place]:
            person, record = self.person(candidate), Record.objects.get(pk=self.version().pk)
            offers = [
                offer for offer in available(person, record) if offer.open and offer.move.negative != onward
            ]
            if offers:
                today = timezone.now().astimezone(self.world.basel.zone).date()
                self.make(person, record, offers[0].move.name, values={"effective_on": today})
                return

    def make(self, person: Person, record: Record, move: str, **given: Any) -> None:
        complete = {
            "based_on": record.version,
            "reason": "As agreed.",
            "credential": Credential(person.username, PASSWORD),
            "shown": digest_of(process_of(record), record),
            **given,
        }
        self.refused(lambda: perform(person, record, move, **complete))

    def check_out(self, name: str) -> None:
        self.refused(lambda: authoring.check_out(self.person(name), self.version()))

    def check_in(self, name: str, text: str, late: bool) -> None:
        version = self.version()
        self.refused(
            lambda: authoring.check_in(
                self.person(name),
                version,
                content=content(text),
                based_on=version.record.version - (1 if late else 0),
            )
        )

    def give_lock_back(self, name: str, force: bool, reason: str) -> None:
        held = open_check_out(self.version())
        who = self.person(name if force or held is None else held.person.username)
        if force:
            self.refused(lambda: authoring.force_unlock(who, self.version(), reason=reason))
        else:
            self.refused(lambda: authoring.cancel_check_out(who, self.version()))

    def name_people(self, name: str, part: str, chosen: list[str]) -> None:
        version = self.version()
        people = [self.person(one) for one in chosen]
        self.refused(
            lambda: authoring.name_people(
                self.person(name), version, part=part, people=people, based_on=version.record.version
            )
        )

    def change_title(self, name: str, title: str, reason: str) -> None:
        version = self.version()
        self.refused(
            lambda: authoring.change_facts(
                self.person(name),
                version,
                facts={"title": title, "change_summary": "More detail."},
                reason=reason,
                based_on=version.record.version,
            )
        )

    def comment(self, name: str, text: str) -> None:
        record = self.version().record
        self.refused(lambda: add_comment(self.person(name), record, text=text))

    def read(self, name: str, purpose: str) -> None:
        self.refused(lambda: reading.take(self.person(name), self.version(), purpose=purpose))

    def stand_in(self, absent: str, delegate: str) -> None:
        if absent == delegate:
            return
        with action(SYSTEM, "test.delegate", reason="Leave") as act:
            Delegation.objects.create(
                absent=self.person(absent),
                delegate=self.person(delegate),
                starts=act.at - dt.timedelta(minutes=1),
                ends=act.at + dt.timedelta(days=1),
                reason="Leave",
                made_by=self.person(absent),
                made_at=act.at,
            )

    def leave_the_company(self, name: str) -> None:
        self.refused(lambda: deactivate(self.person("adam"), self.person(name), reason="Left the company."))

    def issue_and_release(self) -> None:
        """What the background work does."""
        version = self.version()
        if version.record.state == "approved":
            self.refused(lambda: release.attach_issue(version, pdf=b"%PDF-1.7 issued", pages=1))
        release.release_due()

    def next_version(self, name: str, summary: str) -> None:
        document = Document.objects.select_related("record").get(pk=self.document)
        self.refused(
            lambda: authoring.start_version(
                self.person(name),
                document,
                change_summary=summary,
                people={
                    "reviewer": [self.world.rita],
                    "approver": [self.world.paul],
                    "quality_approver": [self.world.quinn],
                },
            )
        )

    def review_periodically(self, name: str, move: str, reason: str) -> None:
        """The review date comes near, the job looks, and somebody gives a verdict."""
        with action(SYSTEM, "test.time", reason="time"):
            effective = Document.objects.filter(pk=self.document, record__state="effective")
            effective.update(next_review=timezone.now().date())
        review_schedule.close_overtaken()
        review_schedule.open_due()
        review = PeriodicReview.objects.filter(document_id=self.document, ended_at=None).first()
        if review is not None:
            self.make(self.person(name), Record.objects.get(pk=review.pk), move, reason=reason)

    # --- what holds ---
    @invariant()
    def laws_hold(self) -> None:
        """Checked whenever the last act wrote something; a refusal must not have."""
        if self.document and self.wrote():
            laws.check(self.document, [self.person(name) for name in ("rhea", "twin")])

    def wrote(self) -> bool:
        before, self.entries = self.entries, entries()
        return self.entries != before

    @invariant()
    def version_counters_grow(self) -> None:
        if not self.document:
            return
        now = {record.pk: record.version for record in laws.records_of(self.document)}
        for pk, before in self.versions.items():
            assert now[pk] >= before
        self.versions = now

    def teardown(self) -> None:
        """Whatever happened, the ledger proves all of it."""
        if self.document:
            custody.seal_now()
            found = faults(custody.verify(full=True))
            assert found == [], [str(finding) for finding in found]
