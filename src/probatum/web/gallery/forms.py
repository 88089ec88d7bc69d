"""The form of the gallery: one field of each kind."""

from __future__ import annotations

from django import forms


class SampleForm(forms.Form):
    """One field of each kind, filled by nobody."""

    title = forms.CharField(
        help_text="Say what happened in one line. The number is given when you save.",
        error_messages={"required": "Enter a title."},
    )
    happened_on = forms.DateField(
        label="Happened on",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter the date it happened."},
    )
    owner = forms.ChoiceField(
        choices=[
            ("", "Choose a person"),
            ("1", "Anna Keller, Quality assurance"),
            ("2", "Marc Dubois, Operations"),
            ("3", "Sofia Marino, Quality"),
        ],
        widget=forms.Select(attrs={"data-people": ""}),
        error_messages={"required": "Choose the owner."},
    )
    site = forms.ChoiceField(
        choices=[("bsl", "Basel"), ("ork", "Cork")], error_messages={"required": "Choose the site."}
    )
    severity = forms.ChoiceField(
        choices=[("minor", "Minor"), ("major", "Major"), ("critical", "Critical")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how severe it is."},
    )
    description = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="What was seen, where, by whom. Plain text or Markdown.",
    )
    photo = forms.FileField(
        required=False, label="Photo or file", help_text="Up to 50 MB. PDF, Word, Excel, PNG, JPEG."
    )
    told = forms.BooleanField(required=False, label="The shift lead has been told")


def sample_form(*, bound: bool) -> SampleForm:
    """Give the form empty, or sent with everything missing."""
    return SampleForm({}) if bound else SampleForm()
