"""Forms of intake: three things are asked of everybody, the rest helps."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from probatum.kernel.authz import decide
from probatum.kernel.models import Person, Site
from probatum.output.reported import SOUND_WORDS
from probatum.quality.intake.report import TOLD, TRIAGE
from probatum.quality.intake.taking import LONGEST, MOST_FILES, Who
from probatum.web.admin_people.forms import Choice, reason_field
from probatum.web.forms.items import ItemsField
from probatum.web.forms.sections import entered, field_for

#: what is asked at once; the rest is behind “More”, so that the form is short on a phone (QE-34)
_FIRST = ("title", "description", "occurred_at", "place", "pictures", "site")
_ORDER = (
    "title", "description", "occurred_at", "place", "product_told", "immediate_action", "from_outside", "site",
    "pictures", "voice", "name", "contact",
)  # fmt: skip


class Pictures(forms.ClearableFileInput):
    """Several pictures at once."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Pictures of a camera or from the phone; what they are is looked at afterwards."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", Pictures(attrs={"accept": "image/jpeg,image/png"}))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files that were chosen."""
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} pictures.")
        return [super(PicturesField, self).clean(one, initial) for one in given]


class ReportForm(forms.Form):
    """What happened, in the words of who saw it."""

    title = forms.CharField(
        label="What is it about",
        max_length=300,
        help_text="One line, such as: Vial broke on line 2.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Say in one line what it is about.",
            "max_length": "Shorten this to 300 characters.",
        },
    )
    pictures = PicturesField(
        label="Pictures",
        required=False,
        help_text=f"Up to {MOST_FILES}, JPEG or PNG. When they were taken is kept.",
        error_messages={"empty": "One of the pictures is empty. Choose it again."},
    )

    voice = forms.FileField(
        label="Voice note",
        required=False,
        help_text=f"Instead of typing much: {SOUND_WORDS}.",
        widget=forms.FileInput(attrs={"accept": "audio/*", "capture": ""}),
        error_messages={"empty": "The voice note is empty. Record it again."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in TOLD.fields:
            self.fields[field.name] = field_for(field, among=TOLD.fields, demanded=True)
        self.fields["product_told"].widget.attrs["data-scan"] = ""
        self.fields["occurred_at"].initial = timezone.now
        self.order_fields(_ORDER)

    def asked_first(self) -> list[forms.BoundField]:
        """The few fields that everybody sees, and those that nobody sees."""
        return [field for field in self if field.name in _FIRST or field.is_hidden]

    def asked_further(self) -> list[forms.BoundField]:
        """The fields that help where they are known."""
        return [field for field in self if field.name not in _FIRST and not field.is_hidden]

    def further_open(self) -> bool:
        """Whether something of the further fields is to be corrected, or was typed before the form came back."""
        return self.is_bound and any(field.errors or field.value() for field in self.asked_further())

    @property
    def pictures_given(self) -> list[UploadedFile[bytes]]:
        """The files, in the order in which they were chosen."""
        return cast("list[UploadedFile[bytes]]", self.cleaned_data["pictures"])

    def values(self) -> dict[str, Any]:
        """What was told, as the kernel reads it."""
        return entered(self, TOLD.fields)


class OwnReportForm(ReportForm):
    """The report of somebody with an account, who says at which site."""

    site = forms.ChoiceField(
        label="Site", required=False, error_messages={"invalid_choice": "Choose a site of the list."}
    )

    def __init__(self, *args: Any, sites: list[tuple[str, str]], picked: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["site"].choices = sites  # type: ignore[attr-defined]
        self.fields["site"].initial = picked
        self.order_fields(_ORDER)


class StrangerForm(ReportForm):
    """The report of somebody without an account; `website` is left empty by people and filled in by programs."""

    name = forms.CharField(
        label="Your name",
        max_length=LONGEST["name"],
        required=False,
        help_text="If we may ask you. Few people can read it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label="E-mail or telephone",
        max_length=LONGEST["contact"],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def who(self) -> Who:
        """Who told it, as they said."""
        return Who(self.cleaned_data["name"], self.cleaned_data["contact"])


class PointForm(forms.Form):
    """A place or machine where a code hangs."""

    based_on = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    label = forms.CharField(
        label="Place or machine",
        max_length=120,
        help_text="It stands on the label and on the form.",
        error_messages={"required": "Enter what the place or machine is called."},
    )
    site = Choice(
        Site.objects.none(),
        label="Site",
        empty_label="Choose",
        error_messages={"required": "Choose the site.", "invalid_choice": "Choose a site of the list."},
    )
    receiver = Choice(
        Person.objects.none(),
        label="Who receives the reports",
        empty_label="Choose",
        help_text="Somebody who may triage there.",
        error_messages={
            "required": "Choose who receives the reports.",
            "invalid_choice": "Choose a person of the list.",
        },
    )
    equipment = ItemsField(register="equipment", many=False, required=False, label="Equipment")
    active = forms.BooleanField(label="In use", required=False, initial=True)
    new_code = forms.BooleanField(
        label="Give it a new code", required=False, help_text="Labels with the old code lead nowhere then."
    )
    reason = reason_field()

    def __init__(self, *args: Any, actor: Person, known: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if known:
            del self.fields["site"]
        else:
            del self.fields["active"], self.fields["new_code"], self.fields["based_on"]
            sites = [one.pk for one in Site.objects.filter(active=True) if decide(actor, TRIAGE, site=one)]
            self.fields["site"].queryset = Site.objects.filter(pk__in=sites)  # type: ignore[attr-defined]
        people = Person.objects.filter(is_active=True, grants__role__permissions__contains=[TRIAGE])
        self.fields["receiver"].queryset = people.distinct().order_by("name")  # type: ignore[attr-defined]
