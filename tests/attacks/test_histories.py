"""Attacks by histories: what leaves as a file tells nobody more than the page does (DOC-37)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client

from probatum.documents import linking
from probatum.documents.content import Document
from probatum.kernel.models import Person, Record
from tests.restricted import effective_secret, restrict
from tests.web.conftest import as_person
from tests.web.documents.conftest import make_draft, make_effective
from tests.web.documents.test_reading import words
from tests.world import World, content

__all__ = ["as_person"]
WORDS = ("quokka", "uma", "unblinded")


@pytest.mark.requirement("DOC-37", "ACC-03", "P11-10-b")
@pytest.mark.parametrize("way", ["json", "csv", "pdf", "package"])
def test_link_to_what_is_restricted_leaves_in_no_file(
    world: World, as_person: Callable[[Person], Client], way: str
) -> None:
    kept = restrict(world)
    make_effective(world, make_draft(world, content("x"), title="Gowning"))
    secret = effective_secret(world, kept).document.record
    document = Document.objects.select_related("record").get(record__number="SOP-QA-001")
    linking.add_link(kept.uma, document, type="references", number=secret.number, note="Codes of the quokka")

    person = world.person("oskar", "reader", "controller", "auditor")
    told = _taken(as_person(person), document.record, way)
    assert "Gowning" in told  # there is something
    assert [word for word in WORDS if word in told.casefold()] == []
    assert "quokka" in _taken(as_person(kept.uma), document.record, "json")


def _taken(client: Client, record: Record, way: str) -> str:
    """The words of a history as it leaves."""
    if way != "package":
        answer = client.get(f"/records/{record.uuid}/history/{way}/")
        assert answer.status_code == 200
        return words(answer.content) if way == "pdf" else answer.content.decode()
    answer = client.get(f"/documents/{record.number}/evidence.zip")
    content = b"".join(answer) if answer.streaming else answer.content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(
            words(package.read(name))
            if name.endswith(".pdf")
            else package.read(name).decode("utf-8", "replace")
            for name in package.namelist()
            if not name.startswith("files/")
        )
