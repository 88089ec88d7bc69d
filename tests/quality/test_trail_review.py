"""Review of the audit trail by exception: chosen entries, verdicts, signature by somebody independent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Record, Signature, Task
from probatum.quality.trail import ReviewItem, TrailReview, decide_items, open_review
from tests.world import World


def opened(world: World, *, sample: int = 5) -> TrailReview:
    world.document()
    now = timezone.now()
    return open_review(
        world.quinn, reviewer=world.quinn, since=now - dt.timedelta(days=1), until=now, sample=sample
    )


@pytest.mark.requirement("ATR-10", "AT-9")
def test_review_is_a_task_with_a_sample_that_is_looked_at_and_signed(world: World) -> None:
    review = opened(world)
    assert (review.sampled, Task.objects.get(record=review.record).person.username) == (5, "quinn")
    with pytest.raises(Refused, match="5 chosen entries have no verdict yet"):
        world.move(world.quinn, review.record, "sign_off", values={"conclusion": "All in order."})
    decide_items(world.quinn, review, {item.pk: ("in_order", "") for item in ReviewItem.objects.all()})
    world.move(world.quinn, review.record, "sign_off", values={"conclusion": "All in order."})
    assert Record.objects.get(pk=review.pk).state == "reviewed"
    assert Signature.objects.get(record=review.record).meaning_text == "Audit trail reviewed"


@pytest.mark.requirement("AT-9")
def test_own_acts_are_reviewed_by_somebody_else(world: World) -> None:
    review = opened(world)
    assert not ReviewItem.objects.filter(review=review, author=world.quinn).exists()
    with action(SYSTEM, "test.place"):
        ReviewItem.objects.filter(review=review).update(author=world.quinn)
    with pytest.raises(NotAllowed, match="somebody else has to review it"):
        decide_items(world.quinn, review, {ReviewItem.objects.all()[0].pk: ("in_order", "")})


@pytest.mark.requirement("ATR-10")
def test_a_finding_is_described(world: World) -> None:
    review = opened(world)
    with pytest.raises(Refused, match="Describe the finding"):
        decide_items(world.quinn, review, {ReviewItem.objects.all()[0].pk: ("finding", " ")})
    assert set(ReviewItem.objects.values_list("verdict", flat=True)) == {"open"}


@pytest.mark.requirement("P11-10-g")
def test_review_needs_the_right(world: World) -> None:
    now = timezone.now()
    with pytest.raises(NotAllowed):
        open_review(world.rhea, reviewer=world.quinn, since=now - dt.timedelta(days=1), until=now)
    with pytest.raises(Refused, match="cannot be reviewer here"):
        open_review(world.quinn, reviewer=world.rhea, since=now - dt.timedelta(days=1), until=now)
