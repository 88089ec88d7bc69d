"""Lock-out: counts, grows, ends, and is lifted by somebody else with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.kernel import lockout
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, NotAuthenticated, Refused
from probatum.kernel.lockout import DELAYS, Lockout
from tests.world import World


def fail(world: World, times: int) -> list[bool]:
    return [lockout.note_failure(world.rita, purpose="signature") for _ in range(times)]


@pytest.mark.requirement("P11-300-d", "SIG-11")
def test_fifth_failure_locks(world: World) -> None:
    assert fail(world, 5) == [False, False, False, False, True]
    with pytest.raises(NotAuthenticated, match="locked"):
        lockout.refuse_if_locked(world.rita)
    lockout.refuse_if_locked(world.paul)


@pytest.mark.requirement("P11-300-d")
def test_delay_grows_with_each_lock_and_stays_at_the_longest(world: World) -> None:
    minutes = []
    for _ in range(len(DELAYS) + 1):
        fail(world, 5)
        left = Lockout.objects.get(person=world.rita).locked_until - timezone.now()
        minutes.append(round(left.total_seconds() / 60))
    assert minutes == [*DELAYS, DELAYS[-1]]


def test_lock_ends_by_itself(world: World) -> None:
    fail(world, 5)
    with action(SYSTEM, "test.wait"):
        Lockout.objects.update(locked_until=timezone.now() - dt.timedelta(seconds=1))
    lockout.refuse_if_locked(world.rita)


def test_success_forgets_failures(world: World) -> None:
    fail(world, 4)
    lockout.note_success(world.rita)
    assert fail(world, 1) == [False]


@pytest.mark.requirement("P11-300-d", "P11-200-a3")
def test_unlocking_needs_somebody_else_with_the_right_and_a_reason(world: World) -> None:
    fail(world, 5)
    with pytest.raises(NotAllowed):
        lockout.unlock(world.anna, world.rita, reason="Seen in person.")
    with pytest.raises(NotAllowed, match="your own"):
        lockout.unlock(world.adam, world.adam, reason="Seen in person.")
    with pytest.raises(Refused, match="Say how you checked"):
        lockout.unlock(world.adam, world.rita, reason=" ")
    lockout.unlock(world.adam, world.rita, reason="Seen in person.")
    lockout.refuse_if_locked(world.rita)
