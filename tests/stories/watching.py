"""What is watched on every page of every story: accessibility in light and dark, errors of the browser, sideways scrolling."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: While a story is written: 0 leaves the looks at each page out. CI looks.
LOOK = "PROBATUM_STORIES_LOOK"
PHONE = {"width": 390, "height": 844}
NAMES = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,64}|(?<=/)[A-Z]{2,4}-[A-Z0-9-]+(?=/)|\d+|(?<=/of/)[^/]+"
)

#: What htmx says of a request that ends because its page is left.
BROKEN_OFF = ("htmx:sendAbort", "htmx:afterRequest")


class Watch:
    """The errors of one person's browser; a refusal that the story expects is named first."""

    def __init__(self, context: BrowserContext) -> None:
        self.errors: list[str] = []
        self.expected: set[int] = set()
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(f"script: {error.error}"))
        context.on("response", self._response)

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Within this block the server may refuse with these statuses."""
        before = self.expected
        self.expected = before | set(statuses)
        try:
            yield
        finally:
            self.expected = before

    def refuse_errors(self) -> None:
        """Fail when the browser complained: a script failed, the security policy was broken, something was missing."""
        found, self.errors = self.errors, []
        assert found == [], "the browser complained:\n" + "\n".join(found)

    def _console(self, message: ConsoleMessage) -> None:
        said = message.text
        refusal = re.search(r"responded with a status of (\d+)", said)
        if message.type != "error" or (refusal and int(refusal[1]) in self.expected):
            return
        if said.startswith(
            BROKEN_OFF
        ):  # the page was left while it still asked; refusals are seen as responses
            return
        self.errors.append(f"console: {said} ({message.location.get('url', '')})")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.errors.append(f"{response.status} {response.request.method} {response.url}")


class Inspector:
    """Looks at each kind of page once for the whole run, as it stands when somebody reaches it."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def look(self, page: Page) -> None:
        """Check the page a person has reached, unless the same kind of page was checked before."""
        kind = kind_of(page)
        if kind in self.seen or os.environ.get(LOOK) == "0":
            return
        self.seen.add(kind)
        wide = page.viewport_size or PHONE
        page.evaluate(
            "scrollTo(0, 0)"
        )  # where a page is opened at a section, the bar above covers what stands over it
        found = _axe(page, tags=LEVELS)
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {line}" for line in _axe(page, rules=["color-contrast"])]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        across = page.evaluate("document.documentElement.scrollWidth")
        if across > PHONE["width"]:
            found.append(f"scrolls sideways on a phone: {across} px wide")
        page.set_viewport_size(wide)
        assert found == [], f"{kind}: " + "\n".join(found)


def kind_of(page: Page) -> str:
    """What kind of page this is: its address without names, its sheet, whether it complains, how wide it is."""
    path = NAMES.sub("…", page.url.split("//", 1)[1].partition("/")[2].partition("?")[0])
    facts = page.evaluate(
        """() => [document.querySelector('dialog[open]') ? 'sheet ' + (document.querySelector('dialog[open] form')?.getAttribute('action') ?? '') : '',
        document.querySelector('.errors, .field--error') ? 'errors' : '', innerWidth < 600 ? 'phone' : '']"""
    )
    return " ".join(["/" + path, *(NAMES.sub("…", fact) for fact in facts if fact)])


def _axe(page: Page, *, tags: list[str] | None = None, rules: list[str] | None = None) -> list[str]:
    # The page's policy forbids foreign scripts; the debugger's evaluate is not bound by it.
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE)
    chosen: dict[str, Any] = {"type": "tag", "values": tags} if tags else {"type": "rule", "values": rules}
    answer = page.evaluate(
        "options => axe.run(document, options)",
        {"runOnly": chosen, "resultTypes": ["violations"], "preload": False},
    )
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + " | ".join(_where(node) for node in one["nodes"][:3])
        for one in answer["violations"]
    ]


def _where(node: dict[str, Any]) -> str:
    return f"{node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
