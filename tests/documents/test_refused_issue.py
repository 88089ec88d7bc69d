"""A version whose stamped PDF is refused says so to people, asks Quality, and becomes effective once it can be issued."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from probatum.documents.content import Version
from probatum.jobs.documents import issue_missing, issue_version
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.file import FileText
from probatum.kernel.models import Person, Record, Task
from probatum.output.content import content_from_markdown
from tests.documents.test_main_path import approve_all
from tests.web.conftest import as_person
from tests.web.documents.conftest import make_draft
from tests.world import World

__all__ = ["as_person"]
PAGE = "document-version"


def approved_with_other_words(world: World) -> Version:
    """An approved version whose text, as it was read at check-in, is another than what it gives when it is filled anew."""
    content = content_from_markdown("Version {{version}} of this text.", name="x", values={"version": "0.1"})
    version = make_draft(world, content, title="Gowning")
    assert version.draft is not None
    with action(SYSTEM, "test.text"):
        FileText.objects.filter(file=version.draft.rendition).update(text="Version 0.1 of that text.")
    today = timezone.now().astimezone(world.basel.zone).date()
    return approve_all(world, version, on=today)


@pytest.mark.requirement("DOC-10", "DOC-21")
def test_refused_issue_stands_on_the_page_and_asks_quality(
    world: World, as_person: Callable[[Person], Client]
) -> None:
    version = approved_with_other_words(world)
    issue_version(version.pk)
    issue_missing(0)
    version = Version.objects.get(pk=version.pk)
    assert "comes out with other words than were signed" in version.issue_refused
    assert Record.objects.get(pk=version.pk).state == "approved"
    tasks = Task.objects.filter(record=version.record, closed_at=None)
    assert [(one.person.username, one.label) for one in tasks] == [("quinn", "Withdraw the approval")]

    page = as_person(world.anna).get(reverse(PAGE, args=[version.document.record.number, 1]))
    assert "Not issued, so it does not become effective" in page.content.decode()
    assert "Quality withdraws the approval" in page.content.decode()
    assert "Withdraw the approval" in as_person(world.quinn).get("/").content.decode()

    world.move(world.quinn, version.record, "recall", reason="Its file reads otherwise.")
    assert Version.objects.get(pk=version.pk).issue_refused == ""
    assert not Task.objects.filter(record=version.record, move="recall", closed_at=None).exists()


@pytest.mark.requirement("DOC-10", "DOC-21")
def test_issue_that_succeeds_later_takes_the_sentence_back(world: World) -> None:
    version = approved_with_other_words(world)
    issue_version(version.pk)
    assert version.draft is not None
    with action(SYSTEM, "test.text"):
        FileText.objects.filter(file=version.draft.rendition).update(text="Version 0.1 of this text.")

    issue_missing(0)

    found = Version.objects.get(pk=version.pk)
    assert (found.issue_refused, found.record.state) == ("", "effective")
    assert not Task.objects.filter(record=version.record, closed_at=None).exists()
