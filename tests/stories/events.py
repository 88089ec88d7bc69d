"""What the stories of quality events share: moments as a form takes them, the record in front of somebody, answers, signed moves."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.stories.desk import Desk, name_of
from tests.stories.people import Somebody

ZONE, DURHAM = ZoneInfo("Europe/Vienna"), ZoneInfo("America/New_York")


def moment(*, hours_ago: float, zone: ZoneInfo = ZONE) -> str:
    """A moment as the field of a form takes it, in the time of whoever enters it."""
    return (datetime.now(zone) - timedelta(hours=hours_ago)).strftime("%Y-%m-%dT%H:%M")


def path_of(who: Somebody) -> str:
    """The address of the record in front of somebody."""
    found = re.search(r"/records/[0-9a-f-]{36}/", who.page.url)
    assert found, who.page.url
    return found[0]


def chooses(who: Somebody, name: str, value: str) -> None:
    """Choose one of the answers of a question."""
    who.page.locator(f'input[name="{name}"][value="{value}"]').check()


def is_moved(who: Somebody, record: str, move: str, **values: str) -> None:
    """Make a signed move of a record by its form."""
    credential = {"username": who.username, "password": who.passphrase}
    Desk(who).send(f"{record}moves/{move}/", {**credential, **values}, form=f"/moves/{move}/")


def picks(who: Somebody, label: str, username: str) -> None:
    """Pick somebody for a part by typing their name."""
    field = who.page.get_by_label(label).first
    field.fill(name_of(username))
    who.page.get_by_role("option", name=name_of(username)).first.click()


def recurs_not(who: Somebody, record: str, *, why: str) -> None:
    """Look at each similar event, say that none belongs to this one, and judge that it does not recur."""
    who.opens(record)
    who.opens_tab("Recurrence")
    for at, relation in enumerate(who.page.locator('select[name^="relation"]').all()):
        relation.locator("xpath=ancestor::details").evaluate("place => place.open = true")
        relation.select_option(index=relation.locator("option").count() - 1)
        who.page.locator('textarea[name^="why"], input[name^="why"]').nth(at).fill("Another cause.")
    chooses(who, "verdict", "not_recurring")
    who.page.locator('textarea[name="reason"]').fill(why)
    who.presses("Save the verdict")
