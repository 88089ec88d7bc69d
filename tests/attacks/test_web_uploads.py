"""Attacks with what is sent: files where none belong, and texts that cost more than they should."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from probatum.kernel.people import Person
from probatum.output import markdown
from probatum.output.limits import UploadRefused
from probatum.web.documents.addresses import version_url
from tests.web.conftest import as_person
from tests.world import World

__all__ = ["as_person"]


@pytest.mark.requirement("P11-10-d")
def test_stranger_cannot_fill_the_disk_by_the_sign_in_form(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token of the form is checked before anything else, and reading it reads the files sent along."""
    from django.core.files import uploadedfile, uploadhandler

    kept: list[str] = []

    class Watched(uploadedfile.TemporaryUploadedFile):
        def __init__(self, name: str, *args: object, **options: object) -> None:
            kept.append(name)
            super().__init__(name, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", Watched)
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("account_login"))
    token = page.context["csrf_token"]
    large = SimpleUploadedFile("large.bin", b"x" * (3 * 1024 * 1024))

    client.post(
        reverse("account_login"),
        {"csrfmiddlewaretoken": str(token), "login": "anna", "password": "x", "file": large},
    )

    assert kept == []


@pytest.mark.requirement("DOC-06")
def test_text_that_costs_too_much_is_refused_in_the_preview(
    world: World, as_person: Callable[[Person], Client]
) -> None:
    version = world.document()
    client = as_person(world.anna)

    answer = client.post(version_url(version, "version-preview"), {"text": "[" * 5000})

    assert answer.status_code == 200
    assert "square brackets" in answer.content.decode()


@pytest.mark.requirement("DOC-06")
@pytest.mark.parametrize("paragraph", ["![" * 900, "[a](b" * 900, "[[A" * 600])
def test_many_paragraphs_of_brackets_are_refused_before_they_cost_a_minute(paragraph: str) -> None:
    """Each paragraph stays below its limit; together they held a process of the web for half a minute."""
    text = f"{paragraph}\n\n" * (500_000 // len(paragraph))

    with pytest.raises(UploadRefused, match="square brackets close together"):
        markdown.parse(text)


@pytest.mark.requirement("DOC-06")
def test_long_text_with_a_link_in_each_line_is_no_attack() -> None:
    rows = "".join(f"| {n} | [[SOP-QA-{n:04}]] | [page](https://example.org/{n}) |\n" for n in range(600))
    table = f"| a | b | c |\n|---|---|---|\n{rows}\n"

    assert markdown.parse(table + "See [this](#a) and [that](#b).\n\n" * 3000)
