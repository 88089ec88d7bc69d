"""Pages around the life of an effective document: its review, its retirement, where it is used, who owns it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from probatum.documents import review_schedule
from probatum.documents.content import Document, Version
from probatum.documents.drafts import Content
from probatum.documents.linking import add_link
from probatum.documents.reviewing import PeriodicReview
from probatum.kernel import moments
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.identity.accounts import deactivate
from probatum.kernel.models import Link, Person, Record
from tests.web.documents.conftest import make_draft, make_effective, start_next
from tests.world import World

SignIn = Callable[[Person], Client]


def due(version: Version, days: int) -> None:
    with action(SYSTEM, "test.time"):
        Document.objects.filter(pk=version.document_id).update(
            next_review=timezone.localdate() + dt.timedelta(days=days)
        )


def reviews(*pairs: tuple[Version, int]) -> list[PeriodicReview]:
    for version, days in pairs:
        due(version, days)
    return sorted(review_schedule.open_due(), key=lambda review: review.review_due)


def another(world: World, content: Content, title: str) -> Version:
    return make_effective(world, make_draft(world, content, title=title))


@pytest.mark.requirement("DOC-22")
def test_list_of_reviews_has_the_overdue_first_and_the_closed_last(
    world: World, as_person: SignIn, effective: Version, typeset_content: Content
) -> None:
    second, third = (another(world, typeset_content, title) for title in ("Second", "Third"))
    late, soon, done = reviews((effective, -5), (second, 20), (third, 30))
    world.move(world.anna, done.record, "keep")
    page = as_person(world.carla).get("/records/periodic_review/")
    assert [row["name"] for row in page.context["table"]["rows"]] == [
        one.record.number for one in (late, soon, done)
    ]


@pytest.mark.requirement("DOC-22", "UX-01")
def test_owner_decides_from_my_work_on_the_page_of_the_review(
    world: World, as_person: SignIn, effective: Version
) -> None:
    (review,) = reviews((effective, 10))
    client = as_person(world.anna)
    work = client.get("/")
    (row,) = [task for band in work.context["bands"] for task in band["tasks"]]
    assert (row["what"], row["button"], row["sheet"]) == ("Review the document", "Decide", False)
    body = client.get(row["button_url"]).content.decode()
    for word in ("Keep as it is and sign", "Revise and sign", "Ask for retirement and sign", "Review date"):
        assert word in body
    assert moments.day(review.review_due) in body and f">{review.review_due.isoformat()}<" not in body
    sheet = client.get(f"/records/{review.record.uuid}/moves/revise/").content.decode()
    assert "Periodic review performed: to be revised" in sheet
    assert f"<span>{effective.document.record.number}, version 1.0</span>" in sheet
    assert f"/documents/{effective.document.record.number}/versions/1/" in sheet


@pytest.mark.requirement("DOC-24", "DOC-38")
def test_reader_of_a_retired_document_is_told_not_to_work_by_it(
    world: World, as_person: SignIn, effective: Version
) -> None:
    number = effective.document.record.number
    assert "Obsolete" not in as_person(world.rhea).get(f"/documents/{number}/").content.decode()
    world.move(world.quinn, effective.document.record, "retire", reason="Merged.")

    page = as_person(world.rhea).get(f"/documents/{number}/")
    assert (page.status_code, "Obsolete. Do not work by it." in page.content.decode()) == (200, True)
    assert as_person(world.rhea).get(f"/documents/{number}/versions/1/document.pdf").status_code == 404
    assert (
        "Obsolete. Do not work by it." in as_person(world.carla).get(f"/documents/{number}/").content.decode()
    )
    assert as_person(world.otto).get(f"/documents/{number}/").status_code == 404


@pytest.mark.requirement("DOC-30", "ACC-03")
def test_sheet_of_a_retirement_lists_who_cites_the_document(
    world: World, as_person: SignIn, effective: Version, typeset_content: Content
) -> None:
    parent = effective.document.record
    seen, secret = (another(world, typeset_content, title) for title in ("Second", "Secret plan"))
    for version in (seen, secret):
        document = Document.objects.select_related("record").get(pk=version.document_id)
        add_link(world.anna, document, type="references", number=parent.number)
    with action(SYSTEM, "test.secret"):
        Record.objects.filter(pk__in=(secret.pk, secret.document_id)).update(confidential=True)

    quentin = world.person("quentin", "quality")
    body = as_person(quentin).get(f"/records/{parent.uuid}/moves/retire/").content.decode()
    assert "2 effective documents that cite it" in body
    assert (seen.document.record.number in body, "And 1 you may not see." in body) == (True, True)
    assert (secret.document.record.number in body, "Secret plan" in body) == (False, False)

    world.move(world.quinn, parent, "retire", reason="Merged.")
    work = as_person(world.anna).get("/").content.decode()
    assert f"cites {parent.number}" in work


@pytest.mark.requirement("DOC-29")
def test_links_are_added_and_ended_on_the_page_where_used(
    world: World, as_person: SignIn, effective: Version, draft: Version
) -> None:
    number, other = effective.document.record.number, draft.document.record.number
    address = f"/documents/{number}/where-used/"
    client = as_person(world.anna)
    wrong = client.post(address, {"type": "related", "number": "SOP-XX-1", "note": ""})
    assert (wrong.status_code, "Enter the number of a record" in wrong.content.decode()) == (400, True)
    assert client.post(address, {"type": "form_of", "number": other, "note": "Annex"}).status_code == 302
    made = Link.objects.get(type="form_of")
    assert "Is a form of" in client.get(address).content.decode()
    assert "Has the form" in client.get(f"/documents/{other}/where-used/").content.decode()

    hidden = as_person(world.rhea).get(address).content.decode()
    assert (other in hidden, "And 1 you may not see." in hidden, "Add a link" in hidden) == (
        False,
        True,
        False,
    )

    end = f"{address}{made.pk}/end/"
    assert as_person(world.rhea).post(end, {"reason": "x"}).status_code in (403, 404)
    assert client.get(end).status_code == 200
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "Another form."}).status_code == 302
    made.refresh_from_db()
    assert made.void_reason == "Another form."


@pytest.mark.requirement("DOC-44")
def test_stale_translation_is_flagged_in_the_library_and_on_its_page(
    world: World, as_person: SignIn, effective: Version, typeset_content: Content
) -> None:
    german = another(world, typeset_content, "Reinigen")
    document = Document.objects.select_related("record").get(pk=german.document_id)
    add_link(world.anna, document, type="translation_of", number=effective.document.record.number)
    client = as_person(world.rhea)
    page = f"/documents/{german.document.record.number}/"
    assert "Translation of" in client.get(page).content.decode()
    assert "Stale translation" not in client.get("/documents/").content.decode()

    make_effective(world, start_next(world, effective, change="Twice."))
    assert "Stale translation" in client.get("/documents/").content.decode()
    only = client.get("/documents/?stale=1")
    assert [row["name"] for row in only.context["table"]["rows"]] == [german.document.record.number]
    assert only.context["count"] == 1


@pytest.mark.requirement("DOC-35", "ACC-03")
def test_document_control_finds_what_has_no_owner(
    world: World, as_person: SignIn, effective: Version
) -> None:
    assert "Documents without an owner" not in as_person(world.carla).get("/").content.decode()
    world.person("ada", "administrator")
    deactivate(world.ada, world.anna, reason="Left the company.")
    work = as_person(world.carla).get("/").content.decode()
    assert "Documents without an owner" in work
    shown = as_person(world.carla).get("/documents/without-owner/")
    page = shown.content.decode()
    assert [one["label"] for one in shown.context["table"]["columns"] if not one["label"]] == []
    number = effective.document.record.number
    assert (number in page, f"/documents/{number}/properties/" in page) == (True, True)
    assert as_person(world.rhea).get("/documents/without-owner/").status_code == 403
