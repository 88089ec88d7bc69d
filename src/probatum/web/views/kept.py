"""Pins, following and links to share: what a person keeps of records, and what is shown of it in My work (DOC-36)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from probatum.kernel.errors import Refused
from probatum.kernel.follow import follow, notices_for, take_note, unfollow
from probatum.kernel.people import Person
from probatum.kernel.pin import pin, pinned, unpin
from probatum.kernel.process import process_of
from probatum.web import pages
from probatum.web.anatomy import icon_name, state_of
from probatum.web.documents.sheets import show_sheet
from probatum.web.paths import reverse
from probatum.web.seen import reader, seen

ACTS = {
    "pin": (pin, "{} is pinned."),
    "unpin": (unpin, "{} is not pinned any more."),
    "follow": (follow, "You follow {}."),
    "unfollow": (unfollow, "You do not follow {} any more."),
}


@login_required
@require_POST
def keep(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Pin or follow a record, or stop it."""
    found = seen(request, uuid)
    if (known := ACTS.get(request.POST.get("act", ""))) is None:
        raise Refused("Choose what to do: pin or follow.")
    act, said = known
    act(reader(request), found)
    messages.success(request, said.format(found.number))
    return redirect(pages.page_of(found))


@login_required
@require_safe
def share(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The address of a record to pass on; it gives nobody a right."""
    found = seen(request, uuid)
    page = pages.page_of(found)
    context = {"record": found, "link": request.build_absolute_uri(page), "back_url": page}
    return show_sheet(request, "kept/link.html", context)


@login_required
@require_POST
def noted(request: HttpRequest) -> HttpResponse:
    """Put notices aside."""
    keys = [
        int(key) for key in request.POST.get("notice", "").split(",") if key.isdecimal() and len(key) < 19
    ]
    take_note(reader(request), keys)
    return redirect(reverse("work"))


def pins(actor: Person) -> list[dict[str, Any]]:
    """Pinned records as results."""
    return [
        {
            "icon": icon_name(process_of(record).icon),
            "number": record.number,
            "title": record.title,
            "url": pages.page_of(record),
            "state": state_of(record),
        }
        for record in pinned(actor)
    ]


def notices(actor: Person) -> list[dict[str, Any]]:
    """What followers are told, each with the page it is about."""
    return [
        {
            "key": notice.pk,
            "icon": icon_name(process_of(notice.record).icon),
            "number": notice.record.number,
            "title": notice.record.title,
            "text": notice.text,
            "at": notice.at,
            "url": pages.page_of(notice.record),
        }
        for notice in notices_for(actor)
    ]
