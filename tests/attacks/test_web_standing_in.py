"""Attacks by way of an absence: who stands in acts with their own rights, never with those of the absent one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.kernel.errors import NotAllowed
from probatum.kernel.identity.delegation import delegate
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from tests.world import World


@pytest.mark.requirement("SIG-2", "P11-10-g")
def test_reader_who_stands_in_for_an_approver_signs_no_refusal(world: World) -> None:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")
    world.move(world.rita, version.record, "review")
    world.move(world.anna, version.record, "submit_for_approval")
    week = timezone.now() + dt.timedelta(days=7)
    delegate(world.paul, absent=world.paul, to=world.rhea, ends=week, reason="Holidays")
    rhea = Person.objects.get(pk=world.rhea.pk)

    with pytest.raises(NotAllowed, match="approve"):
        world.move(rhea, version.record, "refuse_approval", reason="I do not like it")
    assert Record.objects.get(pk=version.pk).state == "in_approval"


@pytest.mark.requirement("SIG-2")
def test_approver_who_stands_in_signs_the_refusal_in_their_own_name(world: World) -> None:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")
    world.move(world.rita, version.record, "review")
    world.move(world.anna, version.record, "submit_for_approval")
    world.person("petra", "approver")
    week = timezone.now() + dt.timedelta(days=7)
    delegate(world.paul, absent=world.paul, to=world.petra, ends=week, reason="Holidays")
    petra = Person.objects.get(pk=world.petra.pk)

    world.move(petra, version.record, "refuse_approval", reason="Step 3 is wrong")

    signed = version.record.signatures.get(move="refuse_approval")
    assert (signed.username, signed.on_behalf_of) == ("petra", "Paul")
