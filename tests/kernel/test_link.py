"""Links between records: typed, readable from both sides, made once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.link import LINK_TYPES, link
from probatum.kernel.models import Link
from tests.world import World


@pytest.mark.requirement("AT-2")
def test_link_is_made_once_and_carries_who_and_when(world: World) -> None:
    one, other = world.document().record, world.document(title="Cleaning").record
    with action(world.anna, "test.link") as act:
        first = link(act, source=one, target=other, type="references", note="Step 4")
        again = link(act, source=one, target=other, type="references")
    assert (first.pk, first.made_by, first.made_at) == (again.pk, world.anna, act.at)
    assert list(other.links_in.filter(type="references").values_list("source", flat=True)) == [one.pk]


def test_voided_link_can_be_made_again(world: World) -> None:
    one, other = world.document().record, world.document(title="Cleaning").record
    with action(SYSTEM, "test.link") as act:
        first = link(act, source=one, target=other, type="related")
        Link.objects.filter(pk=first.pk).update(voided_at=act.at, void_reason="A mistake.")
        assert link(act, source=one, target=other, type="related").pk != first.pk


def test_database_refuses_the_same_open_link_twice(world: World) -> None:
    one, other = world.document().record, world.document(title="Cleaning").record
    with pytest.raises(IntegrityError), transaction.atomic(), action(SYSTEM, "test.link") as act:
        for _ in range(2):
            Link.objects.create(source=one, target=other, type="related", made_at=act.at)


def test_each_type_reads_from_both_sides() -> None:
    assert all(len(words) == 2 and all(words) for words in LINK_TYPES.values())
