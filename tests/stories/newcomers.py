"""Accounts made for a story: created by the access administrator, activated by the mailed link, with an authenticator app."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from typing import TYPE_CHECKING
from uuid import uuid4

from tests.stories.desk import Desk

if TYPE_CHECKING:
    from tests.stories.installation import Installation
    from tests.stories.people import Somebody, Stage

ADMINISTRATOR = "c.marlowe"
PASSPHRASE = "barley field after the early frost"


def newcomer(stage: Stage, name: str, *, roles: tuple[str, ...] = (), **window: object) -> Somebody:
    """Somebody with a fresh account and these roles, who chose a password by the link and has not signed in yet."""
    from tests.stories.people import Somebody  # slow import

    username = f"st.{uuid4().hex[:8]}"
    desk = Desk(stage.person(ADMINISTRATOR))
    desk.send(
        "/people/new/",
        {
            "username": username,
            "name": name,
            "email": f"{username}@example.org",
            "time_zone": "Europe/Vienna",
            "reason": "Starts today",
        },
    )
    for role in roles:
        grant(desk, username, role)
    found = Somebody(stage, username, passphrase=PASSPHRASE, **window)
    Desk(found).send(mailed_link(stage.company, username), {"password1": PASSPHRASE, "password2": PASSPHRASE})
    return found


def grant(desk: Desk, username: str, role: str) -> None:
    """Grant a role in the whole organisation."""
    path = f"/people/of/{username}/grant/"
    page = desk.request.get(path).text()
    key = re.search(rf'<option value="(\d+)">{role}</option>', page)
    assert key, f"the role {role} is not offered"
    desk.send(path, {"role": key[1], "reason": "Needed for the work"})


def mailed_link(company: Installation, username: str) -> str:
    """The path of the newest link that was mailed to somebody."""
    mails = company.mails_to(f"{username}@example.org")
    assert mails, f"no mail went to {username}"
    found = re.search(r"/activate/[\w-]+/", mails[-1].replace("=\n", ""))
    assert found, mails[-1]
    return found[0]


def code(secret: str) -> str:
    """The six digits an authenticator app shows (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time() // 30))
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
