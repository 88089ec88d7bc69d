"""The form of a move, made from its definition: its inputs, reason or comment, and for a signed move the credential."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.process import Input, Move
from probatum.kernel.record import Record
from probatum.kernel.signature import Credential

LONGEST_REASON = 4000
SECRET = ("username", "password", "code")


class MoveForm(forms.Form):
    """Asks what one move needs; `based_on` and `shown` carry what the person saw."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, *args: Any, move: Move, record: Record | None, one_time_code: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.move = move
        for given in move.inputs:
            self.fields[given.name] = _field(given, record)
        if move.reason or move.meaning:
            self.fields["reason"] = _reason(required=move.reason)
        if move.meaning:
            self.fields.update(_credential(one_time_code=one_time_code))
            if not (move.reason or move.inputs):
                self.fields["username"].widget.attrs["data-focus"] = ""

    def values(self) -> dict[str, Any]:
        """The inputs of the move, as the domain takes them."""
        return {given.name: self.cleaned_data.get(given.name) for given in self.move.inputs}

    def credential(self) -> Credential | None:
        if not self.move.meaning:
            return None
        return Credential(*(self.cleaned_data.get(name, "") for name in SECRET))

    @property
    def reason_given(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


class SigningForm(MoveForm):
    """One credential and one reason for several records; each record brings its own `based_on` and `shown`."""

    based_on = None  # type: ignore[assignment]
    shown = None  # type: ignore[assignment]


def _field(given: Input, record: Record | None) -> forms.Field:
    ask = f"Enter “{given.label}”."
    proposed = given.default(record) if given.default and record is not None else None
    shared: dict[str, Any] = {
        "label": given.label,
        "required": given.required,
        "help_text": given.help,
        "initial": proposed,
        "error_messages": {"required": ask},
    }
    if given.type == "date":
        shared["error_messages"] |= {"invalid": "Enter a day, such as 2026-12-01."}
        return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **shared)
    if given.type == "choice":
        shared["error_messages"] |= {"invalid_choice": f"Choose one of the values of “{given.label}”."}
        return forms.ChoiceField(choices=(("", "Choose"), *given.choices), **shared)
    if given.type == "longtext":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_REASON, **shared)
    return forms.CharField(max_length=300, **shared)


def _reason(*, required: bool) -> forms.Field:
    return forms.CharField(
        label="Reason" if required else "Comment",
        required=required,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Say why; the reason becomes part of the record.",
            "max_length": f"Shorten this to {LONGEST_REASON:,} characters.",
        },
    )


def _credential(*, one_time_code: bool) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {
        "username": forms.CharField(
            label="User name",
            max_length=60,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
            error_messages={"required": "Enter your user name to sign."},
        ),
        "password": forms.CharField(
            label="Password",
            max_length=500,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": "Enter your password to sign."},
        ),
    }
    if one_time_code:
        found["code"] = forms.CharField(
            label="One-time code",
            max_length=16,
            help_text="From your authenticator app.",
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
            error_messages={"required": "Enter the code your authenticator app shows."},
        )
    return found


def has_one_time_code(person: Person) -> bool:
    """Whether an authenticator app is enrolled, so that its code belongs to each signature."""
    enrolled = person.authenticator_set  # type: ignore[attr-defined]  # the reverse side of allauth's key
    return bool(enrolled.filter(type="totp").exists())


def refuse_unknown(sent: QueryDict, known: Iterable[str]) -> None:
    """Raise Refused for a field that the form does not have: a stale or forged page changes nothing."""
    strange = sorted(set(sent) - set(known) - {"csrfmiddlewaretoken"})
    if strange:
        names = ", ".join(f"“{name[:40]}”" for name in strange[:5])
        raise Refused(f"This form has no field {names}. Reload the page and try again; nothing was changed.")
