"""Forms of clocks and due days: shape only; what is allowed is decided in the kernel and the quality area."""

from __future__ import annotations

from django import forms

from probatum.kernel.clock import OUTCOMES
from probatum.web.admin_people.forms import reason_field


class PauseForm(forms.Form):
    """Why a clock stands still."""

    reason = reason_field("It is shown with the clock.", missing="Say why the clock stands still.")


class ResumeForm(forms.Form):
    """Nothing is asked: the time comes back by itself."""


class SettleForm(forms.Form):
    """What became of what a clock asks for."""

    outcome = forms.ChoiceField(
        label="What became of it",
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether it is done or not needed.",
            "invalid_choice": "Choose one.",
        },
    )
    note = reason_field(
        "The number and day of the report; or why none is needed and who decided that.",
        label="Reference or reason",
        missing="Enter the reference, or why none is needed.",
    )


class DueForm(forms.Form):
    """Another due day, on what the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    due = forms.DateField(
        label="Due day",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter the due day.", "invalid": "Enter the day as year, month and day."},
    )
    reason = reason_field()
