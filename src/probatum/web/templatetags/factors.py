"""Which second factors an account has, so that a sign-in page offers no other."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def has_factor(person: Any, kind: str) -> bool:
    """Whether an account has a second factor of a kind: `totp`, `webauthn`, `recovery_codes`."""
    return bool(person is not None and person.authenticator_set.filter(type=kind).exists())
