"""The registers, the list of one, the page of an item with where it is used, and its changes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from probatum.kernel import master
from probatum.kernel.authz import decide, demand
from probatum.kernel.concern import where_used
from probatum.kernel.master import MANAGE, REGISTERS, Item, Register
from probatum.kernel.mastering import add_item, change_item, may_manage, retire_item
from probatum.kernel.people import Person
from probatum.kernel.reading import note_list_taken
from probatum.kernel.workplace import stamp
from probatum.web.admin_people.asking import ask
from probatum.web.admin_people.forms import ReasonForm
from probatum.web.documents import export, listing
from probatum.web.forms.moves import refuse_unknown
from probatum.web.master import tables
from probatum.web.master.forms import ItemForm, initial_of
from probatum.web.seen import reader
from probatum.web.views.settings_pages import past

SORT = listing.Sort("code", ("code", "id"))
CHANGED = listing.Sort("changed", ("changed_at", "id"), descending=True)
ICONS = {"equipment": "gear", "supplier": "supplier", "study": "trial", "market": "regulatory"}


@login_required
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Every register with how many items it holds."""
    _reading(request)
    counted = dict(Item.objects.order_by().values_list("register").annotate(Count("pk")))
    cards = [
        {
            "heading": kept.label,
            "text": tables.many(counted.get(name, 0), "item"),
            "url": reverse("items", args=[name]),
            "icon": ICONS.get(name, "archive"),
        }
        for name, kept in REGISTERS.items()
    ]
    return render(request, "master/registers.html", {"cards": cards})


@login_required
@require_safe
def register(request: HttpRequest, register: str) -> HttpResponse:
    """The items of a register by code."""
    actor, kept = _reading(request), _register(register)
    found, query, status = _narrowed(request, register)
    page = listing.cut(found, SORT, request.GET)
    count = found.count()
    context = {
        "title": kept.label,
        "back": {"label": "Master data", "url": reverse("registers")},
        "tabs": _tabs(register),
        "actions": _actions(actor, register, request),
        "query": query,
        "status": status,
        "standings": [(name, one.label) for name, one in kept.standings.items()],
        "narrowed": bool(query or status),
        "table": tables.table(kept, page.rows),
        "shown": f"{len(page.rows)} of {tables.many(count, 'item')}",
        "next_url": listing.address(request.GET, after=str(page.after)) if page.after else "",
        "previous_url": listing.address(request.GET, before=str(page.before)) if page.before else "",
        "new_url": reverse("item-new", args=[register]) if decide(actor, MANAGE) else "",
        "one": kept.one,
    }
    return render(request, "master/items.html", context)


@login_required
@require_safe
def exported(request: HttpRequest, register: str) -> HttpResponseBase:
    """The items that the list shows, all pages, as CSV that can be brought in again; the ledger keeps who took it."""
    actor, kept = _reading(request), _register(register)
    rows = list(_narrowed(request, register)[0][: export.MOST_ROWS])
    note_list_taken(actor, what=kept.label, rows=len(rows), narrowed=request.GET.urlencode())
    lines = ([cell["value"] for cell in tables.plain(kept, one)] for one in rows)
    heads = [label for _, label in tables.columns(kept)]
    return export.csv_response(f"{kept.label} {timezone.localdate():%Y-%m-%d}.csv", heads=heads, lines=lines)


@login_required
@require_safe
def item(request: HttpRequest, number: int) -> HttpResponse:
    """One item: what it says, where it is used as far as one may see, its history."""
    actor, found = _reading(request), _item(number)
    kept = found.kept_in
    rows = where_used(actor, found)
    page = listing.cut(rows.select_related("owner"), CHANGED, request.GET, size=25)
    standing, on_hold = found.standing, tables.holders(actor, found)
    context = {
        "item": found,
        "number": found.code,
        "kind": kept.one.capitalize(),
        "title": found.name,
        "state": {"label": standing.label, "tone": standing.tone, "icon": ""},
        "back": {"label": kept.label, "url": reverse("items", args=[found.register])},
        "actions": _item_actions(actor, found),
        "badges": [{"label": "On hold", "tone": "warn", "icon": "lock"}] if on_hold else [],
        "facts": [*([on_hold] if on_hold else []), *tables.facts(found)],
        "used": tables.used(page.rows),
        "shown": tables.many(rows.count(), "record"),
        "next_url": listing.address(request.GET, after=str(page.after)) if page.after else "",
        "previous_url": listing.address(request.GET, before=str(page.before)) if page.before else "",
        "acts": past(actor, found.pk, "kernel_item"),
    }
    return render(request, "master/item.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, register: str) -> HttpResponse:
    """A new item of a register."""
    actor, kept = reader(request), _register(register)
    demand(actor, MANAGE)
    form = _form(request, register=register, initial={"status": kept.first})

    def act(given: dict[str, Any]) -> str:
        code, reason = given["code"], given["reason"]
        made = add_item(actor, register=register, code=code, values=form.values(), reason=reason)
        return f"{made.code} is added to {kept.label.lower()}."

    return ask(
        request,
        form,
        act,
        to=reverse("items", args=[register]),
        heading=f"New {kept.one}",
        button=f"Add the {kept.one}",
        back=(kept.label, reverse("items", args=[register])),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what an item says; its code stays, because records point at it."""
    actor, found = reader(request), _item(number)
    demand(actor, MANAGE)
    initial = initial_of(found) | {"based_on": stamp(found)}
    form = _form(request, register=found.register, item=found, initial=initial)

    def act(given: dict[str, Any]) -> str:
        reason, based_on = given["reason"], given["based_on"]
        change_item(actor, found, values=form.values(), reason=reason, based_on=based_on)
        return f"{found.code} is changed."

    here = reverse("item", args=[number])
    words = {"heading": f"Change {found.code}", "button": "Save", "back": (str(found), here)}
    return ask(request, form, act, to=here, **words)  # type: ignore[arg-type]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Take an item out of use, with a reason."""
    actor, found = reader(request), _item(number)
    demand(actor, MANAGE)
    here = reverse("item", args=[number])

    def act(given: dict[str, Any]) -> str:
        return f"{retire_item(actor, found, reason=given['reason']).code} is out of use."

    return ask(
        request,
        ReasonForm(request.POST or None),
        act,
        to=here,
        heading=f"Take {found.code} out of use",
        note="What points at it stays. Nothing new can point at it, until a change puts it in use again.",
        button="Take it out of use",
        back=(str(found), here),
    )


def _form(request: HttpRequest, **options: Any) -> ItemForm:
    form = ItemForm(request.POST or None, **options)
    if request.method == "POST":
        refuse_unknown(request.POST, form.fields)
    return form


def _reading(request: HttpRequest) -> Person:
    actor = reader(request)
    master.may_read(actor).or_refuse()
    return actor


def _register(name: str) -> Register:
    if name not in REGISTERS:
        raise Http404("There is no such register.")
    return REGISTERS[name]


def _item(number: int) -> Item:
    found = master.items().filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Http404("There is no such item.")
    return found


def _narrowed(request: HttpRequest, register: str) -> tuple[QuerySet[Item], str, str]:
    query = " ".join(request.GET.get("q", "").split())[: listing.LONGEST_QUERY]
    status = request.GET.get("status", "")
    found = master.items(register, words=query)
    if status in REGISTERS[register].standings:
        return found.filter(status=status), query, status
    return found, query, ""


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"label": kept.label, "url": reverse("items", args=[name]), "current": name == current}
        for name, kept in REGISTERS.items()
    ]


def _actions(actor: Person, register: str, request: HttpRequest) -> list[dict[str, Any]]:
    url = reverse("items-export", args=[register]) + listing.address(request.GET)
    taken = {"label": "Export CSV", "icon": "download", "url": url}
    if not decide(actor, MANAGE):
        return [taken]
    one = REGISTERS[register].one
    brought = reverse("item-imports", args=[register])
    return [
        {
            "label": f"New {one}",
            "icon": "plus",
            "tone": "primary",
            "url": reverse("item-new", args=[register]),
        },
        *([{"label": "Import", "icon": "upload", "url": brought}] if may_manage(actor) else []),
        taken,
    ]


def _item_actions(actor: Person, found: Item) -> list[dict[str, Any]]:
    if not may_manage(actor, found):
        return []
    change = {"label": "Change", "icon": "pen", "url": reverse("item-change", args=[found.pk])}
    if found.status == master.RETIRED:
        return [change]
    retired = {"label": "Take out of use", "icon": "archive", "url": reverse("item-retire", args=[found.pk])}
    return [change, retired]
