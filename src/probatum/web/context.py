"""What every page needs around its content: navigation with only what the person may see, company, version, alarm."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from probatum.config import custody
from probatum.kernel.authz import held_by
from probatum.kernel.configuration import setting
from probatum.kernel.inbox import Glance, at_a_glance
from probatum.kernel.master import READERS as MASTER_DATA
from probatum.kernel.people import Person
from probatum.kernel.process import registered
from probatum.kernel.worklist import worklists
from probatum.web import pages
from probatum.web.components import marks
from probatum.web.paths import reverse

ADMINISTRATION = (
    "person.manage",
    "role.manage",
    "grant.manage",
    "session.revoke",
    "configuration.manage",
    "type.manage",
    "document.import",
    "event.import",
    "access.review",
    "rating.manage",
    "rating.approve",
    "token.manage",
)
AUDIT = ("audit_trail.read", "ledger.verify")
READING = ("document.read", "document.read_drafts", "document.control", "document.create")


def shell(request: HttpRequest) -> dict[str, Any]:
    """The value `shell` of the page frame. Computed when a template first asks, so that a plain page costs no query."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    glance = at_a_glance(user) if isinstance(user, Person) else None
    framed: dict[str, Any] = {
        "home_url": reverse("work"),
        "search_url": reverse("search"),
        "sign_out_url": address("account_logout"),
    }
    if isinstance(user, Person) and glance:
        framed |= _of_person(request, user, glance)
    return framed | {
        "framed": framed,  # all that navigation and top show, and nothing else: they are remembered by it
        "company": glance.company if glance else setting("company.name"),
        "version": settings.VERSION,
        "notice": notice(),
        "notice_url": reverse("watch") if isinstance(user, Person) and _administers(user) else "",
        "company_sign_in": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    }


def _of_person(request: HttpRequest, person: Person, glance: Glance) -> dict[str, Any]:
    held = held_by(person)
    permissions = frozenset().union(*(grant.permissions for grant in held)) if held else frozenset()
    wide = frozenset(name for grant in held if grant.site_id is None for name in grant.permissions)
    now = timezone.localtime(timezone.now(), person.zone)
    return {
        "nav": _navigation(request, permissions, wide, glance.tasks),
        "person": {
            "name": person.name,
            "role": ", ".join(dict.fromkeys(grant.role for grant in held)) or "No role yet",
            "site": glance.site or "All sites",
            "zone": f"{person.time_zone}, {marks.zone_text(now)}",
            "last_sign_in": request.session.get("last_sign_in", ""),
        },
        "new": _new(permissions),
        "account": _account(),
        "palette_url": reverse("palette"),
        "query": request.GET.get("q", "")[:200] if request.path == reverse("search") else "",
    }


def _administers(person: Person) -> bool:
    return any(
        grant.site_id is None and "configuration.manage" in grant.permissions for grant in held_by(person)
    )


def _navigation(
    request: HttpRequest, permissions: frozenset[str], wide: frozenset[str], tasks: int
) -> list[dict[str, Any]]:
    found = [_item(request, "My work", reverse("work"), "inbox", phone=True, count=tasks)]
    if permissions.intersection(READING) or any(name.startswith("version.") for name in permissions):
        found.append(_item(request, "Documents", pages.list_of("document"), "document", phone=True))
    found += [
        _item(request, one.label, reverse("work-list", args=[one.name]), one.icon)
        for one in worklists()
        if permissions.intersection(one.shown_to)
    ]
    if permissions.intersection(MASTER_DATA):
        found.append(_item(request, "Master data", reverse("registers"), "archive"))
    found.append(_item(request, "Search", reverse("search"), "search", phone=True))
    if audit := wide.intersection(AUDIT):  # the ledger knows no site, so one site is not enough
        found.append(_item(request, "Audit trail", reverse("ledger"), "history", gap=True))
    if permissions.intersection(ADMINISTRATION):
        found.append(
            _item(
                request,
                "Administration",
                reverse("administration"),
                "gear",
                gap=not audit,
            )
        )
    return found


def _item(request: HttpRequest, label: str, url: str, icon: str, **more: Any) -> dict[str, Any]:
    current = request.path == url if url == "/" else request.path.startswith(url)
    return {"label": label, "url": url, "icon": icon, "current": current, **more}


def _new(permissions: frozenset[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if "event.report" in permissions:
        found.append({"label": "Report of an event", "icon": "phone", "url": address("report")})
    url = address("document-new")
    if "document.create" in permissions and url:
        found.append({"label": "Document", "icon": "document", "url": url})
    if permissions.intersection(("document.edit", "document.control")):
        found.append({"label": "Change request", "icon": "change", "url": address("change-request-new")})
    found += [
        {"label": process.label, "icon": process.icon, "url": reverse("record-new", args=[process.kind])}
        for process in registered()
        if process.opens in permissions and not process.parents
    ]
    if "document.import" in permissions:
        found.append({"label": "Import", "icon": "upload", "url": address("import-new")})
    if "event.import" in permissions:
        url = address("register-import-new")
        found.append({"label": "Import of registers", "icon": "upload", "url": url})
    if "audit_trail.review" in permissions:
        found.append({"label": "Audit trail review", "icon": "history", "url": address("trail-review-new")})
    if "access.review" in permissions:
        found.append({"label": "Access review", "icon": "shield", "url": address("access-review-new")})
    return found


def places(request: HttpRequest, query: str) -> list[dict[str, Any]]:
    """Where the search field can lead besides records: pages this person has, and what can be begun."""
    person = cast(Person, request.user)
    frame = _of_person(request, person, at_a_glance(person))
    begin = [{**item, "label": f"New {str(item['label']).lower()}"} for item in frame["new"]]
    words = query.casefold().split()
    known = [*frame["nav"], *begin, *frame["account"]]
    return [item for item in known if words and all(word in str(item["label"]).casefold() for word in words)]


def _account() -> list[dict[str, Any]]:
    known = (
        ("My account", "user", "me"),
        ("Sign-in and second factor", "key", "mfa_index"),
        ("Open sessions", "phone", "my-sessions"),
        ("Access tokens", "key", "my-tokens"),
        ("Absence and delegation", "calendar", "delegations"),
        ("Signature agreement", "pen", "signature-agreement"),
    )
    return [
        {"label": label, "icon": icon, "url": url} for label, icon, name in known if (url := address(name))
    ]


def address(name: str, *args: Any) -> str:
    """The address of a page by its name, empty when this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def notice() -> str:
    """The integrity alarm, which every page shows until it is resolved."""
    folder = custody.checkpoints()
    alarm = folder.alarm() or folder.catalogue()
    return f"Integrity alarm {alarm['code']}: {alarm['sentence']}" if alarm else ""
