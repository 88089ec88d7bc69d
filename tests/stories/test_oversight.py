"""Who looks over the shoulder: library, search, the proof of the ledger, the review of the audit trail."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories import given
from tests.stories.people import Somebody, Stage
from tests.stories.pictures import Album


@pytest.mark.requirement("ATR-01", "DOC-38")
def test_an_inspector_finds_reads_and_checks_the_proof(stage: Stage, album: Album) -> None:
    inspector = Somebody(stage, "f.hallwang")
    inspector.page.goto("/accounts/login/")
    album.take(inspector, "sign-in")
    inspector.signs_in()
    inspector.opens("/documents/")
    inspector.sees("SOP-QA-001")
    inspector.opens("/search/?q=deviation")
    inspector.sees("SOP-QA-002")
    inspector.opens_document("SOP-QA-002")
    inspector.does_not_see("Start a new version")
    inspector.opens_tab("History")
    inspector.sees("Sealed")
    inspector.opens("/ledger/")
    album.take(inspector, "verify")
    with inspector.watch.expecting(403, 404):
        inspector.opens("/people/")
        inspector.opens("/documents/SOP-EN-002/")


@pytest.mark.requirement("DOC-38", "ACC-07")
def test_a_reader_finds_only_what_is_in_force(stage: Stage, album: Album) -> None:
    marek = stage.person("m.hudecek")
    marek.opens("/documents/")
    marek.does_not_see("SOP-EN-002")
    marek.opens("/search/?q=pest")
    marek.does_not_see("SOP-EN-002")
    with marek.watch.expecting(404):
        marek.opens("/documents/SOP-EN-002/")


@pytest.mark.requirement("ATR-10")
def test_the_audit_trail_is_reviewed_entry_by_entry_and_signed(stage: Stage) -> None:
    tomas = stage.person(given.QUALITY)
    tomas.opens("/")
    row = tomas.page.locator("[data-row]", has_text="Review the audit trail").first
    if not row.count():
        pytest.skip("The review of the example company was signed in an earlier run.")
    tomas.follows("Review the audit trail", within=row)
    expect(tomas.page.get_by_role("heading", level=1)).to_be_visible()


def test_the_pictures_of_the_guide(stage: Stage, album: Album) -> None:
    """Pages that no story passes in the right moment; every page in light and dark is checked on the way."""
    eva, margit = stage.person("e.kovarik"), stage.person("m.oberrauch")
    margit.opens("/")
    album.take(margit, "my-work")
    eva.opens("/documents/")
    album.take(eva, "library")
    margit.opens_document("SOP-QA-001")
    album.take(margit, "dark-document", dark=True)
    tomas = stage.person(given.QUALITY)
    tomas.opens_document("MAN-002")
    tomas.opens("/documents/drafts/")
    margit.opens_document("MAN-002")
    margit.chooses_move("Approve for Quality and sign")
    margit.gives_credentials()
    album.take(margit, "sign")


@pytest.mark.parametrize(
    ("username", "paths"),
    [
        ("e.kovarik", ["/documents/types/", "/documents/types/SOP/", "/administration/", "/me/"]),
        ("c.marlowe", ["/people/changes/", "/people/of/m.hudecek/", "/roles/", "/roles/of/reader/", "/roles/matrix/", "/roles/conflicts/", "/access/", "/access/log/", "/sessions/", "/lockouts/", "/absences/"]),
        ("y.brandis", ["/administration/", "/administration/settings/", "/administration/sites/", "/administration/departments/", "/administration/sites/of/GRZ/calendar/"]),
        ("m.oberrauch", ["/ledger/", "/ledger/verification/", "/records/version/", "/me/sessions/", "/accounts/password/change/"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_every_page_can_be_used_by_everybody(stage: Stage, username: str, paths: list[str]) -> None:
    """Pages without a story of their own: accessible, in light and dark, on a phone, without complaints."""
    who = stage.person(username)
    found = []
    for path in paths:
        try:
            who.opens(path)
        except AssertionError as fault:
            found.append(str(fault))
    assert found == [], "\n".join(found)
