"""Comments: by whoever sees the record, never changed, answered and resolved."""

from __future__ import annotations

import pytest

from probatum.kernel.comment import LONGEST, add_comment, resolve_comment
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Comment
from tests.world import World


@pytest.mark.requirement("DOC-12")
def test_comment_keeps_author_place_and_answer(world: World) -> None:
    record = world.document().record
    first = add_comment(world.rita, record, text=" Step 4 is unclear. ", page=2, quote="Wash your hands")
    answer = add_comment(world.anna, record, text="Rewritten.", answers=first)
    assert (first.text, first.page, first.author) == ("Step 4 is unclear.", 2, world.rita)
    assert list(first.answered_by.all()) == [answer]


@pytest.mark.requirement("P11-10", "P11-10-d")
def test_who_does_not_see_the_record_does_not_comment(world: World) -> None:
    record = world.document().record
    comment = add_comment(world.rita, record, text="Here.")
    with pytest.raises(NotAllowed):
        add_comment(world.rhea, record, text="Here.")
    with pytest.raises(NotAllowed):
        resolve_comment(world.rhea, comment)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n", "x" * (LONGEST + 1)], ids=["empty", "blank", "too long"])
def test_empty_or_too_long_comment_is_refused(world: World, text: str) -> None:
    with pytest.raises(Refused):
        add_comment(world.rita, world.document().record, text=text)


@pytest.mark.requirement("AT-5")
def test_resolving_keeps_the_first_resolution(world: World) -> None:
    comment = add_comment(world.rita, world.document().record, text="Here.")
    resolve_comment(world.anna, comment)
    at = Comment.objects.get().resolved_at
    resolve_comment(world.rita, comment)
    assert (Comment.objects.get().resolved_at, Comment.objects.get().resolved_by) == (at, world.anna)
