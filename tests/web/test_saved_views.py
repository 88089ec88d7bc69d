"""Saved views: a filter under a name, kept or shared, and never more than one's own rights show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from probatum.documents.content import Document, Version
from probatum.documents.drafts import Content
from probatum.documents.properties import change_properties
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Grant, Person, SavedView
from probatum.web.views.saved_views import told
from tests.web.documents.conftest import draft, effective, make_draft, make_effective, typeset_content
from tests.world import World

SignIn = Callable[[Person], Client]
NEW = "/views/documents/new/"
__all__ = ["draft", "effective", "typeset_content"]


def offered(client: Client) -> list[str]:
    """Names in the menu of views, without its acts."""
    items = client.get("/documents/?all=1").context["saved"]["menu"]
    return [item["label"] for item in items if item["icon"] in ("filter", "check")]


@pytest.mark.requirement("UX-15", "DOC-24")
def test_view_keeps_the_filter_and_opens_it_again(
    world: World, as_person: SignIn, typeset_content: Content, effective: Version
) -> None:
    make_effective(world, make_draft(world, typeset_content, title="Release of batches"))
    client = as_person(world.rhea)
    shown = client.get("/documents/?q=batches&site=BSL").context["saved"]
    assert [item["label"] for item in shown["menu"]] == ["Save this view"]
    address = shown["menu"][0]["url"]
    assert client.get(address).status_code == 200
    refused = client.post(address, {"name": " "})
    assert (refused.status_code, "Enter a name" in refused.content.decode()) == (422, True)

    saved = client.post(address, {"name": "Batches in Basel"})

    assert saved.headers["Location"] == "/documents/?q=batches&site=BSL"
    page = client.get(saved.headers["Location"]).context
    assert (page["count"], page["saved"]["label"]) == (1, "Batches in Basel")
    assert offered(as_person(world.anna)) == []
    again = client.post(address, {"name": "Batches in Basel"})
    assert "choose another name" in again.content.decode()


@pytest.mark.requirement("UX-15", "ACC-03")
def test_shared_view_shows_nobody_more_than_their_own_rights(
    world: World, as_person: SignIn, typeset_content: Content, effective: Version
) -> None:
    hidden = make_effective(world, make_draft(world, typeset_content, title="Secret recipe"))
    document = Document.objects.select_related("record").get(pk=hidden.document_id)
    change_properties(
        world.carla,
        document,
        owner=world.anna,
        site=world.basel,
        confidential=True,
        reason="Kept close.",
        based_on=document.record.version,
    )
    anna, rhea = as_person(world.anna), as_person(world.rhea)
    anna.post(NEW + "?q=recipe", {"name": "Ours", "role": "reader"})
    assert (offered(rhea), offered(as_person(world.carla))) == (["Ours"], [])
    address = rhea.get("/documents/").context["saved"]["menu"][0]["url"]

    mine, theirs = anna.get(address).context, rhea.get(address)

    assert (mine["count"], theirs.context["count"], theirs.context["table"]["rows"]) == (1, 0, [])
    assert (theirs.context["facets"], b"Secret recipe" in theirs.content) == ([], False)
    with action(SYSTEM, "test.end"):
        Grant.objects.filter(person=world.rhea).update(ends=timezone.now())
    assert offered(rhea) == []


@pytest.mark.requirement("UX-15")
def test_list_opens_with_the_chosen_view_and_everything_is_one_choice_away(
    world: World, as_person: SignIn, effective: Version
) -> None:
    client = as_person(world.rhea)
    client.post(NEW + "?site=BOS", {"name": "Boston", "start": "on"})
    assert client.get("/documents/").headers["Location"] == "/documents/?site=BOS"
    page = client.get("/documents/?site=BOS").context
    assert (page["count"], page["clear_url"]) == (0, "?all=1")
    assert client.get("/documents/?all=1").context["count"] == 1

    key = SavedView.objects.get().pk
    client.post(f"/views/documents/{key}/", {"act": "stop"})

    assert client.get("/documents/").status_code == 200
    assert client.get("/views/documents/").context["found"][0]["starts"] is False


@pytest.mark.requirement("UX-15")
def test_only_who_made_a_view_withdraws_it(world: World, as_person: SignIn) -> None:
    carla, rhea = as_person(world.carla), as_person(world.rhea)
    carla.post(NEW + "?type=SOP", {"name": "Procedures", "role": "reader"})
    carla.post(NEW + "?type=FRM", {"name": "Mine"})
    shared, own = SavedView.objects.order_by("id")
    assert rhea.post(f"/views/documents/{shared.pk}/", {"act": "withdraw"}).status_code == 403
    assert rhea.post(f"/views/documents/{own.pk}/", {"act": "start"}).status_code == 404
    assert carla.post(f"/views/documents/{shared.pk}/", {"act": "withdraw"}).status_code == 302
    assert offered(rhea) == []
    assert (rhea.get("/views/nothing/").status_code, rhea.get(NEW).status_code) == (404, 200)


@pytest.mark.requirement("UX-15")
def test_filter_of_a_view_is_told_in_words() -> None:
    assert told("q=gowning&site=GRZ&stale=1") == "“gowning”, site GRZ, only stale translations"
    assert (told("q=%22line+clearance%22"), told("")) == ('"line clearance"', "everything")
