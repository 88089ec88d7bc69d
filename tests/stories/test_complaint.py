"""A complaint that two authorities may have to know of: one is told in time, the other is not, and both for a reason."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.stories.events import DURHAM, moment, path_of, picks, recurs_not
from tests.stories.people import Somebody, Stage

HANDLER, QUALITY, INVESTIGATOR, REGULATORY = "s.otieno", "d.arrowood", "b.szalontai", "w.ferncliff"
COMPLAINANT = "Wilhelmina Vandersloot"
QUESTIONS = (
    "Is it a serious threat",
    "Did somebody die",
    "Is remedial action",
    "Did it fail in use",
    "Could it be falsified",
    "Is it a possible adverse event",
)


@pytest.mark.requirement(
    "CMP-01", "CMP-02", "CMP-04", "CMP-05", "CMP-06", "CMP-08", "CMP-10", "CMP-13", "CMP-16", "QE-29"
)
def test_complaint_is_decided_for_two_authorities_answered_and_closed(stage: Stage) -> None:
    samuel, dana = stage.person(HANDLER), stage.person(QUALITY)
    bence, wendell = stage.person(INVESTIGATOR), stage.person(REGULATORY)

    complaint = is_taken_in(samuel)
    complainant_stands_apart(samuel, bence, complaint)
    samuel.opens(complaint)
    samuel.moves("Send to triage")
    assert samuel.state() == "Triage"

    dana.opens(complaint)
    dana.sees("FDA: Alert report of an adverse experience", "EudraVigilance: Serious case report")
    is_decided(
        wendell, complaint, "THB-101 in AT", verdict="Reportable", why="It may have caused the swelling."
    )
    report_is_sent(wendell)
    is_decided(wendell, complaint, "THB-101 in US", verdict="Not reportable", why="Not sold there; listed in the information for users.")  # fmt: skip
    assert wendell.state() == "Not reportable"
    is_accepted(dana, complaint)

    is_investigated(bence, complaint)
    no_capa_is_needed(samuel, dana, complaint)
    is_answered(samuel, dana, complaint)
    recurs_not(samuel, complaint, why="No other arm swelled after this lot.")
    samuel.opens(complaint)
    samuel.moves("Send for closure")
    dana.opens(complaint)
    dana.signs("Close and sign")
    assert dana.state() == "Closed"
    dana.does_not_see(COMPLAINANT)
    verified = stage.company.command("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def is_taken_in(samuel: Somebody) -> str:
    samuel.opens("/records/complaint/new/")
    samuel.fills(
        Title="Swelling of the arm after the injection",
        Was_somebody_seriously_injured="Yes",
        Kind_of_product="Biological medicine",
        **{question.replace(" ", "_"): "No" for question in QUESTIONS},
    )
    samuel.fills(
        What_happened="The arm swelled within two hours; a night in hospital.",
        Product="THB-101",
        Lot_or_batch="TH2610",
        What_it_is_about="Strength, effect or performance",
        Became_aware=moment(hours_ago=2, zone=DURHAM),
        Country_where_it_happened="AT",
        Other_countries="US",
        How_it_came_in="Telephone",
    )
    samuel.presses("Open it")
    complaint = path_of(samuel)
    samuel.follows("Edit people")
    picks(samuel, "Quality approver", QUALITY)
    picks(samuel, "Investigator", INVESTIGATOR)
    samuel.presses("Save")
    return complaint


def complainant_stands_apart(samuel: Somebody, bence: Somebody, complaint: str) -> None:
    """Who takes complaints in knows who complained; who investigates does not."""
    samuel.opens(complaint)
    samuel.opens_tab("Complainant")
    samuel.fills(Name=COMPLAINANT, Telephone="+43 316 555 0100")
    samuel.presses("Keep it")
    samuel.opens_tab("Complainant")
    samuel.sees(COMPLAINANT)
    bence.opens(complaint)
    bence.does_not_see(COMPLAINANT)
    bence.opens_tab("Complainant")
    bence.sees("Who complained is entered.")
    bence.does_not_see(COMPLAINANT, "555 0100")
    bence.opens_tab("History")
    bence.does_not_see(COMPLAINANT, "555 0100")
    bence.opens("/search/?q=Vandersloot")
    bence.does_not_see("Swelling of the arm")


def is_decided(wendell: Somebody, complaint: str, whom: str, *, verdict: str, why: str) -> None:
    """A signed decision for one product and one authority, whose clock is seen running before."""
    wendell.opens(complaint)
    wendell.follows(whom)
    determination = path_of(wendell)
    assert wendell.state() == "To be decided"
    wendell.sees("15 calendar days", "days left")
    wendell.opens(f"{determination}sections/assessment/")
    wendell.fills(May_the_product="Yes", Decision=verdict, Why=why)
    wendell.presses("Save")
    wendell.opens(determination)
    wendell.signs("Decide and sign")
    wendell.opens_tab("Clocks")
    wendell.sees("days left" if verdict == "Reportable" else "Not needed", "Statutory")


def report_is_sent(wendell: Somebody) -> None:
    """In time: on the day of the decision, and the authority acknowledges it."""
    determination = path_of(wendell)
    today = datetime.now(DURHAM).date().isoformat()
    wendell.opens(f"{determination}sections/report/")
    wendell.fills(What_is_reported="Swelling of the arm two hours after the injection, recovered.")
    wendell.presses("Save")
    for move, reference in (("Report is sent", "2026-771"), ("Enter the acknowledgement", "EV-2026-000771")):
        wendell.opens(determination)
        wendell.chooses_move(move)
        wendell.fills(Day=today, **{"Reference" if "sent" in move else "Number_of": reference})
        wendell.sends_sheet(move)
    assert wendell.state() == "Acknowledged"
    wendell.opens_tab("Clocks")
    wendell.sees("in time")


def is_accepted(dana: Somebody, complaint: str) -> None:
    dana.opens(complaint)
    dana.opens_tab("Authorities")
    for answer in dana.page.locator('input[name^="answer_"][value="no"]').all():
        answer.check()
    dana.fills(Reasons="One patient; the batch met its specification.")
    dana.presses("Keep the answers")
    dana.opens(complaint)
    dana.moves("Accept for investigation")
    assert dana.state() == "In investigation"


def is_investigated(bence: Somebody, complaint: str) -> None:
    bence.opens(f"{complaint}sections/investigation/")
    bence.fills(
        Findings="Retained samples and batch record show nothing unusual.",
        Other_batches="TH2609 and TH2611: no complaint of this kind.",
        Risk_for="A known reaction; it stands in the information for users.",
        Conclusion="Justified as a reaction, no defect of the product.",
    )
    bence.presses("Save")
    bence.opens(complaint)
    bence.signs("Investigation is complete: sign")


def no_capa_is_needed(samuel: Somebody, dana: Somebody, complaint: str) -> None:
    samuel.opens(f"{complaint}sections/decision/")
    samuel.fills(
        CAPA_needed="No",
        Why_a_CAPA_is_not_needed="There is no defect.",
        Effectiveness_check_needed="No",
        Why_no_check_is_needed="Nothing was changed.",
    )
    samuel.presses("Save")
    dana.opens(complaint)
    dana.signs("Decide and sign")
    assert dana.state() == "Response"


def is_answered(samuel: Somebody, dana: Somebody, complaint: str) -> None:
    samuel.opens(complaint)
    samuel.follows("Letter to the complainant", within=samuel.page.locator("#parts"))
    samuel.fills(Title="Answer", Purpose="Answer")
    samuel.presses("Open it")
    letter = path_of(samuel)
    samuel.moves("Send for approval")
    dana.opens(letter)
    dana.signs("Approve and sign")
    samuel.opens(letter)
    samuel.chooses_move("Letter is sent")
    samuel.fills(Sent_on=datetime.now(DURHAM).date().isoformat(), How="By post")
    samuel.sends_sheet("Letter is sent")
    assert samuel.state() == "Sent"
    expect(samuel.page.locator("main")).to_contain_text("By post")
