"""Saved views of a list: keep the present filter under a name, share it with a role, let the list open with it (UX-15).

A view is an address: opening it asks the list anew, with the rights of whoever opens it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.saved_view import (
    SavedView,
    as_query,
    roles_to_share_with,
    save_view,
    start_with,
    view_for,
    views_for,
    withdraw_view,
)
from probatum.web.documents.sheets import finished, refuse_strange, show_sheet
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader


@dataclass(frozen=True, slots=True)
class Listed:
    """A list whose filters can be kept: its name, its address by name, and the parameters that are its filter."""

    title: str
    at: str
    parameters: tuple[str, ...]
    of: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The address of the list."""
        return reverse(self.at, args=self.of)


_lists: dict[str, Listed] = {}
#: What a parameter says that is only switched on.
_SWITCHES = {"stale": "only stale translations", "pinned": "only pinned"}


def register(
    page: str, *, title: str, at: str, parameters: tuple[str, ...], of: tuple[str, ...] = ()
) -> None:
    """Let the filters of a list be kept; `at` and `of` are the name of its address and the arguments."""
    _lists[page] = Listed(title, at, parameters, of)


class ViewForm(forms.Form):
    """A name, and who else is offered it."""

    name = forms.CharField(
        max_length=60,
        error_messages={
            "required": "Enter a name for the view.",
            "max_length": "Shorten the name to 60 characters.",
        },
    )
    role = forms.ChoiceField(
        label="Share with",
        required=False,
        help_text="Others see the name of the view, and of what it lists only what their own roles allow.",
        error_messages={"invalid_choice": "Choose a role from the list."},
    )
    start = forms.BooleanField(label="Open the list with this view", required=False)

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {one.code: one for one in roles_to_share_with(actor)}
        named = [(code, f"Everybody with the role {one.name}") for code, one in self.roles.items()]
        self.fields["role"].choices = [("", "Nobody, only me"), *named]  # type: ignore[attr-defined]


@login_required
@require_safe
def views(request: HttpRequest, page: str) -> HttpResponse:
    """The views offered to this person, each with what can be done with it."""
    actor, listed = reader(request), _listed(page)
    found = [
        {
            "name": view.name,
            "url": address(page, view),
            "filter": _told(view),
            "who": _who(actor, view),
            "starts": view.starts,  # type: ignore[attr-defined]
            "own": view.person_id == actor.pk,
            "act_url": reverse("saved-view", args=[page, view.pk]),
        }
        for view in views_for(actor, page)
    ]
    context = {"title": listed.title, "list_url": listed.url, "found": found}
    return render(request, "views/views.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, page: str) -> HttpResponse:
    """Keep the filter in the address under a name."""
    actor, listed = reader(request), _listed(page)
    query = as_query(request.GET, known=listed.parameters)
    form, status = ViewForm(actor=actor), 200
    if request.method == "POST":
        form, status = ViewForm(request.POST, actor=actor), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                view = _save(actor, page, form, query)
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, f"The view “{view.name}” is saved.")
                return finished(request, address(page, view))
    context = {
        "form": form,
        "filter": told(query),
        "here": request.get_full_path(),
        "back_url": f"{listed.url}?{query}",
    }
    return show_sheet(request, "views/new.html", context, status=status)


@login_required
@require_POST
def view(request: HttpRequest, page: str, number: int) -> HttpResponse:
    """Withdraw a view, or let the list open with it or unnarrowed again."""
    actor, _ = reader(request), _listed(page)
    found = view_for(actor, page, number)
    if found is None:
        raise Http404("There is no such view for you.")
    act = request.POST.get("act", "")
    if act == "withdraw":
        withdraw_view(actor, found)
        messages.success(request, f"The view “{found.name}” is withdrawn.")
    elif act in ("start", "stop"):
        start_with(actor, page, found if act == "start" else None)
        said = f"opens with “{found.name}”" if act == "start" else "opens with everything"
        messages.success(request, f"The list {said} from now on.")
    else:
        raise Refused("Choose what to do with the view.")
    return redirect(reverse("saved-views", args=[page]))


def address(page: str, view: SavedView) -> str:
    """The address that a view opens; `all` keeps the list from opening with another one."""
    return f"{_listed(page).url}?{view.query or 'all=1'}"


def menu(actor: Person, page: str, parameters: QueryDict) -> tuple[dict[str, Any], SavedView | None]:
    """The menu of views over a list, and the view that the list opens with."""
    found = views_for(actor, page)
    query = as_query(parameters, known=_listed(page).parameters)
    current = next((view for view in found if view.query == query and query), None)
    items: list[dict[str, Any]] = [
        {
            "label": one.name,
            "url": address(page, one),
            "icon": "check" if one is current else "filter",
            "help": _who(actor, one),
        }
        for one in found
    ]
    if current is None and query:
        url = f"{reverse('saved-view-new', args=[page])}?{query}"
        items.append({"label": "Save this view", "url": url, "icon": "plus", "sheet": True})
    if found:
        items.append({"label": "Manage views", "url": reverse("saved-views", args=[page]), "icon": "gear"})
    start = next((view for view in found if view.starts), None)  # type: ignore[attr-defined]
    return {"label": current.name if current else "Views", "menu": items}, start


def _listed(page: str) -> Listed:
    if page not in _lists:
        raise Http404("There is no such list.")
    return _lists[page]


def _save(actor: Person, page: str, form: ViewForm, query: str) -> SavedView:
    given = form.cleaned_data
    view = save_view(actor, page=page, name=given["name"], query=query, role=form.roles.get(given["role"]))
    if given["start"]:
        start_with(actor, page, view)
    return view


def told(query: str) -> str:
    """A filter in words a person recognises: what is searched for, and the value of each choice."""
    words = [_SWITCHES.get(name) or _choice(name, values[0]) for name, values in parse_qs(query).items()]
    return ", ".join(words) or "everything"


def _choice(name: str, value: str) -> str:
    if name == "q":
        return value if '"' in value else f"“{value}”"
    return f"{name} {value}"


def _told(view: SavedView) -> str:
    return told(view.query)


def _who(actor: Person, view: SavedView) -> str:
    by = "" if view.person_id == actor.pk else f"by {view.person.name}"
    shared = f"for {view.role.name}" if view.role else "only you"
    return f"{by}, {shared}" if by else shared
