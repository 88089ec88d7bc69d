"""The circles that restricted records are kept for, and which roles let people in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import decide
from probatum.kernel.circle import Circle
from probatum.kernel.identity.charge import require
from probatum.kernel.identity.circles import circles as all_circles
from probatum.kernel.identity.circles import save_circle
from probatum.web.admin_people.asking import ask, require_any, tabs
from probatum.web.admin_people.forms import reason_field
from probatum.web.seen import reader

READERS = ("role.manage", "grant.manage", "audit_trail.read")


#: What is done outside of this form.
LET_IN = (
    "People are let in by a role that carries the circle: mark it in the role under Roles, then grant them the role. "
    "Document control keeps a document or a type for the circle."
)


class CircleForm(forms.Form):
    """What a circle is called; its code stays."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Small letters, digits and underscores, such as unblinded. It does not change.",
        error_messages={"required": "Enter a code such as unblinded."},
    )
    name = forms.CharField(
        label="Name", max_length=80, error_messages={"required": "Enter the name of the circle."}
    )
    description = forms.CharField(
        label="Description", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    active = forms.BooleanField(
        label="In use",
        required=False,
        initial=True,
        help_text="What is kept for a circle stays closed when the circle goes out of use.",
    )
    reason = reason_field()

    def __init__(self, *args: Any, known: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["code" if known else "active"]


@require_GET
def circles(request: HttpRequest) -> HttpResponse:
    """Every circle with the roles that let people in."""
    actor = reader(request)
    require_any(actor, *READERS)
    context = {
        "circles": all_circles(),
        "manages": decide(actor, "role.manage"),
        "tabs": tabs(actor, "circles"),
    }
    return render(request, "people/circles.html", context)


@require_http_methods(["GET", "POST"])
def circle_new(request: HttpRequest) -> HttpResponse:
    """A new circle."""
    actor = reader(request)
    require(actor, "role.manage", site=None)

    def act(given: dict[str, Any]) -> str:
        made = save_circle(actor, **given)
        return f"The circle {made.name} is made. Give its permission to a role to let people in."

    return ask(
        request,
        CircleForm(request.POST or None),
        act,
        to=reverse("circles"),
        heading="New circle",
        button="Make the circle",
        back=("Circles", reverse("circles")),
        lead="Nobody is in a new circle until a role carries its permission.",
    )


@require_http_methods(["GET", "POST"])
def circle(request: HttpRequest, code: str) -> HttpResponse:
    """Change the words of a circle, or take it out of use."""
    actor, shown = reader(request), get_object_or_404(Circle, code=code)
    require(actor, "role.manage", site=None)

    def act(given: dict[str, Any]) -> str:
        return f"The circle {save_circle(actor, code=code, circle=shown, **given).name} is changed."

    initial = {"name": shown.name, "description": shown.description, "active": shown.active}
    return ask(
        request,
        CircleForm(request.POST or None, known=True, initial=initial),
        act,
        to=reverse("circles"),
        heading=f"Circle: {shown.name}",
        note=LET_IN,
        button="Save",
        back=("Circles", reverse("circles")),
    )
