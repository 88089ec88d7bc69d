"""Forms of the access review: shape only; what is allowed is decided in the quality area."""

from __future__ import annotations

from typing import Any

from django import forms

from probatum.kernel.authz import grants_in_force
from probatum.kernel.models import Person, Site
from probatum.quality.access import OPEN, RIGHT, AccessItem

DECISIONS = (("", "Open"), ("keep", "Keep"), ("revoke", "End"))


class Reviewers(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The people who may review, as boxes to tick."""

    default_error_messages = {
        "required": "Name at least one reviewer.",
        "invalid_choice": "Choose reviewers from the list.",
        "invalid_pk_value": "Choose reviewers from the list.",
    }


class _Naming(forms.Form):
    """Whoever holds the right somewhere; whether it reaches the scope is decided when the review opens."""

    reviewers = Reviewers(
        Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Two or more where reviewers hold roles themselves: nobody decides on their own.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        holders = grants_in_force(RIGHT).values("person_id")
        self.fields["reviewers"].queryset = Person.objects.filter(pk__in=holders).order_by("name")  # type: ignore[attr-defined]


class OpenForm(_Naming):
    """Which scope, by when, and whom to ask."""

    site = forms.ModelChoiceField(
        Site.objects.none(),
        label="Scope",
        required=False,
        empty_label="Whole organisation",
        error_messages={"invalid_choice": "Choose a site of the list."},
    )
    due = forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="After this day the access administrators are asked.",
        error_messages={"required": "Enter the due day.", "invalid": "Enter the due day as a date."},
    )
    field_order = ("site", "due", "reviewers")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["site"].queryset = Site.objects.filter(active=True)  # type: ignore[attr-defined]


class NamingForm(_Naming):
    """Other reviewers of a running review."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why; the reason becomes part of the record."},
    )


class DecisionsForm(forms.Form):
    """Keep or end, and why, for each role; what is left open can be decided later."""

    def __init__(self, *args: Any, items: list[AccessItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items_shown = items
        for item in items:
            self.fields[f"verdict_{item.pk}"] = forms.ChoiceField(
                label="Decision",
                choices=DECISIONS,
                required=False,
                initial="" if item.verdict == OPEN else item.verdict,
                error_messages={"invalid_choice": "Choose “keep” or “end”."},
            )
            self.fields[f"reason_{item.pk}"] = forms.CharField(
                label="Reason", required=False, max_length=500, initial=item.reason
            )

    def decisions(self) -> dict[int, tuple[str, str]]:
        """What changed: item to decision and reason."""
        given = {
            item.pk: (self.cleaned_data[f"verdict_{item.pk}"], self.cleaned_data[f"reason_{item.pk}"])
            for item in self.items_shown
        }
        known = {item.pk: (item.verdict, item.reason) for item in self.items_shown}
        return {key: told for key, told in given.items() if told[0] and told != known[key]}
