"""Whole pages of made-up people, tasks and a document, from ``pages/*.toml``, to be looked at before there is a database."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from probatum.web.gallery.examples import value_of
from probatum.web.gallery.forms import sample_form

FOLDER = Path(__file__).parent / "pages"
# Page and the file it takes its data from.
PAGES = {
    "my-work": "my-work",
    "list": "list",
    "record": "record",
    "reader": "record",
    "sign": "record",
    "new": "new",
}


def context(name: str) -> dict[str, Any]:
    """Give the context of a page."""
    found = _read(PAGES[name])
    if name == "reader":
        found["pages"] = [value_of({"url": {"static": "gallery/page.svg"}, "text": "1 Purpose"})] * 3
    if name == "new":
        found["form"] = sample_form(bound=True)
    return found | {"shell": shell(found["current"])}


def shell(current: str) -> dict[str, Any]:
    """Give the frame what the web interface gives it on every page."""
    frame = _read("shell")
    for item in frame["nav"]:
        item["current"] = item["key"] == current
    return frame | {"framed": frame}


def _read(name: str) -> dict[str, Any]:
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return {key: value_of(value) for key, value in data.items()}
