"""What ends when a device is lost, and accounts that nobody signs in to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.configuration import setting
from probatum.kernel.identity import accounts, dormancy
from probatum.kernel.identity.charge import in_charge, require
from probatum.web.admin_people import forms
from probatum.web.admin_people.asking import ask, tabs
from probatum.web.admin_people.people import found, mail_note
from probatum.web.seen import reader


@require_http_methods(["GET", "POST"])
def loss(request: HttpRequest, username: str) -> HttpResponse:
    """A device of somebody was lost: every factor and session ends in one act."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        accounts.reset(actor, shown, lost_device=True, **given)
        where = mail_note() or f"A link to choose a new password went to {shown.email}."
        return f"Every second factor and session of {shown.name} has ended. {where if shown.email else ''}".strip()

    form = forms.ReasonForm(request.POST or None)
    form.fields["reason"].help_text = "What was lost, when, and how you checked who told you."
    page = reverse("person", args=[username])
    return ask(
        request,
        form,
        act,
        to=page,
        heading=f"A device was lost: {shown.name}",
        button="End factors and sessions",
        danger=True,
        note=mail_note(),
        lead="Passkeys, authenticator app, recovery codes, password, every session and the right to sign end at once. "
        "They choose a new password by a link, set up a new factor, and a second administrator verifies identity again.",
        back=(shown.name, page),
    )


@require_GET
def dormant(request: HttpRequest) -> HttpResponse:
    """Accounts deactivated because nobody signed in, and those that will be soon."""
    actor = reader(request)
    context = {
        "ended": [
            {"person": row, "manages": in_charge(actor, "person.manage", site=row.site)}
            for row in dormancy.ended(actor)
        ],
        "near": dormancy.near(actor),
        "days": int(setting(dormancy.DAYS)),
        "tabs": tabs(actor, "dormant"),
    }
    return render(request, "people/dormant.html", context)
