"""Forms of the configuration: each change says why."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms

from probatum.kernel.configuration import SETTINGS

LONGEST_REASON = 1000


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why this changes; it stays in the history.",
        error_messages={"required": "Say why; the reason stays in the history."},
    )


def zones() -> list[tuple[str, str]]:
    """Every time zone, for a select that filters as one types."""
    return [
        (name, name.replace("_", " "))
        for name in sorted(zoneinfo.available_timezones())
        if "/" in name or name == "UTC"
    ]


class SettingForm(forms.Form):
    """One setting."""

    reason = _reason()

    def __init__(
        self, *args: Any, key: str, label: str, smallest: int | None, largest: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        bounds = f"A whole number from {smallest} to {largest}." if smallest is not None else ""
        value = forms.CharField(label=label, max_length=2000, help_text=bounds, required=smallest is not None)
        if "\n" in str(SETTINGS[key][0]):  # a text of several lines, such as the template of a letter
            value = forms.CharField(
                label=label,
                max_length=8000,
                help_text="Words in braces are filled in, such as {number}.",
                widget=forms.Textarea(attrs={"rows": 14}),
            )
        value.error_messages["required"] = f"Enter a value for “{label}”."
        if smallest is not None:
            value.widget.attrs["inputmode"] = "numeric"
        self.fields = {key: value, **self.fields}


class FindingForm(forms.Form):
    """Taking note of a finding; `found_at` names the one that was shown."""

    found_at = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What was changed, by whom, and why there is no entry",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It stays in the audit trail, with your name and the finding.",
        error_messages={"required": "Say what was changed, by whom, and why there is no entry."},
    )


class SiteForm(forms.Form):
    """A site."""

    based_on = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    code = forms.CharField(
        max_length=12,
        help_text="Short, used in numbers; such as BSL.",
        error_messages={"required": "Enter a short code."},
    )
    name = forms.CharField(max_length=120, error_messages={"required": "Enter the name."})
    time_zone = forms.ChoiceField(
        help_text="Decides when a day begins here.",
        widget=forms.Select(attrs={"data-people": ""}),
        error_messages={
            "required": "Choose the time zone.",
            "invalid_choice": "Choose a time zone of the list, such as Europe/Zurich.",
        },
    )
    country = forms.CharField(max_length=2, required=False, help_text="Two letters, such as CH.")
    active = forms.BooleanField(required=False, initial=True, label="In use")
    reason = _reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zones()  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        country = str(self.cleaned_data["country"]).upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise forms.ValidationError("Enter the two letters of the country, such as CH.")
        return country


class DepartmentForm(forms.Form):
    """A department."""

    based_on = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    code = forms.CharField(
        max_length=12,
        help_text="Short, used in numbers; such as QA.",
        error_messages={"required": "Enter a short code."},
    )
    name = forms.CharField(max_length=120, error_messages={"required": "Enter the name."})
    active = forms.BooleanField(required=False, initial=True, label="In use")
    reason = _reason()


class BusinessProcessForm(DepartmentForm):
    """A business process."""

    code = forms.CharField(
        max_length=12,
        help_text="Short, such as REL; it stands in the addresses of filtered lists.",
        error_messages={"required": "Enter a short code."},
    )


class HolidayForm(forms.Form):
    """A day off at a site."""

    day = forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Enter the day.", "invalid": "Enter the day, such as 2026-12-25."},
    )
    name = forms.CharField(max_length=120, error_messages={"required": "Enter what the day is called."})
    active = forms.BooleanField(required=False, initial=True, label="A day off; untick to work on it again")
    reason = _reason()
