"""Forms of the trace: shape only; what is allowed is decided in the quality area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms


def _reason(ask: str, *, label: str = "Reason", most: int = 300) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stays with the record, with your name.",
        error_messages={"required": ask, "max_length": f"Shorten it to {most:,} characters."},
    )


class NotNeededForm(forms.Form):
    """Why a stop is not needed."""

    reason = _reason("Say why it is not needed.", label="Not needed because", most=1000)


class EndForm(forms.Form):
    """Why something ends."""

    reason = _reason("Say why; the reason becomes part of the record.")


class JoinForm(forms.Form):
    """Another record by its number."""

    number = forms.CharField(
        max_length=80,
        help_text="Such as CAPA-2026-0003.",
        error_messages={
            "required": "Enter the number of a record.",
            "max_length": "Enter a number of at most 80 characters.",
        },
    )
    way = forms.ChoiceField(
        required=False,
        label="How it belongs here",
        help_text="Left open, it follows from the two records.",
        error_messages={"invalid_choice": "Choose one of the list."},
    )
    note = forms.CharField(required=False, max_length=300, label="Note")
    related = forms.BooleanField(
        required=False,
        label="Merely related",
        help_text="For records that belong together without leading to each other.",
    )

    def __init__(self, *args: Any, ways: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        told = [(name, f"It {words} the other one") for name, words in ways]
        self.fields["way"].choices = [("", "As follows from the two"), *told]  # type: ignore[attr-defined]
