"""Who a session belongs to: the account, freshly read for each request, so that what changes is in force at once (ACC-15)."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from probatum.kernel.identity.kept import person_of
from probatum.kernel.people import Person


class SessionBackend(AuthenticationBackend):  # type: ignore[misc]
    """The backend named in a session; deactivated accounts are nobody."""

    def get_user(self, user_id: Any) -> Person | None:
        """The account of a session, or None when there is none or it may not sign in."""
        person = person_of(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None
