"""Forms of controlled copies."""

from __future__ import annotations

from typing import Any

from django import forms

from probatum.documents.copying import LONGEST
from probatum.kernel.people import Person
from probatum.web.documents import choices
from probatum.web.documents.forms import label


def _text(heading: str, name: str, *, ask: str, hint: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=heading,
        max_length=LONGEST[name],
        required=required,
        help_text=hint,
        error_messages={
            "required": ask,
            "max_length": f"Shorten it to {LONGEST[name]} characters.",
        },
    )


class IssueForm(forms.Form):
    """Who gets the copy, where it is kept, what it is for."""

    holder = forms.ChoiceField(
        label="Recipient",
        required=False,
        help_text="Gets a task when the copy is recalled.",
        error_messages={"invalid_choice": "Choose a person from the list."},
    )
    recipient = _text(
        "Recipient without an account",
        "recipient",
        ask="Enter a name.",
        hint="A person or company outside. Leave the list above empty.",
        required=False,
    )
    place = _text("Place", "place", ask="Enter where the copy is kept.", hint="Room, line or address.")
    purpose = _text("Purpose", "purpose", ask="Enter what the copy is for.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.username: person for person in choices.active_people()}
        self.fields["holder"].choices = [  # type: ignore[attr-defined]
            ("", "Nobody with an account"),
            *((name, label(person)) for name, person in self.people.items()),
        ]
        self.fields["holder"].widget.attrs["data-people"] = ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("holder") and given.get("recipient"):
            self.add_error("recipient", "Leave this empty, or choose nobody above: a copy has one recipient.")
        return given

    def holder_chosen(self) -> Person | None:
        return self.people.get(self.cleaned_data["holder"])


class PrintForm(forms.Form):
    """Why a copy is printed once more."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The earlier paper is not valid any more from now on; destroy it.",
        error_messages={
            "required": "Say why it is printed again; the reason becomes part of the record.",
            "max_length": "Shorten the reason to 300 characters.",
        },
    )
