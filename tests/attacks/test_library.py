"""Attacks by the comforts of the library: names that imitate numbers, views, bulk acts, remarks (DOC-31, DOC-34, DOC-12, UX-15)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.documents.aliases import add_alias
from probatum.documents.content import Document, Version
from probatum.kernel.comment import add_comment, settle_comment
from probatum.kernel.errors import Refused
from probatum.kernel.models import Comment, Person
from probatum.kernel.saved_view import MOST, save_view
from tests.restricted import restrict
from tests.web.conftest import as_person
from tests.web.documents.conftest import make_draft, make_effective
from tests.world import World, content

__all__ = ["as_person"]
SignIn = Callable[[Person], Client]


def _effective(world: World, title: str) -> Document:
    version = make_effective(world, make_draft(world, content(title), title=title))
    return Document.objects.select_related("record__owner").get(pk=version.document_id)


@pytest.mark.requirement("DOC-31", "P11-10-d")
@pytest.mark.parametrize(
    "name", ["SOP QA 2", "sop/qa/002", "ＳＯＰ-QA-002", "SOP-QA-0002.", "SOP\u2011QA\u2011002"]
)
def test_name_that_looks_like_the_number_of_another_document_is_refused(world: World, name: str) -> None:
    one, other = _effective(world, "Gowning"), _effective(world, "Rinsing")
    assert (one.record.number, other.record.number) == ("SOP-QA-001", "SOP-QA-002")
    with pytest.raises(Refused, match="looks like SOP-QA-002"):
        add_alias(world.carla, one, name=name, heading="Basel", reason="Habit")
    with pytest.raises(Refused, match="cannot be seen"):
        add_alias(world.carla, one, name="SOP-QA-0\u200b02", heading="Basel", reason="Habit")
    assert add_alias(world.carla, one, name="WI 12/04", heading="Basel", reason="Habit").value == "WI 12/04"


@pytest.mark.requirement("UX-15", "DOC-37", "ACC-03")
def test_form_of_a_view_names_no_role_that_lets_into_a_circle(world: World, as_person: SignIn) -> None:
    kept = restrict(world)
    page = "/views/documents/new/?q=gown"
    assert "Unblinded" in as_person(kept.uma).get(page).content.decode()
    assert "Unblinded" not in as_person(world.carla).get(page).content.decode()
    with pytest.raises(Refused, match="Choose a role"):
        save_view(world.carla, page="documents", name="A", query="q=a", role=world.roles["unblinded"])


@pytest.mark.requirement("UX-15")
def test_nobody_fills_the_menus_of_others_with_views(world: World) -> None:
    for count in range(MOST):
        save_view(world.rhea, page="documents", name=f"View {count}", query="q=a", role=None)
    with pytest.raises(Refused, match="which is the most"):
        save_view(world.rhea, page="documents", name="One more", query="q=a", role=world.roles["reader"])


@pytest.mark.requirement("DOC-34")
@pytest.mark.parametrize("shown", ["9" * 5000 + ".1", "1." + "9" * 5000, "9" * 30 + ".1", "x", "1", "."])
def test_forged_preview_of_a_bulk_act_changes_nothing(world: World, as_person: SignIn, shown: str) -> None:
    record = _effective(world, "Gowning").record
    form = {"record": record.pk, "act": "owner", "owner": "carla", "shown": shown, "reason": "Moves"}
    answer = as_person(world.carla).post("/documents/together/", form)
    assert answer.status_code in (302, 400, 409, 422)
    assert Document.objects.get(pk=record.pk).record.owner == world.anna


@pytest.mark.requirement("DOC-12", "ATR-01")
def test_remark_that_is_settled_already_is_not_said_to_be_settled_otherwise(world: World) -> None:
    version = Version.objects.select_related("record__owner").get(pk=world.document().pk)
    world.move(world.anna, version.record, "submit_for_review")
    remark = add_comment(world.rita, version.record, text="Say how long.")
    remark = Comment.objects.select_related("record__owner").get(pk=remark.pk)
    settle_comment(world.anna, remark, outcome="rejected", answer="It is said in 4.2.")
    with pytest.raises(Refused, match="in the meantime"):
        settle_comment(world.anna, remark, outcome="accepted")
    assert Comment.objects.get(pk=remark.pk).outcome == "rejected"
