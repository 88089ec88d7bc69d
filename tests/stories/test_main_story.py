"""From a Word file to an effective document whose history is proved: the story this product exists for."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from probatum.output.seal import validate
from tests.stories.desk import Desk, name_of
from tests.stories.papers import real_procedures, text_of, word_file
from tests.stories.people import Somebody, Stage
from tests.stories.pictures import Album

TITLE = "Stopping the filling line after a breach of the barrier"
WORDS = "Whoever sees a glove torn inside the isolator stops the line before anything else."
PEOPLE = {
    "Reviewer": ["Bence Szalontai", "Lukas Brandauer"],
    "Formal reviewer": ["Margit Oberrauch"],
    "Approver": ["Gernot Pichlmayr"],
    "Quality approver": ["Tomas Lindqvist"],
}


@pytest.mark.requirement(
    "DOC-02",
    "DOC-08",
    "DOC-09",
    "DOC-10",
    "DOC-12",
    "DOC-14",
    "DOC-21",
    "DOC-28",
    "SIG-01",
    "SIG-03",
    "SIG-07",
    "SIG-09",
    "ATR-01",
    "P11-50-b",
)
def test_a_word_file_becomes_effective_signed_and_provable(stage: Stage, album: Album) -> None:
    # given
    eva = Somebody(stage, "e.kovarik")
    eva.signs_in()
    # when the document controller uploads the Word file and names who reviews and approves
    number = eva_makes_the_document(eva)
    eva_names_the_people(eva)
    eva.moves("Send for review")
    eva.sees("Waiting for Bence Szalontai and Lukas Brandauer")
    # and two reviewers read, comment and sign
    bence, lukas = stage.person("b.szalontai"), stage.person("l.brandauer")
    bence.opens("/")
    album.take(bence, "my-work", height=620)
    bence_comments_and_signs(bence, number)
    assert lukas.signs_from_my_work(number, "Review and sign", Comment="Read in full.") == 3
    # and document control's form is checked, as the type asks
    margit = stage.person("m.oberrauch")
    assert margit.signs_from_my_work(number, "Review formally and sign") == 3
    # and the author answers and sends for approval
    eva_answers(eva, number, album)
    eva.moves("Send for approval")
    # and the function approves, then Quality with today as the effective day
    gernot, tomas = stage.person("g.pichlmayr"), stage.person("t.lindqvist")
    assert gernot.signs_from_my_work(number, "Approve and sign") == 3
    today = datetime.now(ZoneInfo("Europe/Vienna")).date().isoformat()
    assert tomas.signs_from_my_work(number, "Approve for Quality and sign", Effective_from=today) == 3
    # then the worker issues and releases it, and the operator reads it
    becomes_effective(eva, number)
    pdf = the_operator_reads_it(stage, number)
    report = validate(pdf, authority=(stage.company.data / "secrets" / "seal-authority.pem").read_bytes())
    assert report.valid, report.problems
    # and its history is whole and sealed
    history_is_sealed(eva, number, album)
    verified = stage.company.command("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.requirement("DOC-09")
def test_a_word_file_nobody_here_wrote_becomes_readable(stage: Stage) -> None:
    real = real_procedures()
    if not real:
        pytest.skip("No folder of real Word files is at hand; see PROBATUM_REAL_DOCUMENTS.")
    eva = stage.person("e.kovarik")
    eva.opens("/documents/new/")
    eva.fills(Type="Form", Title="Change order, as received", Department="Quality assurance", Site="Graz")
    eva.page.get_by_label("File", exact=True).set_input_files(real[0])
    eva.presses("Make the document")
    assert eva.state() == "Draft"
    expect(eva.page.get_by_role("img", name="Page 1 of")).to_be_visible()
    assert (
        eva.page.get_by_role("img", name="Page 1 of").evaluate(
            "image => image.decode().then(() => image.naturalWidth)"
        )
        > 0
    )


def eva_makes_the_document(eva: Somebody) -> str:
    eva.opens("/documents/new/")
    eva.fills(Type="SOP, manufacturing and laboratory", Title=TITLE, Department="Production", Site="Graz")
    eva.page.get_by_label("File", exact=True).set_input_files(
        {
            "name": "Line stop.docx",
            "mimeType": "application/octet-stream",
            "buffer": word_file(TITLE, words=WORDS),
        }
    )
    eva.presses("Make the document")
    expect(eva.page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert eva.state() == "Draft"
    return eva.page.locator(".page-header__number").inner_text()


def eva_names_the_people(eva: Somebody) -> None:
    for part, names in PEOPLE.items():
        eva.opens_sheet(f"Name {part.lower()}", within=eva.page.locator("#people"))
        for at, name in enumerate(names, start=1):
            field = eva.sheet.get_by_label(f"{part} {at}")
            field.fill(name)
            eva.sheet.get_by_role("option", name=name).click()
        eva.sends_sheet("Save")
        eva.sees(*names)


def bence_comments_and_signs(bence: Somebody, number: str) -> None:
    bence.opens("/")
    bence.follows("Review", within=bence.task(number))
    bence.sees("1 page", "Open comments")
    bence.opens_sheet("Comment", within=bence.page.locator("#comments"))
    bence.fills(Comment="Who decides at night, when no shift lead is there?", Page="1")
    bence.sends_sheet("Add the comment")
    bence.sees("Who decides at night")
    bence.signs("Review and sign", Comment="One question, no objection.")
    bence.sees("Reviewed")


def eva_answers(eva: Somebody, number: str, album: Album) -> None:
    eva.opens_document(number)
    eva.opens_tab("Comments")
    eva.follows("Answer", within=eva.page.locator(".thread"))
    eva.fills(Comment="The shift lead on call; the number hangs at the isolator.")
    eva.presses("Answer")
    eva.sees("The shift lead on call")
    album.take(eva, "review-comments")
    eva.opens_document(number)


def becomes_effective(eva: Somebody, number: str) -> None:
    for _ in range(60):
        eva.page.goto(f"/documents/{number}/")
        if eva.state() == "Effective":
            break
        eva.page.wait_for_timeout(1000)
    assert eva.state() == "Effective"
    eva.arrives()


def the_operator_reads_it(stage: Stage, number: str) -> bytes:
    marek = stage.person("m.hudecek")
    marek.opens("/")
    marek.page.keyboard.press("Control+k")
    marek.page.keyboard.type("barrier breach", delay=20)
    marek.interactions = 1
    marek.follows(number, within=marek.page.locator("[data-search-hits]"))
    marek.sees("1.0", "Effective")
    expect(marek.page.get_by_role("img", name="Page 1 of")).to_be_visible()
    assert marek.interactions <= 2
    with marek.page.expect_download() as download:
        marek.page.get_by_role("link", name="PDF", exact=True).click()
    pdf = download.value.path().read_bytes()
    pages = text_of(pdf)
    assert all(number in page and "1.0" in page for page in pages)
    assert f"page 1 of {len(pages)}" in pages[0].lower()
    # the signature page: printed names and meanings
    whole = " ".join(" ".join(pages).split())
    for said in (name_of("g.pichlmayr"), "Approved for Quality", name_of("t.lindqvist")):
        assert said in whole
    marek_prints(marek, number)
    return pdf


def marek_prints(marek: Somebody, number: str) -> None:
    marek.opens_sheet("Print")
    address = marek.sheet.get_by_role("link", name="Open the print").get_attribute("href")
    assert address
    printed = text_of(Desk(marek).request.get(address).body())
    assert all("uncontrolled" in page.lower() and name_of("m.hudecek") in page for page in printed)
    assert all("until" in page.lower() for page in printed)
    marek.sheet.get_by_role("link", name="Cancel").click()


def history_is_sealed(eva: Somebody, number: str, album: Album) -> None:
    eva.opens_document(number)
    album.take(eva, "document")
    eva.opens_tab("History")
    eva.sees("Approved for Quality", "Reviewed", name_of("t.lindqvist"), name_of("g.pichlmayr"))
    eva.page.wait_for_timeout(3000)
    eva.page.reload()
    eva.does_not_see("Not sealed yet")
    album.take(eva, "history")
