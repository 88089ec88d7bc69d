"""What pages tell of templates: which one a document follows, and which documents were made from one (DOC-07, DOC-30)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from probatum.documents.content import Document, Version
from probatum.documents.merge_fields import filled_of, values_of
from probatum.documents.template import MadeFrom, made_from
from probatum.documents.template_follow import follow_present, may_follow
from probatum.kernel.people import Person
from probatum.web.anatomy import state_of
from probatum.web.components import marks
from probatum.web.documents.addresses import version_url
from probatum.web.documents.finding import version_or_404
from probatum.web.paths import reverse
from probatum.web.seen import reader

#: what changes with each draft and with approval, and is filled in anew then
_ALWAYS = ("version", "state", "effective", "review")


def fact(version: Version) -> list[dict[str, Any]]:
    """The template that a version follows, beside its other details."""
    made: MadeFrom | None = getattr(version, "made_from", None)
    if made is None:
        return []
    return [
        {
            "label": "Template",
            "value": f"{made.template.document.record.number} version {made.template.major}.0",
        }
    ]


def notices(actor: Person, version: Version) -> list[dict[str, Any]]:
    """That the template moved on, and that the PDF of a draft shows values which have changed since."""
    found = []
    made: MadeFrom | None = getattr(version, "made_from", None)
    present = made.template.document.effective if made is not None else None
    if made is not None and present is not None and present.major > made.template.major:
        number = made.template.document.record.number
        text = f"Made from {number} version {made.template.major}.0; the template is now version {present.major}.0."
        address = reverse("document", args=[number])
        found.append({"tone": "info", "text": text, "url": address, "link": f"Open {number}"})
    if version.record.state == "draft" and (old := _outdated(version)):
        text = f"The PDF of this draft still shows another {old}. It is filled in anew at the next check-in and when it is issued."
        found.append({"tone": "neutral", "text": text})
    return found


def _outdated(version: Version) -> str:
    then = filled_of(version.draft)
    if not then:
        return ""
    now = values_of(version)
    names = [name for name in then if name in now and name not in _ALWAYS and then[name] != now[name]]
    if then.get("version", version.label) != version.label:
        names.append("version")
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def follow_act(actor: Person, version: Version) -> dict[str, Any] | None:
    """The button with which an author says that the draft follows the template as it is in force."""
    if getattr(version, "made_from", None) is None or not may_follow(actor, version):
        return None
    present = version.made_from.template.document.effective
    return {
        "url": version_url(version, "version-follow-template"),
        "label": f"This draft follows version {present.major}.0",
        "based_on": version.record.version,
    }


@login_required
@require_POST
def follow(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """Note that the draft follows the present version of its template."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    based_on = request.POST.get("version", "")
    made = follow_present(actor, version, based_on=int(based_on) if based_on.isdecimal() else 0)
    messages.success(request, f"The draft follows version {made.template.major}.0 of its template.")
    return redirect(version_url(version))


def made_table(actor: Person, document: Document) -> dict[str, Any] | None:
    """The documents made from a template, those behind it first; None where there are none."""
    found = made_from(actor, document)
    if not found.seen and not found.hidden:
        return None
    heads = ("Number", "Title", "State", "Owner", "Made from")
    behind = len(found.behind)
    return {
        "caption": "Made from this template",
        "columns": [{"label": head, "named": head in ("Owner", "Made from")} for head in heads],
        "cards": True,
        "hidden": found.hidden,
        "behind": f"{behind} follow{'s' if behind == 1 else ''} an earlier version of it." if behind else "",
        "rows": [
            {
                "key": one.document.pk,
                "name": one.document.number,
                "cells": [
                    {
                        "value": one.document.number,
                        "url": reverse("document", args=[one.document.number]),
                        "css": "nowrap",
                    },
                    {"value": one.document.title, "css": "table__title"},
                    {"value": _state(one.document)},
                    {"value": one.document.owner.name},
                    {
                        "value": marks.badge(f"Version {one.follows}.0", tone="warn", icon_name="history")
                        if one.behind
                        else f"Version {one.follows}.0"
                    },
                ],
            }
            for one in found.seen
        ],
    }


def _state(record: Any) -> Any:
    state = state_of(record)
    return marks.badge(state["label"], tone=state["tone"], icon_name=state["icon"])
