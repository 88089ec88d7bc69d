"""Teams by default: the rules in force with those before them, a new one, and the end of one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import demand
from probatum.kernel.master import MANAGE
from probatum.kernel.process import process_of
from probatum.kernel.team import TeamDefault, add_default, defaults, end_default
from probatum.web.components import marks
from probatum.web.paths import reverse
from probatum.web.seen import reader
from probatum.web.teams.forms import DefaultForm, EndForm
from probatum.web.views.settings_pages import found_or_404, show_edit

TITLE = "Teams by default"
LATEST = 100


@login_required
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """The rules in force, and the latest that ended with their reasons."""
    demand(reader(request), MANAGE)
    context = {
        "title": TITLE,
        "back": {"label": "Master data", "url": reverse("registers")},
        "actions": [
            {"label": "New default", "icon": "plus", "tone": "primary", "url": reverse("team-new")},
        ],
        "rules": [_rule(one) for one in defaults()],
        "ended": [_ended(one) for one in defaults(ended=True)[:LATEST]],
    }
    return render(request, "teams/teams.html", context)


def _told(one: TeamDefault) -> dict[str, Any]:
    process = process_of(one.kind)
    return {
        "kind": process.label,
        "part": process.called(one.part),
        "place": one.place,
        "person": one.person.name,
        "since": marks.day_text(one.since.date()),
        "by": one.made_by.name,
        "reason": one.reason,
    }


def _rule(one: TeamDefault) -> dict[str, Any]:
    left = "" if one.person.is_active else "Has left: is named nowhere any more"
    return _told(one) | {"left": left, "end_url": reverse("team-ended", args=[one.pk])}


def _ended(one: TeamDefault) -> dict[str, Any]:
    until = marks.day_text(one.until.date()) if one.until else ""
    return _told(one) | {
        "until": until,
        "ended_by": one.ended_by.name if one.ended_by else "",
        "end_reason": one.end_reason,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Let somebody hold a part by default."""
    actor = reader(request)
    demand(actor, MANAGE)
    form = DefaultForm(request.POST or None)
    page = {
        "title": "New default",
        "back": {"label": TITLE, "url": reverse("teams")},
        "button": "Save the default",
    }

    def save() -> None:
        add_default(actor, **form.values())

    return show_edit(request, form, save, page, done="The default is saved.", then="teams")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a rule with a reason."""
    actor = reader(request)
    demand(actor, MANAGE)
    found = found_or_404(next((one for one in defaults() if one.pk == number), None))
    form = EndForm(request.POST or None)
    told = _told(found)
    page = {
        "title": f"End: {told['part']}, {told['place']}, {told['person']}",
        "back": {"label": TITLE, "url": reverse("teams")},
        "button": "End the default",
    }

    def save() -> None:
        end_default(actor, found, reason=form.cleaned_data["reason"])

    return show_edit(request, form, save, page, done="The default has ended.", then="teams")
