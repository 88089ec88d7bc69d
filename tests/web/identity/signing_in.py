"""Steps that tests of identity share."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.people import Person
from tests.world import PASSWORD


def sign_in(client: Client, username: str, password: str = PASSWORD, **options: Any) -> Any:
    """Post the sign-in form."""
    return client.post(reverse("account_login"), {"login": username, "password": password}, **options)


def kinds(person: Person) -> list[str]:
    """The access events of a person, the oldest first."""
    return list(AccessEvent.objects.filter(person=person).order_by("id").values_list("kind", flat=True))
