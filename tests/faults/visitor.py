"""A person with a browser and nothing more: cookies, forms with their hidden fields, files."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_TAGS = re.compile(r"<(script|style).*?</\1>|<[^>]+>", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What came back: the status, where it ended, and the page. Status 0 when the connection broke."""

    status: int
    url: str = ""
    page: str = ""

    @property
    def words(self) -> str:
        """The page as one line of text."""
        return " ".join(_TAGS.sub(" ", self.page).split())

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms."""
        return dict(_HIDDEN.findall(self.page))


@dataclass
class Visitor:
    """Cookies of one person at one port."""

    port: int
    cookies: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask(urllib.request.Request(self._address(path)))

    def post(
        self, path: str, values: Mapping[str, str], *, file: tuple[str, str, bytes] | None = None
    ) -> Answer:
        """Send a form, with a file (field, name, content) where one is given."""
        token = next((cookie.value or "" for cookie in self.cookies if cookie.name == "probatum_csrf"), "")
        kind, body = _encoded({"csrfmiddlewaretoken": token, **values}, file)
        request = urllib.request.Request(self._address(path), data=body)
        request.add_header("Content-Type", kind)
        request.add_header("Referer", self._address(path))
        return self._ask(request)

    def sign_in(self, username: str, password: str) -> Answer:
        """Sign in with a password."""
        page = self.get("/accounts/login/")
        return self.post(page.url or "/", {**page.hidden, "login": username, "password": password})

    def _address(self, path: str) -> str:
        return path if path.startswith("http:") else f"http://127.0.0.1:{self.port}{path}"

    def _ask(self, request: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(request, timeout=60) as found:
                return Answer(found.status, found.url, found.read().decode())
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, refusal.url, refusal.read().decode())
        except (OSError, http.client.HTTPException):
            return Answer(0)


def _encoded(values: Mapping[str, str], file: tuple[str, str, bytes] | None) -> tuple[str, bytes]:
    if file is None:
        return "application/x-www-form-urlencoded", urllib.parse.urlencode(values).encode()
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in values.items()
    ]
    name, filename, content = file
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
    parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={mark}", b"".join(parts) + f"--{mark}--\r\n".encode()
