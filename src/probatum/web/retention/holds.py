"""Legal holds: the list, placing one, and the page of one with the documents under it, where it is lifted (DOC-39)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from probatum.documents.holding import HOLD, lift_hold, place_hold
from probatum.kernel.authz import decide, demand, visible
from probatum.kernel.closed import uncounted
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.kernel.retention import Hold
from probatum.web import pages
from probatum.web.admin_people.asking import ask
from probatum.web.anatomy import state_of
from probatum.web.components import marks
from probatum.web.refusals import sentence_into
from probatum.web.retention import forms
from probatum.web.retention.views import in_charge, row, show_list, table
from probatum.web.seen import reader

#: so many numbers stand in a row of the list; the page of a hold has them all
LISTED = 20
#: whether a hold was lifted -> its badge
STATES = {
    False: {"label": "In force", "tone": "warn", "icon": "lock"},
    True: {"label": "Lifted", "tone": "muted", "icon": ""},
}


@login_required
@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    """The holds in force, then those that were lifted; documents as far as the person may see them."""
    actor = in_charge(request)
    seen = visible(actor).values("pk")
    rows = []
    for one in Hold.objects.select_related("placed_by", "lifted_by").order_by("lifted_at", "-id"):
        numbers = [
            held.record.number for held in one.records.filter(record__in=seen).select_related("record")
        ]
        if numbers:  # what is held may be kept for a circle
            rows.append(_row(one, numbers))
    heads = ("Hold", "About", "Documents", "Placed", "State")
    new = "retention-hold-new" if decide(actor, HOLD) else ""
    return show_list(request, "retention-holds", "Legal holds", table("Legal holds", heads, rows), new=new)


def _row(hold: Hold, numbers: list[str]) -> dict[str, Any]:
    more = f" and {len(numbers) - LISTED} more" if len(numbers) > LISTED else ""
    return row(
        hold.number,
        reverse("retention-hold", args=[hold.number]),
        hold.matter,
        ", ".join(numbers[:LISTED]) + more,
        f"{hold.placed_by.name}: {hold.reason}",
        _state(hold),
    )


def _state(hold: Hold) -> Any:
    state = STATES[hold.lifted_at is not None]
    return marks.badge(state["label"], tone=state["tone"], icon_name=state["icon"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hold_new(request: HttpRequest) -> HttpResponse:
    """Place a hold on documents by their numbers."""
    actor = reader(request)
    demand(actor, HOLD)
    form = forms.HoldForm(request.POST or None, initial={"documents": request.GET.get("document", "")[:80]})

    def act(given: dict[str, Any]) -> str:
        hold = place_hold(
            actor, _found(actor, form.numbers()), matter=given["matter"], reason=given["reason"]
        )
        return f"{hold.number} is placed. Nothing under it is disposed of until it is lifted."

    to = reverse("retention-holds")
    heading = "Place a legal hold"
    return ask(request, form, act, to=to, heading=heading, button="Place the hold", back=("Legal holds", to))


def _found(actor: Person, numbers: list[str]) -> list[Record]:
    rows = {one.number.upper(): one for one in visible(actor, "document").filter(number__in=numbers)}
    missing = [number for number in numbers if number not in rows]
    if missing:
        raise Refused(
            f"Enter numbers of documents that you may see; {missing[0]} is none.", field="documents"
        )
    return list(rows.values())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """What a hold is about and every document under it; who may lifts it here, with a reason."""
    actor = in_charge(request)
    seen = visible(actor).values("pk")
    known = Hold.objects.select_related("placed_by", "lifted_by")
    shown = known.filter(number=number, records__record__in=seen).distinct().first()
    if shown is None:
        raise Http404("There is no such hold for you.")
    may, status = decide(actor, HOLD), 200
    form = forms.LiftForm(request.POST or None)
    if request.method == "POST":
        may.or_refuse()
        status = 422
        if form.is_valid():
            try:
                lift_hold(actor, shown, reason=form.cleaned_data["reason"])
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, f"{number} is lifted.")
                return redirect("retention-holds")
    context = {
        "hold": shown,
        "state": STATES[shown.lifted_at is not None],
        "back": {"label": "Legal holds", "url": reverse("retention-holds")},
        "facts": _facts(shown),
        "form": form if may and (shown.lifted_at is None or form.is_bound) else None,
        "why_not": "" if may or shown.lifted_at is not None else may.reason,
        **_held(actor, shown),
    }
    return render(request, "retention/hold.html", context, status=status)


def _facts(hold: Hold) -> list[dict[str, Any]]:
    found = [
        {"label": "Placed", "value": marks.when(hold.placed_at)},
        {"label": "Placed by", "value": hold.placed_by.name},
        {"label": "Reason", "value": hold.reason},
    ]
    if hold.lifted_by is not None:
        found += [
            {"label": "Lifted", "value": marks.when(hold.lifted_at)},
            {"label": "Lifted by", "value": hold.lifted_by.name},
            {"label": "Reason of lifting", "value": hold.lift_reason},
        ]
    return found


def _held(actor: Person, hold: Hold) -> dict[str, Any]:
    """The documents under a hold that the person may see, and how many others there are."""
    everything = set(hold.records.values_list("record_id", flat=True))
    records = list(visible(actor).filter(pk__in=everything).order_by("number"))
    hidden = everything - {one.pk for one in records}
    rows = []
    for one in records:
        state = state_of(one)
        mark = marks.badge(state["label"], tone=state["tone"], icon_name=state["icon"])
        rows.append(row(one.number, pages.page_of(one), one.title, mark))
    return {
        "table": table("Documents under this hold", ("Number", "Title", "State"), rows),
        "hidden": len(hidden - uncounted(actor, hidden)),
    }
