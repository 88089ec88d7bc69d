"""The library: effective documents only, for every reader (DOC-24); facets, search within, pages by key, export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from probatum.documents import translation
from probatum.documents.exporting import IN_BULK
from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.kernel.pin import held_by_person
from probatum.kernel.reading import note_list_taken
from probatum.kernel.record import Record
from probatum.web.documents import bulk, export, library_rows, listing, process_facet
from probatum.web.documents.names import entries_in_library
from probatum.web.documents.tabs import holds_any, list_views, may_create
from probatum.web.paths import reverse
from probatum.web.seen import reader
from probatum.web.views import saved_views

FACETS = (
    listing.Facet(
        "type", "Type", "documents_document__type__code", "documents_document__type__name", "No type"
    ),
    listing.Facet("department", "Department", "department__code", "department__name", "No department"),
    listing.Facet("site", "Site", "site__code", "site__name", "All sites"),
)
ALL = (*FACETS, process_facet.PROCESS)
PAGE = "documents"
saved_views.register(
    PAGE,
    title="Library",
    at="documents",
    parameters=("q", "type", "department", "site", "process", "stale", "pinned", "sort"),
)
SORTS = {
    "number": listing.Sort("number", ("number",)),
    "title": listing.Sort("title", ("title", "id")),
    "effective": listing.Sort(
        "effective", ("documents_document__effective__effective_at", "id"), descending=True
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the library."""

    found: QuerySet[Record]
    chosen: dict[str, str]
    sort: listing.Sort
    stale: bool
    pinned: int | None

    @property
    def rows(self) -> QuerySet[Record]:
        """The rows that every filter leaves."""
        rows = process_facet.narrow(listing.narrow(self.found, FACETS, self.chosen), self.chosen)
        rows = rows.filter(translation.stale()) if self.stale else rows
        return rows.filter(pk__in=held_by_person(self.pinned)) if self.pinned else rows


def asked(actor: Person, parameters: QueryDict) -> Asked:
    """The library as the address asks for it, of what the person may see."""
    return Asked(
        found=listing.search_within(effective_documents(actor), parameters.get("q", "")),
        chosen=listing.chosen_of(parameters, ALL),
        sort=SORTS.get(parameters.get("sort", ""), SORTS["number"]),
        stale=parameters.get("stale") == "1",
        pinned=actor.pk if parameters.get("pinned") == "1" else None,
    )


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every effective document the person may read."""
    actor, given = reader(request), request.GET.copy()
    saved, start = saved_views.menu(actor, PAGE, given)
    if start is not None:
        if not given:
            return redirect(saved_views.address(PAGE, start))
        given["all"] = "1"  # each way on from here says what it shows, so that none leads back to the start
    what = asked(actor, given)
    chosen, query = what.chosen, given.get("q", "")
    facets, count = _counted(what, given)
    page = listing.cut(library_rows.shown(what.rows), what.sort, given)
    address = listing.address(given)
    acts = bulk.offered(actor)
    context = {
        "query": query[: listing.LONGEST_QUERY],
        "chosen": chosen | {name: "1" for name in ("stale", "pinned", "all") if given.get(name) == "1"},
        "saved": saved,
        "sort": what.sort.name,
        "views": list_views(actor, current="documents"),
        "facets": facets,
        "clear_url": listing.address(given, **dict.fromkeys(chosen, "")) if chosen else "",
        "table": library_rows.table(page.rows, what.sort, given, select=bulk.FORM if acts else ""),
        "bulk": acts,
        "count": count,
        "shown": f"{len(page.rows)} of {count:,} document{'' if count == 1 else 's'}",
        "next_url": listing.address(given, after=str(page.after)) if page.after else "",
        "previous_url": listing.address(given, before=str(page.before)) if page.before else "",
        "export_url": reverse("documents-export", args=["csv"]) + address,
        "workbook_url": reverse("documents-export", args=["xlsx"]) + address,
        "may_create": may_create(actor),
        "narrowed": bool(chosen or query or what.stale or what.pinned),
        "stale_url": listing.address(given, stale="" if what.stale else "1"),
        "only_stale": what.stale,
        "pinned_url": listing.address(given, pinned="" if what.pinned else "1"),
        "only_pinned": bool(what.pinned),
        "tree_url": reverse("documents-tree") + address if holds_any(actor, *IN_BULK) else "",
        "entries": entries_in_library(actor, query),
    }
    return render(request, "documents/library.html", context)


def _counted(what: Asked, parameters: QueryDict) -> tuple[list[dict[str, Any]], int]:
    """The chips with their counts, each under the choices of the others, and how many documents are left."""
    chosen = what.chosen
    few, own = process_facet.without(chosen), process_facet.only(chosen)
    counted = listing.combinations(process_facet.narrow(what.found, chosen), FACETS, kind="document")
    processes = process_facet.counted(listing.narrow(what.found, FACETS, few), kind="document")
    facets = listing.choices(counted, FACETS, few, parameters) if counted else []
    if own or any(row[process_facet.PROCESS.key] for row in processes):
        facets += listing.choices(processes, (process_facet.PROCESS,), own, parameters)
    count = what.rows.count() if what.stale or what.pinned else listing.total(counted, FACETS, few)
    return facets, count


@login_required
@require_safe
def exported(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list as shown, all pages, as CSV or Excel workbook; the ledger keeps who took it."""
    if form not in ("csv", "xlsx"):
        raise Http404("There is no such form of the list.")
    actor = reader(request)
    what = asked(actor, request.GET)
    ordered = list(listing.order(library_rows.shown(what.rows, exported=True), what.sort)[: export.MOST_ROWS])
    note_list_taken(actor, what="library", rows=len(ordered), narrowed=request.GET.urlencode())
    name, heads = f"documents {timezone.localdate():%Y-%m-%d}.{form}", library_rows.HEADS
    lines = (library_rows.line(record) for record in ordered)
    if form == "xlsx":
        return export.xlsx_response(name, sheet="Documents", heads=heads, lines=lines)
    return export.csv_response(name, heads=heads, lines=lines)


def effective_documents(actor: Person) -> QuerySet[Record]:
    """What the library holds for a person: effective documents only, whatever else the person may see."""
    return visible(actor, "document").filter(state="effective")
