"""Made-up people, tasks and a document, so that whole pages can be looked at before there is a database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from probatum.web.components import marks
from probatum.web.gallery.forms import sample_form

DIGEST = "9f2c41d07be85a3316c8f0a4d9b72e51c07f6a8834be21d95fa0c6e7b41d2a90"
TITLE = "Handling of temperature excursions during storage and transport"
NAV = [
    ("my-work", "My work", "inbox"),
    ("documents", "Documents", "document"),
    ("training", "Training", "training"),
    ("events", "Events", "event"),
    ("capa", "CAPA", "capa"),
    ("changes", "Changes", "change"),
    ("audits", "Audits", "audit"),
    ("suppliers", "Suppliers", "supplier"),
    ("risk", "Risk", "risk"),
    ("trials", "Trials", "trial"),
    ("regulatory", "Regulatory", "regulatory"),
    ("insights", "Insights", "chart"),
    ("administration", "Administration", "gear"),
]


def link(name: str) -> str:
    """Give the address of a gallery page."""
    return reverse("gallery:page", args=[name])


def shell(current: str) -> dict[str, Any]:
    """Give the shell what the web interface gives it on every page."""
    nav = [
        {
            "label": label,
            "url": link("list") if key == "documents" else link("my-work"),
            "icon": icon,
            "current": key == current,
            "phone": key in ("my-work", "documents", "training"),
            "gap": key == "insights",
            "count": 7 if key == "my-work" else 0,
        }
        for key, label, icon in NAV
    ]
    return {
        "nav": nav,
        "company": "Larkspur Biologics",
        "version": "0.1",
        "home_url": link("my-work"),
        "help_url": "#help",
        "person": {
            "name": "Sofia Marino",
            "role": "Quality approver",
            "site": "Basel",
            "zone": "Europe/Zurich, UTC+1",
            "last_sign_in": "21 Nov 2026, 17:32",
        },
        "new": [
            {"label": "Document", "icon": "document", "url": "#"},
            {
                "label": "Event",
                "icon": "event",
                "url": "#",
                "help": "Deviation, complaint, out of specification",
            },
            {"label": "Change", "icon": "change", "url": "#"},
        ],
        "account": [
            {"label": "Sign-in and second factor", "icon": "key", "url": "#"},
            {"label": "Open sessions", "icon": "phone", "url": "#"},
            {"label": "Absence and delegation", "icon": "calendar", "url": "#"},
        ],
    }


def task(
    icon: str, what: str, number: str, title: str, days: int, button: str, *, who: str = ""
) -> dict[str, Any]:
    """Give one task row."""
    return {
        "icon": icon,
        "what": what,
        "number": number,
        "title": title,
        "due": timezone.localdate() + timedelta(days=days),
        "url": link("record"),
        "button": button,
        "who": who,
    }


def my_work() -> dict[str, Any]:
    """Give the page My work."""
    return {
        "shell": shell("my-work"),
        "today": timezone.localdate(),
        "bands": [
            (
                "Overdue",
                [
                    task(
                        "training",
                        "Take the quiz",
                        "SOP-0017 v4.0",
                        "Good documentation practice",
                        -2,
                        "Start",
                    )
                ],
            ),
            (
                "Today",
                [
                    task("pen", "Approve and sign", "SOP-0042 v2.0", TITLE, 0, "Sign"),
                    task(
                        "eye",
                        "Review",
                        "WI-0113 v0.3",
                        "Cleaning of the filling line, building 2",
                        0,
                        "Review",
                    ),
                ],
            ),
            (
                "This week",
                [
                    task(
                        "document", "Read and understand", "POL-0003 v3.0", "Data integrity policy", 3, "Read"
                    ),
                    task(
                        "capa",
                        "Decide on effectiveness",
                        "CAPA-2026-0009",
                        "Cold room door seals replaced at both sites",
                        4,
                        "Decide",
                    ),
                    task(
                        "change", "Assess impact", "CHG-2026-0021", "New sterile filter supplier", 5, "Assess"
                    ),
                ],
            ),
            (
                "Later",
                [
                    task(
                        "audit",
                        "Prepare the opening meeting",
                        "AUD-2026-0004",
                        "Supplier audit, Helvion Glass AG",
                        16,
                        "Open",
                    )
                ],
            ),
        ],
        "waiting": [
            task(
                "clock",
                "Waiting for Marc Dubois to review",
                "SOP-0051 v0.2",
                "Qualification of transport boxes",
                1,
                "",
            ),
            task(
                "clock",
                "Waiting for Liam Byrne to answer",
                "DEV-2026-0031",
                "Cold room alarm over the weekend",
                6,
                "",
            ),
        ],
        "seen": [
            {
                "number": "SOP-0042",
                "title": TITLE,
                "url": link("record"),
                "state": {"label": "In approval", "tone": "info"},
            },
            {
                "number": "POL-0003",
                "title": "Data integrity policy",
                "url": link("record"),
                "state": {"label": "Effective", "tone": "good"},
            },
            {
                "number": "DEV-2026-0031",
                "title": "Cold room alarm over the weekend",
                "url": link("record"),
                "state": {"label": "Investigation", "tone": "info"},
            },
        ],
    }


def record() -> dict[str, Any]:
    """Give a document version in approval."""
    at = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)
    return {
        "shell": shell("documents"),
        "title": TITLE,
        "digest": DIGEST,
        "back": {"label": "Documents", "url": link("list")},
        "state": {"label": "In approval", "tone": "info"},
        "meta": [
            {"label": "Version", "value": "2.0"},
            {"label": "Owner", "value": "Anna Keller"},
            {"label": "Site", "value": "Basel"},
            {"label": "Replaces", "value": "1.0, effective 3 Mar 2025", "url": "#"},
        ],
        "actions": [
            {"label": "Read", "icon": "eye", "url": link("reader")},
            {"label": "Compare", "icon": "compare", "url": "#"},
            {
                "label": "More",
                "icon": "more",
                "icon_only": True,
                "menu": [
                    {"label": "Print", "icon": "print", "url": "#"},
                    {"label": "Follow", "icon": "flag", "url": "#"},
                    {"rule": True},
                    {
                        "label": "Void",
                        "icon": "cross",
                        "why_not": "Only Document control can void a version in approval.",
                    },
                ],
            },
        ],
        "steps": [
            {"label": "Draft", "at": "done", "who": "Anna Keller", "when": "14 Oct 2026"},
            {"label": "Review", "at": "done", "who": "3 reviewers", "when": "2 Nov 2026"},
            {"label": "Approval", "at": "now", "who": "1 of 2 signed", "when": "4 days left"},
            {"label": "Waiting for its date", "at": "ahead"},
            {"label": "Effective", "at": "ahead", "when": "1 Dec 2026"},
        ],
        "due": timezone.localdate() + timedelta(days=4),
        "primary": {"label": "Approve and sign", "icon": "pen", "url": link("sign"), "sheet": True},
        "others": [
            {
                "label": "Reject with a reason",
                "icon": "undo",
                "url": "#",
                "help": "Goes back to draft; your refusal is signed.",
            },
            {"label": "Hand over to a colleague", "icon": "users", "url": "#"},
            {"rule": True},
            {"label": "Release", "why_not": "Still needs your approval. Document control releases."},
        ],
        "missing": [
            {"text": "Approval for Quality", "who": "Sofia Marino", "icon": "pen", "url": link("sign")},
            {
                "text": "Training impact is assessed for Basel only",
                "who": "Anna Keller",
                "icon": "training",
                "url": "#",
            },
        ],
        "tabs": [
            {"label": "Overview", "url": "#", "current": True},
            {"label": "Versions", "url": "#", "count": 4},
            {"label": "Links", "url": "#", "count": 3},
            {"label": "Files", "url": "#", "count": 2},
            {"label": "Discussion", "url": "#", "count": 5},
            {"label": "Signatures", "url": "#", "count": 2},
            {"label": "History", "url": "#"},
        ],
        "signatures": [
            {
                "name": "Marc Dubois",
                "role": "Head of Operations",
                "meaning": "Approved for Operations",
                "signed_at": at,
                "validity": "Valid: the content is unchanged since signing",
            },
            {
                "at": "pending",
                "name": "Sofia Marino",
                "role": "Quality approver",
                "meaning": "Approval for Quality",
                "validity": "Asked on 20 Nov 2026",
            },
        ],
        "acts": acts(at),
        "facts": [
            {"label": "Owner", "value": marks.person("Anna Keller")},
            {"label": "Type", "value": "SOP"},
            {"label": "Department", "value": "Quality assurance"},
            {"label": "Confidentiality", "value": "Internal"},
            {"label": "Effective on", "value": "1 Dec 2026"},
            {"label": "Next review", "value": "1 Dec 2028"},
            {"label": "Training", "value": "Read and understand, with quiz"},
            {"label": "Legacy number", "value": ""},
        ],
        "files": [
            {
                "name": "Temperature excursions v2.docx",
                "size": 214312,
                "kind": "Word document",
                "sha256": DIGEST,
                "url": "#",
                "download_url": "#",
            },
            {
                "name": "SOP-0042 v2.0.pdf",
                "size": 1803221,
                "kind": "Stamped PDF",
                "sha256": DIGEST[::-1],
                "url": link("reader"),
                "download_url": "#",
            },
        ],
        "links": [
            {
                "icon": "event",
                "number": "DEV-2026-0031",
                "title": "Cold room alarm over the weekend",
                "url": "#",
                "meta": "Addresses",
            },
            {
                "icon": "training",
                "number": "TRN-0007",
                "title": "Storage and distribution curriculum",
                "url": "#",
                "meta": "Trained by",
            },
        ],
    }


def acts(at: datetime) -> list[dict[str, Any]]:
    """Give the last actions on the document."""
    return [
        {
            "who": "Marc Dubois",
            "what": "approved and signed",
            "role": "Head of Operations",
            "at": at,
            "icon": "seal",
            "signed": True,
            "sealed": "41,207",
        },
        {
            "who": "Anna Keller",
            "what": "changed the details",
            "role": "Author",
            "at": at - timedelta(hours=19),
            "icon": "pen",
            "why": "Effective date moved so that training in Cork can finish first.",
            "open": True,
            "sealed": "41,190",
            "entries": "883,021 to 883,022",
            "changes": [
                {"label": "Effective date", "old": "24 Nov 2026", "new": "1 Dec 2026"},
                {"label": "Training impact", "old": "", "new": "Read and understand, with quiz"},
            ],
        },
        {
            "who": "Jonas Weber",
            "what": "reviewed without comments",
            "role": "Reviewer",
            "at": at - timedelta(days=18),
            "icon": "eye",
            "sealed": "40,002",
        },
        {
            "who": "Anna Keller",
            "what": "uploaded version 0.3",
            "role": "Author",
            "at": at - timedelta(days=20),
            "icon": "upload",
            "sealed": "39,871",
        },
    ]


def documents() -> dict[str, Any]:
    """Give a list page."""
    names = [
        "Good documentation practice",
        TITLE,
        "Change control",
        "Deviation handling and investigation",
        "Supplier qualification",
        "Management of CAPA",
        "Internal audits",
        "Training and qualification of staff",
        "Cleaning of the filling line, building 2",
        "Release of clinical batches",
        "Computerised systems: access and roles",
        "Archiving of records",
    ]
    states = [
        ("Effective", "good"),
        ("In approval", "info"),
        ("Effective", "good"),
        ("Effective", "good"),
        ("Draft", "neutral"),
        ("Effective", "good"),
        ("In review", "info"),
        ("Effective", "good"),
        ("Waiting for its date", "warn"),
        ("Effective", "good"),
        ("Superseded", "muted"),
        ("Effective", "good"),
    ]
    people = ["Anna Keller", "Marc Dubois", "Sofia Marino", "Liam Byrne"]
    rows = [
        {
            "key": str(at),
            "name": f"SOP-{17 + at:04}",
            "cells": [
                {"value": f"SOP-{17 + at:04}", "url": link("record"), "css": "nowrap"},
                {"value": name, "css": "table__title"},
                {"value": marks.badge(states[at][0], tone=states[at][1])},
                {"value": f"{at % 4 + 1}.0", "css": "number"},
                {"value": people[at % 4], "css": "nowrap"},
                {"value": "Basel" if at % 3 else "Cork"},
                {"value": marks.due(timezone.localdate() + timedelta(days=at * 37 - 3))},
            ],
        }
        for at, name in enumerate(names)
    ]
    columns = [
        {"label": "Number", "url": "#", "sorted": "ascending"},
        {"label": "Title", "url": "#"},
        {"label": "State", "url": "#"},
        {"label": "Version", "css": "number"},
        {"label": "Owner"},
        {"label": "Site"},
        {"label": "Next review", "url": "#"},
    ]
    choices = [
        {"label": "SOP", "count": 18, "url": "#", "chosen": True},
        {"label": "Work instruction", "count": 11, "url": "#"},
        {"label": "Policy", "count": 4, "url": "#"},
    ]
    return {
        "shell": shell("documents"),
        "table": {"caption": "Documents", "columns": columns, "rows": rows, "select": "bulk", "cards": True},
        "views": [
            {"label": "All", "url": "#", "current": True, "count": 40},
            {"label": "Effective", "url": "#", "count": 24},
            {"label": "In work", "url": "#", "count": 9},
            {"label": "Mine", "url": "#", "count": 4},
            {"label": "Review due", "url": "#", "count": 2},
        ],
        "facets": [
            {"label": "Type", "chosen": "SOP", "choices": choices},
            {"label": "State", "choices": choices},
            {"label": "Site", "choices": choices},
            {"label": "Owner", "choices": choices},
        ],
        "actions": [
            {
                "label": "Export",
                "icon": "download",
                "menu": [
                    {"label": "Spreadsheet (XLSX)", "url": "#", "icon": "document"},
                    {"label": "CSV", "url": "#", "icon": "document"},
                ],
            },
            {"label": "New document", "icon": "plus", "url": "#", "tone": "primary"},
        ],
        "acts": [{"name": "owner", "label": "Change owner"}, {"name": "review", "label": "Plan review"}],
    }


def reader() -> dict[str, Any]:
    """Give the page a document is read on."""
    return record() | {"pages": [{"url": static("gallery/page.svg"), "text": "1 Purpose"} for _ in range(3)]}


def new() -> dict[str, Any]:
    """Give a form that was sent with everything missing."""
    return {"shell": shell("events"), "form": sample_form(bound=True)}


PAGES: dict[str, Callable[[], dict[str, Any]]] = {
    "my-work": my_work,
    "record": record,
    "list": documents,
    "reader": reader,
    "sign": record,
    "new": new,
}
