"""What is offered to who types a code or a name of an item; at most twenty, and nothing that is out of use."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from probatum.kernel import master
from probatum.kernel.hold import can_be_held, held
from probatum.web.middleware import background
from probatum.web.seen import reader

LONGEST_TYPED = 100


@background
@login_required
@require_safe
def suggest(request: HttpRequest, register: str) -> JsonResponse:
    """The items of a register that fit what was typed. Raises NotAllowed for who neither reports nor reads events."""
    master.may_read(reader(request)).or_refuse()
    if register not in master.REGISTERS:
        raise Http404("There is no such register.")
    found = master.suggest(register, request.GET.get("q", "")[:LONGEST_TYPED])
    kept = held(found) if can_be_held(register) else {}
    response = JsonResponse({"items": [_told(item, on_hold=item.pk in kept) for item in found]})
    response["Cache-Control"] = "private, no-store"
    return response


def _told(item: master.Item, *, on_hold: bool) -> dict[str, Any]:
    name = f"{item.code}: {item.name}" if item.name != item.code else item.code
    more = item.parent.code if item.parent else item.site.name if item.site else ""
    first = next(iter(item.kept_in.standings))
    standing = item.standing.label.lower() if item.status != first else ""
    told = ", ".join(part for part in (more, standing, "on hold" if on_hold else "") if part)
    return {"code": item.code, "text": f"{name} ({told})" if told else name}
