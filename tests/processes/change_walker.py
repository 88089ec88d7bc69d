"""A random walk through a change request and its documents: moves, lists, withdrawals, releases; nothing happens by half."""

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
from probatum.documents import bundle, release, requesting
from probatum.documents.change import PROCESS
from probatum.documents.change_list import ChangeItem, ChangeRequest
from probatum.documents.content import Document, Version
from probatum.kernel.errors import Refused
from probatum.kernel.ledger.finding import faults
from probatum.kernel.lifecycle import available, perform
from probatum.kernel.models import Person, Record
from probatum.kernel.process import process_of
from probatum.kernel.signature import Credential, digest_of
from tests.documents.changes import bring_into_force, draft_request, issue, put_on, today
from tests.processes import laws
from tests.processes.examples import is_sentence
from tests.processes.walker import entries
from tests.world import PASSWORD, World

PEOPLE = ("carla", "anna", "rita", "paul", "quinn", "rhea", "otto")
names = st.sampled_from(PEOPLE)
moves = st.sampled_from(sorted(move.name for move in PROCESS.moves))
reasons = st.sampled_from(["", "  ", "As agreed."])
places = st.integers(0, 2)


def act(method: str, /, **given: Any) -> Any:
    """One kind of act with its values."""
    return st.tuples(st.just(method), st.fixed_dictionaries(given))


acts = st.one_of(
    act("try_any_move", name=names, move=moves, reason=reasons, late=st.booleans(), days=st.integers(-2, 9)),
    act("turn_back", name=names, of_version=st.booleans(), place=places),
    act("list_one", name=names, place=places, end=st.sampled_from(["effective", "retire", "concerned"])),
    act("take_one_off", name=names, place=places, reason=reasons),
    act("describe", name=names, days=st.integers(-1, 2), reason=reasons),
    act("work", name=names),
    act("go_on", name=names),
)


class ChangeWalk(RuleBasedStateMachine):
    """One request with two drafts to make effective and one document in force to retire."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.request = 0
        self.documents: list[int] = []
        self.entries = 0

    @initialize()
    def begin(self) -> None:
        """The documents are there and listed."""
        made = [self.world.document(title=title) for title in ("One", "Two", "Gone")]
        self.documents = [version.document_id for version in made]
        bring_into_force(self.world, made[2])
        request = draft_request(self.world)
        put_on(self.world, request, *made[:2])
        put_on(self.world, request, made[2], end="retire")
        self.request = request.pk

    def person(self, name: str) -> Person:
        return Person.objects.get(username=name)

    def record(self) -> Record:
        return Record.objects.select_related("site", "owner").get(pk=self.request)

    def body(self) -> ChangeRequest:
        return ChangeRequest.objects.select_related("record__site", "record__owner").get(pk=self.request)

    def version(self, place: int) -> Version:
        known = Version.objects.filter(document_id=self.documents[place]).select_related(
            "record__site", "draft"
        )
        return known.latest("major")

    def document(self, place: int) -> Document:
        return Document.objects.select_related("record").get(pk=self.documents[place])

    def refused(self, act: Callable[[], Any]) -> None:
        with contextlib.suppress(Refused):
            try:
                act()
            except Refused as refusal:
                assert is_sentence(str(refusal)), str(refusal)
                raise
            finally:
                assert not connection.in_atomic_block

    @rule(act=acts, further=st.integers(1, 3), name=names)
    def somebody_acts(self, act: tuple[str, dict[str, Any]], further: int, name: str) -> None:
        """One act, then some steps of the way forward, so that walks also come to an end."""
        what, given = act
        getattr(self, what)(**given)
        for _ in range(further):
            self.work(name)
            self.go_on(name)

    def try_any_move(self, name: str, move: str, reason: str, late: bool, days: int) -> None:
        record = self.record()
        day = today(self.world) + dt.timedelta(days=days)
        self.make(
            self.person(name),
            record,
            move,
            based_on=record.version - (1 if late else 0),
            reason=reason,
            values={"quality_due": day},
        )

    def go_on(self, name: str) -> None:
        """The request goes one step on, by the first who may; the background work follows."""
        self.take_open_move(name, self.record(), onward=True)
        self.background()

    def work(self, name: str) -> None:
        """Each version goes one step on."""
        for place in range(2):
            self.take_open_move(name, self.version(place).record, onward=True)
        self.background()

    def turn_back(self, name: str, of_version: bool, place: int) -> None:
        record = self.version(place).record if of_version else self.record()
        self.take_open_move(name, record, onward=False)

    def take_open_move(self, name: str, record: Record, *, onward: bool) -> None:
        start = PEOPLE.index(name)
        for candidate in PEOPLE[start:] + PEOPLE[:start]:
            person, present = self.person(candidate), Record.objects.get(pk=record.pk)
            found = [one for one in available(person, present) if one.open and one.move.negative != onward]
            if found:
                now = today(self.world)
                values = {"effective_on": now, "quality_due": now + dt.timedelta(days=5)}
                self.make(person, present, found[0].move.name, values=values)
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

    def list_one(self, name: str, place: int, end: str) -> None:
        body, document = self.body(), self.document(place)
        based_on = body.record.version
        self.refused(
            lambda: requesting.put_on(
                self.person(name), body, documents=[document], end=end, based_on=based_on
            )
        )

    def take_one_off(self, name: str, place: int, reason: str) -> None:
        body, document = self.body(), self.document(place)
        based_on = body.record.version
        self.refused(
            lambda: requesting.take_off(
                self.person(name), body, document=document, reason=reason, based_on=based_on
            )
        )

    def describe(self, name: str, days: int, reason: str) -> None:
        body = self.body()
        facts = {"implementation_days": days}
        self.refused(
            lambda: requesting.change_facts(
                self.person(name), body, facts=facts, reason=reason, based_on=body.record.version
            )
        )

    def background(self) -> None:
        for place in range(2):
            version = self.version(place)
            if version.record.state == "approved" and version.issue_id is None:
                issue(version)
        release.release_due()
        bundle.release_due(timezone.now())

    @invariant()
    def laws_hold(self) -> None:
        """Checked whenever the last act wrote something; a refusal must not have."""
        before, self.entries = self.entries, entries()
        if not self.request or self.entries == before:
            return
        record = self.record()
        laws.steps_are_contiguous(record)
        laws.tasks_fit_the_state(record)
        laws.signed_steps_have_their_signature(record)
        laws.signatures_are_genuine(record)
        laws.what_is_visible_is_allowed([record], [self.person(name) for name in ("rhea", "rita")])
        for document in self.documents:
            laws.check(document, [self.person("rhea")])
        self.all_or_nothing(record)

    def all_or_nothing(self, record: Record) -> None:
        open_ones = ChangeItem.objects.filter(request_id=self.request, ended_at=None)
        listed = open_ones.filter(end="effective").select_related("document__record")
        if record.state == "released":
            ended = ChangeItem.objects.filter(request_id=self.request, outcome="released")
            instants = set(ended.filter(end="effective").values_list("version__effective_at", flat=True))
            assert not open_ones.exists()
            assert instants <= {ChangeRequest.objects.get(pk=self.request).released_at}
            return
        for item in listed:
            assert item.document.record.state == "in_preparation", "it became effective without the others"

    def teardown(self) -> None:
        """Whatever happened, the ledger proves all of it."""
        if self.request:
            custody.seal_now()
            found = faults(custody.verify(full=True))
            assert found == [], [str(finding) for finding in found]
