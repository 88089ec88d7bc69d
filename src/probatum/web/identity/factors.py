"""Pages of the second factor: allauth's views, each write under an action, each change in the access log."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from probatum.kernel.action import action
from probatum.kernel.identity.events import log
from probatum.kernel.people import Person
from probatum.web import admission

NAMES = {"totp": "authenticator app", "webauthn": "passkey", "recovery_codes": "recovery codes"}


def under_action(view: Callable[..., HttpResponseBase], name: str) -> Callable[..., HttpResponseBase]:
    """Run a view of allauth inside an action, since the database refuses its writes otherwise.

    allauth asks for the password again before any of these; that step is a view of its own, outside.
    """

    def answer(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, Person):
            return view(request, *args, **options)
        with action(person, name) as act:
            before = factors_of(person)
            response = view(request, *args, **options)
            if isinstance(response, HttpResponse) and hasattr(response, "render"):
                response.render()
            after = factors_of(person)
            if {after[key][0] for key in after.keys() - before.keys()} - {"recovery_codes"}:
                admission.note_second_factor(request)
            if changes := _changes(before, after):
                log(act, "second_factor_changed", person, detail=changes)
        return response

    return update_wrapper(answer, view)


def factors_of(person: Person) -> dict[int, tuple[str, Any]]:
    """The second factors of a person by id: kind, and what makes it this one."""
    found = Authenticator.objects.filter(user=person).only("id", "type", "data")
    return {row.pk: (row.type, row.data.get("name")) for row in found}


def _changes(before: dict[int, tuple[str, Any]], after: dict[int, tuple[str, Any]]) -> str:
    added = [f"added {NAMES[after[key][0]]}" for key in sorted(after.keys() - before.keys())]
    removed = [f"removed {NAMES[before[key][0]]}" for key in sorted(before.keys() - after.keys())]
    renamed = [
        f"renamed {NAMES[after[key][0]]}"
        for key in sorted(after.keys() & before.keys())
        if after[key] != before[key]
    ]
    return ", ".join(added + removed + renamed)
