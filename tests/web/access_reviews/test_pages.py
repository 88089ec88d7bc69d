"""The pages of the access review: open, decide, name reviewers, sign, take the list out."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Grant, Record
from probatum.kernel.process import process_of
from probatum.kernel.signature import digest_of
from probatum.quality import access, access_schedule
from probatum.quality.access import AccessItem, AccessReview
from probatum.web.access_reviews import views
from tests.world import PASSWORD, World


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def opened(world: World) -> AccessReview:
    world.person("quentin", "quality")
    answer = signed_in(world.quinn).post(
        reverse("access-review-new"),
        {
            "site": "",
            "due": str(timezone.localdate() + dt.timedelta(days=14)),
            "reviewers": [world.quinn.pk, world.quentin.pk],
        },
    )
    assert answer.status_code == 302
    return AccessReview.objects.select_related("record").get()


def page(review: AccessReview, name: str = "access-review") -> str:
    return reverse(name, args=[review.record.uuid])


def item(username: str) -> AccessItem:
    return AccessItem.objects.get(person__username=username)


def noted(name: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body FROM ledger.entry WHERE op = 'N' AND body LIKE %s ORDER BY id", [f"%{name}%"]
        )
        return [row[0] for row in cursor.fetchall()]


def keep_all(world: World, review: AccessReview) -> None:
    for person in (world.quinn, world.quentin):
        left = access.undecided(review.pk).exclude(person=person)
        access.decide_items(person, review, {one.pk: ("keep", "") for one in left})


@pytest.mark.requirement("ACC-08", "P11-300-b", "A11D-11-11")
def test_reviewer_opens_decides_and_signs(world: World) -> None:
    review = opened(world)
    client = signed_in(world.quinn)
    shown = client.get(page(review)).content.decode()
    assert ("Your own roles; another reviewer decides on them." in shown, "Save the decisions" in shown) == (
        True,
        True,
    )
    arno = item("arno")
    refused = client.post(page(review), {f"verdict_{arno.pk}": "revoke", f"reason_{arno.pk}": ""})
    assert (refused.status_code, "Say why the role ends." in refused.content.decode()) == (400, True)
    saved = client.post(page(review), {f"verdict_{arno.pk}": "revoke", f"reason_{arno.pk}": "Left."})
    assert (saved.status_code, Grant.objects.get(person=world.arno).ends is None) == (302, False)

    keep_all(world, review)
    record = Record.objects.get(pk=review.pk)
    sheet = reverse("record-move", args=[record.uuid, "sign_off"])
    assert client.get(sheet).status_code == 200
    given = {
        "based_on": record.version,
        "shown": digest_of(process_of(record), record),
        "conclusion": "All looked at.",
        "username": "quinn",
        "password": PASSWORD,
    }
    assert client.post(sheet, given).status_code == 302
    done = client.get(page(review)).content.decode()
    assert ("Access reviewed" in done, "Save the decisions" in done) == (True, False)


@pytest.mark.requirement("P11-10-g")
def test_others_do_not_open_see_or_decide(world: World) -> None:
    review = opened(world)
    reader = signed_in(world.rhea)
    for name in ("access-reviews", "access-review-new"):
        assert reader.get(reverse(name)).status_code == 403
    for name in ("access-review", "access-review-csv", "access-review-print", "access-review-reviewers"):
        assert reader.get(page(review, name)).status_code == 404
    arno = item("arno")
    for watcher in (world.ines, world.adam):
        client = signed_in(watcher)
        assert client.get(reverse("access-reviews")).status_code == 200
        assert "Save the decisions" not in client.get(page(review)).content.decode()
        client.post(page(review), {f"verdict_{arno.pk}": "keep"})
        assert client.get(page(review, "access-review-reviewers")).status_code == 403
    assert item("arno").verdict == "open"


@pytest.mark.requirement("ACC-08", "AT-10")
def test_list_is_taken_as_csv_and_noted(world: World) -> None:
    review = opened(world)
    access.decide_items(world.quinn, review, {item("arno").pk: ("revoke", "=Moved")})
    answer = signed_in(world.ines).get(page(review, "access-review-csv"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = {row["User name"]: row for row in csv.DictReader(io.StringIO(text))}

    assert len(rows) == len({grant.person_id for grant in Grant.objects.all()})
    assert (rows["arno"]["Decision"], rows["arno"]["Reason"]) == ("Ended", "'=Moved")
    assert rows["arno"]["Decided by"] == "Quinn"
    assert len(noted("access_review.export")) == 1


@pytest.mark.requirement("ACC-08", "AT-10", "P11-50-b")
def test_result_is_printed_with_decisions_and_signatures(world: World) -> None:
    review = opened(world)
    access.decide_items(world.quinn, review, {item("arno").pk: ("revoke", "Moved to Sales.")})
    keep_all(world, review)
    world.move(world.quinn, review.record, "sign_off", values={"conclusion": "All looked at."})
    answer = signed_in(world.ines).get(page(review, "access-review-print"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pages = list(pypdfium2.PdfDocument(answer.content))
    words = " ".join("\n".join(one.get_textpage().get_text_range() for one in pages).split())
    for told in (
        "Arno (arno)",
        "Author, Organisation",
        "Moved to Sales.",
        "Access reviewed",
        "All looked at.",
    ):
        assert told in words, told
    assert len(noted("access_review.export")) == 1


@pytest.mark.requirement("P11-300-b")
def test_overdue_review_is_a_task_and_a_banner_of_the_administrator(world: World) -> None:
    review = opened(world)
    with action(SYSTEM, "test.time"):
        Record.objects.filter(pk=review.pk).update(due=timezone.localdate() - dt.timedelta(days=2))
    access_schedule.escalate_overdue()

    client = signed_in(world.adam)
    assert "See to the overdue access review" in client.get("/").content.decode()
    assert "is not signed" in client.get(reverse("access-reviews")).content.decode()
    assert client.get(reverse("record-move", args=[review.record.uuid, "extend"])).status_code == 200


@pytest.mark.requirement("ACC-08")
def test_other_reviewers_are_named_with_a_reason(world: World) -> None:
    review = opened(world)
    client = signed_in(world.quinn)
    where = page(review, "access-review-reviewers")
    assert client.post(where, {"reviewers": [world.quinn.pk], "reason": "Alone."}).status_code == 400
    both = {"reviewers": [world.quinn.pk, world.quentin.pk]}
    assert client.post(where, both).status_code == 400
    assert client.post(where, both | {"reason": "As before."}).status_code == 302


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("people", [1, 3])
def test_page_needs_the_same_queries_for_any_number_of_roles(
    world: World, django_assert_num_queries: Any, people: int
) -> None:
    for number in range(people):
        world.person(f"more{number}", "reader", "author")
    review = opened(world)
    client = signed_in(world.quinn)
    client.get(page(review))
    with django_assert_num_queries(QUERIES):
        client.get(page(review))


QUERIES = 14


@pytest.mark.requirement("ACC-08", "P11-300-b")
def test_long_list_is_decided_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ROLES", 4)
    review = opened(world)
    client = signed_in(world.quinn)
    first, second = (client.get(page(review) + f"?page={number}") for number in (1, 2))
    asked = [set(answer.context["form"].fields) for answer in (first, second)]
    assert (asked[0] & asked[1], "Roles 5 to 8" in second.content.decode()) == (set(), True)
    key = next(name for name in asked[1] if name.startswith("verdict_"))
    saved = client.post(page(review) + "?page=2", {key: "keep"})
    assert saved["Location"].endswith("?page=2")
    assert AccessItem.objects.get(pk=key.partition("_")[2]).verdict == "keep"


@pytest.mark.requirement("ACC-08")
def test_kind_has_its_list_with_export(world: World) -> None:
    review = opened(world)
    client = signed_in(world.ines)
    shown = client.get(reverse("record-list", args=["access_review"])).content.decode()
    assert (review.record.number in shown, page(review) in shown) == (True, True)
    taken = client.get(reverse("record-list-export", args=["access_review"]))
    assert review.record.number in b"".join(taken.streaming_content).decode()  # type: ignore[attr-defined]
