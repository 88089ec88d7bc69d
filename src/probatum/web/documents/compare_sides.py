"""The two sides of a comparison: what may be chosen, what the address names, and that both may be seen (DOC-32).

A side is `1.0` for an approved version, `1.2` for a draft, `v2` for what version 2 holds now. What a person may not see is
answered like what does not exist; drafts are for the people inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404

from probatum.documents.content import APPROVED_STATES, Version
from probatum.documents.drafts import drafts_among
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.web.components import marks
from probatum.web.documents.finding import version_or_404, versions_seen
from probatum.web.documents.reader import as_drafted
from probatum.web.documents.rights import may_see_drafts
from probatum.web.paths import reverse

_NAMED = re.compile(r"^(?:(\d{1,5})\.(\d{1,5})|v(\d{1,5}))$")
#: older versions are compared from their own page
MOST_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Side:
    """One side: the version as it stood then, how it is named to people and in the address."""

    version: Version
    name: str
    token: str

    @property
    def label(self) -> str:
        return f"{self.version.document.record.number} {self.name}"


def side_of(actor: Person, number: str, token: str) -> Side:
    """The side an address names. Raises Http404 alike for what does not exist and what is not to be seen."""
    named = _NAMED.match(token)
    if named is None:
        raise Http404("There is no such version or draft.")
    major, minor, newest = (int(part) if part else 0 for part in named.groups())
    version = version_or_404(actor, number, newest or (major if not minor else major + 1))
    if version.draft is None:
        raise Http404("There is nothing to compare yet.")
    if version.record.state in APPROVED_STATES and not minor:
        return Side(version, f"version {version.label}", version.label)
    if not newest and not minor:
        raise Http404("There is no such version yet.")
    drafted = as_drafted(actor, version, minor or version.draft.minor)
    assert drafted.draft is not None  # as_drafted found it
    return Side(drafted, f"draft {drafted.draft.label}", drafted.draft.label)


def choices(actor: Person, seen: list[Version]) -> list[tuple[str, str]]:
    """What may be chosen of a document, the newest first: approved versions, and for those inside the drafts."""
    shown = seen[:MOST_VERSIONS]
    inside = [version for version in shown if may_see_drafts(actor, version)]
    drafts = drafts_among(inside) if inside else {}
    found = []
    for version in shown:
        if version.record.state in APPROVED_STATES and version.draft is not None:
            state = process_of(version.record).state(version.record.state).label.lower()
            found.append((version.label, f"Version {version.label}, {state}"))
        for draft in drafts.get(version.pk, []):
            day = marks.day_text(draft.made_at.date())
            found.append((draft.label, f"Draft {draft.label}, {draft.made_by.name}, {day}"))
    return found


def proposed(options: list[tuple[str, str]], *, right: str) -> tuple[str, str]:
    """The pair compared unasked: the newest, or the right side named, against what stood before it."""
    tokens = [token for token, _ in options]
    right = right if right in tokens else tokens[0] if tokens else ""
    older = tokens[tokens.index(right) + 1 :] if right else []
    approved = [token for token in older if token.endswith(".0")]
    left = older[0] if older and not right.endswith(".0") else next(iter(approved), next(iter(older), ""))
    return left, right


def effective_of(actor: Person, number: str) -> Side | None:
    """The effective version of another document, as far as it may be seen."""
    found = next((one for one in versions_seen(actor, number) if one.record.state == "effective"), None)
    if found is None or found.draft is None:
        return None
    return Side(found, f"version {found.label}", found.label)


def compare_url(version: Version, left: str, right: str) -> str:
    """The address that compares two sides of a version's document."""
    address = reverse("document-compare", args=[version.document.record.number])
    return f"{address}?{urlencode({'left': left, 'right': right})}"
