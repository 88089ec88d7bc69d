"""Two pages of people: whom somebody reports to, and how often one is written to about tasks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.kernel.identity.charge import require
from probatum.kernel.identity.managing import name_manager
from probatum.kernel.identity.notices import goes_to_folder
from probatum.kernel.mailing import choose_rhythm
from probatum.kernel.people import RHYTHMS, Person
from probatum.web.admin_people.forms import Choice, reason_field
from probatum.web.admin_people.people import about, found
from probatum.web.documents.sheets import refuse_strange
from probatum.web.seen import reader


class ManagerForm(forms.Form):
    """Whom somebody reports to, and why that changes."""

    manager = Choice(
        Person.objects.none(),
        label="Reports to",
        required=False,
        empty_label="Nobody",
        error_messages={"invalid_choice": "Choose a person of the list."},
    )
    reason = reason_field()

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Person.objects.filter(is_active=True).exclude(pk=person.pk).order_by("name")
        self.fields["manager"].queryset = others  # type: ignore[attr-defined]


class RhythmForm(forms.Form):
    """How often to be written to."""

    rhythm = forms.ChoiceField(
        label="Write to me about tasks",
        choices=RHYTHMS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the list.", "invalid_choice": "Choose one of the list."},
    )


@login_required
@require_http_methods(["GET", "POST"])
def manager(request: HttpRequest, username: str) -> HttpResponse:
    """Name whom somebody reports to."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        name_manager(actor, shown, **given)
        return "The account is changed."

    form = ManagerForm(request.POST or None, person=shown, initial={"manager": shown.manager_id})
    lead = "The manager is the first who is told when a task waits too long."
    return about(request, shown, form, act, heading="Name the manager", button="Save", lead=lead)


@login_required
@require_http_methods(["GET", "POST"])
def my_mail(request: HttpRequest) -> HttpResponse:
    """Choose the rhythm of e-mail about tasks."""
    actor = reader(request)
    form, status = RhythmForm(request.POST or None, initial={"rhythm": actor.mail_rhythm}), 200
    if request.method == "POST":
        refuse_strange(request, form)
        status = 400
        if form.is_valid():
            choose_rhythm(actor, form.cleaned_data["rhythm"])
            messages.success(request, "Your choice is kept.")
            return redirect("me")
    return render(request, "clocks/mail.html", {"form": form, "lead": _where(actor)}, status=status)


def _where(person: Person) -> str:
    if not person.email:
        return "Your account has no e-mail address. An access administrator adds one."
    if goes_to_folder():
        return "No mail server is set up, so nothing is sent."
    return f"Mail goes to {person.email}."
