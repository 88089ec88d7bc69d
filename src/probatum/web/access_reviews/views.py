"""Views of the access review."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import decide, visible
from probatum.kernel.errors import Refused
from probatum.kernel.identity.charge import in_charge, require
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality import access
from probatum.quality.access import KIND, RIGHT, RUNNING, AccessItem, AccessReview
from probatum.web import anatomy, pages
from probatum.web.access_reviews.forms import DecisionsForm, NamingForm, OpenForm
from probatum.web.admin_people.asking import ask, tabs
from probatum.web.attestation import signatures_of
from probatum.web.components import marks
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_seen, reader, seen
from probatum.web.views.records import frame

IN = dt.timedelta(days=21)
SHOWN = 50
#: Roles on one page: each brings two fields, and a request holds two thousand.
ROLES = 100


def address(record: Record) -> str:
    """The page of a review."""
    return reverse("access-review", args=[record.uuid])


def found_review(request: HttpRequest, uuid: UUID) -> AccessReview:
    """A review that the person may see. Raises Http404."""
    record = seen(request, uuid)
    if record.kind != KIND:
        raise Http404("There is no such review.")
    found = AccessReview.objects.get(pk=record.pk)
    found.record = record
    return found


@login_required
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """The latest reviews; all of them stand in the list of their kind."""
    actor = reader(request)
    rows = list(visible(actor, KIND).select_related("owner", "site").order_by("-id")[:SHOWN])
    may_open = decide(actor, RIGHT)
    if not rows and not may_open and not decide(actor, "grant.manage"):
        decide(actor, "audit_trail.read").or_refuse()
    overdue = [row for row in rows if row.state == "overdue"]
    context = {
        "rows": [
            {
                "record": row,
                "url": pages.page_of(row),
                "state": anatomy.state_of(row),
                "due": marks.due(row.due) if row.due and row.state in RUNNING else "",
            }
            for row in rows
        ],
        "overdue": overdue,
        "may_open": may_open,
        "tabs": tabs(actor, "reviews"),
        "list_url": pages.list_of(KIND),
    }
    return render(request, "access_reviews/reviews.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a review."""
    actor = reader(request)
    decide(actor, RIGHT).or_refuse()
    form = OpenForm(request.POST or None, initial={"due": timezone.localdate() + IN, "reviewers": [actor.pk]})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data | {"reviewers": list(form.cleaned_data["reviewers"])}
            try:
                opened = access.open_review(actor, **given)
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                return redirect(address(opened.record))
    return render(request, "access_reviews/new.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def reviewers(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Name other reviewers of a running review."""
    actor, found = reader(request), found_review(request, uuid)
    require(actor, RIGHT, site=found.record.site)

    def act(given: dict[str, Any]) -> str:
        access.name_reviewers(actor, found, reviewers=list(given["reviewers"]), reason=given["reason"])
        return "The reviewers are named and asked."

    now = [held.person_id for held in parts_of(found.record) if held.name == "reviewer"]
    page = address(found.record)
    return ask(
        request,
        NamingForm(request.POST or None, initial={"reviewers": now}),
        act,
        to=page,
        heading=f"Reviewers of {found.record.number}",
        button="Name the reviewers",
        back=(found.record.number, page),
    )


@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A review with every role listed; its reviewers decide here."""
    found = found_review(request, uuid)
    note_seen(request, found.record)
    actor = reader(request)
    listed = found.listed.select_related("person", "grant", "decided_by")
    pager = Paginator(listed.order_by("person__name", "person_id", "id"), ROLES)
    page = pager.get_page(request.GET.get("page"))
    items = list(page.object_list)
    mine = _decidable(actor, found, items)
    form = DecisionsForm(request.POST or None, items=mine)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                access.decide_items(actor, found, form.decisions())
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, "The decisions are saved. What was ended counts from now on.")
                return redirect(f"{address(found.record)}?page={page.number}")
    context = _context(actor, found, items, form) | _paging(found.record, page)
    return render(request, "access_reviews/review.html", context, status=status)


def _paging(record: Record, page: Page[AccessItem]) -> dict[str, Any]:
    here = f"{address(record)}?page="
    return {
        "shown": f"Roles {page.start_index()} to {page.end_index()}",
        "paged": page.paginator.num_pages > 1,
        "next_url": f"{here}{page.next_page_number()}" if page.has_next() else "",
        "previous_url": f"{here}{page.previous_page_number()}" if page.has_previous() else "",
    }


def _decidable(actor: Person, found: AccessReview, items: list[AccessItem]) -> list[AccessItem]:
    """What this person can decide on now: not their own roles, not what was ended."""
    named = {held.person_id for held in parts_of(found.record) if held.name == "reviewer"}
    if found.record.state not in RUNNING or actor.pk not in named:
        return []
    if not in_charge(actor, RIGHT, site=found.record.site):
        return []
    return [item for item in items if item.person_id != actor.pk and _held(item)]


def _held(item: AccessItem) -> bool:
    return item.grant.ends is None or item.grant.ends > timezone.now()


def _context(
    actor: Person, found: AccessReview, items: list[AccessItem], form: DecisionsForm
) -> dict[str, Any]:
    record = found.record
    counts = access.tally(record.pk)
    waiting = access.undecided(record.pk).count()
    named = [held.person.name for held in parts_of(record) if held.name == "reviewer"]
    running = record.state in RUNNING
    return frame(actor, record, current="overview") | {
        "step": anatomy.next_step(actor, record),
        "missing": anatomy.blockers(actor, record),
        "signatures": signatures_of(record),
        "form": form,
        "may_decide": bool(form.items_shown),
        "people": _people(actor, items, form),
        "decided": sum(counts.values()) - waiting,
        "total": sum(counts.values()),
        "csv_url": reverse("access-review-csv", args=[record.uuid]),
        "print_url": reverse("access-review-print", args=[record.uuid]),
        "naming_url": reverse("access-review-reviewers", args=[record.uuid])
        if running and in_charge(actor, RIGHT, site=record.site)
        else "",
        "facts": [
            {"label": "Scope", "value": record.site.name if record.site else "Whole organisation"},
            {"label": "Due", "value": marks.day_text(record.due) if record.due else "", "none": "No day"},
            {"label": "Opened", "value": "By schedule" if found.scheduled else f"By {record.owner.name}"},
            {"label": "Reviewers", "value": ", ".join(named)},
            {"label": "Kept", "value": counts.get("keep", 0)},
            {"label": "Ended", "value": counts.get("revoke", 0)},
            {"label": "No decision yet", "value": waiting},
            {"label": "Conclusion", "value": found.conclusion, "none": "Given with the signature"},
        ],
    }


def _people(actor: Person, items: list[AccessItem], form: DecisionsForm) -> list[dict[str, Any]]:
    """The roles of each person, under the person's name."""
    asked = {item.pk for item in form.items_shown}
    found: list[dict[str, Any]] = []
    for item in items:
        if not found or found[-1]["person"].pk != item.person_id:
            found.append({"person": item.person, "own": item.person_id == actor.pk, "rows": []})
        fields = [form[f"verdict_{item.pk}"], form[f"reason_{item.pk}"]] if item.pk in asked else []
        found[-1]["rows"].append({"item": item, "fields": fields, **told(item)})
    return found


def told(item: AccessItem) -> dict[str, str]:
    """The decision in words, with its tone; a role that ended otherwise needed none."""
    if item.verdict == access.OPEN and not _held(item):
        return {"verdict": "Ended otherwise", "tone": "muted"}
    words = dict(access.VERDICTS)[item.verdict]
    tones = {"open": "neutral", "keep": "good", "revoke": "danger"}
    return {"verdict": "Ended" if item.verdict == access.REVOKE else words, "tone": tones[item.verdict]}
