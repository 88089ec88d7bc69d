"""One example company and one browser for all stories; each person of a story has a browser window of their own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.stories.installation import Installation, installation
from tests.stories.people import Stage
from tests.stories.pictures import Album
from tests.stories.watching import Inspector

FAILED = pytest.StashKey[bool]()
#: What each person saw when a story failed.
LAST_SEEN = Path(__file__).resolve().parents[2] / "build" / "stories"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--force-color-profile=srgb",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories share one browser and one company: they go to one process, after tests that bring their own."""
    places = [at for at, item in enumerate(items) if "tests/stories/" in item.path.as_posix()]
    found = sorted(
        (items[at] for at in places), key=lambda item: "stage" in getattr(item, "fixturenames", ())
    )
    for at, item in zip(places, found, strict=True):
        items[at] = item
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("stories"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """Remember for the tear-down whether the story failed."""
    outcome = yield
    if call.when == "call":
        item.stash[FAILED] = outcome.get_result().failed


@pytest.fixture(scope="package")
def chromium() -> str:
    """The path of the browser; without one the stories are skipped, but never in CI."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is missing, so no story was played. Install the package chromium.")
    if found is None:
        pytest.skip(
            "NOT TESTED: no Chromium on this machine, so no story is played. Install the package chromium."
        )
    return found


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """A real browser; ended with the stories, so that its event loop troubles no other test."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=chromium, args=ARGUMENTS, env={**os.environ, "LANGUAGE": "en_GB"}
        )
        yield found
        found.close()


@pytest.fixture(scope="package")
def company(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example company, running."""
    with installation(tmp_path_factory.mktemp("stories")) as found:
        yield found


@pytest.fixture(scope="package")
def inspector() -> Inspector:
    """Remembers which kinds of page were checked."""
    return Inspector()


@pytest.fixture(scope="package")
def album() -> Album:
    """Takes pictures when they are asked for."""
    return Album()


@pytest.fixture
def stage(
    request: pytest.FixtureRequest, browser: Browser, company: Installation, inspector: Inspector
) -> Iterator[Stage]:
    """Where one story is played; at its end no browser may have complained."""
    found = Stage(browser, company, inspector)
    yield found
    if request.node.stash.get(FAILED, False):
        found.keep_what_is_seen(LAST_SEEN, request.node.name)
    found.close()
