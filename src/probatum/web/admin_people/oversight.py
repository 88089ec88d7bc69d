"""Sessions, lock-outs, the access log and absences."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel import lockout
from probatum.kernel.authz import Delegation, decide
from probatum.kernel.identity import delegation, sessions
from probatum.kernel.identity.events import KINDS, AccessEvent
from probatum.kernel.models import Lockout
from probatum.web.admin_people import forms
from probatum.web.admin_people.asking import ask, require_any, tabs
from probatum.web.admin_people.people import found
from probatum.web.seen import reader

PAGE = 100


@require_GET
def all_sessions(request: HttpRequest) -> HttpResponse:
    """Every open session."""
    rows = sessions.all_sessions(reader(request), current_key=request.session.session_key)
    return render(
        request, "people/sessions.html", {"sessions": rows, "tabs": tabs(reader(request), "sessions")}
    )


@require_http_methods(["GET", "POST"])
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a session of somebody."""
    actor = reader(request)
    require_any(actor, "session.revoke")

    def act(given: dict[str, Any]) -> str:
        sessions.revoke(actor, pk, **given)
        return "The session has ended."

    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        act,
        to=reverse("sessions"),
        heading="End a session",
        button="End the session",
        danger=True,
        back=("Open sessions", reverse("sessions")),
    )


@require_GET
def lockouts(request: HttpRequest) -> HttpResponse:
    """Accounts that are locked, and those with failed attempts since the last success."""
    require_any(reader(request), "person.manage", "audit_trail.read")
    recent = Q(failures__gt=0, failed_at__gt=timezone.now() - lockout.FORGOTTEN_AFTER)
    rows = (
        Lockout.objects.filter(recent | Q(locked_until__gt=timezone.now()))
        .exclude(person=None)
        .select_related("person")
    )
    context = {
        "tabs": tabs(reader(request), "lockouts"),
        "rows": rows.order_by("-locked_until", "person__name"),
        "now": timezone.now(),
        "manages": decide(reader(request), "person.manage"),
    }
    return render(request, "people/lockouts.html", context)


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest, username: str) -> HttpResponse:
    """Unlock an account after checking who it is."""
    actor, shown = reader(request), found(username)
    require_any(actor, "person.manage")

    def act(given: dict[str, Any]) -> str:
        lockout.unlock(actor, shown, **given)
        return f"The account of {shown.name} is unlocked."

    form = forms.ReasonForm(request.POST or None)
    form.fields["reason"].help_text = "Say how you checked who this is."
    return ask(
        request,
        form,
        act,
        to=reverse("lockouts"),
        heading=f"Unlock: {shown.name}",
        button="Unlock",
        back=("Lock-outs", reverse("lockouts")),
    )


@require_GET
def access_log(request: HttpRequest) -> HttpResponse:
    """Sign-ins, failures, sign-outs, lock-outs and changes of factors, the latest first."""
    require_any(reader(request), "audit_trail.read", "person.manage", "session.revoke")
    rows = AccessEvent.objects.select_related("person")
    kind, query = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:100]
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    if query:
        rows = rows.filter(
            Q(person__name__icontains=query) | Q(person__username__icontains=query) | Q(ip=query)
        )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    link = f"{reverse('access-log')}?{urlencode({'kind': kind, 'q': query})}&page="
    context = {
        "events": page.object_list,
        "with_person": True,
        "kinds": KINDS,
        "kind": kind,
        "query": query,
        "tabs": tabs(reader(request), "log"),
        "shown": f"{page.paginator.count} event{'' if page.paginator.count == 1 else 's'}",
        "next_url": f"{link}{page.next_page_number()}" if page.has_next() else "",
        "previous_url": f"{link}{page.previous_page_number()}" if page.has_previous() else "",
    }
    return render(request, "people/log.html", context)


@require_GET
def delegations(request: HttpRequest) -> HttpResponse:
    """Absences in force and to come: one's own, or everybody's with the right."""
    actor = reader(request)
    for_others = decide(actor, "task.delegate")
    context = {
        "rows": delegation.delegations_for(actor),
        "for_others": for_others,
        "nobody": "Nobody is absent" if for_others else "You hand over nothing and stand in for nobody",
    }
    return render(request, "people/delegations.html", context)


@require_http_methods(["GET", "POST"])
def delegation_new(request: HttpRequest, whose: str) -> HttpResponse:
    """Hand tasks to somebody who stands in."""
    actor, own = reader(request), whose == "mine"
    if not own:
        require_any(actor, "task.delegate")

    def act(given: dict[str, Any]) -> str:
        absent = actor if own else given["absent"]
        made = delegation.delegate(
            actor,
            absent=absent,
            to=given["to"],
            starts=forms.start_of(given["starts"], absent.zone) if given["starts"] else None,
            ends=forms.end_of(given["ends"], absent.zone),
            reason=given["reason"],
        )
        return f"{made.delegate.name} stands in for {made.absent.name}, signing in their own name."

    return ask(
        request,
        forms.DelegationForm(request.POST or None, own=own),
        act,
        to=reverse("delegations"),
        heading="My absence" if own else "Absence of somebody",
        button="Hand over the tasks",
        back=("Absences", reverse("delegations")),
        lead="Who stands in sees the tasks, decides with their own rights and signs in their own name, on behalf of the absent one.",
    )


@require_http_methods(["GET", "POST"])
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation early."""
    actor = reader(request)
    held = get_object_or_404(Delegation.objects.select_related("absent__site", "delegate"), pk=pk)
    if actor.pk not in (held.absent_id, held.delegate_id):
        require_any(actor, "task.delegate")

    def act(given: dict[str, Any]) -> str:
        delegation.end_delegation(actor, held, **given)
        return f"{held.delegate.name} does not stand in for {held.absent.name} any more."

    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        act,
        to=reverse("delegations"),
        heading="End the delegation",
        lead=f"{held.delegate.name} stands in for {held.absent.name}.",
        button="End it",
        back=("Absences", reverse("delegations")),
    )
