"""Attacks by somebody whose right covers one site: on documents, holds and rules of the others (ACC-02)."""

from __future__ import annotations

from pathlib import Path

import pytest

from probatum.documents import holding
from probatum.documents.content import Document
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed
from probatum.kernel.models import Grant, Person
from probatum.kernel.retention import Hold, RetentionClass
from tests import collected
from tests.documents.kept import keep_in, overdue, rule
from tests.world import World


def _of_boston(world: World, username: str, role: str) -> Person:
    """Somebody who reads everywhere and has one more right in Boston; the documents here are of Basel."""
    made = world.person(username, "reader", "quality")
    with action(SYSTEM, "test.grant", reason="Test.") as act:
        Grant.objects.create(person=made, role=world.roles[role], site=world.boston, starts=act.at)
    return Person.objects.get(pk=made.pk)


@pytest.mark.requirement("DOC-39", "P11-10-d", "P11-10-g")
def test_hold_of_another_site_is_neither_placed_nor_lifted(world: World) -> None:
    document, lex = overdue(keep_in(world)), _of_boston(world, "lex", "lawyer")
    with pytest.raises(NotAllowed):
        holding.place_hold(lex, [document.record], matter="Claim", reason="Letter")
    hold = holding.place_hold(world.lena, [document.record], matter="Claim", reason="Letter")
    with pytest.raises(NotAllowed, match="everything that is under it"):
        holding.lift_hold(lex, hold, reason="It is over")
    assert Hold.objects.get(pk=hold.pk).lifted_at is None
    holding.lift_hold(world.lena, hold, reason="It is over")


@pytest.mark.requirement("DOC-39", "P11-10-g")
def test_schedule_of_all_is_not_changed_from_one_site(world: World) -> None:
    kept, mona = rule(keep_in(world), "device", 24), _of_boston(world, "mona", "keeper")
    kept.months = 1
    with pytest.raises(NotAllowed, match="schedule of one site"):
        holding.save_class(mona, kept, reason="Shorter")
    with pytest.raises(NotAllowed, match="schedule of one site"):
        holding.set_type_rules(mona, world.sop, [kept], reason="Shorter")
    assert RetentionClass.objects.get(code="device").months == 24


@pytest.mark.requirement("MIG-01", "P11-10-g")
def test_import_right_of_one_site_starts_no_import(world: World, tmp_path: Path) -> None:
    with action(SYSTEM, "test.grant", reason="Test."):
        Grant.objects.filter(person=world.carla).update(site=world.boston)
    world.people["carla"] = Person.objects.get(pk=world.carla.pk)
    with pytest.raises(NotAllowed):
        collected.imported(world, *collected.write(tmp_path, [collected.row("SOP-QA-050", Site="")]))
    assert not Document.objects.exists()
