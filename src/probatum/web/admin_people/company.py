"""The company account of a person: the link by which they join it to theirs, and its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from probatum.kernel.identity import federation
from probatum.kernel.identity.charge import require
from probatum.web.admin_people.asking import ask
from probatum.web.admin_people.forms import ReasonForm
from probatum.web.admin_people.people import found, mail_note
from probatum.web.seen import reader


class CompanyForm(ReasonForm):
    """The account at the identity provider, by the name that never changes there."""

    subject = forms.CharField(
        label="Subject (sub) at the identity provider",
        max_length=255,
        help_text="The provider's own, unchanging id of the account, letter for letter. An e-mail address is none.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter the subject of the person's account at the provider."},
    )
    field_order = ("subject", "reason")


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, username: str) -> HttpResponse:
    """Mail the person the link to their company account."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        federation.send_company_link(actor, shown, **given)
        return mail_note() or f"A link went to {shown.email}."

    page = reverse("person", args=[username])
    return ask(
        request,
        CompanyForm(request.POST or None),
        act,
        to=page,
        heading=f"Link a company account: {shown.name}",
        button="Send the link",
        note=mail_note(),
        lead="They open the link, sign in at the provider with this account and no other, and use it from then on. "
        "Their password and their right to sign end with that; a second administrator verifies identity again."
        if settings.OIDC_SIGNING == "step-up"
        else "They open the link, sign in at the provider with this account and no other, and use it from then on; "
        "their password stays for signing. A second administrator verifies identity again.",
        back=(shown.name, page),
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, username: str) -> HttpResponse:
    """End sign-in with the company account at once."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        federation.end_company_link(actor, shown, **given)
        return f"{shown.name} cannot sign in with the company account any more. Every session has ended."

    page = reverse("person", args=[username])
    return ask(
        request,
        ReasonForm(request.POST or None),
        act,
        to=page,
        heading=f"End the company account: {shown.name}",
        button="End it",
        danger=True,
        lead="Every session ends at once. The account at the provider is never linked to anybody else here. "
        "Send a link to choose a password if they go on without it.",
        back=(shown.name, page),
    )
