"""Settings of sign-in, second factors and sessions."""

from __future__ import annotations

from typing import Any

from probatum.config.env import Environment


def settings(env: Environment) -> dict[str, Any]:
    """Return the settings that concern identity; they are added to `config.settings` last."""
    return {}
