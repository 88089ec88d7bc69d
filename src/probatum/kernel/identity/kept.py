"""Sessions in the database, read by a question composed once, since every request begins with one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from probatum.kernel.authz import take_up_standing, with_standing
from probatum.kernel.inbox import take_up_glance, with_glance
from probatum.kernel.people import Person
from probatum.kernel.question import Asked, Question

_ALIVE = Question(lambda: Session.objects.filter(session_key=Asked("key"), expire_date__gt=Asked("now")))
_ACCOUNT: Question[Person] = Question(lambda: with_glance(with_standing()))


class SessionStore(DatabaseStore):
    """Django's store of sessions; a session that is over or unknown is none."""

    def _get_session_from_db(self) -> Any:
        found = _ALIVE.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


def person_of(key: object) -> Person | None:
    """The account that a session names, freshly read."""
    person: Person | None = _ACCOUNT.first(person=Person._meta.pk.to_python(key), now=timezone.now())
    if person is not None:
        take_up_standing(person)
        take_up_glance(person)
    return person
