"""The page to which somebody is led who needs a second factor and has none yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from probatum.kernel.identity import policy
from probatum.web.seen import reader


@require_GET
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed, and the two ways to set one up."""
    person = reader(request)
    context = {"person": person, "by_role": policy.role_asks(person)}
    return render(request, "people/second_factor.html", context)
