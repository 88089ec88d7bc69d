"""The mail server, from one address; without it, messages are written to DATA/mail."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from probatum.config.env import Environment


def backend(env: Environment) -> str:
    """Return Django's mail backend."""
    kind = "smtp" if env.smtp_url else "filebased"
    return f"django.core.mail.backends.{kind}.EmailBackend"


def server(env: Environment) -> dict[str, Any]:
    """Return the settings of the SMTP server."""
    if not env.smtp_url:
        return {}
    parts = urlsplit(env.smtp_url)
    default_port = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[parts.scheme]
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or default_port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": 20,
    }
