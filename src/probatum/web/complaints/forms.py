"""Forms of complaints: shape only; what is allowed is decided in the quality area."""

from __future__ import annotations

from typing import Any

from django import forms

from probatum.quality.complaints.bodies import Complainant
from probatum.web.forms.items import ItemsField


class ComplainantForm(forms.Form):
    """Who complained, or why that is not known."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Name", max_length=200, required=False)
    role = forms.CharField(
        label="Role",
        max_length=120,
        required=False,
        help_text="Such as patient, nurse, pharmacy, distributor.",
    )
    address = forms.CharField(
        label="Address", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    email = forms.CharField(label="E-mail", max_length=254, required=False)
    phone = forms.CharField(label="Telephone", max_length=60, required=False)
    may_contact = forms.BooleanField(label="Agrees to be contacted", required=False)
    withheld_reason = forms.CharField(
        label="Why it is not known",
        max_length=300,
        required=False,
        help_text="Only where there is no name, such as an anonymous call.",
    )
    reason = forms.CharField(
        label="Why it is corrected",
        max_length=300,
        required=False,
        help_text="Write no name here; everybody who sees the complaint reads it.",
    )

    def __init__(self, *args: Any, known: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not known:
            del self.fields["reason"]

    def values(self) -> dict[str, Any]:
        """What was entered, as the quality area takes it."""
        return {name: self.cleaned_data[name] for name in NAMES}


NAMES = ("name", "role", "address", "email", "phone", "may_contact", "withheld_reason")


def initial_of(one: Complainant | None) -> dict[str, Any]:
    """What the form shows of who complained."""
    return {name: getattr(one, name) for name in NAMES} if one is not None else {}


class UnitsForm(forms.Form):
    """How many units of a product were distributed in a month."""

    product = ItemsField(register="product", many=False)
    month = forms.DateField(
        label="Month",
        help_text="Any day of the month.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "Enter a day of the month.",
            "invalid": "Enter a day such as 2026-12-01.",
        },
    )
    units = forms.IntegerField(
        label="Units",
        min_value=0,
        max_value=10**12,
        error_messages={"required": "Enter how many units.", "invalid": "Enter a whole number."},
    )
    reason = forms.CharField(
        label="Why it is corrected",
        max_length=300,
        required=False,
        help_text="Needed when a number is entered already.",
    )
