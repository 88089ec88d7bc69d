"""What came before a story: the same forms sent as plain requests, without a page, so that a story begins where it matters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import html
from playwright.sync_api import APIRequestContext, APIResponse

from probatum.example.people import person as employee

if TYPE_CHECKING:
    from tests.stories.people import Somebody

TEXT = (
    "# Purpose\n\nWho works here washes their hands first.\n\n## Steps\n\n1. Wash.\n2. Dry.\n3. Disinfect.\n"
)


@dataclass(frozen=True)
class Desk:
    """Sends forms as one person; the session is the one of their window."""

    who: Somebody

    @property
    def request(self) -> APIRequestContext:
        """Requests that share the window's cookies."""
        return self.who.page.context.request

    def sign_in(self) -> None:
        """Sign in without looking."""
        answer = self.send("/accounts/login/", {"login": self.who.username, "password": self.who.passphrase})
        assert "/accounts/login/" not in answer.url, f"{self.who.username} could not sign in"

    def send(self, path: str, values: Mapping[str, Any], *, form: str = "") -> APIResponse:
        """Fetch a page, fill its form (the one that sends where `form` says) and send it."""
        page = self.request.get(path)
        assert page.ok, f"{path}: {page.status} {_complaints(page.text())}"
        found = next(
            one
            for one in html.fromstring(page.text()).forms
            if one.method == "POST"
            and form in (one.get("action") or "")
            and "logout" not in (one.get("action") or "")
        )
        fields = {name: value for name, value in found.form_values() if value is not None} | dict(values)
        answer = self.request.post(found.get("action") or page.url, multipart=fields)
        refused = _complaints(answer.text())
        assert answer.ok and not refused, f"{path}: {answer.status} {refused}"
        return answer

    def writes_document(
        self, title: str, *, text: str = TEXT, people: Mapping[str, list[str]], type: str = "WI"
    ) -> str:
        """Make a document from a text file, name its people, and return its number."""
        file = {"name": "draft.md", "mimeType": "text/markdown", "buffer": text.encode()}
        made = self.send(
            "/documents/new/",
            {"type": type, "title": title, "site": "GRZ", "start": "upload", "file": file},
        )
        number = re.search(r"/documents/([A-Z0-9-]+)/", made.url)
        assert number, made.url
        self.names(number[1], people)
        return number[1]

    def names(self, number: str, people: Mapping[str, list[str]], *, version: int = 1) -> None:
        """Name the people of a version."""
        for part, usernames in people.items():
            path = f"/documents/{number}/versions/{version}/people/{part}/"
            offered = html.fromstring(self.request.get(path).text())
            keys = {
                option.text_content().split(",")[0]: option.get("value") for option in offered.iter("option")
            }
            chosen = {f"person_{at}": keys[name_of(one)] for at, one in enumerate(usernames)}
            self.send(path, chosen, form=f"/people/{part}/")

    def moves(self, number: str, move: str, *, version: int = 1, signed: bool = True, **values: str) -> None:
        """Make a move of a version, signing it where it is signed."""
        page = self.request.get(f"/documents/{number}/versions/{version}/").text()
        address = re.search(rf"/records/[0-9a-f-]+/moves/{move}/", page)
        assert address, f"{self.who.username} is not offered {move} of {number}"
        credential = {"username": self.who.username, "password": self.who.passphrase} if signed else {}
        self.send(address[0], {**credential, **values}, form=f"/moves/{move}/")


def name_of(username: str) -> str:
    """The printed name of somebody of the example company; somebody new is named by it."""
    try:
        return employee(username).name
    except KeyError:
        return username


def _complaints(page: str) -> list[str]:
    """What a page says against the form it got."""
    if not page.lstrip().startswith("<"):
        return []
    names = ("errors", "field__error")
    wanted = " or ".join(f"contains(concat(' ', @class, ' '), ' {name} ')" for name in names)
    found = html.fromstring(page).xpath(f"//*[{wanted} or @data-sentence]")
    return [" ".join(place.text_content().split()) for place in found]
