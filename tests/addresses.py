"""Every address of the application, with arguments put in from what a test has: for walks that leave out none."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

#: Addresses of the signing-in machinery, which end the walk or answer by time; they show no records.
BESIDES = ("account_", "mfa_", "usersessions_", "activate", "healthz", "readyz", "company-", "openid_")


@dataclass(frozen=True)
class Address:
    """One address: its name and the names of its arguments."""

    name: str
    arguments: tuple[str, ...]

    def filled(self, values: Mapping[str, Sequence[Any]]) -> Iterator[str]:
        """The address with every combination of values; an argument without values gets what nothing is called."""
        lists = [
            values.get(f"{self.name}.{name}", values.get(name, ("nothing", 1))) for name in self.arguments
        ]
        for chosen in itertools.product(*lists):
            try:
                yield reverse(self.name, kwargs=dict(zip(self.arguments, chosen, strict=True)))
            except NoReverseMatch:
                continue  # such as a word where the address takes a number


def every_address() -> list[Address]:
    """All named addresses but those of signing in, by name."""
    found = {one.name: one for one in _walk(get_resolver().url_patterns)}
    return sorted(found.values(), key=lambda one: one.name)


def _walk(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[Address]:
    for one in patterns:
        if isinstance(one, URLResolver):
            if not one.namespace:
                yield from _walk(one.url_patterns)
        elif one.name and not one.name.startswith(BESIDES):
            yield Address(one.name, tuple(one.pattern.regex.groupindex))
