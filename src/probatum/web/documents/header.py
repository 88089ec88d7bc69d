"""The head of every page of a version, its tabs, and the facts beside it."""

from __future__ import annotations

from typing import Any

from probatum.documents.content import NOT_GXP, TRAINING_IMPACT, Version
from probatum.documents.identifiers import identifiers_of
from probatum.documents.light_route import light_among
from probatum.documents.properties import CONTROL, may_change
from probatum.kernel.authz import decide
from probatum.kernel.lifecycle import makeable
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.web import keeping, record_print
from probatum.web.anatomy import closed_badges
from probatum.web.components import marks
from probatum.web.copies.reconciling import LISTED_FOR
from probatum.web.documents.addresses import version_url
from probatum.web.documents.made_from import fact as template_fact
from probatum.web.documents.reader import offered
from probatum.web.documents.standing import move_url
from probatum.web.documents.tabs import RETENTION, holds_any, version_tabs
from probatum.web.paths import reverse

TRAINING = dict(TRAINING_IMPACT)
#: states of a version that was in force once: it is not in the making
ISSUED = ("effective", "superseded", "obsolete", "disposed")
LIGHT = {"label": NOT_GXP, "tone": "muted", "icon": "info"}


def header(actor: Person, version: Version, seen: list[Version], *, inside: bool) -> dict[str, Any]:
    """Title, number, state and the few acts that belong to the document as a whole."""
    record, document = version.record, version.document
    state = process_of(record).state(record.state)
    meta = [
        {"label": "Version", "value": version.label if version.draft else f"{version.major}.0, no draft yet"},
        {"label": "Owner", "value": record.owner.name},
        {"label": "Site", "value": record.site.name if record.site else "All sites"},
    ]
    if version.effective_on and record.state == "approved":
        meta.append({"label": "Effective from", "value": marks.day(version.effective_on)})
    if version.effective_at:
        zone = record.site.zone if record.site else None
        meta.append(
            {"label": "Effective since", "value": marks.day(version.effective_at.astimezone(zone).date())}
        )
    badges = [*_not_gxp(version), *closed_badges(record)]
    return {
        "head": {
            "number": document.record.number,
            "title": record.title,
            "kind": document.type.name,
            "state": {"label": state.label, "tone": state.tone, "icon": state.icon},
            "badges": badges,
            "back": {"label": "In the making", "url": reverse("document-drafts")}
            if inside and record.state not in ISSUED
            else {"label": "Library", "url": reverse("documents")},
            "meta": meta,
            "actions": _actions(actor, version, seen, inside=inside),
        }
    }


def _not_gxp(version: Version) -> list[dict[str, Any]]:
    """What no GxP decision rests on says so on every page of it (DOC-43)."""
    return [dict(LIGHT)] if version.document.light else []


def badges_of(keys: list[int]) -> dict[int, list[dict[str, Any]]]:
    """What documents and versions that are not GxP say wherever they are found (DOC-43)."""
    return {key: [dict(LIGHT)] for key in light_among(keys)}


def _actions(actor: Person, version: Version, seen: list[Version], *, inside: bool) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    record, state = version.record, version.record.state
    if version.draft is not None and offered(actor, version, purpose="source"):
        items.append(
            {
                "label": "Download the source file",
                "icon": "download",
                "url": version_url(version, "version-source"),
            }
        )
    knows_all = holds_any(actor, "audit_trail.read") and decide(
        actor, "audit_trail.read", record=version.record
    )
    if inside or knows_all:
        items.append(record_print.item(version.record))
    if knows_all:
        url = reverse("document-package", args=[version.document.record.number])
        items.append({"label": "Evidence package (ZIP)", "icon": "download", "url": url})
    items += keeping.items(
        version.document.record, pinned=_is(record, "pinned"), followed=_is(record, "followed")
    )
    if holds_any(actor, CONTROL) and may_change(actor, version.document):
        url = reverse("document-properties", args=[version.document.record.number])
        items.append({"label": "Change owner, site or access", "icon": "users", "url": url, "sheet": True})
        url = reverse("document-classification", args=[version.document.record.number])
        items.append(
            {"label": "Change type, department or processes", "icon": "flag", "url": url, "sheet": True}
        )
    if holds_any(actor, *LISTED_FOR):
        url = reverse("copies", args=[version.document.record.number])
        items.append({"label": "Controlled copies", "icon": "copy", "url": url})
    if inside or holds_any(actor, *RETENTION):
        url = reverse("document-retention", args=[version.document.record.number])
        items.append({"label": "How long it is kept", "icon": "archive", "url": url})
    running = any(
        one.record.state not in ("effective", "superseded", "obsolete", "discarded") for one in seen
    )
    buttons: list[dict[str, Any]] = []
    if state == "effective" and holds_any(actor, "document.edit") and not running:
        verdict = decide(actor, "document.edit", record=version.document.record)
        if verdict:
            url = reverse("document-start", args=[version.document.record.number])
            buttons.append({"label": "Start a new version", "icon": "plus", "url": url, "sheet": True})
    # every move of a document waits until no version is on its way
    if not running and holds_any(actor, "version.approve_quality", "document.control", "document.edit"):
        items += _document_moves(actor, version)
    if inside:
        url = reverse("document-names", args=[version.document.record.number])
        items.append({"label": "Other names", "icon": "link", "url": url})
    if version.document.record.state not in ("retired", "discarded"):
        url = reverse("change-request-ask", args=[version.document.record.number])
        asked = {"label": "Request a change", "icon": "change", "url": url, "sheet": True}
        (items if items else buttons).append(asked)
    if items:
        buttons.append({"label": "More", "icon": "more", "icon_only": True, "menu": items})
    return buttons


def _is(record: Any, name: str) -> bool:
    """What was read beside a record; pages that did not read it offer to begin."""
    return bool(getattr(record, name, False))


def _document_moves(actor: Person, version: Version) -> list[dict[str, Any]]:
    """Moves of the document itself (retire, discard): those of its versions are on the page. What they miss, their sheets say."""
    parent = version.document.record
    return [
        {
            "label": move.label,
            "url": move_url(parent, move),
            "icon": "archive",
            "danger": move.negative,
            "help": move.help,
            "sheet": True,
        }
        for move in makeable(actor, parent)
    ]


def headed(
    actor: Person,
    version: Version,
    seen: list[Version],
    *,
    current: str,
    inside: bool,
    comments: int | None = None,
) -> dict[str, Any]:
    """Tabs with counts; a reader of a single version gets only what there is for a reader."""
    counts = {"versions": len(seen)}
    if inside:
        open_ones = version.record.comments.filter(resolved_at=None)
        counts["comments"] = open_ones.count() if comments is None else comments
    tabs = version_tabs(version, current=current, counts=counts)
    if not inside:
        tabs = [tab for tab in tabs if tab["label"] != "Comments"]
    return {"tabs": tabs}


def side_facts(version: Version) -> list[dict[str, Any]]:
    """What stands beside the content."""
    record, document = version.record, version.document
    names = [node.name for node in _levels(document.type)]
    found: list[dict[str, Any]] = [
        {"label": "Type", "value": " › ".join(names)},
        {"label": "Department", "value": record.department.name if record.department else "", "none": "None"},
        {"label": "Processes", "value": ", ".join(getattr(record, "processes", [])), "none": "None"},
        {"label": "Owner", "value": marks.person(record.owner.name)},
        *template_fact(version),
        *_other_names(version),
        {"label": "Training", "value": TRAINING.get(version.training_impact, version.training_impact)},
    ]
    if version.training_impact == "none":
        found.append({"label": "Why no training", "value": version.training_reason})
    if version.major > 1:
        found.append({"label": "What changes", "value": version.change_summary, "none": "Not written yet"})
    if version.change_reference:
        found.append({"label": "Change request", "value": version.change_reference})
    if document.next_review and record.state == "effective":
        found.append({"label": "Next review", "value": marks.due(document.next_review)})
    if version.superseded_at:
        found.append({"label": "Superseded", "value": marks.when(version.superseded_at, short=True)})
    return found


def _other_names(version: Version) -> list[dict[str, Any]]:
    """What else the document is called, where it is called anything else; a link to where names are given."""
    found = ", ".join(one.value for one in identifiers_of(version.document))
    return [{"label": "Also known as", "value": found}] if found else []


def _levels(type: Any) -> list[Any]:
    found: list[Any] = []
    node = type
    while node is not None:
        found.insert(0, node)
        node = node.parent
    return found
