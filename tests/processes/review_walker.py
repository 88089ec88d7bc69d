"""A random walk through reviews of the audit trail and of access: opened, decided, signed, overdue, by people who come and go."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from probatum.config import custody
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import Setting
from probatum.kernel.errors import Refused
from probatum.kernel.identity.accounts import deactivate
from probatum.kernel.ledger.finding import faults
from probatum.kernel.lifecycle import available, perform
from probatum.kernel.models import Grant, Person, Record
from probatum.kernel.process import process_of
from probatum.kernel.signature import Credential, digest_of
from probatum.quality import access, access_schedule, trail
from probatum.quality.access import AccessItem, AccessReview
from probatum.quality.trail import ReviewItem, TrailReview
from tests.processes import laws
from tests.processes.examples import is_sentence
from tests.processes.walker import entries
from tests.world import PASSWORD, World

PEOPLE = ("quinn", "quentin", "quirin", "adam", "ada", "ines", "rhea", "arno")
REVIEWERS = ("quinn", "quentin", "quirin")
MOVES = ("sign_off", "withdraw", "extend", "fall_due")
KINDS = ("trail_review", "access_review")
names = st.sampled_from(PEOPLE)
kinds = st.sampled_from(KINDS)
reasons = st.sampled_from(["", "  ", "As agreed.", "Wechsel in den Verkauf, \u200b seit Mai."])
some = st.lists(st.sampled_from((*REVIEWERS, "rhea")), max_size=3, unique=True)


def act(method: str, /, **given: Any) -> Any:
    """One kind of act with its values."""
    return st.tuples(st.just(method), st.fixed_dictionaries(given))


acts = st.one_of(
    act("open_one", name=names, kind=kinds, chosen=some, site=st.booleans()),
    act(
        "try_any_move",
        name=names,
        kind=kinds,
        move=st.sampled_from(MOVES),
        reason=reasons,
        late=st.booleans(),
    ),
    act(
        "decide_some",
        name=names,
        kind=kinds,
        verdict=st.integers(0, 2),
        reason=reasons,
        count=st.integers(1, 4),
    ),
    act("decide_all", name=names, kind=kinds),
    act("finish", kind=kinds),
    act("name_others", name=names, chosen=some, reason=reasons),
    act("let_it_fall_due", ends=st.booleans()),
    act("leave_the_company", name=st.sampled_from(["arno", "rhea", "quirin"])),
)


class ReviewWalk(RuleBasedStateMachine):
    """One review of each kind and what befalls them."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.entries = 0
        self.records: dict[str, int] = {}

    @initialize()
    def begin(self) -> None:
        """Everybody is active, holds their role, and one review of each kind is open."""
        with action(SYSTEM, "test.begin", reason="begin") as act:
            Person.objects.exclude(is_active=True, may_sign=True, password=self.world.anna.password).update(
                is_active=True, may_sign=True, agreement_version=1, password=self.world.anna.password
            )
            for grant in Grant.objects.exclude(ends=None).select_related("person", "role"):
                if not Grant.objects.filter(person=grant.person, role=grant.role, ends=None).exists():
                    Grant.objects.create(person=grant.person, role=grant.role, starts=act.at)
            Setting.objects.filter(key=access_schedule.OVERDUE).update(value="escalate")
        for kind in KINDS:
            self.records.pop(kind, None)
            self.open_one("quinn", kind, ["quinn", "quentin"], False)

    def person(self, name: str) -> Person:
        return Person.objects.get(username=name)

    def record(self, kind: str) -> Record:
        return Record.objects.select_related("site").get(pk=self.records[kind])

    def refused(self, act: Callable[[], Any]) -> None:
        with contextlib.suppress(Refused):
            try:
                act()
            except Refused as refusal:
                assert is_sentence(str(refusal)), str(refusal)
                raise

    # --- what people do ---
    @rule(act=acts, further=st.integers(min_value=0, max_value=2))
    def somebody_acts(self, act: tuple[str, dict[str, Any]], further: int) -> None:
        what, given = act
        getattr(self, what)(**given)
        for kind in KINDS[:further]:
            self.go_on(kind)

    def open_one(self, name: str, kind: str, chosen: list[str], site: bool) -> None:
        who, people = self.person(name), [self.person(one) for one in chosen]
        now = timezone.now()

        def trail_review() -> Any:
            reviewer = people[0] if people else who
            return trail.open_review(
                who, reviewer=reviewer, since=now - dt.timedelta(hours=1), until=now, sample=3
            )

        def access_review() -> Any:
            due = timezone.localdate() + dt.timedelta(days=7)
            where = self.world.boston if site else None
            return access.open_review(who, reviewers=people, due=due, site=where)

        def keep() -> None:
            self.records[kind] = (trail_review if kind == "trail_review" else access_review)().pk

        self.refused(keep)

    def try_any_move(self, name: str, kind: str, move: str, reason: str, late: bool) -> None:
        record = self.record(kind)
        self.make(self.person(name), record, move, reason=reason, based_on=record.version - int(late))

    def finish(self, kind: str) -> None:
        """The way forward, so that walks come to an end."""
        for name in REVIEWERS:
            self.decide_all(name, kind)
        self.go_on(kind)

    def go_on(self, kind: str) -> None:
        """Sign where somebody can, by the first who may."""
        for name in PEOPLE:
            record, person = self.record(kind), self.person(name)
            if any(offer.open and offer.move.name == "sign_off" for offer in available(person, record)):
                self.make(person, record, "sign_off")
                return

    def make(self, person: Person, record: Record, move: str, **given: Any) -> None:
        complete = {
            "based_on": record.version,
            "reason": "As agreed.",
            "credential": Credential(person.username, PASSWORD),
            "shown": digest_of(process_of(record), record),
            "values": {"conclusion": "Looked at.", "due": timezone.localdate() + dt.timedelta(days=3)},
            **given,
        }
        self.refused(lambda: perform(person, record, move, **complete))

    def decide_some(self, name: str, kind: str, verdict: int, reason: str, count: int) -> None:
        record, who = self.record(kind), self.person(name)
        if kind == "trail_review":
            review = TrailReview.objects.select_related("record").get(pk=record.pk)
            word = ("in_order", "finding", "nonsense")[verdict]
            picked = ReviewItem.objects.filter(review=review)[:count]
            self.refused(lambda: trail.decide_items(who, review, {one.pk: (word, reason) for one in picked}))
            return
        roles = AccessReview.objects.select_related("record__site").get(pk=record.pk)
        choice = ("keep", "revoke", "nonsense")[verdict]
        listed = AccessItem.objects.filter(review=roles).order_by("-id")[:count]
        self.refused(lambda: access.decide_items(who, roles, {one.pk: (choice, reason) for one in listed}))

    def decide_all(self, name: str, kind: str) -> None:
        record, who = self.record(kind), self.person(name)
        if kind == "trail_review":
            review = TrailReview.objects.select_related("record").get(pk=record.pk)
            left = ReviewItem.objects.filter(review=review, verdict="open")
            self.refused(lambda: trail.decide_items(who, review, {one.pk: ("in_order", "") for one in left}))
            return
        roles = AccessReview.objects.select_related("record__site").get(pk=record.pk)
        open_ones = access.undecided(record.pk).exclude(person=who)
        self.refused(lambda: access.decide_items(who, roles, {one.pk: ("keep", "") for one in open_ones}))

    def name_others(self, name: str, chosen: list[str], reason: str) -> None:
        review = AccessReview.objects.select_related("record__site").get(pk=self.records["access_review"])
        people = [self.person(one) for one in chosen]
        self.refused(
            lambda: access.name_reviewers(self.person(name), review, reviewers=people, reason=reason)
        )

    def let_it_fall_due(self, ends: bool) -> None:
        """Time passes; the job looks. With `ends` the policy ends what has no decision."""
        with action(SYSTEM, "test.time", reason="time"):
            Record.objects.filter(pk=self.records["access_review"], state="open").update(
                due=timezone.localdate() - dt.timedelta(days=2)
            )
            Setting.objects.update_or_create(
                key=access_schedule.OVERDUE, defaults={"value": "end" if ends else "escalate"}
            )
        access_schedule.escalate_overdue()

    def leave_the_company(self, name: str) -> None:
        self.refused(lambda: deactivate(self.person("adam"), self.person(name), reason="Left the company."))

    # --- what holds ---
    @invariant()
    def laws_hold(self) -> None:
        if len(self.records) < len(KINDS) or not self.wrote():
            return
        records = [self.record(kind) for kind in KINDS]
        for record in records:
            laws.steps_are_contiguous(record)
            laws.tasks_fit_the_state(record)
            laws.signed_steps_have_their_signature(record)
            laws.signatures_are_genuine(record)
        laws.what_is_visible_is_allowed(records, [self.person(name) for name in ("ines", "rhea", "quirin")])
        self.decisions_have_a_name_and_an_effect()
        self.somebody_can_still_administer()

    def decisions_have_a_name_and_an_effect(self) -> None:
        items = AccessItem.objects.filter(review_id=self.records["access_review"]).select_related("grant")
        for item in items:
            if item.verdict == "revoke":
                assert item.grant.ends is not None and item.reason
            if item.verdict == "keep":
                assert item.decided_by_id is not None
            assert item.decided_by_id != item.person_id, "somebody decided on their own role"
        state = self.record("access_review").state
        if state == "reviewed":
            assert not access.undecided(self.records["access_review"]).exists()

    def somebody_can_still_administer(self) -> None:
        now = timezone.now()
        assert (
            Grant.objects.filter(
                person__is_active=True, role__permissions__contains=["grant.manage"], site=None
            )
            .exclude(ends__lte=now)
            .exists()
        )

    def wrote(self) -> bool:
        before, self.entries = self.entries, entries()
        return self.entries != before

    def teardown(self) -> None:
        """Whatever happened, the ledger proves all of it."""
        if self.records:
            custody.seal_now()
            found = faults(custody.verify(full=True))
            assert found == [], [str(finding) for finding in found]
