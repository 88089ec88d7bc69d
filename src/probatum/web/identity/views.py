"""A person's own pages: account and security, open sessions, the signature agreement, and the first password by link."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import Grant, held_by
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.identity import accounts, federation, links, passwords, sessions
from probatum.kernel.identity.events import AccessEvent
from probatum.web.identity.factors import NAMES, factors_of
from probatum.web.identity.going_on import safe
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """What this account may do and how it is protected."""
    person = reader(request)
    context = {
        "person": person,
        "held": held_by(person),
        "grants": Grant.objects.filter(person=person, ends=None).select_related("role", "site"),
        "factors": [
            NAMES[kind] + (f" “{name}”" if name else "") for kind, name in factors_of(person).values()
        ],
        "events": AccessEvent.objects.filter(person=person)[:15],
        "agreement": int(setting("signature.agreement")),
        "company_account": federation.subject_in_use(person),
        "company_name": settings.OIDC_NAME,
    }
    return render(request, "people/me.html", context)


@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponseBase:
    """Change one's own password; who has none here is told where they sign in."""
    person = reader(request)
    if not person.has_usable_password():
        messages.info(request, f"You have no password here; you sign in with {settings.OIDC_NAME}.")
        return redirect("me")
    return account.password_change(request)  # type: ignore[no-any-return]  # allauth has no types


@require_http_methods(["GET", "POST"])
def my_sessions(request: HttpRequest) -> HttpResponse:
    """Every open session of this account; each can be ended, the present one by signing out."""
    person, status, problem = reader(request), 200, ""
    if request.method == "POST":
        try:
            sessions.revoke(person, _number(request.POST.get("session")))
        except Refused as refusal:
            status, problem = 400, str(refusal)
        else:
            messages.success(request, "The session has ended.")
            return redirect("my-sessions")
    found = sessions.sessions_of(person, current_key=request.session.session_key)
    return render(request, "people/my_sessions.html", {"sessions": found, "problem": problem}, status=status)


@require_GET
def to_my_sessions(request: HttpRequest) -> HttpResponse:
    """The address by which allauth's pages know the list of sessions."""
    return redirect("my-sessions")


class AgreementForm(forms.Form):
    """The acceptance, which is never preselected."""

    accepted = forms.BooleanField(
        label="I have read this and I agree.",
        error_messages={"required": "Tick the box to agree; without it you cannot sign."},
    )


@require_http_methods(["GET", "POST"])
def signature_agreement(request: HttpRequest) -> HttpResponse:
    """The electronic signature agreement: read, accept, go on to where one was going."""
    person, version = reader(request), int(setting("signature.agreement"))
    going_to = safe(request, request.POST.get("next") or request.GET.get("next") or "")
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.accept_agreement(person)
        messages.success(request, "Your agreement is recorded.")
        return HttpResponseRedirect(going_to or reverse("me"))
    context = {
        "form": form,
        "version": version,
        "accepted": person.agreement_version >= version,
        "next": going_to,
        "company": setting("company.name"),
        "person": person,
    }
    return render(request, "people/agreement.html", context, status=400 if form.errors else 200)


class ChoosePasswordForm(forms.Form):
    """The first or new password, typed twice."""

    password1 = forms.CharField(
        label="New password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
        error_messages={"required": "Enter a new password."},
    )
    password2 = forms.CharField(
        label="New password again",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter the new password once more."},
    )

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        given = super().clean() or {}
        if given.get("password1") and given.get("password2") and given["password1"] != given["password2"]:
            self.add_error("password2", "Enter the same password in both fields.")
        return given


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by the link that was mailed; afterwards the person signs in with it."""
    try:
        link = links.open_link(token)
    except Refused as refusal:
        return render(request, "people/dead_link.html", {"sentence": str(refusal)}, status=404)
    form, status = ChoosePasswordForm(request.POST or None), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                links.choose_password(token, form.cleaned_data["password1"])
            except Refused as refusal:
                sentence_into(form, refusal)
            else:
                messages.success(request, "Your password is set. Sign in with it.")
                return redirect("account_login")
        status = 400
    context = {
        "form": form,
        "person": link.person,
        "policy": passwords.Policy().get_help_text(),
        "token": token,
        "by_password": link.purpose != links.COMPANY,
        "by_company": federation.may_use(link),
        "company_name": settings.OIDC_NAME,
    }
    return render(request, "people/activate.html", context, status=status)


def _number(text: str | None) -> int:
    """A row's id as a form sends it; 0 for anything else, which finds nothing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
