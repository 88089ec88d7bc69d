"""The first two administrators of an installation, made by whoever controls the server.

Two, because nobody can be allowed to sign by one alone (21 CFR 11.200(a)(3)); no more, because from then on administrators
make accounts, each act under a name. When all are gone, the same way leads back in.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import Grant, Role, holders
from probatum.kernel.errors import Refused
from probatum.kernel.identity import links
from probatum.kernel.identity.accounts import new_person
from probatum.kernel.people import Person

ENOUGH = 2
VERIFIED = "At installation, by whoever controls the server"
CODE = "access_administrator"
PERMISSIONS = ("grant.manage", "person.manage", "role.manage", "session.revoke", "task.delegate")


def install_administrator(
    *, username: str, name: str, email: str, roles: Iterable[Role] | None = None, password: str = ""
) -> Person:
    """Make one of the first administrators; their identity counts as verified. Without a password a link is mailed.

    Without roles they hold the access administrator's, made when missing. Raises Refused when there are two already.
    """
    if len(verified_administrators()) >= ENOUGH:
        raise Refused(
            "There are two administrators already. They make further accounts, each under their own name."
        )
    person = new_person(username, name, email, "UTC")
    with action(SYSTEM.for_trigger("installation"), "account.install", reason="First administrators") as act:
        person.created_at = person.verified_at = act.at
        person.verified_method = VERIFIED
        if password:
            person.password, person.must_change_password = make_password(password), True
        person.save()
        for role in [_administering()] if roles is None else roles:
            Grant.objects.create(person=person, role=role, starts=act.at, reason="First administrators")
        if not password:
            links.send_link(act, person, purpose=links.ACTIVATE)
    return person


def verified_administrators() -> list[Person]:
    """Who administers accounts for the whole organisation and may vouch for others."""
    return list(holders("person.manage").exclude(verified_at=None))


def _administering() -> Role:
    role = Role.objects.filter(code=CODE).first()
    if role is None:
        words = "Makes accounts, grants roles; neither writes nor approves documents."
        role = Role.objects.create(
            code=CODE, name="Access administrator", description=words, permissions=sorted(PERMISSIONS)
        )
    return role
