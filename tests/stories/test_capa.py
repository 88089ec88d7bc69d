"""A plan is written like a table: few interactions, by keyboard alone."""

from __future__ import annotations

import re

import pytest

from tests.stories import given
from tests.stories.desk import Desk
from tests.stories.people import Somebody, Stage

OWNER, CARRIES_OUT = given.REVIEWER, "Bence Szalontai"
MOST = 12


class Counting:
    """Types into the cells of a plan; a cell that is typed in, or a button or link that is pressed, is one interaction."""

    def __init__(self, who: Somebody) -> None:
        self.who = who
        self.count = 0

    def types(self, cell: str, text: str) -> None:
        """Go to a cell by Enter alone and type."""
        page = self.who.page
        for _ in range(40):
            if page.evaluate("document.activeElement.name") == cell:
                break
            page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.name") == cell
        page.keyboard.type(text)
        self.count += 1

    def presses_save(self) -> None:
        """Go on by Enter until the button has the focus, and press it."""
        page = self.who.page
        for _ in range(40):
            if page.evaluate("document.activeElement.tagName") == "BUTTON":
                break
            page.keyboard.press("Enter")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        self.count += 1

    def opens_plan(self) -> None:
        """Follow the tab of the plan."""
        self.who.opens_tab("Plan")
        self.count += 1


def capa(stage: Stage, title: str) -> Somebody:
    """The owner in front of a new CAPA."""
    bence = stage.person(OWNER)
    facts = {
        "title": title,
        "source": "trend",
        "weight": "minor",
        "device": "no",
        "shape": "full",
        "problem": "Three doors stood open within a month.",
        "site": "GRZ",
    }
    made = Desk(bence).send("/records/capa/new/", facts)
    bence.opens(re.sub(r"^https?://[^/]+", "", made.url))
    return bence


@pytest.mark.requirement("CAP-02", "CAP-04", "CAP-11")
def test_plan_of_four_lines_takes_twelve_interactions_by_keyboard(stage: Stage) -> None:
    bence = capa(stage, "Doors of cold rooms stand open")
    plan = Counting(bence)
    plan.opens_plan()
    plan.types("investigation-1-title", "Why do the closers wear?")
    plan.types("investigation-1-owner", CARRIES_OUT)
    plan.types("action-1-title", "Fit new closers")
    plan.types("action-1-owner", CARRIES_OUT)
    plan.types("action-2-title", "Train the shift")
    plan.types("action-2-owner", CARRIES_OUT)
    plan.types("action-2-after", "1")
    plan.types("effectiveness_check-1-criteria", "No door stands open for three months")
    plan.types("effectiveness_check-1-owner", CARRIES_OUT)
    plan.presses_save()
    bence.sees("Plan: saved.", "ACT-", "EC-", "INV-")
    assert plan.count == 11 <= MOST
