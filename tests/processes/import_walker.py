"""A random walk through imports: mapped, tried dry, run in pieces, halted, sampled, reconciled by anybody; the laws hold after each."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from probatum.config import custody
from probatum.documents import import_report, import_samples
from probatum.documents.collection import CollectionImport, ImportSample, Migrated
from probatum.documents.collection_import import PROCESS
from probatum.kernel.errors import Refused
from probatum.kernel.ledger.finding import faults
from probatum.kernel.lifecycle import available, perform
from probatum.kernel.models import Person, Record
from probatum.kernel.signature import Credential, digest_of
from probatum.output import importing as carrying
from tests import collected
from tests.processes import laws
from tests.processes.examples import is_sentence
from tests.world import PASSWORD, World

PEOPLE = ("carla", "carla", "carla", "anna", "quinn", "otto")
names = st.sampled_from(PEOPLE)
moves = st.sampled_from(sorted(move.name for move in PROCESS.moves))
reasons = st.sampled_from(["", "As agreed."])


class ImportWalk(RuleBasedStateMachine):
    """One import and what befalls it."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.collection: CollectionImport | None = None

    @initialize(system=st.integers(0, 10**9))
    def begin(self, system: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            files = collected.write(Path(folder), collected.ROWS[:3])
            self.collection = collected.begun(self.world, *files, system=f"System {system}", numbering="new")

    @rule(name=names, move=moves, reason=reasons)
    def try_any_move(self, name: str, move: str, reason: str) -> None:
        self.make(name, move, reason)

    @rule(place=st.integers(min_value=0, max_value=3))
    def go_on(self, place: int) -> None:
        """A move that is open and leads on, so that short walks come somewhere; the worker comes by for one piece."""
        offers = available(self.person("carla"), self.now().record)
        onward = [offer.move.name for offer in offers if offer.open and not offer.move.negative]
        if onward:
            self.make("carla", onward[place % len(onward)], "As agreed.")
        self.work(whole=False)

    @rule(whole=st.booleans())
    def work(self, whole: bool) -> None:
        """The worker comes by."""
        collection = self.now()
        if collection.record.state == "checking":
            carrying.check(collection)
        elif collection.record.state == "running":
            carrying.run(collection, at_once=1, seconds=None if whole else 0)

    @rule(name=names, same=st.booleans())
    def compare(self, name: str, same: bool) -> None:
        person = self.person(name)
        self.refused(lambda: import_samples.draw(person, self.now(), many=1))
        drawn = ImportSample.objects.filter(collection_id=self.now().pk, verdict="open")
        given = {one.pk: ("same", "") if same else ("differs", "Another footer.") for one in drawn}
        self.refused(lambda: import_samples.decide_samples(person, self.now(), given))

    @invariant()
    def laws_hold(self) -> None:
        if self.collection is None:
            return
        record = self.now().record
        laws.steps_are_contiguous(record)
        laws.tasks_fit_the_state(record)
        laws.signed_steps_have_their_signature(record)
        laws.signatures_are_genuine(record)
        counts = import_report.counts(self.now())
        made = Migrated.objects.filter(collection_id=record.pk)
        assert made.count() == counts["made"] <= 3
        for document in set(made.values_list("version__document_id", flat=True)):
            laws.check(document, [self.world.rhea, self.world.carla])

    def teardown(self) -> None:
        assert faults(custody.verify(full=True)) == []

    def make(self, name: str, move: str, reason: str) -> None:
        person, record = self.person(name), self.now().record
        given: dict[str, Any] = {"based_on": record.version, "reason": reason}
        if PROCESS.move(move).meaning is not None:
            given |= {"credential": Credential(name, PASSWORD), "shown": digest_of(PROCESS, record)}
        self.refused(lambda: perform(person, record, move, **given))

    def refused(self, act: Callable[[], Any]) -> None:
        """An act that succeeds, or is refused with a sentence."""
        try:
            act()
        except Refused as refusal:
            assert is_sentence(str(refusal)), str(refusal)

    def person(self, name: str) -> Person:
        return Person.objects.get(username=name)

    def now(self) -> CollectionImport:
        assert self.collection is not None
        collection = collected.fresh(self.collection)
        collection.record = Record.objects.get(pk=collection.pk)
        return collection
