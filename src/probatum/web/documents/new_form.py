"""The form for a new document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from probatum.documents.types import DocumentType
from probatum.kernel.people import Person
from probatum.web.documents import choices
from probatum.web.documents.forms import file_field, transcript_field
from probatum.web.documents.template_start import offered_templates

STARTS = (
    ("upload", "Upload a file"),
    ("editor", "Write it here, in the built-in editor"),
    ("template", "Start from a template of the type"),
    ("later", "Add the content later"),
)


class PickedField(forms.ChoiceField):
    """A choice among many: the one picked is looked up, and the list is read only to be shown."""

    def __init__(self, find: Callable[[str], Any], **given: Any) -> None:
        super().__init__(**given)
        self.find = find
        self.picked: Any = None

    def valid_value(self, value: str) -> bool:
        """Whether what was picked is there; it is kept."""
        self.picked = self.find(value)
        return self.picked is not None


class NewDocumentForm(forms.Form):
    """Type, title, where it belongs, and how its content begins."""

    type = forms.ChoiceField(
        label="Type",
        help_text="The type gives the number, the template and the review interval.",
        error_messages={"required": "Choose the type.", "invalid_choice": "Choose a type from the list."},
    )
    title = forms.CharField(
        max_length=300,
        error_messages={"required": "Enter a title.", "max_length": "Shorten the title to 300 characters."},
    )
    department = PickedField(
        choices.department_of,
        choices=choices.departments,
        required=False,
        error_messages={"invalid_choice": "Choose a department from the list."},
    )
    site = PickedField(
        choices.site_of,
        choices=choices.sites,
        required=False,
        help_text="Its time zone decides when a version becomes effective.",
        error_messages={"invalid_choice": "Choose a site from the list."},
    )
    owner = PickedField(
        choices.active_person,
        choices=choices.people_options,
        error_messages={"required": "Choose the owner.", "invalid_choice": "Choose a person from the list."},
    )
    confidential = forms.BooleanField(
        required=False,
        label="Confidential",
        help_text="Only its people and those who may see confidential records find it.",
    )
    start = forms.ChoiceField(
        label="How the content begins", choices=STARTS, initial="upload", widget=forms.RadioSelect
    )
    template = forms.ChoiceField(
        required=False,
        help_text="Its effective version; counts where the content begins from a template.",
        error_messages={"invalid_choice": "Choose a template from the list."},
    )
    file = file_field("File", required=False)
    transcript = transcript_field()

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._types = choices.usable_types()
        self.fields["type"].choices = choices.type_options(actor, self._types)  # type: ignore[attr-defined]
        self.fields["template"].choices = lambda: offered_templates(actor)  # type: ignore[attr-defined]
        self.fields["owner"].widget.attrs["data-people"] = ""
        if not self.is_bound:
            self.fields["owner"].initial = actor.username
            self.fields["site"].initial = actor.site.code if actor.site else ""
            self.fields["department"].initial = actor.department.code if actor.department else ""
        start = (
            self.data.get("start", self.fields["start"].initial)
            if self.is_bound
            else self.fields["start"].initial
        )
        self.fields["file"].required = start == "upload"
        self.fields["file"].error_messages["required"] = "Choose the file, or another way to begin."

    def chosen_type(self) -> DocumentType:
        """The type that was chosen."""
        return next(type for type in self._types if type.code == self.cleaned_data["type"])

    def picked(self, name: str) -> Any:
        """The person, site or department that was chosen; None for none."""
        return self.fields[name].picked if self.cleaned_data[name] else None  # type: ignore[attr-defined]
