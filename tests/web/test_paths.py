"""Addresses written from a remembered pattern are those that Django writes."""

from __future__ import annotations

import uuid

import pytest
from django.urls import NoReverseMatch
from django.urls import reverse as ask_django

from probatum.web.paths import reverse

RECORD = uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("work", ()),
        ("record", (RECORD,)),
        ("record-move", (RECORD, "submit")),
        ("document", ("SOP/QA 0001 ä%?#",)),
        ("document-version", ("SOP-0001", 12)),
        ("version-page", ("SOP~1", 1, 3)),
        ("account_login", ()),
    ],
)
def test_address_is_the_one_that_django_writes(name: str, args: tuple[object, ...]) -> None:
    assert reverse(name, args=args) == ask_django(name, args=args)


def test_address_of_an_unknown_page_is_refused() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("no-such-page", args=[1])
