"""Bad input and broken segregation of duties, tried on the page: each is refused with its sentence, and nothing has changed."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from django.test import Client

from tests.quality import refused
from tests.world import World

SignedIn = Callable[..., Client]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", refused.marked())
def test_page_refuses_it_with_a_sentence(world: World, as_person: SignedIn, name: str) -> None:
    tried = refused.CASES[name].brought(world)
    before = refused.standing(tried)

    answer = as_person(tried.actor).post(tried.page, tried.form)

    assert 400 <= answer.status_code < 500, answer.status_code
    assert tried.says in html.unescape(answer.content.decode())
    assert refused.standing(tried) == before
