"""The form of a move, made from its definition: its inputs, reason or comment, and for a signed move the credential."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from probatum.kernel.authentication import PASSKEY, PASSWORD, PROVIDER, Credential, Ways
from probatum.kernel.errors import Refused
from probatum.kernel.process import Input, Move
from probatum.kernel.record import Record

LONGEST_REASON = 4000
SECRET = ("username", "password", "code")
#: The ways of signing as buttons, in the order of the sheet; the first of those that are open is the main one.
BUTTONS = (
    (PASSWORD, "{label}"),
    (PASSKEY, "{label} with your passkey"),
    (PROVIDER, "{label} with {provider}"),
)


class MoveForm(forms.Form):
    """Asks what one move needs; `based_on` and `shown` carry what the person saw."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, *args: Any, move: Move, record: Record | None, ways: Ways | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.ways = move, ways
        for given in move.inputs:
            ticks = given.ticks(record) if given.ticks is not None and record is not None else ()
            if given.ticks is None or ticks:  # where nothing can be ticked nothing is asked
                self.fields[given.name] = _ticks(given, ticks) if given.ticks else _field(given, record)
        if move.reason or move.meaning:
            self.fields["reason"] = _reason(required=move.reason)
        if move.meaning and ways is not None:
            self.fields.update(_credential(ways, way=self.way))
            first = next((name for name in SECRET if name in self.fields), "")
            if first and not (move.reason or move.inputs):
                self.fields[first].widget.attrs["data-focus"] = ""

    @property
    def way(self) -> str:
        """The way chosen by a button; without one the main way."""
        open_ways = [way for way, _ in BUTTONS if self.ways is not None and way in self.ways.names]
        return str(self.data.get("way") or (open_ways[0] if open_ways else PASSWORD))

    @property
    def buttons(self) -> list[dict[str, str]]:
        """A button for each way that is open; one button for a move that is not signed."""
        label = self.move.label
        if not self.move.meaning or self.ways is None:
            return [{"label": label}]
        words = {"label": label, "provider": settings.OIDC_NAME}
        return [
            {"label": text.format(**words), "way": way} for way, text in BUTTONS if way in self.ways.names
        ]

    def values(self) -> dict[str, Any]:
        """The inputs of the move, as the domain takes them."""
        given = {one.name: self.cleaned_data.get(one.name) for one in self.move.inputs}
        return {name: " ".join(value) if isinstance(value, list) else value for name, value in given.items()}

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


def _ticks(given: Input, offered: tuple[tuple[str, str], ...]) -> forms.Field:
    return forms.MultipleChoiceField(
        label=given.label,
        required=given.required,
        help_text=given.help,
        choices=offered,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": f"Tick what is offered under “{given.label}”; it has changed."},
    )


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


def _credential(ways: Ways, *, way: str) -> dict[str, forms.Field]:
    """The fields of the open ways; asked for are those of the way that was chosen."""
    found: dict[str, forms.Field] = {}
    if not ways.later and (ways.password or ways.passkey):
        found["username"] = forms.CharField(
            label="User name",
            required=way != PROVIDER,
            max_length=60,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
            error_messages={"required": "Enter your user name to sign."},
        )
    if ways.password:
        found["password"] = forms.CharField(
            label="Password",
            required=way == PASSWORD,
            max_length=500,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": "Enter your password to sign."},
        )
    if ways.code and (ways.password or ways.provider):
        found["code"] = forms.CharField(
            label="One-time code",
            required=way != PASSKEY,
            max_length=16,
            help_text="From your authenticator app.",
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
            error_messages={"required": "Enter the code your authenticator app shows."},
        )
    return found


def refuse_unknown(sent: QueryDict, known: Iterable[str]) -> None:
    """Raise Refused for a field that the form does not have: a stale or forged page changes nothing."""
    strange = sorted(set(sent) - set(known) - {"csrfmiddlewaretoken"})
    if strange:
        names = ", ".join(f"“{name[:40]}”" for name in strange[:5])
        raise Refused(f"This form has no field {names}. Reload the page and try again; nothing was changed.")
