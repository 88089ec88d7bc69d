"""Short ways to effective versions and controlled copies, for tests without real pages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from probatum.documents import copying, release
from probatum.documents.authoring import start_version
from probatum.documents.content import Document, Version
from probatum.documents.copies import ControlledCopy
from probatum.kernel.people import Person
from tests.world import World

PEOPLE = (
    ("anna", "submit_for_review"),
    ("rita", "review"),
    ("anna", "submit_for_approval"),
    ("paul", "approve"),
)


def effective(world: World, version: Version | None = None) -> Version:
    """A version taken all the way by anna, rita, paul and quinn; a new document where none is given."""
    version = version or world.document()
    for name, move in PEOPLE:
        world.move(world.people[name], version.record, move)
    today = timezone.now().astimezone(world.basel.zone).date()
    world.move(world.quinn, version.record, "approve_quality", values={"effective_on": today})
    release.attach_issue(fresh(version), pdf=b"%PDF-1.7 issued " + str(version.pk).encode(), pages=1)
    release.release_due()
    return fresh(version)


def next_version(world: World, version: Version) -> Version:
    """A draft of the next version with everybody named."""
    return start_version(
        world.anna,
        Document.objects.select_related("record").get(pk=version.document_id),
        change_summary="Adds a second pair of gloves.",
        people={"reviewer": [world.rita], "approver": [world.paul], "quality_approver": [world.quinn]},
    )


def issued(world: World, version: Version, *, holder: Person | None = None, **given: Any) -> ControlledCopy:
    """A copy issued by carla."""
    told = {"place": "Filling line 2", "purpose": "Work at the line", **given}
    if holder is None:
        told.setdefault("recipient", "Obermoser Laboratories")
    return copying.issue(world.carla, fresh(version), holder=holder, **told)


def fresh(version: Version) -> Version:
    """The version as the database has it now."""
    known = Version.objects.select_related(
        "record__site", "document__record", "document__type__parent__parent", "draft__rendition", "issue"
    )
    return known.get(pk=version.pk)
