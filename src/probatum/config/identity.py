"""Settings of sign-in, second factors, passwords and sessions; the reasons are in docs/adr/0040-identity.md."""

from __future__ import annotations

from typing import Any

from probatum.config.env import Environment

#: The longest a session may last whatever a customer sets; the real limits are in `kernel.configuration`.
LONGEST_SESSION = 24 * 3600


def settings(env: Environment) -> dict[str, Any]:
    """Return the settings that concern identity; they are added to `config.settings` last."""
    return {**_accounts(env), **_second_factors(env), **_passwords(), **_sessions()}


def _accounts(env: Environment) -> dict[str, Any]:
    return {
        "AUTHENTICATION_BACKENDS": ["probatum.web.identity.backend.SessionBackend"],
        "ACCOUNT_ADAPTER": "probatum.web.identity.adapter.AccountAdapter",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": "email",
        "ACCOUNT_PRESERVE_USERNAME_CASING": False,
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_LOGOUT_ON_GET": False,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
        "ACCOUNT_FORMS": {
            "login": "probatum.web.identity.forms.SignInForm",
            "change_password": "probatum.web.identity.forms.ChangePasswordForm",
            "reauthenticate": "probatum.web.identity.forms.ReauthenticateForm",
        },
        # Failures are counted in one place, kernel.lockout, and recorded there. What is left is a brake on floods.
        "ACCOUNT_RATE_LIMITS": {
            "login": "600/m/ip",
            "login_failed": None,
            "reauthenticate": None,
            "change_password": None,
        },
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1 if env.behind_proxy else 0,
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "/",
        "LOGOUT_REDIRECT_URL": "account_login",
    }


def _second_factors(env: Environment) -> dict[str, Any]:
    return {
        "MFA_ADAPTER": "probatum.web.identity.adapter.SecondFactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": False,  # a passkey is the second factor, after the password
        "MFA_PASSKEY_SIGNUP_ENABLED": False,
        "MFA_TRUST_ENABLED": False,  # a remembered device is no factor (P11-200-a1)
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not env.secure,  # http://localhost only; browsers refuse other hosts
        "MFA_TOTP_ISSUER": "Probatum",
        "MFA_FORMS": {
            "authenticate": "probatum.web.identity.forms.CodeForm",
            "reauthenticate": "probatum.web.identity.forms.CodeAgainForm",
            "authenticate_webauthn": "probatum.web.identity.forms.PasskeyForm",
            "reauthenticate_webauthn": "probatum.web.identity.forms.PasskeyAgainForm",
        },
    }


def _passwords() -> dict[str, Any]:
    return {
        # scrypt: needs memory as well as time to guess, and is quicker to check than a million rounds of PBKDF2.
        "PASSWORD_HASHERS": [
            "django.contrib.auth.hashers.ScryptPasswordHasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
        "AUTH_PASSWORD_VALIDATORS": [{"NAME": "probatum.kernel.identity.passwords.Policy"}],
    }


def _sessions() -> dict[str, Any]:
    return {
        "SESSION_ENGINE": "probatum.kernel.identity.kept",
        "SESSION_COOKIE_AGE": LONGEST_SESSION,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "USERSESSIONS_TRACK_ACTIVITY": False,  # the middleware notes activity, and not of background requests
    }
