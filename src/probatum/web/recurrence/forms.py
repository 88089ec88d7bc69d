"""Forms of recurrence: what to look for, and the verdict with a relation for each candidate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from probatum.quality.recurrence.judged import RELATIONS, VERDICTS
from probatum.quality.recurrence.judging import LONGEST, MONTHS, Relation
from probatum.quality.recurrence.terms import MOST_TERMS

BETWEEN = "between"


class LookForm(forms.Form):
    """Terms and span; sent by the address, so that a look can be kept and shared."""

    term = forms.MultipleChoiceField(
        label="Words to look for", required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label="Further words",
        required=False,
        max_length=300,
        help_text="Separated by commas; several words between commas are looked for as they stand.",
    )
    span = forms.ChoiceField(
        label="Opened in",
        required=False,
        choices=[*((str(n), f"the last {n} months") for n in MONTHS), (BETWEEN, "between these days")],
        error_messages={"invalid_choice": "Choose a span of the list."},
    )
    since = forms.DateField(
        label="From",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter the first day as a date."},
    )
    until = forms.DateField(
        label="To and including",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter the last day as a date."},
    )

    def __init__(self, *args: Any, words: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["term"].choices = [(word, word) for word in words]  # type: ignore[attr-defined]

    def looked_for(self) -> dict[str, Any]:
        """What `look_at` asks for."""
        given = self.cleaned_data
        words = [*given["term"], *(part for part in given["more"].split(",") if part.strip())]
        found: dict[str, Any] = {"words": words[: 2 * MOST_TERMS]}
        if given["span"] == BETWEEN:
            return found | {"since": given["since"], "until": given["until"]}
        return found | {"months": int(given["span"] or MONTHS[0])}


class VerdictForm(forms.Form):
    """The verdict with its reason; a relation and its reason for each candidate that was looked at."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    verdict = forms.ChoiceField(
        choices=VERDICTS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether it is recurring.",
            "invalid_choice": "Choose whether it is recurring.",
        },
    )
    reason = forms.CharField(
        label="Why",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is recurring or not."},
    )

    def __init__(self, *args: Any, keys: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.keys = keys
        for key in keys:
            self.fields[f"relation_{key}"] = forms.ChoiceField(
                label="How it stands to this record",
                required=False,
                choices=[("", "Not looked at"), *RELATIONS],
                error_messages={"invalid_choice": "Choose how the two stand to each other."},
            )
            self.fields[f"why_{key}"] = forms.CharField(
                label="Why", required=False, max_length=LONGEST, widget=forms.TextInput
            )

    def relations(self) -> dict[int, Relation]:
        """What was said of the candidates that were looked at."""
        given = self.cleaned_data
        return {
            key: Relation(given[f"relation_{key}"], given[f"why_{key}"])
            for key in self.keys
            if given[f"relation_{key}"]
        }
