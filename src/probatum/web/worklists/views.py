"""Pages of a work list: the list, the board, what was decided not to be needed, and the same as a file (CAP-20, CAP-21)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from probatum.kernel.reading import note_list_taken
from probatum.kernel.worklist import WorkList, worklist_of, worklists
from probatum.web.documents import export, listing
from probatum.web.paths import reverse
from probatum.web.seen import reader
from probatum.web.views import saved_views
from probatum.web.worklists import rows
from probatum.web.worklists.asking import ALL, PARAMETERS, Asked
from probatum.web.worklists.board import CARDS, board, ways
from probatum.web.worklists.chips import chips

#: what keeps an address from opening a list with the view somebody starts with
WHOLE = "all"


def register_views() -> None:
    """Let the filters of every list be kept under a name."""
    for one in worklists():
        known = (*PARAMETERS, *(aspect.name for aspect in one.aspects), "sort")
        saved_views.register(one.name, title=one.label, at="work-list", of=(one.name,), parameters=known)


@login_required
@require_safe
def listed(request: HttpRequest, name: str) -> HttpResponse:
    """The records of a list that the person may see."""
    actor, worklist, given = reader(request), _worklist(name), request.GET.copy()
    saved, start = saved_views.menu(actor, name, given)
    if start is not None:
        if not given:
            return redirect(saved_views.address(name, start))
        given[WHOLE] = "1"
    asked = Asked(actor, worklist, given)
    facets, count = chips(asked, given)
    page = listing.cut(asked.shown(asked.narrowed()), asked.sort, given)
    shown = rows.chosen_columns(asked)
    context = {
        **_frame(asked, current=asked.waived.name if asked.waived else "list"),
        "saved": saved,
        "facets": facets,
        "clear_url": listing.address(given, **dict.fromkeys(asked.chosen, "")) if asked.chosen else "",
        "table": rows.table(asked, page.rows, shown, given),
        "columns": [
            {"name": key, "label": label, "on": key in shown} for key, label in rows.columns(worklist).items()
        ],
        "count": count,
        "shown": f"{len(page.rows)} of {'at least ' if asked.among else ''}{count:,} {worklist.one}{'' if count == 1 else 's'}",
        "next_url": listing.address(given, after=str(page.after)) if page.after else "",
        "previous_url": listing.address(given, before=str(page.before)) if page.before else "",
    }
    return render(request, "worklists/list.html", context)


@login_required
@require_safe
def boarded(request: HttpRequest, name: str) -> HttpResponse:
    """The open records of a list as cards in columns."""
    given = request.GET.copy()
    for left_out in ("scope", "without"):  # a board shows what is going on
        given.pop(left_out, None)
    asked = Asked(reader(request), _worklist(name), given)
    known = {facet.name: facet for facet in ways(asked)}
    by = known.get(given.get("by", ""), ways(asked)[0])
    facets, count = chips(asked, given)
    arranged = [
        {"label": facet.label, "url": listing.address(given, by=facet.name), "current": facet is by}
        for facet in known.values()
    ]
    context = {
        **_frame(asked, current="board"),
        "facets": facets,
        "clear_url": listing.address(given, **dict.fromkeys(asked.chosen, "")) if asked.chosen else "",
        "arranged": arranged,
        "by": by.label,
        "list_url": reverse("work-list", args=[name]),
        "board": board(asked, by),
        "count": count,
        "most": CARDS,
    }
    return render(request, "worklists/board.html", context)


@login_required
@require_safe
def exported(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """The list as shown, all pages, as CSV or Excel workbook; the ledger keeps who took it."""
    if form not in ("csv", "xlsx"):
        raise Http404("There is no such form of the list.")
    asked = Asked(reader(request), _worklist(name), request.GET)
    ordered = listing.order(asked.shown(asked.narrowed()), asked.sort)
    taken = list(ordered[: export.MOST_ROWS])
    note_list_taken(asked.actor, what=asked.worklist.label, rows=len(taken), narrowed=request.GET.urlencode())
    shown = rows.chosen_columns(asked)
    heads = rows.headings(asked, shown)
    lines = ([row.number, row.title, *(rows.plain(asked, row, one) for one in shown)] for row in taken)
    called = f"{asked.worklist.label} {timezone.localdate():%Y-%m-%d}.{form}"
    if form == "xlsx":
        return export.xlsx_response(called, sheet=asked.worklist.label, heads=heads, lines=lines)
    return export.csv_response(called, heads=heads, lines=lines)


def _worklist(name: str) -> WorkList:
    found = worklist_of(name)
    if found is None:
        raise Http404("There is no such list.")
    return found


def _frame(asked: Asked, *, current: str) -> dict[str, Any]:
    """What list and board share: heading, tabs, search, open or all, files to take."""
    worklist, given = asked.worklist, asked.parameters
    name, query = worklist.name, given.get("q", "")
    address = listing.address(given)
    return {
        "worklist": worklist,
        "counted": asked.among,
        "count_url": listing.address(given, counts=ALL),
        "query": query[: listing.LONGEST_QUERY],
        "tabs": _tabs(worklist, current=current),
        "scope": [] if asked.waived or current == "board" else _scope(asked, given),
        "narrowed": bool(asked.chosen or query),
        "kept": {
            key: value for key, value in given.items() if key not in ("columns", "after", "before", "q")
        },
        "searched": {key: value for key, value in given.items() if key not in ("columns", "after", "before")},
        "actions": []
        if current == "board"
        else [
            {
                "label": "CSV",
                "icon": "download",
                "url": reverse("work-list-export", args=[name, "csv"]) + address,
            },
            {
                "label": "Excel",
                "icon": "download",
                "url": reverse("work-list-export", args=[name, "xlsx"]) + address,
            },
        ],
    }


def _tabs(worklist: WorkList, *, current: str) -> list[dict[str, Any]]:
    url = reverse("work-list", args=[worklist.name])
    waived = [(one.name, one.label, f"{url}?without={one.name}") for one in worklist.waived]
    known = (
        ("list", "List", url),
        ("board", "Board", reverse("work-list-board", args=[worklist.name])),
        *(entry for entry in waived if worklist.waiver(entry[0])),
    )
    return [{"label": label, "url": url, "current": key == current} for key, label, url in known]


def _scope(asked: Asked, given: QueryDict) -> list[dict[str, Any]]:
    return [
        {"label": "Open", "url": listing.address(given, scope=""), "current": not asked.all},
        {"label": "Open and ended", "url": listing.address(given, scope=ALL), "current": asked.all},
    ]
