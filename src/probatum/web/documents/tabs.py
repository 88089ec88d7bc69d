"""The tabs over lists and over a document's pages; only what the person may see."""

from __future__ import annotations

from typing import Any

from probatum.documents.content import Version
from probatum.kernel.authz import held_by
from probatum.kernel.people import Person
from probatum.web.documents.addresses import other, version_url
from probatum.web.paths import reverse

#: the list of expected documents among the lists
EXPECTED = "expected"
RETENTION = ("retention.manage", "hold.manage", "disposal.approve")
WORKSPACE = ("document.read_drafts", "document.control", "document.edit", "document.create")


def holds_any(actor: Person, *permissions: str) -> bool:
    """Whether the person holds one of the permissions in some scope; for showing links, not for deciding."""
    return any(not held.permissions.isdisjoint(permissions) for held in held_by(actor))


def may_create(actor: Person) -> bool:
    return holds_any(actor, "document.create")


def works_on_drafts(actor: Person) -> bool:
    """Whether the workspace is shown: people who write, review, approve or control."""
    approves = ("version.review", "version.approve", "version.approve_quality")
    return holds_any(actor, *WORKSPACE, *approves)


def list_views(actor: Person, *, current: str) -> list[dict[str, Any]]:
    """Library, workspace, change requests, types."""
    views = [("documents", "Library", True)]
    views.append(("document-drafts", "In the making", works_on_drafts(actor)))
    views.append(("change-requests", "Changes", works_on_drafts(actor)))
    views.append(("documents-ownerless", "Without an owner", holds_any(actor, "document.control")))
    views.append(("document-types", "Types", holds_any(actor, "type.manage")))
    views.append(("retention-due", "Retention", holds_any(actor, *RETENTION)))
    shown = [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label, seen in views
        if seen
    ]
    if works_on_drafts(actor):
        reviews = {
            "label": "Reviews",
            "url": reverse("record-list", args=["periodic_review"]),
            "current": current == "reviews",
        }
        waited_for = {
            "label": "Expected",
            "url": reverse("record-list", args=["placeholder"]),
            "current": current == EXPECTED,
        }
        shown[2:2] = [waited_for, reviews]
    return shown if len(shown) > 1 else []


def version_tabs(version: Version, *, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Overview, versions, signatures, comments, history of a version."""
    found = [
        ("overview", "Overview", version_url(version)),
        ("versions", "Versions", version_url(version, "document-versions")),
        ("signatures", "Signatures", version_url(version, "document-signatures")),
        ("comments", "Comments", other("record-comments", version.record.uuid)),
        ("history", "History", other("record-history", version.record.uuid)),
    ]
    return [
        {"label": label, "url": url, "current": name == current, "count": counts.get(name, 0)}
        for name, label, url in found
        if url
    ]
