"""The form of a comment: plain text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from probatum.kernel.comment import LONGEST
from probatum.kernel.people import Person


class CommentForm(forms.Form):
    """A remark, or the answer to one."""

    text = forms.CharField(
        label="Comment",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Write the comment first.",
            "max_length": f"Shorten the comment to {LONGEST:,} characters.",
        },
    )
    tell = forms.ChoiceField(
        label="Tell a colleague",
        required=False,
        help_text="Told in the application and by e-mail. More of them by “@” and the user name in the text.",
        widget=forms.Select(attrs={"data-people": ""}),
        error_messages={"invalid_choice": "Pick a colleague of the list."},
    )
    external = forms.BooleanField(
        label="Meant for a party outside as well",
        required=False,
        help_text="Kept and shown as a mark. Parties outside have no access yet.",
    )
    answers = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Iterable[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(one.username, f"{one.name} (@{one.username})") for one in offered]
        self.fields["tell"].choices = [("", "Nobody in particular"), *options]  # type: ignore[attr-defined]
