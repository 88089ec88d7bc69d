"""Remarks are accepted or rejected by who the process names, withdrawn by who wrote them, and stay settled (DOC-12)."""

from __future__ import annotations

import pytest

from probatum.kernel.comment import add_comment, may_settle, resolve_comment, settle_comment
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Comment
from tests.world import World


@pytest.mark.requirement("DOC-12")
def test_author_accepts_or_rejects_with_a_reason(world: World) -> None:
    record = world.document().record
    one, two = (add_comment(world.rita, record, text=text) for text in ("Too vague.", "Wrong unit."))
    assert settle_comment(world.anna, one, outcome="accepted").outcome == "accepted"
    with pytest.raises(Refused) as refusal:
        settle_comment(world.anna, two, outcome="rejected", answer="  ")
    assert (str(refusal.value), refusal.value.field) == ("Say why the remark is rejected.", "answer")
    settled = settle_comment(world.anna, two, outcome="rejected", answer="The unit is that of the method.")
    assert (settled.outcome, settled.answer, settled.resolved_by) == (
        "rejected",
        "The unit is that of the method.",
        world.anna,
    )


@pytest.mark.requirement("DOC-12")
def test_reviewer_does_not_settle_and_withdraws_only_what_is_their_own(world: World) -> None:
    record = world.document().record
    comment = add_comment(world.rita, record, text="Too vague.")
    assert may_settle(world.rita, comment).reason == (
        "What becomes of this remark is decided by Anna. You may answer it, or withdraw your own."
    )
    with pytest.raises(NotAllowed):
        settle_comment(world.paul, comment, outcome="withdrawn")
    with pytest.raises(NotAllowed):
        resolve_comment(world.paul, comment)
    assert settle_comment(world.rita, comment, outcome="withdrawn").outcome == "withdrawn"


@pytest.mark.requirement("DOC-12", "AT-5")
def test_settled_remark_stays_as_it_was_settled(world: World) -> None:
    comment = add_comment(world.rita, world.document().record, text="Too vague.")
    settle_comment(world.anna, comment, outcome="accepted")
    with pytest.raises(Refused, match="Somebody has settled this remark in the meantime"):
        settle_comment(world.anna, comment, outcome="rejected", answer="On second thought.")
    assert Comment.objects.values_list("outcome", "answer").get() == ("accepted", "")
