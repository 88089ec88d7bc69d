"""Pages of access tokens: all of them for who manages them, one's own for everybody, and the secret, shown once."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import decide
from probatum.kernel.identity import token as tokens
from probatum.kernel.identity.token import AccessToken
from probatum.kernel.process import registered
from probatum.web.admin_people.asking import ask, tabs
from probatum.web.admin_people.forms import ReasonForm
from probatum.web.identity.company import confirmed
from probatum.web.seen import reader
from probatum.web.tokens.forms import WRITES, TokenForm

TONES = {"in force": "good", "waiting": "warn", "expired": "muted", "revoked": "muted"}
WORDS = {"in force": "In force", "waiting": "To be taken up", "expired": "Expired", "revoked": "Revoked"}


@require_GET
def all_tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of everybody whom the right reaches."""
    actor = reader(request)
    context = {
        "rows": [_row(one) for one in tokens.tokens_for(actor)],
        "tabs": tabs(actor, "tokens"),
        "actions": [
            {"label": "Allow a token", "icon": "plus", "url": reverse("token-new"), "tone": "primary"}
        ],
    }
    return render(request, "tokens/tokens.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Allow an account a token."""
    actor = reader(request)
    decide(actor, "token.manage").or_refuse()

    def act(given: dict[str, Any]) -> str:
        made = tokens.allow(
            actor,
            given["person"],
            name=given["name"],
            kinds=given["kinds"],
            writes=given["scope"] == WRITES,
            days=given["days"],
            reason=given["reason"],
        )
        return f"The token is allowed. {made.person.name} takes it up under “My account”, “Access tokens”."

    return ask(
        request,
        TokenForm(request.POST or None, actor=actor),
        act,
        to=reverse("tokens"),
        heading="Allow an access token",
        button="Allow the token",
        back=("Access tokens", reverse("tokens")),
    )


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token of somebody."""
    actor = reader(request)
    found = tokens.tokens_for(actor).filter(pk=pk).first()
    return _revoke(request, found, to=reverse("tokens"))


@require_http_methods(["GET", "POST"])
def revoke_own(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token of one's own."""
    found = tokens.tokens_of(reader(request)).filter(pk=pk).first()
    return _revoke(request, found, to=reverse("my-tokens"))


def _revoke(request: HttpRequest, found: AccessToken | None, *, to: str) -> HttpResponse:
    if found is None:
        raise Http404("There is no such token for you.")

    def act(given: dict[str, Any]) -> str:
        tokens.revoke(reader(request), found, **given)
        return f"The token “{found.name}” is revoked; the program is refused from now on."

    return ask(
        request,
        ReasonForm(request.POST or None),
        act,
        to=to,
        heading=f"Revoke the token “{found.name}”",
        lead=f"It works under the account of {found.person.name}.",
        button="Revoke it",
        danger=True,
        back=("Access tokens", to),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth has no types
def mine(request: HttpRequest) -> HttpResponse:
    """One's own tokens; one that waits is taken up here, and its secret is shown this once."""
    actor = reader(request)
    secret, taken = "", None
    if request.method == "POST":
        key = request.POST.get("token", "")
        wanted = key if key.isascii() and key.isdigit() and len(key) < 19 else "0"
        taken = tokens.tokens_of(actor).filter(pk=int(wanted)).first()
        if taken is None:
            raise Http404("There is no such token for you.")
        secret = tokens.take_up(actor, taken)
    rows = [_row(one) for one in tokens.tokens_of(actor)]
    context = {
        "rows": rows,
        "secret": secret,
        "taken": taken,
        "address": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "tokens/mine.html", context)


def _row(one: AccessToken) -> dict[str, Any]:
    labels = {process.kind: process.plural for process in registered()}
    standing = one.standing
    return {
        "token": one,
        "standing": WORDS[standing],
        "tone": TONES[standing],
        "waiting": standing == "waiting",
        "open": standing in ("waiting", "in force"),
        "kinds": ", ".join(labels.get(kind, kind) for kind in one.kinds) or "Every kind",
        "does": "Reads and writes" if one.writes else "Reads",
    }
