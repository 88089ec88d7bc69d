"""Forms of the administration of people: shape only; what is allowed is decided in the kernel."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django import forms

from probatum.kernel.identity.access import grantable
from probatum.kernel.models import Department, Person, Role, Site
from probatum.kernel.permissions import PERMISSIONS

ZONES = [(zone, zone) for zone in sorted(zoneinfo.available_timezones()) if "/" in zone or zone == "UTC"]


def reason_field(
    help_text: str = "",
    *,
    label: str = "Reason",
    missing: str = "Say why; the reason becomes part of the record.",
) -> forms.CharField:
    """The reason of an act of administration."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": missing, "max_length": "Shorten this to 300 characters."},
    )


def day_field(label: str, *, help_text: str = "", required: bool = False) -> forms.DateField:
    """A calendar day in the zone of the one who enters it."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter a day, such as 2026-12-01.", "required": f"Enter “{label}”."},
    )


class Choice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of a list."""

    default_error_messages = {"invalid_choice": "Choose one of the list."}


def start_of(day: dt.date, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The first moment of a day."""
    return dt.datetime.combine(day, dt.time(), tzinfo=zone)


def end_of(day: dt.date, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The moment after a day, so that the day itself counts."""
    return start_of(day + dt.timedelta(days=1), zone)


class ReasonForm(forms.Form):
    """A reason and nothing else."""

    reason = reason_field()


class DetailsForm(forms.Form):
    """What is printed, and where somebody works."""

    name = forms.CharField(
        label="Printed name",
        max_length=120,
        help_text="As it is to stand beside signatures.",
        error_messages={"required": "Enter the name as it is to be printed beside signatures."},
    )
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    site = Choice(
        Site.objects.none(),
        label="Site",
        required=False,
        empty_label="All sites",
        error_messages={"invalid_choice": "Choose a site of the list."},
    )
    department = Choice(Department.objects.none(), label="Department", required=False, empty_label="None")
    time_zone = forms.ChoiceField(label="Time zone", choices=ZONES, initial="UTC")
    reason = reason_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["site"].queryset = Site.objects.filter(active=True)  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.filter(active=True)  # type: ignore[attr-defined]


class CreateForm(DetailsForm):
    """A new account."""

    username = forms.CharField(
        label="User name",
        max_length=60,
        help_text="Never changed and never given to anybody else.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter a user name."},
    )
    email = forms.CharField(
        label="E-mail",
        max_length=254,
        help_text="The link to choose a password goes there.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter an e-mail address."},
    )
    external = forms.BooleanField(label="Works for another company", required=False)
    field_order = (
        "username",
        "name",
        "email",
        "job_title",
        "site",
        "department",
        "time_zone",
        "external",
        "reason",
    )


class ContactForm(forms.Form):
    """A new address."""

    email = forms.CharField(
        label="New e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter an e-mail address."},
    )
    reason = reason_field()


class ResetForm(forms.Form):
    """A reset, with the loss of a device or without."""

    lost_device = forms.BooleanField(
        label="A device was lost: remove passkeys, authenticator app and recovery codes too", required=False
    )
    reason = reason_field(
        "Also say how you checked who asked.", missing="Say why, and how you checked who asked."
    )


class VerifyForm(forms.Form):
    """How identity was checked."""

    method = forms.CharField(
        label="How did you check who this is?",
        max_length=120,
        help_text="Such as “passport seen in person”. No document numbers.",
        error_messages={"required": "Say how you checked who this is, such as “passport seen in person”."},
    )


class GrantForm(forms.Form):
    """A role in a scope, from and to."""

    role = Choice(
        Role.objects.none(), label="Role", empty_label="Choose", error_messages={"required": "Choose a role."}
    )
    site = Choice(Site.objects.none(), label="Scope", required=False, empty_label="Whole organisation")
    starts = day_field("From", help_text="Empty for at once.")
    ends = day_field(
        "Until", help_text="Empty for no end. For auditors and inspectors, enter the last day of the visit."
    )
    reason = reason_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].queryset = Role.objects.filter(active=True)  # type: ignore[attr-defined]
        self.fields["site"].queryset = Site.objects.filter(active=True)  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """A role and its permissions."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Small letters, digits and underscores. It does not change.",
        error_messages={"required": "Enter a code such as document_controller."},
    )
    name = forms.CharField(
        label="Name", max_length=80, error_messages={"required": "Enter the name of the role."}
    )
    description = forms.CharField(
        label="Description", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    permissions = forms.MultipleChoiceField(
        label="May",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose permissions of the list."},
    )
    second_factor = forms.BooleanField(
        label="Holders need a second factor to sign in",
        required=False,
        help_text="Who has none yet is led to set one up at the next page they open, and can do nothing else before.",
    )
    active = forms.BooleanField(label="In use", required=False, initial=True)
    reason = reason_field()
    based_on = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, known: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["permissions"].choices = list(grantable().items())  # type: ignore[attr-defined]
        if known:
            del self.fields["code"]
        else:
            del self.fields["active"], self.fields["based_on"]


class DelegationForm(forms.Form):
    """Who is absent, who stands in, and when."""

    absent = Choice(
        Person.objects.none(),
        label="Who is absent",
        empty_label="Choose",
        error_messages={"required": "Choose who is absent."},
    )
    to = Choice(
        Person.objects.none(),
        label="Who stands in",
        empty_label="Choose",
        error_messages={"required": "Choose who stands in."},
    )
    starts = day_field("From", help_text="Empty for at once.")
    ends = day_field("Last day", required=True)
    reason = reason_field(missing="Say why, such as “holidays”.")

    def __init__(self, *args: Any, own: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        people = Person.objects.filter(is_active=True).order_by("name")
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.fields["to"].widget.attrs["data-people"] = ""
        if own:
            del self.fields["absent"]
        else:
            self.fields["absent"].queryset = people  # type: ignore[attr-defined]
            self.fields["absent"].widget.attrs["data-people"] = ""


class ExplainForm(forms.Form):
    """The question: may this person do that, for this record."""

    permission = forms.ChoiceField(label="May this person")
    number = forms.CharField(
        label="For the record",
        required=False,
        max_length=80,
        help_text="Its number, such as SOP-QA-001. Empty for anywhere.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        seeing = {name: rule.text for name, rule in PERMISSIONS.items() if rule.by_seeing}
        choices = list((seeing | grantable()).items())
        self.fields["permission"].choices = choices  # type: ignore[attr-defined]
