"""A random walk through controlled copies of one document: issued, printed, moved by anybody, recalled by the next version."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, ClassVar

from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from probatum.config import custody
from probatum.documents import copying
from probatum.documents.content import Version
from probatum.documents.controlled_copy import PROCESS
from probatum.documents.copies import ControlledCopy
from probatum.kernel.errors import Refused
from probatum.kernel.ledger.finding import faults
from probatum.kernel.lifecycle import perform
from probatum.kernel.models import Person, Record
from tests.documents.copies import effective, fresh, next_version
from tests.processes import laws
from tests.processes.examples import is_sentence
from tests.world import World

PEOPLE = ("carla", "anna", "quinn", "rhea", "otto")
names = st.sampled_from(PEOPLE)
moves = st.sampled_from(sorted(move.name for move in PROCESS.moves))
reasons = st.sampled_from(["", "  ", "As agreed."])
places = st.integers(0, 2)


class CopyWalk(RuleBasedStateMachine):
    """The copies of one document and what befalls them."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.version: Version | None = None

    @initialize()
    def bring_into_force(self) -> None:
        """A version is effective and one copy is out."""
        self.version = effective(self.world)
        self.issue("carla", holder="rhea")

    @rule(name=names, holder=names)
    def issue(self, name: str, holder: str) -> None:
        assert self.version is not None
        version, person = fresh(self.version), self.person(holder)
        given = {"place": "Line 2", "purpose": "Work"}
        self.refused(lambda: copying.issue(self.person(name), version, holder=person, **given))

    @rule(name=names, place=places, reason=reasons)
    def put_on_paper(self, name: str, place: int, reason: str) -> None:
        copy = self.copy(place)
        self.refused(lambda: copying.print_copy(self.person(name), copy, reason=reason))

    @rule(name=names, place=places, move=moves, reason=reasons)
    def try_any_move(self, name: str, place: int, move: str, reason: str) -> None:
        record = self.copy(place).record
        self.refused(lambda: perform(self.person(name), record, move, based_on=record.version, reason=reason))

    @rule()
    def supersede(self) -> None:
        """The next version comes into force."""
        assert self.version is not None
        self.version = effective(self.world, next_version(self.world, self.version))

    def person(self, name: str) -> Person:
        return Person.objects.get(username=name)

    def copy(self, place: int) -> ControlledCopy:
        """One of the copies of the document."""
        assert self.version is not None
        known = ControlledCopy.objects.filter(document_id=self.version.document_id).order_by("copy_no")
        return copying.copy_of(Record.objects.get(pk=known[place % known.count()].pk))

    def refused(self, act: Callable[[], Any]) -> None:
        """Do it, or be told in a sentence why not."""
        with contextlib.suppress(Refused):
            try:
                act()
            except Refused as refusal:
                assert is_sentence(str(refusal)), str(refusal)
                raise
            finally:
                assert not connection.in_atomic_block

    @invariant()
    def laws_hold(self) -> None:
        """Contiguous steps, tasks that fit, and no copy out of a version that is not in force."""
        if self.version is None:
            return
        copies = ControlledCopy.objects.filter(document_id=self.version.document_id).select_related(
            "record", "version__record"
        )
        for copy in copies:
            laws.steps_are_contiguous(copy.record)
            laws.tasks_fit_the_state(copy.record)
            assert copy.record.state != "issued" or copy.version.record.state == "effective"
        numbers = list(copies.order_by("copy_no").values_list("copy_no", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        laws.what_is_visible_is_allowed(
            [copy.record for copy in copies], [self.person("rhea"), self.person("otto")]
        )

    def teardown(self) -> None:
        """Whatever happened, the ledger proves all of it."""
        if self.version is not None:
            custody.seal_now()
            assert faults(custody.verify(full=True)) == []
