"""A restricted type in the small company: the circle, who is in it, and documents that nobody else finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from probatum.documents import release
from probatum.documents.authoring import create_document
from probatum.documents.content import Version
from probatum.documents.types import DocumentType
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Circle, Person, Role
from tests.world import World, content

#: Words that stand in restricted documents only; none may reach anybody outside.
WORDS = ("UBL-QA-", "Zanzibar", "quokka", "wombat")
TITLE = "Treatment codes of Zanzibar"
TEXT = "Patient 12 received the quokka arm, see kit 4711."


@dataclass(frozen=True)
class Restricted:
    """The circle of the unblinded, its type, and two of its people: uma writes, ugo approves for Quality."""

    circle: Circle
    type: DocumentType
    uma: Person
    ugo: Person
    ursula: Person


def restrict(world: World) -> Restricted:
    """A circle with a role that lets in, three people in it, and a type kept for it."""
    with action(SYSTEM, "test.circle", reason="Blinding."):
        circle = Circle.objects.create(code="unblinded", name="Unblinded")
        world.roles["unblinded"] = Role.objects.create(
            code="unblinded", name="Unblinded", permissions=[circle.permission]
        )
        kind = DocumentType.objects.create(
            code="UBL", name="Unblinding list", pattern="UBL-{dept}-{n:03}", circle=circle, review_months=12
        )
    uma = world.person("uma", "controller", "unblinded")
    ugo = world.person("ugo", "quality", "unblinded")
    ursula = world.person("ursula", "reviewer", "approver", "unblinded")
    return Restricted(circle, kind, uma, ugo, ursula)


def secret(world: World, kept: Restricted, **given: Any) -> Version:
    """A restricted document in draft, all of whose people are in the circle."""
    facts: dict[str, Any] = {
        "type": kept.type,
        "title": TITLE,
        "site": world.basel,
        "department": world.quality_department,
        "content": content(TEXT),
        "people": {
            "reviewer": [kept.ursula],
            "approver": [kept.ursula],
            "quality_approver": [kept.ugo],
        },
    }
    return create_document(kept.uma, **(facts | given))


def effective_secret(world: World, kept: Restricted, **given: Any) -> Version:
    """The same in force."""
    version = secret(world, kept, **given)
    record = version.record
    world.move(kept.uma, record, "submit_for_review")
    world.move(kept.ursula, record, "review")
    world.move(kept.uma, record, "submit_for_approval")
    world.move(kept.ursula, record, "approve")
    day = timezone.now().astimezone(world.basel.zone).date()
    world.move(kept.ugo, record, "approve_quality", values={"effective_on": day})
    found = Version.objects.select_related("record", "document__record").get(pk=version.pk)
    release.attach_issue(found, pdf=content("issued quokka").rendition, pages=1)
    release.release_due()
    return Version.objects.select_related("record", "document__record").get(pk=version.pk)
