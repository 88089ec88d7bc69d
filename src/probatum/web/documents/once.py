"""A form that makes something is carried out once: a second press, a reload or a resend finds what the first one made."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest

KEEP = 24 * 3600
LONGEST = (
    600  # a press whose process was killed counts as failed after this, so that the form can be sent again
)
_AT_WORK = "at work"


def new_token() -> str:
    return uuid.uuid4().hex


def carried_out_once(request: HttpRequest, make: Callable[[], str]) -> str | None:
    """Run `make` for the form's token and return the address it gives; for a used token the address of the first time.

    None while the first press is still at work. What `make` raises leaves the token unused.
    """
    token = request.POST.get("form_token", "")
    if len(token) != 32 or not token.isalnum():
        return make()
    key = f"once:{request.user.pk}:{token}"
    if not cache.add(key, _AT_WORK, LONGEST):
        known = cache.get(key)
        return None if known in (None, _AT_WORK) else str(known)
    try:
        address = make()
    except BaseException:
        cache.delete(key)
        raise
    cache.set(key, address, KEEP)
    return address
