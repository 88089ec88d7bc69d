"""A flood of requests to the sign-in meets a page of ours, with a sentence and a way on."""

from __future__ import annotations

from allauth.core.ratelimit import respond_429
from django.test import RequestFactory


def test_flood_of_sign_ins_gets_a_page_of_ours(rf: RequestFactory) -> None:
    answer = respond_429(rf.get("/"))

    assert answer.status_code == 429
    assert "Wait a minute, then try again." in answer.content.decode()
