"""Where the pages of a version lead to what changed in it, and the open marks of its file."""

from __future__ import annotations

from typing import Any

from probatum.documents.content import APPROVED_STATES, Draft, Version
from probatum.documents.findings import COMMENT, KINDS, MOST_LISTED, findings_of, marks_of
from probatum.kernel.record import Record
from probatum.web.documents.compare_sides import compare_url
from probatum.web.paths import reverse

_ICONS = {"inserted": "plus", "deleted": "cross", "moved": "arrow", "format": "pen", COMMENT: "comment"}


def since_last(version: Version, seen: list[Version]) -> dict[str, str] | None:
    """The link to what changed since the version before, for who may see that one."""
    before = next((one for one in seen if one.major == version.major - 1), None)
    if before is None or version.draft is None or before.record.state not in APPROVED_STATES:
        return None
    return {
        "label": f"Changes since version {before.label}",
        "url": compare_url(version, before.label, f"v{version.major}"),
    }


def changes_of(record: Record) -> dict[str, str] | None:
    """The same link for a signer, from the record alone; the page of the comparison decides what may be seen."""
    number, _, major = record.number.rpartition(" v")
    if not major.isdecimal() or int(major) < 2:
        return None
    label = f"{int(major) - 1}.0"
    address = reverse("document-compare", args=[number])
    return {
        "label": f"See what changed since version {label}",
        "url": f"{address}?left={label}&right=v{major}",
    }


def against(version: Version, draft: Draft) -> dict[str, str] | None:
    """What changed in a draft against the one its author began from, as found when it was checked in."""
    found = findings_of(draft)
    if found is None or found.against is None:
        return None
    found.against.version = version
    return {
        "label": f"What changed since draft {found.against.label}",
        "begun": found.against.label,
        "summary": found.summary,
        "url": compare_url(version, found.against.label, draft.label),
    }


def notices(version: Version, seen: list[Version], drafts: list[Draft]) -> list[dict[str, Any]]:
    """For those at work: what the newest draft changed, and what the whole version changes."""
    shown: list[dict[str, Any]] = []
    newest = drafts[-1] if drafts else None
    known = against(version, newest) if newest is not None else None
    if known is not None and newest is not None and version.record.state == "draft":
        text = (
            f"Draft {newest.label} against draft {known['begun']}, from which it was made: {known['summary']}"
        )
        shown.append({"tone": "neutral", "text": text, "url": known["url"], "link": "What changed"})
    since = since_last(version, seen)
    if since is not None and version.record.state not in (*APPROVED_STATES, "discarded"):
        text = f"This version is to replace version {version.major - 1}.0."
        shown.append({"tone": "neutral", "text": text, "url": since["url"], "link": since["label"]})
    return shown


def open_marks(draft: Draft | None) -> dict[str, Any] | None:
    """The tracked changes and comments that stand open in the file of a draft; None where there are none."""
    found = findings_of(draft)
    if draft is None or found is None or not (found.tracked or found.comments):
        return None
    count = found.tracked + found.comments
    labels = dict(KINDS)
    return {
        "count": count,
        "more": max(0, count - MOST_LISTED),
        "file": draft.source_name,
        "rows": [
            {
                "label": labels[mark.kind],
                "icon": _ICONS.get(mark.kind, "pen"),
                "text": mark.text,
                "said": mark.kind == COMMENT,
                "who": mark.who,
                "at": mark.at,
            }
            for mark in marks_of(draft)
        ],
    }
