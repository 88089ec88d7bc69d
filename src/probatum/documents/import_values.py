"""Types, people, sites and departments that a register names, matched with those that exist (MIG-12).

What is not found is named, and a person chooses what stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from probatum.documents.identifiers import fold
from probatum.documents.types import DocumentType, rule
from probatum.kernel.people import Department, Person, Site

#: field of the register -> how a row says it
FIELDS = ("type", "owner", "site", "department")
NEEDED = ("type", "owner")


@dataclass(frozen=True)
class Existing:
    """What there is, by its code or user name, and by every word by which a register may mean it."""

    things: Mapping[str, Mapping[str, Any]]
    words: Mapping[str, Mapping[str, str]]

    def code_for(self, name: str, said: str) -> str:
        """The code of what a register means; empty for what is not found."""
        return self.words[name].get(fold(said), "")

    def called(self, name: str, code: str) -> str:
        """What a code is called where people read it."""
        return str(self.things[name][code].name)


@dataclass(frozen=True)
class Chosen:
    """What a person chose: for a value, and for every value that is not found."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)


def existing() -> Existing:
    """Types with a number pattern, people who can sign in, sites and departments."""
    types = {
        one.code: one
        for one in DocumentType.objects.select_related("parent__parent").filter(active=True)
        if rule(one, "pattern")
    }
    people = {one.username: one for one in Person.objects.filter(is_active=True).order_by("username")}
    sites = {one.code: one for one in Site.objects.order_by("code")}
    departments = {one.code: one for one in Department.objects.order_by("code")}
    return Existing(
        things={"type": types, "owner": people, "site": sites, "department": departments},
        words={
            "type": _words((code, (code, one.name)) for code, one in types.items()),
            "owner": _words((code, (code, one.name, one.email)) for code, one in people.items()),
            "site": _words((code, (code, one.name)) for code, one in sites.items()),
            "department": _words((code, (code, one.name)) for code, one in departments.items()),
        },
    )


def _words(named: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Every word that means one thing only."""
    found: dict[str, set[str]] = {}
    for code, words in named:
        for word in words:
            if word:
                found.setdefault(fold(word), set()).add(code)
    return {word: next(iter(codes)) for word, codes in found.items() if len(codes) == 1}


def resolve(known: Existing, chosen: Chosen, *, name: str, said: str) -> tuple[str, bool]:
    """The code for a value, and whether it stands in for something that was not found."""
    by_hand = chosen.values.get(name, {}).get(fold(said), "")
    code = by_hand or (known.code_for(name, said) if said else "")
    if code in known.things[name]:
        return code, False
    stand_in = chosen.otherwise.get(name, "")
    return (stand_in, bool(said)) if stand_in in known.things[name] else ("", bool(said))
