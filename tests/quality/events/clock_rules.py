"""Statutory clocks in the small company: mira prepares them, hanna approves them."""

from __future__ import annotations

from probatum.kernel.models import Record
from probatum.quality.events import statutory_drafting
from probatum.quality.events.statutory_tables import StatutoryRules
from tests.quality import matrices
from tests.world import World


def draft(world: World, *, title: str = "Statutory clocks") -> StatutoryRules:
    """A version in draft with what the product is delivered with."""
    matrices.staff(world)
    return statutory_drafting.open_version(world.mira, title=title, note="", approvers=[world.hanna])


def approved(world: World) -> StatutoryRules:
    """A version in force."""
    version = draft(world)
    world.move(world.mira, version.record, "submit")
    world.move(world.hanna, version.record, "approve")
    return StatutoryRules.objects.select_related("record").get(pk=version.pk)


def version_of(version: StatutoryRules) -> int:
    """The counter that an edit is based on."""
    return Record.objects.get(pk=version.pk).version
