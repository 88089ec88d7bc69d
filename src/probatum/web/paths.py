"""Addresses by name, like Django's `reverse`, for the hundreds of them in a list: the pattern is looked up once.

Django matches each address it made against its pattern again; here the arguments are values of our own records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.urls import get_resolver, get_urlconf
from django.urls import reverse as ask_django
from django.utils.http import RFC3986_SUBDELIMS

_SAFE = RFC3986_SUBDELIMS + "/~:@"
Pattern = tuple[str, tuple[tuple[str, Callable[[Any], str]], ...]]


def reverse(name: str, *, args: Sequence[object] = ()) -> str:
    """The address of a page. Raises NoReverseMatch when there is none of this name."""
    known = _pattern(get_urlconf(), name, len(args))
    if known is None:
        return ask_django(name, args=args)
    text, parameters = known
    given = {parameter: write(value) for (parameter, write), value in zip(parameters, args, strict=True)}
    return quote(text % given, safe=_SAFE)


@lru_cache(maxsize=1024)
def _pattern(urlconf: Any, name: str, count: int) -> Pattern | None:
    """The one pattern of a name with so many arguments; None where Django has to choose among several."""
    found = [
        (text, tuple((each, converters[each].to_url if each in converters else str) for each in parameters))
        for possibilities, _, _, converters in get_resolver(urlconf).reverse_dict.getlist(name)
        for text, parameters in possibilities
        if len(parameters) == count
    ]
    return (f"/{found[0][0]}", found[0][1]) if len(found) == 1 else None
