"""Collects which test proves which requirement, for the trace matrix: build/requirements.json."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

REPORT = Path(__file__).resolve().parent.parent / "build" / "requirements.json"
FOUND = pytest.StashKey[dict[str, dict[str, str]]]()
RANK = ("passed", "skipped", "failed")


def pytest_configure(config: pytest.Config) -> None:
    """Start with nothing proved."""
    config.stash[FOUND] = defaultdict(dict)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """Write the requirement ids into the report, which also travels from xdist's processes."""
    outcome = yield
    ids = [str(name) for mark in item.iter_markers("requirement") for name in mark.args]
    outcome.get_result().user_properties.extend(("requirement", name) for name in ids)


class Collector:
    """Gathers outcomes in the process that prints them."""

    def __init__(self, found: dict[str, dict[str, str]]) -> None:
        self.found = found

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst outcome of set-up, call and tear-down."""
        for key, name in report.user_properties:
            if key == "requirement":
                tests = self.found[str(name)]
                before = tests.get(report.nodeid, "passed")
                tests[report.nodeid] = max(before, report.outcome, key=RANK.index)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Listen in the controlling process only."""
    if not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(Collector(session.config.stash[FOUND]))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report, sorted, so that two equal runs give equal bytes."""
    found = session.config.stash[FOUND]
    if hasattr(session.config, "workerinput") or not found:
        return
    REPORT.parent.mkdir(exist_ok=True)
    content = {name: dict(sorted(tests.items())) for name, tests in sorted(found.items())}
    REPORT.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
