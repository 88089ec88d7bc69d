"""Forms of change requests: shape only; what is allowed is decided in the document area."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from probatum.documents.change_list import EFFECTIVE, RETIRE
from probatum.kernel.people import Site
from probatum.web.documents import choices

ENDS = ((EFFECTIVE, "Make effective"), (RETIRE, "Retire"))
_APART = re.compile(r"[,;\n\r]+")


class Numbers(forms.CharField):
    """Document numbers as people type them: with commas, semicolons or one in a line."""

    def to_python(self, value: Any) -> Any:
        """Each typed word once, in the order given."""
        text = super().to_python(value)
        return list(dict.fromkeys(word.strip() for word in _APART.split(text or "") if word.strip()))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


def _text(
    name: str, help_text: str = "", *, rows: int = 3, required: bool = False, ask: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=name,
        required=required,
        max_length=10_000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": ask, "max_length": "Shorten this to 10,000 characters."},
    )


class FactsForm(forms.Form):
    """Why, what, what it touches, and how long people have to get ready."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        max_length=300,
        error_messages={"required": "Enter a title.", "max_length": "Shorten the title to 300 characters."},
    )
    reason = _text("Reason for the change", required=True, ask="Say why the documents change.")
    description = _text("What changes", "What is done otherwise once the documents are effective.")
    impact = _text(
        "Impact", "Processes, products, training, validation, filings that it touches; “none” is an answer."
    )
    implementation_days = forms.IntegerField(
        label="Implementation period in days",
        min_value=0,
        max_value=365,
        initial=0,
        help_text="Calendar days from the approval of Quality to the day of release; 0 releases at once.",
        error_messages={
            "required": "Enter a number of days; 0 releases at once.",
            "invalid": "Enter a whole number of days.",
            "min_value": "Enter 0 to 365 days.",
            "max_value": "Enter 0 to 365 days.",
        },
    )
    why = forms.CharField(
        label="Reason for this entry",
        required=False,
        max_length=300,
        help_text="Needed where an earlier entry is changed; earlier values stay readable.",
        error_messages={"max_length": "Shorten the reason to 300 characters."},
    )


class NewForm(FactsForm):
    """A new request, with the documents that become effective."""

    site = forms.ChoiceField(
        required=False,
        help_text="Its time zone decides when the day of release begins.",
        error_messages={"invalid_choice": "Choose a site from the list."},
    )
    documents = Numbers(
        label="Documents to make effective",
        required=False,
        max_length=5000,
        help_text="Their numbers, with commas between. More can be added later.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("title", "reason", "description", "impact", "documents", "site", "implementation_days")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["version"], self.fields["why"]
        self.fields["site"].choices = choices.sites()  # type: ignore[attr-defined]

    def chosen_site(self) -> Site | None:
        return choices.site_of(self.cleaned_data["site"])


class AskForm(forms.Form):
    """What a reader would like to see changed."""

    description = _text("What should change", rows=4, required=True, ask="Say what should change.")
    reason = _text("Why", required=True, ask="Say why.")


class ListForm(forms.Form):
    """Documents to put on the list, by typing."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    documents = Numbers(
        label="Document numbers",
        max_length=5000,
        help_text="With commas between; a few words of a title do as well.",
        error_messages={"required": "Enter the number of a document."},
    )
    end = forms.ChoiceField(
        label="What happens to them",
        choices=ENDS,
        initial=EFFECTIVE,
        error_messages={"invalid_choice": "Choose one of the two.", "required": "Choose one of the two."},
    )


class OffForm(forms.Form):
    """Why a document leaves the list."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why the document is taken off the list."},
    )
