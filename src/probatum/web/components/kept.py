"""Parts of the frame of a page: rendered once for what they show and remembered, because they seldom change from page to page.

A part sees nothing but what it is given, and all of that is the key it is remembered by; so it can never show one person
what was drawn for another. The token of a form is new on every page and is put in afterwards.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

#: Frames remembered in one process: a few for each person at work.
MOST = 2048
#: Stands where the token of a form goes; nobody outside this process knows it, so no text can imitate it.
_TOKEN = secrets.token_hex(24)


class _Shown:
    """What a part shows; two are the same when they would be written the same."""

    __slots__ = ("key", "values")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self.key = repr(values)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shown) and self.key == other.key


def kept(template: str, values: Mapping[str, Any], *, csrf_token: str) -> SafeString:
    """The part `template` as it shows `values`, with the token of this page."""
    return mark_safe(_rendered(template, _Shown(values)).replace(_TOKEN, csrf_token))  # noqa: S308 - written by a template; the token is letters and digits


@lru_cache(maxsize=MOST)
def _rendered(template: str, shown: _Shown) -> str:
    return render_to_string(template, {"shell": shown.values, "csrf_token": _TOKEN})
