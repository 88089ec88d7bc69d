"""Anybody reports with a phone, by the code at a place and without an account; Quality makes an event of it at a desk."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.stories import given
from tests.stories.desk import Desk
from tests.stories.events import ZONE
from tests.stories.people import Somebody, Stage
from tests.stories.watching import PHONE

PLACE = "Filling line, isolator 2"
#: its own words each time, so that it is found again where the story was played before
TITLE = f"Seal of the isolator door is loose at {datetime.now(ZONE):%H:%M:%S}"
MOST = 6


def photograph() -> bytes:
    """A photograph as a phone makes it: it says when it was taken, and where."""
    made = Image.new("RGB", (1200, 900), (168, 176, 182))
    made.paste((120, 40, 30), (300, 400, 900, 460))
    exif = Image.Exif()
    exif[0x0110] = "Phone of a passer-by"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:23 05:41:00"
    exif.get_ifd(0x8825)[1] = "N"
    written = io.BytesIO()
    made.save(written, "JPEG", quality=85, exif=exif)
    return written.getvalue()


@pytest.mark.requirement("QE-01", "QE-34", "MOB-01", "MOB-03")
def test_report_from_a_phone_becomes_an_event_at_the_desk(stage: Stage) -> None:
    tomas = stage.person(given.QUALITY)
    phone, _ = stage.window(phone=True, has_touch=True, is_mobile=True)

    phone.goto(code_at_the_place(tomas))
    stage.inspector.look(phone)
    assert "Sign in" not in phone.locator("main").inner_text()
    fields = phone.locator("main .field").filter(visible=True)
    assert 3 <= fields.count() <= MOST
    is_told(phone)
    reference = thanks(stage, phone)

    report = is_triaged(tomas, reference)
    tomas.sees(TITLE)
    assert tomas.state() == "Reported"
    assert "DEV-" in tomas.page.locator(".page-header").inner_text()
    tomas.sees("loose-seal.jpg", report)
    verified = stage.company.command("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def code_at_the_place(tomas: Somebody) -> str:
    """The address that the code at the place holds, as it stands below the code."""
    tomas.opens("/report/points/")
    tomas.follows(PLACE)
    told = tomas.page.locator("main").inner_text()
    found = re.search(r"/R/\S+|/r/\S+", told, re.IGNORECASE)
    assert found, told
    return found[0]


def is_told(phone: Page) -> None:
    """With the thumb: four answers and a picture; the moment is filled in already."""
    main = phone.locator("main")
    assert main.get_by_label("Occurred").input_value()
    for label, text in (
        ("What is it about", TITLE),
        ("What happened", "The seal at the lower hinge hangs out by a centimetre."),
        ("Where", "Door on the left"),
    ):
        field = main.get_by_label(re.compile(f"^{label}"))
        field.tap()
        field.fill(text)
    picture = {"name": "loose-seal.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    main.get_by_label("Pictures").set_input_files([picture])
    button = main.get_by_role("button", name="Send the report")
    box = button.bounding_box()
    assert box and box["height"] >= 44, box
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with phone.expect_navigation():
        button.tap()


def thanks(stage: Stage, phone: Page) -> str:
    stage.inspector.look(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you, it is received")
    return phone.locator("main strong").inner_text()


def is_triaged(tomas: Somebody, reference: str) -> str:
    """Quality finds the report among its tasks, looks at the picture, and opens a deviation from it."""
    tomas.opens("/")
    row = tomas.page.locator("[data-row]", has_text=TITLE).first
    with tomas.page.expect_navigation():
        row.get_by_role("link").first.click()
    tomas.arrives()
    tomas.sees(
        reference,
        "The seal at the lower hinge",
        "Door on the left",
        "loose-seal.jpg",
        "Taken 2026-11-23 05:41:00",
    )
    found = re.search(r"REP-\d{4}-\d{4}", tomas.page.locator(".page-header").inner_text())
    assert found
    picture_says_when_and_not_where(tomas)
    tomas.chooses_move("Open an event from it")
    tomas.fills(What_it_is="Deviation")
    tomas.sends_sheet("Open an event from it")
    assert tomas.state() != "Reported"
    tomas.follows(TITLE, within=tomas.page.locator("main .section").filter(has_text="Links"))
    return found[0]


def picture_says_when_and_not_where(tomas: Somebody) -> None:
    address = tomas.page.get_by_role("link", name="loose-seal.jpg").first.get_attribute("href")
    assert address
    kept = Image.open(io.BytesIO(Desk(tomas).request.get(address).body())).getexif()
    assert kept.get(0x0132) == "2026:11:23 05:41:00"
    assert (dict(kept.get_ifd(0x8825)), kept.get(0x0110)) == ({}, None)
