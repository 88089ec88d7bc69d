"""Quality events in the browser: a minor deviation in one sitting, and a retest that is refused."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.stories import given
from tests.stories.desk import Desk
from tests.stories.events import chooses, is_moved, moment, path_of
from tests.stories.people import Stage

OWNER, QUALITY = given.AUTHOR, given.QUALITY
ANALYST, LEADER, LABORATORY = "a.demirbag", "l.brandauer", "s.petkovic"


@pytest.mark.requirement("QE-01", "QE-07", "QE-13", "QE-15", "QE-22", "QE-31", "QE-35")
def test_minor_deviation_in_one_sitting(stage: Stage) -> None:
    nora, tomas = stage.person(OWNER), stage.person(QUALITY)

    nora.opens("/records/deviation/new/")
    nora.fills(
        Title="Door of the weighing room stood open",
        What_happened="The door stood open for five minutes during weighing of a buffer.",
        Occurred=moment(hours_ago=2),
        Became_aware=moment(hours_ago=1.5),
        What_was_done_at_once="Door closed, pressure recovered within a minute.",
    )
    nora.presses("Open it")
    record = path_of(nora)
    assert nora.state() == "Reported"

    tomas.opens(record)
    tomas.sees("What is missing", "“Category” is not filled in.", "The risk is not rated yet.")
    tomas.opens(f"{record}sections/triage/")
    tomas.fills(Category="Environment or utilities", Area="GMP", Planned="No")
    tomas.presses("Save")
    tomas.opens_tab("Rating")
    chooses(tomas, "severity", "1")
    chooses(tomas, "likelihood", "1")
    tomas.fills(Why_it_is_rated_so="Buffer is filtered afterwards; the room was in its limits again at once.")
    tomas.presses("Save the rating")
    tomas.opens_tab("Authorities")
    for answer in tomas.page.locator('input[name^="answer_"][value="no"]').all():
        answer.check()
    tomas.fills(Reasons="Nothing left the site.")
    tomas.presses("Keep the answers")
    tomas.opens(record)
    tomas.moves("Accept and send to assessment")
    assert tomas.state() == "In assessment"

    nora.opens(f"{record}sections/assessment/")
    nora.fills(
        Impact="None: the buffer is filtered at 0.2 µm before use.",
        CAPA_needed="No",
        Why_a_CAPA_is_not_needed="One time; the closer was adjusted.",
        Effectiveness_check_needed="No",
        Why_no_check_is_needed="Nothing was changed.",
    )
    nora.presses("Save")
    nora.opens_tab("Recurrence")
    chooses(nora, "verdict", "not_recurring")
    nora.page.locator('textarea[name="reason"]').fill("No door stood open within a year.")
    nora.presses("Save the verdict")
    nora.opens(record)
    nora.moves("Send the assessment to Quality")

    tomas.opens(record)
    tomas.signs("Approve the assessment and sign")
    assert tomas.state() == "Closed"
    tomas.sees("Quality approval", "Valid: the content is unchanged since signing")


@pytest.mark.requirement("LAB-03", "LAB-04", "LAB-06")
def test_retest_beyond_the_plan_is_refused_on_the_page(stage: Stage) -> None:
    lukas, sanja, tomas = stage.person(LEADER), stage.person(LABORATORY), stage.person(QUALITY)
    aylin = stage.person(ANALYST)

    facts = {
        "title": "Assay of a stability sample below its limit",
        "type": "oos",
        "sample": "S-1",
        "test": "Assay",
        "method": "QC-M-017",
        "analyst": ANALYST,
        "specification": "95.0 to 105.0 %",
        "lower": "95",
        "upper": "105",
        "result": "93.9",
        "unit": "%",
        "occurred_at": moment(hours_ago=3),
        "aware_at": moment(hours_ago=2),
        "site": "GRZ",
    }
    lukas.opens(Desk(lukas).send("/records/lab_investigation/new/", facts).url)
    record = path_of(lukas)
    people = {"laboratory_0": LABORATORY, "quality_0": QUALITY}
    Desk(lukas).send(f"{record}people/", people)
    Desk(lukas).send(f"{record}sections/subjects/", {"on_hold": "yes"}, form="")
    checks = dict.fromkeys(
        (
            "solutions_kept",
            "method_followed",
            "preparation",
            "standards",
            "instrument_state",
            "system_suitability",
            "raw_data",
            "calculation",
            "training",
        ),
        "in_order",
    )
    Desk(lukas).send(
        f"{record}sections/phase_one/",
        {**checks, "checklist_notes": "Nothing at the bench explains it.", "assignable": "no"},
    )
    Desk(lukas).send(f"{record}moves/submit_phase_one/", {}, form="/moves/submit_phase_one/")
    is_moved(sanja, record, "approve_phase_one")
    lukas.opens(record)
    assert lukas.state() == "Phase II"

    plan = {
        "title": "One test of the same sample",
        "type": "retest",
        "sample": "S-1",
        "tests": "1",
        "analyst": ANALYST,
        "justification": "A second preparation of the same sample.",
        "rule": "It has to meet the specification.",
        "owner": LEADER,
    }
    lukas.opens(Desk(lukas).send(f"{record}parts/retest_plan/new/", plan).url)
    planned = path_of(lukas)
    Desk(lukas).send(f"{planned}moves/submit/", {}, form="/moves/submit/")
    is_moved(sanja, planned, "approve_laboratory")

    aylin.opens(planned)
    aylin.opens_tab("Results")
    aylin.sees("is not approved")
    is_moved(tomas, planned, "approve")

    aylin.opens(f"{planned}results/")
    aylin.opens_sheet("Enter a result")
    aylin.fills(Result="98.2", Tested=moment(hours_ago=0))
    aylin.sends_sheet("Enter the result")
    aylin.sees("98.2 %", "1 of 1 tests entered")
    expect(aylin.page.get_by_role("link", name="Enter a result")).to_have_count(0)
    answer = Desk(aylin).request.get(f"{planned}results/new/")
    page = answer.text()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    again = Desk(aylin).request.post(
        f"{planned}results/new/",
        form={"csrfmiddlewaretoken": token[1], "value": "99.9", "tested_at": moment(hours_ago=0)},
        headers={"Referer": aylin.page.url},
    )
    assert "A further test needs another approved plan" in again.text()
