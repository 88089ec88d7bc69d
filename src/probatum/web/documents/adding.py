"""Pages that list what belongs to a document and add to it or end it: the form, the act, and its refusal, written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from probatum.documents.content import Document
from probatum.kernel.authz import Decision
from probatum.kernel.errors import Refused
from probatum.web.documents.forms import ReasonForm
from probatum.web.documents.sheets import finished, refuse_strange, show_sheet
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into

Act = Callable[[dict[str, Any]], object]


def list_and_add(
    request: HttpRequest,
    document: Document,
    template: str,
    *,
    form: type[forms.Form],
    may: Decision,
    act: Act,
    done: str,
    shown: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """A list under a document with the form for one more; `act` adds it, `shown` is read after it was refused too."""
    asked, status = form(), 200
    if request.method == "POST":
        may.or_refuse()
        asked, status = form(request.POST), 422
        refuse_strange(request, asked)
        if asked.is_valid():
            try:
                act(asked.cleaned_data)
            except Refused as refusal:
                status = sentence_into(asked, refusal)
            else:
                messages.success(request, done)
                return redirect(request.path)
    context = {
        "document": document,
        "may": bool(may),
        "form": asked,
        "back_url": reverse("document", args=[document.record.number]),
        **shown(),
    }
    return render(request, template, context, status=status)


def end_with_reason(
    request: HttpRequest,
    document: Document,
    template: str,
    *,
    act: Callable[[str], object],
    done: str,
    back: str,
    shown: dict[str, Any],
) -> HttpResponse:
    """A sheet that ends one of them with a reason and leads back to the list."""
    asked, status = ReasonForm(), 200
    if request.method == "POST":
        asked, status = ReasonForm(request.POST), 422
        refuse_strange(request, asked)
        if asked.is_valid():
            try:
                act(asked.cleaned_data["reason"])
            except Refused as refusal:
                status = sentence_into(asked, refusal)
            else:
                messages.success(request, done)
                return finished(request, back)
    context = {"form": asked, "document": document, "here": request.path, "back_url": back, **shown}
    return show_sheet(request, template, context, status=status)
