"""Who looks over the shoulder: library, search, the proof of the ledger, the review of the audit trail."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from tests.stories import given
from tests.stories.installation import RUNNING
from tests.stories.people import Somebody, Stage
from tests.stories.pictures import Album


@pytest.mark.requirement("ACC-16", "ATR-05")
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
    annelies = stage.person("a.verbrugghe")
    annelies.opens("/ledger/")
    annelies.sees("Verify")
    album.take(annelies, "verify")
    with inspector.watch.expecting(403, 404):
        inspector.opens("/people/")
        inspector.opens("/ledger/")
        inspector.opens("/documents/SOP-EN-002/")


@pytest.mark.requirement("DOC-24")
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
    if not row.count() and os.environ.get(RUNNING):
        pytest.skip("The review of the example company was signed in an earlier run.")
    tomas.follows("Review the audit trail", within=row)
    tomas.sees("Chosen entries", "0 of ")
    expect(tomas.page.locator(".next-step").get_by_role("button", name="Sign the review")).to_have_attribute(
        "aria-disabled", "true"
    )
    # when each entry has its verdict, one of them with a note
    verdicts = tomas.page.get_by_label("Verdict")
    for at in range(verdicts.count()):
        verdicts.nth(at).select_option(label="In order")
    tomas.page.get_by_label("Note").first.fill(
        "Founding of the company; checked against the protocol of the installation."
    )
    tomas.presses("Save the verdicts")
    # then the review is signed with a conclusion
    tomas.signs("Sign the review", Conclusion="Every chosen entry is in order; nothing follows.")
    assert tomas.state() == "Reviewed"
    tomas.sees("Audit trail reviewed")


def test_the_pictures_of_the_guide(stage: Stage, album: Album) -> None:
    """Pages that no story passes in the right moment; every page in light and dark is checked on the way."""
    eva, margit = stage.person("e.kovarik"), stage.person("m.oberrauch")
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
        ("m.oberrauch", ["/ledger/", "/records/version/", "/me/sessions/", "/accounts/password/change/"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
@pytest.mark.requirement("UX-12")
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
