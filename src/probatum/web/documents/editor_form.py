"""The form of the built-in editor."""

from __future__ import annotations

from django import forms


class EditorForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Text",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "data-editor-text": "", "spellcheck": "true"}),
        error_messages={"required": "Write something first; an empty draft is not kept."},
    )
    note = forms.CharField(
        label="What changed in this draft",
        required=False,
        max_length=300,
        error_messages={"max_length": "Shorten the note to 300 characters."},
    )
