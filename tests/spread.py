"""Spreads the tests over two processes by file, so that what a file shares is made once; the stories stay together."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test the group of its file; the stories share one company and one browser."""
    for item in items:
        path = item.path.as_posix()
        item.add_marker(pytest.mark.xdist_group("stories" if "/tests/stories/" in path else path))
