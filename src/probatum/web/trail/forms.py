"""Forms of the audit trail review."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from probatum.kernel.authz import holders
from probatum.kernel.people import Person
from probatum.quality.trail import ReviewItem


class OpenForm(forms.Form):
    """Which period, whom to ask, how large a sample."""

    since = forms.DateField(
        label="From",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter the first day.", "invalid": "Enter the first day as a date."},
    )
    until = forms.DateField(
        label="To and including",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter the last day.", "invalid": "Enter the last day as a date."},
    )
    sample = forms.IntegerField(
        label="Entries drawn at random",
        min_value=0,
        max_value=200,
        initial=20,
        help_text="Besides every flagged entry of the period.",
        error_messages={
            "required": "Enter how many entries to draw.",
            "invalid": "Enter a whole number.",
            "min_value": "Enter 0 to 200.",
            "max_value": "Enter 0 to 200.",
        },
    )
    reviewer = forms.ChoiceField(
        help_text="Somebody who did none of the work under review.",
        error_messages={
            "required": "Choose the reviewer.",
            "invalid_choice": "Choose a reviewer from the list.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in holders("audit_trail.review")}
        self.fields["reviewer"].choices = [(key, person.name) for key, person in self.people.items()]  # type: ignore[attr-defined]

    def period(self) -> tuple[dt.datetime, dt.datetime]:
        """From the start of the first day to the end of the last one, or to now, in the reader's zone."""
        zone = timezone.get_current_timezone()
        since = dt.datetime.combine(self.cleaned_data["since"], dt.time.min, tzinfo=zone)
        end = dt.datetime.combine(self.cleaned_data["until"] + dt.timedelta(days=1), dt.time.min, tzinfo=zone)
        return since, min(end, timezone.now()) if since < timezone.now() else end

    def chosen(self) -> Person:
        return self.people[self.cleaned_data["reviewer"]]


class VerdictsForm(forms.Form):
    """One verdict and note for each chosen entry; what is left open can be decided later."""

    def __init__(self, *args: Any, items: list[ReviewItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items_shown = items
        for item in items:
            self.fields[f"verdict_{item.pk}"] = forms.ChoiceField(
                label="Verdict",
                choices=(("", "Open"), ("in_order", "In order"), ("finding", "Finding")),
                required=False,
                initial="" if item.verdict == "open" else item.verdict,
                error_messages={"invalid_choice": "Choose “in order” or “finding”."},
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(
                label="Note", required=False, max_length=2000, initial=item.note
            )

    def verdicts(self) -> dict[int, tuple[str, str]]:
        """What changed: item to verdict and note."""
        given = {
            item.pk: (self.cleaned_data[f"verdict_{item.pk}"], self.cleaned_data[f"note_{item.pk}"])
            for item in self.items_shown
        }
        known = {item.pk: (item.verdict, item.note) for item in self.items_shown}
        return {key: told for key, told in given.items() if told[0] and told != known[key]}
