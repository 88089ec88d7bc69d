"""What the cells of a register name, matched with what there is: people, sites, departments, master data, states (MIG-12).

What is not found is named, and a person chooses what stands in its place. Free text never makes master data (ADR-0058).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.functions import Upper

from probatum.documents.identifiers import fold
from probatum.kernel.authz import decide
from probatum.kernel.master import Item
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.process import process_of
from probatum.quality.imports.declared import Legacy

#: values of which a person may say what they mean -> whether one may stand for all others
MAPPED = {"state": True, "severity": False, "owner": True, "site": True, "department": True}
_DASHES = re.compile(r"\s*[\u2013\u2014:(/;,]\s*|\s+-\s+")
_SEVERAL = re.compile(r"[;,\n]")
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Around:
    """What there is: people, sites and departments by every word that means one only, and master data by code and name."""

    things: Mapping[str, Mapping[str, Any]]
    words: Mapping[str, Mapping[str, str]]
    items: dict[str, dict[str, int]] = field(default_factory=dict)
    rights: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def code_for(self, name: str, said: str) -> str:
        """The user name or code of what a cell names; empty for what is not found."""
        return self.words[name].get(fold(said), "")

    def cannot_own(self, username: str, kind: str, site: str) -> str:
        """Why somebody cannot own an open record of a kind; empty where nothing keeps them from it."""
        key = (username, kind, site)
        if key not in self.rights:
            process, person = process_of(kind), self.things["owner"][username]
            needed = process.owned or process.opens
            verdict = decide(person, needed, site=self.things["site"].get(site)) if needed else True
            self.rights[key] = "" if verdict else f"{person.name} has no role to own one that is still open."
        return self.rights[key]


def around() -> Around:
    """People who can sign in, sites and departments."""
    people = {one.username: one for one in Person.objects.filter(is_active=True).order_by("username")}
    sites = {one.code: one for one in Site.objects.order_by("code")}
    departments = {one.code: one for one in Department.objects.order_by("code")}
    return Around(
        things={"owner": people, "site": sites, "department": departments},
        words={
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


def look_up(known: Around, wanted: Mapping[str, set[str]]) -> None:
    """Read the master data that cells name, register by register, by code or by a name that only one item has."""
    for register, said in wanted.items():
        texts = sorted({part.upper() for one in said for part in (one, *split(one))})
        codes: dict[str, int] = {}
        names: dict[str, set[int]] = {}
        for start in range(0, len(texts), _AT_ONCE):
            some = texts[start : start + _AT_ONCE]
            rows = Item.objects.filter(register=register).annotate(_code=Upper("code"), _name=Upper("name"))
            for key, code, name in rows.filter(Q(_code__in=some) | Q(_name__in=some)).values_list(
                "pk", "code", "name"
            ):
                codes[fold(code)] = key
                names.setdefault(fold(name), set()).add(key)
        single = {name: next(iter(keys)) for name, keys in names.items() if len(keys) == 1}
        known.items[register] = {**single, **codes}


def split(said: str) -> list[str]:
    """The parts of a cell that names several."""
    return [part.strip() for part in _SEVERAL.split(said) if part.strip()]


def items_in(known: Around, register: str, said: str) -> tuple[list[int], list[str]]:
    """The items that a cell names, and the parts that name none."""
    there = known.items.get(register, {})
    if fold(said) in there:
        return [there[fold(said)]], []
    parts = split(said)
    found = [there[fold(part)] for part in parts if fold(part) in there]
    return list(dict.fromkeys(found)), [part for part in parts if fold(part) not in there]


def state_for(legacy: Legacy, said: str, chosen: Mapping[str, str]) -> str:
    """The state that a word means: as a person chose, else by the words of the kind, else by the part before a dash."""
    for text in (said, *_DASHES.split(said)[:1]):
        if code := chosen.get(fold(text), ""):
            return code
        for state, words in legacy.states.items():
            if fold(text) in words or fold(text) == fold(process_of(legacy.kind).state(state).label):
                return state
    return ""
