"""Clients signed in as the people of the small company."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.kernel.models import Person


@pytest.fixture
def as_person(db: None) -> Callable[[Person], Client]:
    """A client with that person signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
