"""Documents with real bytes in real states."""

from __future__ import annotations

import pytest
from django.utils import timezone

from probatum.documents import release
from probatum.documents.authoring import create_document
from probatum.documents.content import Document, Version
from probatum.documents.drafts import Content
from probatum.output.content import content_from_markdown
from tests.world import World

TEXT = "# Purpose\n\nThis procedure says how gowning for grade B is done.\n\n1. Wash your hands.\n2. Put on the gown.\n"


@pytest.fixture(scope="session")
def typeset_content() -> Content:
    """Content with a PDF that can be read, typeset once."""
    return content_from_markdown(TEXT, name="gowning")


@pytest.fixture
def draft(world: World, typeset_content: Content) -> Version:
    """A draft by anna with rita, paul and quinn named."""
    return make_draft(world, typeset_content, title="Gowning for grade B")


@pytest.fixture
def effective(world: World, typeset_content: Content) -> Version:
    """An effective version 1.0."""
    return make_effective(world, make_draft(world, typeset_content, title="Cleaning of vessels"))


def make_draft(world: World, content: Content, *, title: str) -> Version:
    return create_document(
        world.anna,
        type=world.sop,
        title=title,
        site=world.basel,
        department=world.quality_department,
        content=content,
        people={"reviewer": [world.rita], "approver": [world.paul], "quality_approver": [world.quinn]},
    )


def make_effective(world: World, version: Version) -> Version:
    record = version.record
    world.move(world.anna, record, "submit_for_review")
    world.move(world.rita, record, "review")
    world.move(world.anna, record, "submit_for_approval")
    world.move(world.paul, record, "approve")
    today = timezone.now().astimezone(world.basel.zone).date()
    world.move(world.quinn, record, "approve_quality", values={"effective_on": today})
    fresh = Version.objects.select_related("record", "document__record", "draft__rendition").get(
        pk=version.pk
    )
    from probatum.kernel.file import read  # slow import

    assert fresh.draft is not None
    release.attach_issue(
        fresh, pdf=read(fresh.draft.rendition) + b"\n% issued " + fresh.record.number.encode(), pages=1
    )
    release.release_due()
    return Version.objects.select_related("record", "document__record", "draft").get(pk=version.pk)


def start_next(world: World, version: Version, *, change: str = "Adds a second pair of gloves.") -> Version:
    from probatum.documents.authoring import start_version  # slow import

    return start_version(world.anna, Document.objects.get(pk=version.document_id), change_summary=change)
