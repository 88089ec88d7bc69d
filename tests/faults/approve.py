"""`python -m tests.faults.approve [VERSION]`: in an installation with the small company, makes a document that waits for Quality.

With the id that was printed: approves it for Quality, effective today.
"""

from __future__ import annotations

import sys

import django
from django.utils import timezone

django.setup()

from probatum.documents.authoring import create_document  # noqa: E402 - after the set-up
from probatum.documents.types import DocumentType  # noqa: E402
from probatum.kernel.models import Department, Person, Record, Role, Site  # noqa: E402
from probatum.output.content import content_from_markdown  # noqa: E402
from tests.world import World  # noqa: E402

world = World(
    basel=Site.objects.get(code="BSL"),
    boston=Site.objects.get(code="BOS"),
    quality_department=Department.objects.get(code="QA"),
    roles={role.code: role for role in Role.objects.all()},
    sop=DocumentType.objects.get(code="SOP"),
    people={person.username: person for person in Person.objects.select_related("site")},
)


def before_quality() -> int:
    version = create_document(
        world.anna,
        type=world.sop,
        title="Change of gloves",
        site=world.basel,
        department=world.quality_department,
        content=content_from_markdown("# Change of gloves\n\nAfter each glass.", name="gloves", pictures={}),
        people={"reviewer": [world.rita], "approver": [world.paul], "quality_approver": [world.quinn]},
    )
    for username, move in (
        ("anna", "submit_for_review"),
        ("rita", "review"),
        ("anna", "submit_for_approval"),
        ("paul", "approve"),
    ):
        world.move(world.people[username], version.record, move)
    return version.pk


def quality(version: int) -> int:
    today = timezone.now().astimezone(world.basel.zone).date()
    world.move(world.quinn, Record.objects.get(pk=version), "approve_quality", values={"effective_on": today})
    return version


print(quality(int(sys.argv[1])) if len(sys.argv) > 1 else before_quality())
