"""The password policy and the change of one's own password (A11D-11-1..5, P11-300-b)."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from probatum.kernel.action import action
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.identity import sessions
from probatum.kernel.identity.events import log
from probatum.kernel.identity.patterns import breached, weakness
from probatum.kernel.people import Person

LONGEST = 128
#: Shorter parts of a name stand in too many honest passphrases.
SHORTEST_PART = 4


def check(password: str, person: Person | None = None) -> None:
    """Hold a new password against the policy. Raises Refused with what to do; nothing is ever cut off."""
    shortest = int(setting("password.shortest"))
    if len(password) < shortest:
        raise Refused(
            f"Use at least {shortest} characters. A sentence is easy to remember.", field="password1"
        )
    if len(password) > LONGEST:
        raise Refused(f"Use at most {LONGEST} characters.", field="password1")
    if "\0" in password:
        raise Refused("Use characters that can be typed.", field="password1")
    if found := weakness(password):
        raise Refused(f"Choose another password: {found}.", field="password1")
    plain = unicodedata.normalize("NFKC", password).casefold()
    for part in _personal(person):
        if part in plain:
            raise Refused(
                "Choose a password without your name, your user name or the name of the company.",
                field="password1",
            )
    if breached(password, breach_list()):
        raise Refused(
            "Choose another password: this one is on a list of passwords that were stolen elsewhere.",
            field="password1",
        )


def breach_list() -> Path | None:
    """The list of breached passwords, where the installation was given one."""
    return settings.BREACH_LIST


def change_own(person: Person, password: str, *, keep_session: str | None) -> None:
    """Store a person's own new password; every other session ends. Raises Refused when it does not meet the policy."""
    check(password, person)
    if check_password(password, person.password):
        raise Refused("Choose a password other than the present one.", field="password1")
    with action(person, "password.change") as act:
        person.set_password(password)
        person.must_change_password = False
        person.save(update_fields=["password", "must_change_password"])
        log(act, "password_changed", person)
        sessions.end_all(act, person, keep=keep_session, why="the password was changed")


def _personal(person: Person | None) -> set[str]:
    told = [str(setting("company.name"))]
    if person is not None:
        told += [person.username, person.name, person.email.partition("@")[0]]
    texts = [unicodedata.normalize("NFKC", text).casefold() for text in told]
    parts = {
        word for text in texts for word in text.replace(".", " ").replace("-", " ").replace("_", " ").split()
    }
    whole = {text.replace(" ", "") for text in texts}
    return {part for part in parts | whole if len(part) >= SHORTEST_PART} - {"your", "company"}


class Policy:
    """The policy as Django's forms ask for it."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with the sentence of the policy."""
        try:
            check(password, user if isinstance(user, Person) else None)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return f"At least {setting('password.shortest')} characters; a sentence is easy to remember."
