"""Forms of the sign-in steps: plain words, and failures counted by the one lock-out of the kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as code_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.exceptions import ValidationError

from probatum.kernel import lockout
from probatum.kernel.action import action
from probatum.kernel.errors import NotAuthenticated, Refused
from probatum.kernel.identity import signin
from probatum.kernel.people import Person


class SignInForm(account_forms.LoginForm):  # type: ignore[misc]  # allauth has no types
    """User name and password, nothing else."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = "User name", "Password"
        login.widget = forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        )
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        password.help_text = ""
        login.error_messages["required"] = "Enter your user name."
        password.error_messages["required"] = "Enter your password."


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The password once more, before the second factor is changed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain_password(self.fields["password"], "Password", "current-password", "Enter your password.")


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """A person's own new password; wrong old ones count as failures."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain_password(
            self.fields["oldpassword"], "Present password", "current-password", "Enter your present password."
        )
        _plain_password(self.fields["password1"], "New password", "new-password", "Enter a new password.")
        _plain_password(
            self.fields["password2"],
            "New password again",
            "new-password",
            "Enter the new password once more.",
        )

    def clean_oldpassword(self) -> str:
        """Check the present password. Raises ValidationError."""
        given = str(self.cleaned_data.get("oldpassword", ""))
        try:
            signin.authenticate(self.user.username, given, purpose="reauthentication")
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return given


def _plain_password(field: forms.Field, label: str, autocomplete: str, missing: str) -> None:
    field.label, field.help_text = label, ""
    field.widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    field.error_messages["required"] = missing


def counted(person: Person, check: Callable[[], Any], *, sentence: str) -> Any:
    """Run one step of the second factor: refused while locked, counted when it fails. Raises ValidationError."""
    with lockout.turn(person):
        try:
            lockout.refuse_if_locked(person)
        except NotAuthenticated as refusal:
            raise ValidationError(str(refusal)) from refusal
        try:
            with action(person, "second_factor.use"):  # a recovery code is struck off its list here
                return check()
        except ValidationError as error:
            raise ValidationError(
                signin.failed(person, purpose="second_factor", sentence=sentence)
            ) from error


class CodeForm(code_forms.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A one-time code or a recovery code at sign-in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain_code(self.fields["code"])

    def clean_code(self) -> str:
        """Check the code. Raises ValidationError."""
        return str(counted(self.user, super().clean_code, sentence=signin.WRONG_CODE))


class CodeAgainForm(code_forms.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A one-time code before the second factor is changed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain_code(self.fields["code"])

    def clean_code(self) -> str:
        """Check the code. Raises ValidationError."""
        return str(counted(self.user, super().clean_code, sentence=signin.WRONG_CODE))


def _plain_code(field: forms.Field) -> None:
    field.label, field.help_text = "Code", "From your authenticator app, or one of your recovery codes."
    field.widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
    )
    field.error_messages["required"] = "Enter the code."


WRONG_PASSKEY = "The passkey was not accepted. Try again, or use a code."


class PasskeyForm(passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey at sign-in."""

    def clean_credential(self) -> Any:
        """Check the passkey's answer. Raises ValidationError."""
        return counted(self.user, super().clean_credential, sentence=WRONG_PASSKEY)


class PasskeyAgainForm(passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey before the second factor is changed."""

    def clean_credential(self) -> Any:
        """Check the passkey's answer. Raises ValidationError."""
        return counted(self.user, super().clean_credential, sentence=WRONG_PASSKEY)
