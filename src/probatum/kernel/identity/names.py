"""User names: one spelling for each, and none that can be taken for another (P11-300-a, P11-100-a)."""

from __future__ import annotations

import re
import unicodedata

from probatum.kernel.errors import Refused
from probatum.kernel.people import Person

SHORTEST, LONGEST = 3, 60
_ALLOWED = re.compile(r"[^\W_]+(?:[._-][^\W_]+)*\Z")
#: Names that a reader could take for the system or for a shared account.
RESERVED = frozenset(
    {"system", "admin", "administrator", "root", "anonymous", "guest", "shared", "probatum", "support"}
)
#: Characters that look like others, after case folding: the looks of the left are those of the right.
_LOOKS = str.maketrans(
    "01|ıіјуасеорхѕԁһԛԝ" + "οανρυικτχӏɡɑ",
    "olliljyaceopxsdhqw" + "oavpuiktxlga",
)


def normal(text: str) -> str:
    """The one spelling of a user name: compatibility forms resolved, case folded, without blanks around it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).strip().casefold())


def looks(name: str) -> str:
    """What a name looks like: names with equal looks can be taken for each other."""
    return name.translate(_LOOKS).replace("i", "l").replace("rn", "m").replace("vv", "w")


def check_username(text: str) -> str:
    """Return the normal spelling of a new user name. Raises Refused when it cannot be given."""
    name = normal(text)
    if not SHORTEST <= len(name) <= LONGEST:
        raise Refused(f"Enter a user name of {SHORTEST} to {LONGEST} characters.", field="username")
    if not _ALLOWED.match(name):
        raise Refused(
            "Use letters and digits, with single dots, hyphens or underscores between them.", field="username"
        )
    if len(_scripts(name)) > 1:
        raise Refused(
            "Use letters of one script only; letters of two scripts can look alike.", field="username"
        )
    if name in RESERVED:
        raise Refused("Choose the name of a person: accounts are never shared.", field="username")
    _refuse_taken(name)
    return name


def _scripts(name: str) -> set[str]:
    return {unicodedata.name(letter, "UNKNOWN").split()[0] for letter in name if letter.isalpha()}


def _refuse_taken(name: str) -> None:
    shape = looks(name)
    for taken, active in Person.objects.values_list("username", "is_active"):
        if taken == name:
            was = "belongs to an account" if active else "belonged to an account that is no longer active"
            raise Refused(
                f"“{name}” {was}. User names are never given twice; choose another.", field="username"
            )
        if looks(taken) == shape:
            raise Refused(f"“{name}” can be taken for “{taken}”. Choose another.", field="username")
