"""Attempts at one account, many at once and over days: never more answers than the limit, and alike for names nobody has."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from probatum.config import custody
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAuthenticated
from probatum.kernel.identity import signin
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.ledger.finding import faults
from probatum.kernel.lockout import Lockout
from probatum.kernel.models import Person
from probatum.kernel.signature import Credential, authenticate
from tests.processes.races import at_once
from tests.world import World

LIMIT, TRIES, WRONG = 5, 24, "wrong and long enough"


def sign_in(username: str) -> Any:
    return signin.authenticate(username, WRONG)


def sign(username: str) -> Any:
    return authenticate(Person.objects.get(username=username), Credential(username, WRONG))


def both(username: str) -> str:
    with pytest.raises(NotAuthenticated) as refusal:
        sign_in(username)
    return str(refusal.value)


@pytest.mark.requirement("P11-300-d", "SIG-11")
@pytest.mark.parametrize(
    ("attempt", "username"),
    [(sign_in, "anna"), (sign_in, "zoe"), (sign, "anna")],
    ids=["sign in as anna", "sign in as zoe", "sign as anna"],
)
def test_attempts_at_once_get_no_more_answers_than_the_limit(
    committed_world: World, attempt: Any, username: str
) -> None:
    """Checked before it was counted, 24 at once had got 7 answers at a limit of 5."""
    told = [str(one) for one in at_once(*[partial(attempt, username)] * TRIES)]

    answered = [sentence for sentence in told if "not right" in sentence and "locked" not in sentence]
    locked = [sentence for sentence in told if "locked" in sentence]
    assert (len(answered), len(locked)) == (LIMIT - 1, TRIES - LIMIT + 1), told
    assert Lockout.objects.get().failures == LIMIT
    assert AccessEvent.objects.filter(kind="locked").count() == 1
    custody.seal_now()
    assert faults(custody.verify(full=True)) == []


@pytest.mark.requirement("P11-300-d")
def test_count_of_a_real_name_ends_when_that_of_another_does(world: World) -> None:
    """The count of unknown names had ended after a day and that of real names never, which told them apart."""
    for hours, locks in ((2, True), (30, False)):
        with action(SYSTEM, "test.begin"):
            Lockout.objects.update(failures=0, times_locked=0, locked_until=None)
        for _ in range(LIMIT - 1):
            assert both("anna") == both("zoe") == signin.WRONG
        earlier = timezone.now() - dt.timedelta(hours=hours)
        with action(SYSTEM, "test.time"):
            assert Lockout.objects.update(failed_at=earlier) == 2

        told = both("anna"), both("zoe")
        assert told[0] == told[1]
        assert ("locked" in told[0]) is locks
    assert len(set(Lockout.objects.values_list("failures", "times_locked"))) == 1


@pytest.mark.requirement("P11-300-d")
def test_delay_for_a_name_nobody_has_grows_like_that_of_a_real_one(world: World) -> None:
    told = []
    for _ in range(3):
        for _ in range(LIMIT):
            pair = both("anna"), both("zoe")
            assert pair[0] == pair[1]
        told.append(pair[0].split("locked for ")[1].split()[0])
        with action(SYSTEM, "test.time") as act:
            Lockout.objects.update(locked_until=act.at - dt.timedelta(seconds=1))
    assert told == ["1", "5", "15"]
