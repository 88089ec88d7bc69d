"""The discussion of a record: written, answered, resolved; plain text that stays as written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.kernel.models import Comment
from tests.quality.events import company
from tests.world import World

SignedIn = Callable[..., Client]


@pytest.mark.requirement("DOC-15")
def test_comment_is_written_answered_and_resolved(world: World, as_person: SignedIn) -> None:
    record = world.document().record
    address = f"/records/{record.uuid}/comments/"
    assert as_person(world.rita).post(address, {"text": "Which <limit> holds?"}).status_code == 302
    first = Comment.objects.get()
    writer = as_person(world.anna)
    assert f'value="{first.pk}"' in writer.get(f"{address}?answer={first.pk}").content.decode()
    assert writer.post(address, {"text": "15 minutes.", "answers": first.pk}).status_code == 302

    assert writer.post(f"{address}{first.pk}/resolved/").status_code == 302

    text = writer.get(address).content.decode()
    for told in ("Which &lt;limit&gt; holds?", "15 minutes.", "Resolved by Anna"):
        assert told in text, told


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"text": ""}, 400),
        ({"text": " "}, 400),
        ({"text": "x" * 10_001}, 400),
        ({"text": "x", "author": "1"}, 400),
        ({"text": "x", "answers": "999999"}, 404),
        ({"text": "x\x00y"}, 400),
    ],
)
def test_comment_that_cannot_be_kept_is_refused(
    world: World, as_person: SignedIn, data: dict[str, str], status: int
) -> None:
    record = world.document().record
    answer = as_person(world.anna).post(f"/records/{record.uuid}/comments/", data)
    assert (answer.status_code, Comment.objects.exists()) == (status, False)


@pytest.mark.requirement("P11-10-d")
def test_comment_of_another_record_cannot_be_resolved_here(world: World, as_person: SignedIn) -> None:
    one, two = world.document().record, world.document().record
    as_person(world.anna).post(f"/records/{one.uuid}/comments/", {"text": "Here."})
    number = Comment.objects.get().pk
    assert as_person(world.anna).post(f"/records/{two.uuid}/comments/{number}/resolved/").status_code == 404
    assert as_person(world.rhea).post(f"/records/{one.uuid}/comments/{number}/resolved/").status_code == 404
    assert as_person(world.anna).get(f"/records/{one.uuid}/comments/{number}/resolved/").status_code == 405


@pytest.mark.requirement("QE-27")
def test_colleague_is_picked_and_told_and_mark_for_outside_is_kept(world: World, as_person: SignedIn) -> None:
    record = company.deviation(world)
    address = f"/records/{record.uuid}/comments/"
    writer = as_person(world.emma)
    page = writer.get(address).content.decode()
    assert '<option value="erik">Erik (@erik)</option>' in page
    assert 'value="otto"' not in page

    said = {"text": "Was the alarm on?", "tell": "erik", "external": "on"}
    assert writer.post(address, said).status_code == 302

    text = writer.get(address).content.decode()
    assert "Told: Erik" in text
    assert "Meant for a party outside as well</span>" in text
    assert "Emma mentions you in a comment" in as_person(world.erik).get("/").content.decode()


@pytest.mark.requirement("QE-27", "P11-10-d")
def test_mention_of_somebody_who_may_not_see_the_record_is_refused_in_the_form(
    world: World, as_person: SignedIn
) -> None:
    record = company.deviation(world)
    answer = as_person(world.emma).post(f"/records/{record.uuid}/comments/", {"text": "@otto, look."})
    assert (answer.status_code, f"Otto may not see {record.number}" in answer.content.decode()) == (400, True)
    assert Comment.objects.count() == 0
