"""Reads the examples beside the components and turns their plain data into template context.

A table ``{mark = "badge", …}`` becomes the mark of that name; ``{days = 4}`` a day that far from today,
``{page = "record"}`` and ``{static = "…"}`` an address.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from probatum.web.components import charts, marks
from probatum.web.gallery.forms import sample_form

FOLDER = Path(marks.__file__).parent


@dataclass(frozen=True)
class Example:
    """One example of one component."""

    component: str
    title: str
    context: dict[str, Any]

    def html(self) -> SafeString:
        """Render the component's partial with this context."""
        return render_to_string(f"components/{self.component}.html", self.context)


@dataclass(frozen=True)
class Component:
    """A component with what it is for and its examples."""

    name: str
    about: str
    examples: tuple[Example, ...]


def components() -> Iterator[Component]:
    """Read all components that have examples, by name."""
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found = tuple(
            Example(component=path.stem, title=item["title"], context=context_of(path.stem, item["context"]))
            for item in data["example"]
        )
        yield Component(name=path.stem, about=data["about"], examples=found)


def context_of(component: str, data: dict[str, Any]) -> dict[str, Any]:
    """Turn plain data into context."""
    context = {key: value_of(value) for key, value in data.items()}
    if component == "form":
        context["form"] = sample_form(bound=data["form"] == "errors")
    if component == "chart":
        context |= charts.bars([(label, value, url) for label, value, url in data["counts"]])
    if component == "reader":
        context["pages"] = [page | {"url": static("gallery/page.svg")} for page in context["pages"]]
    return context


def value_of(value: Any) -> Any:
    """Turn one value into what a view would pass."""
    if isinstance(value, list):
        return [value_of(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "mark" in value:
        rest = {key: value_of(item) for key, item in value.items() if key != "mark"}
        return MARKS[value["mark"]](**rest)
    if value.keys() == {"days"}:
        return timezone.localdate() + timedelta(days=value["days"])
    if value.keys() == {"page"}:
        return reverse("gallery:page", args=[value["page"]])
    if value.keys() == {"static"}:
        return static(value["static"])
    return {key: value_of(item) for key, item in value.items()}


def _due(days: int) -> SafeString:
    return marks.due(timezone.localdate() + timedelta(days=days))


def _snippet(before: str, hit: str, after: str) -> SafeString:
    return format_html("{}<mark>{}</mark>{}", before, hit, after)


MARKS: dict[str, Callable[..., SafeString]] = {
    "badge": marks.badge,
    "due": _due,
    "person": marks.person,
    "snippet": _snippet,
}
