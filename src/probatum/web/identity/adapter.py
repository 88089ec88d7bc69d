"""Joins allauth to our identity functions: it keeps the steps and pages, we keep passwords, counts and records."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from probatum.kernel import moments
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.identity import federation, passwords, sessions, signin
from probatum.kernel.identity.events import LastSignIn
from probatum.kernel.people import Person

SAID_BY_THE_PAGE = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Our rules for each step of allauth's account pages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an access administrator only (21 CFR 11.10(d))."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person:
        """Check user name and password. Raises ValidationError with the sentence for the page."""
        try:
            person = signin.authenticate(credentials.get("username", ""), credentials.get("password", ""))
            federation.refuse_password_sign_in(person)
            return person
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Check the password of somebody who is signed in; failures count towards the lock-out."""
        try:
            signin.authenticate(user.username, password, purpose="reauthentication")
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return True

    def login(self, request: HttpRequest, user: Any) -> None:
        """Open a session under a new key (no fixation) and record the sign-in."""
        super().login(request, user)
        sessions.begin(request.session)
        before = signin.signed_in(
            user, session=sessions.digest(request.session.session_key), method=_method(request)
        )
        if before is not None:
            _show_last(request, user, before)

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Go on to the page asked for, by way of the signature agreement where a signer has not accepted it."""
        response: HttpResponse = super().post_login(request, user, **options)
        if user.may_sign and user.agreement_version < int(setting("signature.agreement")):
            going_to = urlencode({"next": response["Location"]})
            return HttpResponseRedirect(f"{reverse('signature-agreement')}?{going_to}")
        return response

    def logout(self, request: HttpRequest) -> None:
        """Record the sign-out and end the session."""
        person, key = request.user, request.session.session_key
        if isinstance(person, Person):
            signin.signed_out(person)
        super().logout(request)
        sessions.forget(key)

    def clean_password(self, password: str, user: Any = None) -> str:
        """Hold a new password against the policy. Raises ValidationError."""
        try:
            passwords.check(password, user)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return password

    def set_password(self, user: Any, password: str) -> None:
        """Store a person's own new password and end their other sessions."""
        passwords.change_own(
            user, password, keep_session=self.request.session.session_key if self.request else None
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go to the person's own page."""
        return reverse("me")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go home."""
        return str(settings.LOGIN_REDIRECT_URL)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **options: Any,
    ) -> None:
        """Leave out what the next page says anyway."""
        if message_template not in SAID_BY_THE_PAGE:
            super().add_message(request, level, message_template, *args, **options)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Seeds are encrypted at rest; in the ledger they are masked anyway."""

    def encrypt(self, text: str) -> str:
        """Encrypt a seed under a key derived from the installation's secret."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a seed. Raises InvalidToken when the installation's secret is another one."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise InvalidToken(
                "The second factors were made under another secret; restore DATA/secrets."
            ) from error

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A name to begin with; people change it to one by which they know the key again."""
        count = user.authenticator_set.filter(type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name this installation to the authenticator."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Probatum"}


def _show_last(request: HttpRequest, person: Person, before: LastSignIn) -> None:
    """Say when and from where the sign-in before was, and what failed since; the page frame keeps the first part."""
    text = moments.local(before.at, zone=person.time_zone) + (f" from {before.ip}" if before.ip else "")
    request.session["last_sign_in"] = text
    tries = ""
    if before.failures:
        tries = f" {before.failures} failed attempt{'s' if before.failures != 1 else ''} since."
    level = messages.WARNING if before.failures else messages.INFO
    messages.add_message(request, level, f"Last sign-in {text}.{tries}")


def _cipher() -> Fernet:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"probatum second factors")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))


def _method(request: HttpRequest) -> str:
    records = request.session.get("account_authentication_methods", [])
    names = {"totp": "one-time code", "webauthn": "passkey", "recovery_codes": "recovery code"}
    steps = [
        names.get(record.get("type", ""), record["method"])
        for record in records
        if "reauthenticated" not in record
    ]
    return " and ".join(dict.fromkeys(steps)) or "password"
