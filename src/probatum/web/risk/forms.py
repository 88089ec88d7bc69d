"""Forms of the risk matrix and of the rating: shape only; what is allowed is decided in the quality area."""

from __future__ import annotations

from typing import Any

from django import forms

from probatum.kernel.authz import holders
from probatum.kernel.people import Person
from probatum.quality.risk.matrix import APPROVE
from probatum.quality.risk.plan import MatrixPlan


class Approvers(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Who is asked to approve, as boxes to tick."""

    default_error_messages = {
        "invalid_choice": "Choose approvers from the list.",
        "invalid_pk_value": "Choose approvers from the list.",
    }


class AboutForm(forms.Form):
    """Title, what changes and why, and who approves."""

    title = forms.CharField(
        max_length=300,
        error_messages={"required": "Enter a title, such as “Risk matrix 5 × 5”."},
    )
    note = forms.CharField(
        label="What changes, and why",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Whoever approves reads this first.",
    )
    approvers = Approvers(
        Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Somebody who prepared none of it.",
    )

    def __init__(self, *args: Any, actor: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["approvers"].queryset = holders(APPROVE).exclude(pk=actor.pk)  # type: ignore[attr-defined]


class EditForm(AboutForm):
    """The same for a version in draft; `based_on` carries what the page showed."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RatingForm(forms.Form):
    """A level for each dimension of the matrix in force, and why."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    rationale = forms.CharField(
        label="Why it is rated so",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What speaks for these levels and not the ones beside them.",
        error_messages={"required": "Say why it is rated so."},
    )

    def __init__(self, *args: Any, plan: MatrixPlan, **options: Any) -> None:
        super().__init__(*args, **options)
        rationale = self.fields.pop("rationale")
        for one in plan.dimensions:
            self.fields[one.name] = forms.TypedChoiceField(
                label=one.label,
                coerce=int,
                choices=[
                    (at, f"{level.label}. {level.anchor}") for at, level in enumerate(one.levels, start=1)
                ],
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"Choose a level of {one.label.lower()}.",
                    "invalid_choice": f"Choose a level of {one.label.lower()}.",
                },
            )
        self.fields["rationale"] = rationale
        self.dimensions = [one.name for one in plan.dimensions]

    def levels(self) -> dict[str, int]:
        """The level chosen for each dimension."""
        return {name: self.cleaned_data[name] for name in self.dimensions}
