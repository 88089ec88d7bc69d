"""What an approved version may still wait for: a registry of gates that areas above answer (DOC-20).

A gate says how many percent of the people who need a version are trained on it, or None where it has nothing to say.
Without any gate a version takes effect on its day.
"""

from __future__ import annotations

from collections.abc import Callable

from probatum.documents.content import Version
from probatum.documents.types import rule

Gate = Callable[[Version], "int | None"]
ALL_TRAINED = 100
_gates: dict[str, Gate] = {}


def register(name: str, gate: Gate) -> None:
    """Have an area answer for the versions it knows; the same name again takes the place of the earlier gate."""
    _gates[name] = gate


def forget(name: str) -> None:
    """Take a gate away again."""
    _gates.pop(name, None)


def answered() -> bool:
    """Whether any gate is there at all."""
    return bool(_gates)


def trained_share(version: Version) -> int | None:
    """The smallest share that any gate tells, in percent; None where no gate has something to say."""
    shares = [share for gate in _gates.values() if (share := gate(version)) is not None]
    return min(shares, default=None)


def wanted_share(version: Version) -> int:
    """The share that the type of a version asks for; everybody where it says nothing."""
    return int(rule(version.document.type, "trained_percent") or ALL_TRAINED)


def held_back(version: Version) -> str | None:
    """The sentence that says why a version waits beyond its day; None when it does not."""
    if not answered() or version.document.light or rule(version.document.type, "release_rule") != "trained":
        return None
    share, wanted = trained_share(version), wanted_share(version)
    if share is None or share >= wanted:
        return None
    return (
        f"{version.document.record.number} version {version.major}.0 waits until {wanted} % of the people "
        f"who need it are trained; {share} % are."
    )


def may_come_early(version: Version) -> bool:
    """Whether enough people are trained for a version that need not wait for its day then."""
    if not answered() or rule(version.document.type, "release_rule") != "trained_or_day":
        return False
    share = trained_share(version)
    return share is not None and share >= wanted_share(version)
