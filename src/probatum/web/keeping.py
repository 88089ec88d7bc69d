"""What everybody may do with a record they see: pin it, follow it, share a link to it (DOC-36)."""

from __future__ import annotations

from typing import Any

from probatum.kernel.record import Record
from probatum.web.paths import reverse


def items(record: Record, *, pinned: bool, followed: bool | None) -> list[dict[str, Any]]:
    """The entries of a menu; a kind of which nobody is told anything cannot be followed."""
    url = reverse("record-keep", args=[record.uuid])
    found = [_act(url, "unpin", "Take the pin away") if pinned else _act(url, "pin", "Pin")]
    if followed is not None:
        found.append(_act(url, "unfollow", "Follow no more") if followed else _act(url, "follow", "Follow"))
    link = reverse("record-link", args=[record.uuid])
    return [*found, {"label": "Share a link", "icon": "link", "url": link, "sheet": True}]


_HELP = {
    "pin": "Keeps it at hand in My work and in the library.",
    "follow": "You are told of a new version, a new owner, its retirement. Nobody else sees that.",
}


def _act(url: str, act: str, label: str) -> dict[str, Any]:
    drawn = "pin" if act.endswith("pin") else "eye"
    help_text = _HELP.get(act, "")
    return {
        "label": label,
        "icon": drawn,
        "url": url,
        "post": True,
        "name": "act",
        "value": act,
        "help": help_text,
    }
