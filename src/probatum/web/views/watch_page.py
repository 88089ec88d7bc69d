"""What an administrator watches besides people: changes of the database without an entry, the certificate of the PDF seal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from probatum.config import custody
from probatum.kernel import integrity
from probatum.kernel.errors import Refused
from probatum.kernel.ledger import history
from probatum.output.installation import certificate_ends
from probatum.web import timeline
from probatum.web.components import marks
from probatum.web.forms.moves import refuse_unknown
from probatum.web.forms.settings import FindingForm
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader

SHOWN = 20
#: How long before its end the certificate is spoken of.
SOON = dt.timedelta(days=90)


@login_required
@require_http_methods(["GET", "POST"])
def watch(request: HttpRequest) -> HttpResponse:
    """The finding that stands with the form that acknowledges it, and when the certificate ends."""
    actor = reader(request)
    integrity.may_acknowledge(actor).or_refuse()
    folder = custody.checkpoints()
    finding = folder.catalogue()
    form, status = FindingForm(initial={"found_at": finding["at"] if finding else ""}), 200
    if request.method == "POST":
        form, status = FindingForm(request.POST), 400
        refuse_unknown(request.POST, form.fields)
        if form.is_valid():
            given = form.cleaned_data
            try:
                integrity.acknowledge_catalogue(
                    actor, folder, reason=given["reason"], found_at=given["found_at"]
                )
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, "The finding is acknowledged. The audit trail keeps it.")
                return redirect("watch")
    looked = folder.looked_at()
    context: dict[str, Any] = {
        "form": form,
        "finding": finding,
        "found_at": dt.datetime.fromisoformat(finding["at"]) if finding else None,
        "alarm": folder.alarm(),
        "looked": looked,
        "certificate": certificate_told(),
        "acts": timeline.acts(actor, history.timeline(action="ledger.acknowledge_finding", limit=SHOWN)),
        "back": {"label": "Administration", "url": reverse("administration")},
    }
    return render(request, "settings/watch.html", context, status=status)


def certificate_told() -> dict[str, str]:
    """What is to be said of the certificate: tone and sentence; no tone while its end is far."""
    ends = certificate_ends()
    if ends is None:
        return {
            "tone": "",
            "text": "It is made at the first approval, in the name of the organisation as set then.",
        }
    day, left = marks.day_text(ends.date()), ends - timezone.now()
    if left <= dt.timedelta(0):
        return {
            "tone": "danger",
            "text": f"It ended on {day}. Versions issued since carry a seal that readers call expired.",
        }
    return {"tone": "warn" if left < SOON else "", "text": f"It ends on {day}, in {left.days:,} days."}


def attention() -> list[dict[str, str]]:
    """What the administration page puts above its list; nothing on most days."""
    found = []
    if custody.checkpoints().catalogue():
        found.append({"tone": "danger", "text": "The database was changed without an entry."})
    certificate = certificate_told()
    if certificate["tone"]:
        found.append(
            {"tone": certificate["tone"], "text": f"The certificate of the PDF seal: {certificate['text']}"}
        )
    return found
