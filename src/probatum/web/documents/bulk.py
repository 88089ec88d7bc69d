"""Bulk acts of the library: choose rows, see row by row what would happen, give one reason (DOC-34). Works as plain forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.documents.bulk import ACTS, CONTROL, Line, Wanted, carry_out, preview
from probatum.kernel.authz import demand
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.web.documents import choices
from probatum.web.documents.tabs import holds_any
from probatum.web.paths import reverse
from probatum.web.refusals import status_of
from probatum.web.seen import reader

FORM = "bulk"


class BulkForm(forms.Form):
    """What to do, with the one value that it needs."""

    act = forms.ChoiceField(
        label="What to do",
        choices=[(name, act.label) for name, act in ACTS.items()],
        error_messages={"required": "Choose what to do.", "invalid_choice": "Choose what to do."},
    )
    owner = forms.ChoiceField(required=False, help_text="For “Change the owner”.")
    department = forms.ChoiceField(required=False, help_text="For “Change the department”.")
    process = forms.ChoiceField(
        required=False, label="Business process", help_text="For adding one or taking one away."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {person.username: person for person in choices.active_people()}
        self.catalogue = {one.code: one for one in choices.processes()}
        people = [(name, person.name) for name, person in self.owners.items()]
        self.fields["owner"].choices = [("", "Choose a person"), *people]  # type: ignore[attr-defined]
        self.fields["owner"].widget.attrs["data-people"] = ""
        self.fields["department"].choices = choices.departments()  # type: ignore[attr-defined]
        offered = [(code, one.name) for code, one in self.catalogue.items()]
        self.fields["process"].choices = [("", "Choose a process"), *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        needs = ACTS[given["act"]].needs if given.get("act") in ACTS else ""
        if needs and not given.get(needs) and needs not in self.errors:
            self.add_error(
                needs, f"Choose the {self.fields[needs].label or needs}".lower().capitalize() + "."
            )
        return given

    def wanted(self) -> Wanted:
        """What is wanted, with the value that the act needs and no other."""
        given = self.cleaned_data
        needs = ACTS[given["act"]].needs
        return Wanted(
            given["act"],
            owner=self.owners[given["owner"]] if needs == "owner" else None,
            department=choices.department_of(given["department"]) if needs == "department" else None,
            process=self.catalogue[given["process"]] if needs == "process" else None,
        )


def offered(actor: Person) -> dict[str, Any] | None:
    """The bar of bulk acts over the library, for who controls documents somewhere."""
    if not holds_any(actor, CONTROL):
        return None
    return {
        "form": FORM,
        "url": reverse("documents-bulk"),
        "acts": [{"name": "", "label": "Act on them together"}],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """What to do with the chosen rows, then a preview, then the reason; nothing changes before that."""
    actor = reader(request)
    demand(actor, CONTROL)
    given = request.POST if request.method == "POST" else request.GET
    keys = [int(key) for key in given.getlist("record") if _number(key)]
    form = BulkForm(given if given.get("act") else None)
    context: dict[str, Any] = {"form": form, "keys": keys, "count": len(keys)}
    status = 200
    if not keys:
        messages.warning(request, "Choose documents first: tick their rows, then press Act on them together.")
        return redirect(reverse("documents"))
    if form.is_bound and form.is_valid():
        if request.method == "POST":
            try:
                return _done(request, actor, form, _shown(request))
            except Refused as refusal:
                context["refused"], status = str(refusal), max(status_of(refusal), 400)
        lines = preview(actor, keys, form.wanted())
        possible = [line for line in lines if not line.refused]
        context |= {
            "label": ACTS[form.cleaned_data["act"]].label,
            "table": _table(lines),
            "possible": [f"{line.document.pk}.{line.document.record.version}" for line in possible],
            "refusals": len(lines) - len(possible),
            "kept": {name: form.cleaned_data.get(name) or "" for name in form.fields},
            "reason": request.POST.get("reason", ""),
        }
    elif form.is_bound:
        status = 422
    return render(request, "documents/bulk.html", context, status=status)


def _shown(request: HttpRequest) -> dict[int, int]:
    """What the preview showed as possible: the key of each document with its version then."""
    pairs = [value.partition(".") for value in request.POST.getlist("shown")]
    return {int(key): int(version) for key, _, version in pairs if _number(key) and _number(version)}


def _number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _done(request: HttpRequest, actor: Person, form: BulkForm, shown: dict[int, int]) -> HttpResponse:
    numbers = carry_out(actor, shown, form.wanted(), reason=request.POST.get("reason", ""))
    count = f"{len(numbers)} document{'' if len(numbers) == 1 else 's'}"
    messages.success(
        request, f"{ACTS[form.cleaned_data['act']].label}: done for {count}, {', '.join(numbers)}."
    )
    return redirect(reverse("documents"))


def _table(lines: list[Line]) -> dict[str, Any]:
    return {
        "caption": "What will happen",
        "columns": [{"label": "Number"}, {"label": "Title"}, {"label": "What will happen"}],
        "cards": True,
        "rows": [
            {
                "key": line.document.pk,
                "name": line.document.record.number,
                "cells": [
                    {
                        "value": line.document.record.number,
                        "url": reverse("document", args=[line.document.record.number]),
                        "css": "nowrap",
                    },
                    {"value": line.document.record.title, "css": "table__title"},
                    {"value": f"Not possible: {line.refused}" if line.refused else line.does},
                ],
            }
            for line in lines
        ],
    }
