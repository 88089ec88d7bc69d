"""The people of the stories and what each does on a page; a story reads as a protocol of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from probatum.example.people import person as employee
from tests.stories.desk import Desk
from tests.stories.installation import Installation
from tests.stories.watching import PHONE, Inspector, Watch

DESK = {"width": 1440, "height": 900}


@dataclass
class Stage:
    """Browser, company, and the people of one story."""

    browser: Browser
    company: Installation
    inspector: Inspector
    contexts: list[BrowserContext] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)

    def window(self, *, phone: bool = False, script: bool = True, **more: Any) -> tuple[Page, Watch]:
        """A browser window of its own, with its own cookies."""
        context = self.browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            base_url=self.company.url, locale="en-GB", timezone_id="Europe/Vienna", reduced_motion="reduce",
            java_script_enabled=script, accept_downloads=True, **more,
        )  # fmt: skip
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        watch = Watch(context)
        self.watches.append(watch)
        return context.new_page(), watch

    def person(self, username: str, *, passphrase: str = "", **window: Any) -> Somebody:
        """Somebody who has signed in before the story begins; a session is opened once and then reused."""
        known = self.company.sessions.get(username)
        found = Somebody(self, username, passphrase=passphrase, storage_state=known, **window)
        if known is None:
            Desk(found).sign_in()
            self.company.sessions[username] = found.page.context.storage_state()
        return found

    def keep_what_is_seen(self, folder: Path, name: str) -> None:
        """A picture of every window, for whoever mends a failed story."""
        folder.mkdir(parents=True, exist_ok=True)
        for at, context in enumerate(self.contexts):
            for page in (one for one in context.pages if one.url != "about:blank"):
                page.screenshot(path=folder / f"{name}-{at}.png")

    def close(self) -> None:
        """Close the windows; then say what the browsers complained of."""
        for context in self.contexts:
            context.close()
        for watch in self.watches:
            watch.refuse_errors()


class Somebody:
    """A person in front of a browser."""

    def __init__(self, stage: Stage, username: str, *, passphrase: str = "", **window: Any) -> None:
        self.stage, self.username = stage, username
        self.script = window.get("script", True)
        self.passphrase = passphrase or employee(username).passphrase
        self.page, self.watch = stage.window(**window)
        self.interactions = 0

    # --- Coming and going ---

    def signs_in(self) -> None:
        """Sign in on the page for it."""
        self.page.goto("/accounts/login/")
        self.arrives()
        self.page.get_by_label("User name").fill(self.username)
        self.page.get_by_label("Password").fill(self.passphrase)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)
        self.arrives()

    def signs_out(self) -> None:
        """Leave by the menu under one's name."""
        self.page.locator("summary.who").click()
        self.page.get_by_role("button", name="Sign out").click()
        self.page.wait_for_url("**/accounts/login/**")

    def confirms_who_they_are(self) -> None:
        """Give the password once more, before the way of signing in is changed."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
        self.fills(Password=self.passphrase)
        self.presses("Confirm")

    def opens(self, path: str) -> None:
        """Go to an address of the product."""
        self.page.goto(path)
        self.arrives()

    def arrives(self) -> None:
        """Whatever page this is, it is checked once."""
        if not self.script:
            return
        self.page.wait_for_load_state("load")
        expect(self.page.locator(".htmx-request")).to_have_count(0)
        self.stage.inspector.look(self.page)

    # --- Pages ---

    def opens_document(self, number: str, *, version: int = 0) -> None:
        """Open a document, or one of its versions."""
        self.opens(f"/documents/{number}/" + (f"versions/{version}/" if version else ""))

    def opens_tab(self, name: str) -> None:
        """Open a tab of the record."""
        self.follows(name, within=self.page.locator(".tabs"))

    def follows(self, name: str, *, within: Locator | None = None, exact: bool = False) -> None:
        """Follow a link to another page."""
        self.interactions += 1
        place = within or self.page
        with self.page.expect_navigation():
            place.get_by_role("link", name=name, exact=exact).first.click()
        self.arrives()

    def presses(self, name: str, *, within: Locator | None = None) -> None:
        """Press a button that leads to another page."""
        self.interactions += 1
        place = within or self.page
        with self.page.expect_navigation():
            place.get_by_role("button", name=name, exact=True).first.click()
        self.arrives()

    def fills(self, within: Locator | None = None, **values: str) -> None:
        """Fill fields, named by the label with _ for a blank; one interaction."""
        self.interactions += 1
        place = within or self.page.locator("main, dialog[open]").last
        for name, value in values.items():
            label = place.get_by_label(re.compile(f"^{name.replace('_', ' ')}", re.IGNORECASE)).first
            kind = label.evaluate("element => element.localName")
            if kind == "select":
                options = label.locator("option", has_text=re.compile(f"{re.escape(value)}$"))
                label.select_option(value=options.first.get_attribute("value"))
            else:
                label.fill(value)

    # --- Sheets ---

    @property
    def sheet(self) -> Locator:
        """The sheet over the page."""
        return self.page.locator("dialog[open]")

    def opens_sheet(self, name: str, *, within: Locator | None = None) -> None:
        """Press what opens a sheet over the page."""
        self.interactions += 1
        place = within or self.page
        place.get_by_role("link", name=name).first.click()
        expect(self.sheet).to_be_visible()
        self.arrives()

    def chooses_move(self, name: str) -> None:
        """Choose a move: the primary button, or one of the other moves."""
        step = self.page.locator(".next-step")
        primary = step.locator(".next-step__act > a", has_text=name)
        if not primary.count():
            self.interactions += 1
            step.locator("summary").click()
        self.opens_sheet(name, within=step)

    def sends_sheet(self, name: str) -> None:
        """Press the button of the sheet; the page behind comes back changed."""
        self.interactions += 1
        with self.page.expect_navigation():
            self.sheet.get_by_role("button", name=name).click()
        self.arrives()

    def is_refused_in_sheet(self, name: str, *, says: str, status: int = 200) -> None:
        """Press the button of the sheet; it stays and says why."""
        with self.watch.expecting(status):
            self.sheet.get_by_role("button", name=name).click()
            expect(self.sheet).to_contain_text(says)
        self.arrives()

    def moves(self, name: str, *, reason: str = "") -> None:
        """Make a move that needs no signature."""
        self.chooses_move(name)
        if reason:
            self.fills(Reason=reason)
        self.sends_sheet(name)

    def gives_credentials(self) -> None:
        """Fill both components of the signature; one group of fields."""
        self.fills(User_name=self.username, Password=self.passphrase)

    def signs(self, name: str, **values: str) -> None:
        """Make a signed move."""
        self.chooses_move(name)
        if values:
            self.fills(**values)
        self.gives_credentials()
        self.sends_sheet(name)

    def opens_version_start(self, change: str) -> None:
        """Start the next version from the page of the effective one."""
        if not self.page.get_by_role("link", name="Start a new version").is_visible():
            self.page.locator(".page-header summary").first.click()
        self.opens_sheet("Start a new version", within=self.page.locator(".page-header"))
        self.fills(What_is_to_change=change)
        self.sends_sheet("Start the version")

    def task(self, number: str) -> Locator:
        """The row of My work that asks something for a record."""
        return self.page.locator("[data-row]", has=self.page.get_by_text(re.compile(rf"{number} (v\d+ )?·")))

    def signs_from_my_work(self, number: str, name: str, **values: str) -> int:
        """Sign a task of My work; returns how many interactions it took: open, fill, sign."""
        self.opens("/")
        self.interactions = 0
        self.opens_sheet("Sign", within=self.task(number))
        self.fills(**values, User_name=self.username, Password=self.passphrase)
        self.sends_sheet(name)
        return self.interactions

    # --- Looking ---

    def sees(self, *texts: str) -> None:
        """These words stand on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        """These words do not stand on the page."""
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)

    def see_in_sheet(self, *texts: str) -> None:
        """These words stand in the sheet."""
        for text in texts:
            expect(self.sheet).to_contain_text(text)

    def state(self) -> str:
        """The state in the header, in words."""
        return self.page.locator(".page-header .badge").first.inner_text().strip()

    @contextmanager
    def on_paper(self) -> Iterator[Page]:
        """The page as the printer gets it."""
        self.page.emulate_media(media="print")
        yield self.page
        self.page.emulate_media(media="screen")
