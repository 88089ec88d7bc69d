"""The form of a comment: plain text."""

from __future__ import annotations

from django import forms

from probatum.kernel.comment import LONGEST


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
    answers = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
