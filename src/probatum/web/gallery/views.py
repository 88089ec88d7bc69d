"""Shows the components and the pages made of them, with made-up data and without a record."""

from __future__ import annotations

import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from probatum.web.components import marks
from probatum.web.gallery import mock
from probatum.web.gallery.examples import components

SPRITE = Path(__file__).parent.parent / "static" / "icons.svg"


def index(request: HttpRequest) -> HttpResponse:
    """Show every component with its examples, and the icons."""
    names = re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text(encoding="utf-8"))
    context = {
        "components": list(components()),
        "icons": [(name, marks.icon(name)) for name in names],
        "pages": sorted(mock.PAGES),
    }
    return render(request, "gallery/index.html", context | {"shell": mock.shell("insights")})


def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a whole page made of components."""
    if name not in mock.PAGES:
        raise Http404
    return render(request, f"gallery/{name}.html", mock.context(name))


def component(request: HttpRequest, name: str) -> HttpResponse:
    """Show one component alone, for checks in a browser."""
    found = [item for item in components() if item.name == name]
    if not found:
        raise Http404
    return render(request, "gallery/index.html", {"components": found, "shell": mock.shell("insights")})
