"""Filters of a history: person, field, action, period. What cannot be read is told, never silently dropped."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

Choices = list[tuple[str, str]]


class HistoryFilter(forms.Form):
    """Narrow a history; every field may stay empty."""

    person = forms.ChoiceField(required=False, label="Person")
    field = forms.ChoiceField(required=False, label="Field")
    action = forms.ChoiceField(required=False, label="Action")
    since = forms.DateField(
        required=False,
        label="From",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter the first day, such as 2026-12-01."},
    )
    until = forms.DateField(
        required=False,
        label="To",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter the last day, such as 2026-12-31."},
    )

    def __init__(self, *args: Any, people: Choices, fields: Choices, actions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices, all_of in (
            ("person", people, "Everybody"),
            ("field", fields, "Every field"),
            ("action", actions, "Every action"),
        ):
            self.fields[name].choices = [("", all_of), *choices]  # type: ignore[attr-defined]
            self.fields[name].error_messages["invalid_choice"] = "Choose one of the values of the list."

    def filters(self) -> dict[str, Any]:
        """The arguments of `kernel.ledger.history.history`."""
        data = self.cleaned_data
        zone = timezone.get_current_timezone()

        def start(day: dt.date) -> dt.datetime:
            return dt.datetime.combine(day, dt.time.min, tzinfo=zone)

        given: dict[str, Any] = {
            "person": int(data["person"]) if data.get("person") else None,
            "column": data.get("field") or None,
            "action": data.get("action") or None,
            "since": start(data["since"]) if data.get("since") else None,
            "until": start(data["until"] + dt.timedelta(days=1)) if data.get("until") else None,
        }
        return {name: value for name, value in given.items() if value is not None}
