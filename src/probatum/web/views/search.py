"""Search over number, other names, title and text, only in what the person may see; as a page and as hits while typing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from probatum.kernel.process import process_of
from probatum.kernel.searching import Found, Hit, find
from probatum.web import pages
from probatum.web.anatomy import icon_name, state_of
from probatum.web.context import places
from probatum.web.paths import reverse
from probatum.web.search_facets import chosen_of, clear_url, count_url, exact_url, facets_of
from probatum.web.seen import reader

FOUND = 50
WHILE_TYPING = 8


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The best hits, grouped by kind, with what narrows them."""
    query, chosen = asked(request), chosen_of(request.GET)
    exactly = request.GET.get("exactly") == "1"
    everything = request.GET.get("count") == "all"
    found = find(
        reader(request),
        query,
        chosen=chosen,
        limit=FOUND,
        exactly=exactly,
        counting=True,
        everything=everything,
    )
    context = {
        "query": query,
        "asked": quoted(query),
        "instead": quoted(found.instead),
        "found": found,
        "groups": grouped(found.hits),
        "facets": facets_of(found, request.GET, chosen) if found.count or chosen else [],
        "chosen": chosen,
        "clear_url": clear_url(request.GET, chosen),
        "exact_url": exact_url(request.GET) if found.instead else "",
        "count": counted(found),
        "count_url": count_url(request.GET) if found.more and not everything else "",
    }
    return render(request, "search/search.html", context)


def quoted(words: str) -> str:
    """What was asked for, as it stands in a sentence; words with quotes of their own get no second pair."""
    return words if '"' in words else f"“{words}”"


def counted(found: Found) -> str:
    """How many hits there are and how many of them are shown, in words."""
    shown = len(found.hits)
    if found.more:
        return f"The best {shown} of more than {found.count} hits"
    if found.count > shown:
        return f"The best {shown} of {found.count} hits"
    return f"{shown} hit{'' if shown == 1 else 's'}"


@login_required
@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """The best hits under the search field; the last word may be unfinished."""
    query = asked(request)
    found = find(reader(request), query, limit=WHILE_TYPING, typing=True) if len(query) > 1 else Found()
    context = {
        "query": query,
        "instead": found.instead,
        "places": places(request, query),
        "results": results(found.hits),
        "all_url": reverse("search"),
    }
    return render(request, "search/palette.html", context)


def asked(request: HttpRequest) -> str:
    """The words searched for, without control characters."""
    raw = request.GET.get("q", "")[:400]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in raw).split())[:200]


def grouped(hits: list[Hit]) -> list[dict[str, Any]]:
    """The hits by kind; the kind of the best hit comes first."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for hit, shown in zip(hits, results(hits), strict=True):
        groups.setdefault(hit.record.kind, []).append(shown)
    return [{"label": process_of(kind).plural, "results": found} for kind, found in groups.items()]


def results(hits: list[Hit]) -> list[dict[str, Any]]:
    """Context of the component `results`."""
    badges = pages.badges_of([hit.record for hit in hits])
    return [_result(hit, badges.get(hit.record.pk, [])) for hit in hits]


def _result(hit: Hit, badges: list[dict[str, Any]]) -> dict[str, Any]:
    record = hit.record
    return {
        "badges": badges,
        "icon": icon_name(process_of(record).icon),
        "number": record.number,
        "title": record.title,
        "url": pages.page_of(record),
        "snippet": marked(hit.snippet),
        "meta": f"Also known as {', '.join(hit.names)}" if hit.names else "",
        "state": state_of(record),
    }


def marked(snippet: str) -> SafeString:
    """The passage as HTML: everything escaped, then the matches marked."""
    text = str(escape(snippet)).replace("\x02", "<mark>").replace("\x03", "</mark>")
    return mark_safe(text)  # noqa: S308 - escaped in the line above
