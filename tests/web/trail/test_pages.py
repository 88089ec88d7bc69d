"""The pages of the audit trail review: open, look, decide, sign."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from probatum.quality.trail import ReviewItem, TrailReview
from tests.world import World


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def opened(world: World) -> TrailReview:
    world.document()
    today = dt.date.today()
    answer = signed_in(world.quinn).post(
        reverse("trail-review-new"),
        {
            "since": str(today - dt.timedelta(days=2)),
            "until": str(today),
            "sample": "3",
            "reviewer": str(world.quinn.pk),
        },
    )
    assert answer.status_code == 302
    return TrailReview.objects.select_related("record").get()


@pytest.mark.requirement("ATR-10", "AT-9")
def test_reviewer_opens_a_review_and_gives_verdicts(world: World) -> None:
    review = opened(world)
    page = reverse("trail-review", args=[review.record.uuid])
    client = signed_in(world.quinn)
    assert client.get(page).status_code == 200
    first, second = ReviewItem.objects.order_by("id")[:2]
    refused = client.post(page, {f"verdict_{first.pk}": "finding", f"note_{first.pk}": ""})
    assert (refused.status_code, "Describe the finding." in refused.content.decode()) == (400, True)
    client.post(
        page,
        {f"verdict_{first.pk}": "finding", f"note_{first.pk}": "Odd.", f"verdict_{second.pk}": "in_order"},
    )
    assert sorted(ReviewItem.objects.values_list("verdict", flat=True))[:2] == ["finding", "in_order"]


@pytest.mark.requirement("P11-10-g")
def test_others_do_not_open_or_see_reviews(world: World) -> None:
    review = opened(world)
    reader = signed_in(world.rhea)
    assert reader.get(reverse("trail-review-new")).status_code == 403
    assert reader.get(reverse("trail-review", args=[review.record.uuid])).status_code == 404


@pytest.mark.requirement("ATR-10")
def test_auditor_reads_the_review_without_fields(world: World) -> None:
    review = opened(world)
    answer = signed_in(world.ines).get(reverse("trail-review", args=[review.record.uuid]))
    assert (answer.status_code, "Save the verdicts" in answer.content.decode()) == (200, False)
