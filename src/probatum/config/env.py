"""The environment, read once into one frozen value.

Every variable is read here and nowhere else. A faulty value stops the start and says what was
expected; nothing falls back silently to a default when a value was given.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

ROLES = ("app", "owner", "sealer", "audit", "disposal", "superuser")
PROCESSES = ("command", "web", "worker")
DEPLOYMENTS = ("closed", "open")  # 21 CFR 11.3(b)(4), (9)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class FaultySetting(Exception):
    """A setting holds a value that cannot be used."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Everything the installation is told from outside; secrets are elsewhere (see `secrets`)."""

    data: Path
    database_url: str
    database_owner_url: str
    database_sealer_url: str
    database_audit_url: str
    database_admin_url: str
    database_name: str
    database_role: str
    database_pool: int
    postgres_bin: Path | None
    public_url: str
    hosts: tuple[str, ...]
    behind_proxy: bool
    debug: bool
    process: str
    log_level: str
    static: str
    web_workers: int
    web_threads: int
    seal_interval: int
    smtp_url: str
    mail_from: str
    breach_list: Path | None
    intake_folder: Path | None
    intake_imap_url: str
    deployment: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_name: str
    oidc_signing: str
    started: str

    def kept(self, name: str) -> Path:
        """The folder of what is kept beside the database; a database of its own name (a test) has its own."""
        return self.data / name / self.database_name if self.database_name else self.data / name

    @property
    def embedded(self) -> bool:
        """True when the database is the one in the data folder."""
        return not self.database_url

    @property
    def secure(self) -> bool:
        """True when people reach the installation by https."""
        return self.public_url.startswith("https://")


@cache
def environment() -> Environment:
    """Return the environment of this process, read once. Raises FaultySetting."""
    return read(os.environ)


def read(values: Mapping[str, str]) -> Environment:
    """Read and check every variable. Raises FaultySetting with the value that was expected."""
    public_url = _web_address(values, "PROBATUM_URL", "http://localhost:8000")
    return Environment(
        data=Path(_text(values, "PROBATUM_DATA", "data")).expanduser().absolute(),
        database_url=_database(values, "DATABASE_URL"),
        database_owner_url=_database(values, "DATABASE_OWNER_URL"),
        database_sealer_url=_database(values, "DATABASE_SEALER_URL"),
        database_audit_url=_database(values, "DATABASE_AUDIT_URL"),
        database_admin_url=_database(values, "DATABASE_ADMIN_URL"),
        database_name=_text(values, "PROBATUM_DB_NAME", ""),
        database_role=_choice(values, "PROBATUM_DB_ROLE", "app", choices=ROLES),
        database_pool=_number(values, "PROBATUM_DB_POOL", 8, low=1, high=200),
        postgres_bin=_folder(values, "PROBATUM_PG_BIN"),
        public_url=public_url,
        hosts=_hosts(values, public_url),
        behind_proxy=_yes_no(values, "PROBATUM_BEHIND_PROXY", False),
        debug=_yes_no(values, "PROBATUM_DEBUG", False),
        process=_choice(values, "PROBATUM_PROCESS", "command", choices=PROCESSES),
        log_level=_choice(values, "PROBATUM_LOG_LEVEL", "INFO", choices=LOG_LEVELS),
        static=_choice(values, "PROBATUM_STATIC", "live", choices=("live", "collected")),
        web_workers=_number(values, "PROBATUM_WEB_WORKERS", 1, low=1, high=64),
        web_threads=_number(values, "PROBATUM_WEB_THREADS", 4, low=1, high=64),
        seal_interval=_number(values, "PROBATUM_SEAL_INTERVAL", 2, low=1, high=3600),
        smtp_url=_mail_server(values, "PROBATUM_SMTP_URL"),
        mail_from=_text(values, "PROBATUM_MAIL_FROM", "Probatum <probatum@localhost>"),
        breach_list=_file(values, "PROBATUM_BREACH_LIST"),
        intake_folder=_folder(values, "PROBATUM_INTAKE_FOLDER"),
        intake_imap_url=_mailbox(values, "PROBATUM_INTAKE_IMAP_URL"),
        deployment=_choice(values, "PROBATUM_DEPLOYMENT", "closed", choices=DEPLOYMENTS),
        **_identity_provider(values),
        started=_text(values, "PROBATUM_STARTED", ""),
    )


def _identity_provider(values: Mapping[str, str]) -> dict[str, str]:
    """The company's identity provider (OpenID Connect): wholly set up or not at all."""
    names = ("PROBATUM_OIDC_ISSUER", "PROBATUM_OIDC_CLIENT_ID", "PROBATUM_OIDC_CLIENT_SECRET")
    given = [name for name in names if _text(values, name, "")]
    if given and len(given) < len(names):
        lacking = ", ".join(name for name in names if name not in given)
        raise FaultySetting(f"{given[0]} is set, so {lacking} must be set too; or none of them.")
    issuer = _text(values, names[0], "")
    return {
        "oidc_issuer": _issuer(issuer) if issuer else "",
        "oidc_client_id": _text(values, names[1], ""),
        "oidc_client_secret": _text(values, names[2], ""),
        "oidc_name": _text(values, "PROBATUM_OIDC_NAME", "your company account"),
        "oidc_signing": _choice(values, "PROBATUM_OIDC_SIGNING", "step-up", choices=("step-up", "local")),
    }


def _issuer(value: str) -> str:
    """The issuer, letter for letter as its tokens name it; http only to this machine, for a test."""
    try:
        parts = urlsplit(value)
        near = parts.hostname in ("localhost", "127.0.0.1", "::1")
        sound = bool(parts.hostname) and parts.scheme in (("https", "http") if near else ("https",))
        sound = sound and not (parts.query or parts.fragment or parts.username)
        _ = parts.port
    except ValueError:
        sound = False
    if not sound:
        raise FaultySetting(
            f"PROBATUM_OIDC_ISSUER is “{value}”; expected the https address that the provider names as its issuer."
        )
    return value


def _text(values: Mapping[str, str], name: str, default: str) -> str:
    value = values.get(name, default).strip()
    if "\n" in value or "\0" in value:
        raise FaultySetting(f"{name} must be one line of text.")
    return value or default


def _choice(values: Mapping[str, str], name: str, default: str, *, choices: tuple[str, ...]) -> str:
    value = _text(values, name, default)
    if value not in choices:
        raise FaultySetting(f"{name} is “{value}”; expected one of: {', '.join(choices)}.")
    return value


def _number(values: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    value = _text(values, name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise FaultySetting(f"{name} is “{value}”; expected a whole number from {low} to {high}.")
    return int(value)


def _yes_no(values: Mapping[str, str], name: str, default: bool) -> bool:
    value = _text(values, name, "yes" if default else "no").lower()
    if value not in ("yes", "no"):
        raise FaultySetting(f"{name} is “{value}”; expected yes or no.")
    return value == "yes"


def _folder(values: Mapping[str, str], name: str) -> Path | None:
    value = _text(values, name, "")
    if not value:
        return None
    folder = Path(value).expanduser().absolute()
    if not folder.is_dir():
        raise FaultySetting(f"{name} is “{value}”; expected an existing folder.")
    return folder


def _file(values: Mapping[str, str], name: str) -> Path | None:
    value = _text(values, name, "")
    if not value:
        return None
    file = Path(value).expanduser().absolute()
    if not file.is_file():
        raise FaultySetting(f"{name} is “{value}”; expected an existing file.")
    return file


def _database(values: Mapping[str, str], name: str) -> str:
    value = _text(values, name, "")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("postgres", "postgresql") and parts.username and parts.path != "/"
        _ = parts.port
    except ValueError:
        sound = False
    if not sound:  # the value itself is not shown: it may hold a password
        raise FaultySetting(f"{name} cannot be read; expected postgresql://user:password@host:5432/database.")
    return value


def _web_address(values: Mapping[str, str], name: str, default: str) -> str:
    value = _text(values, name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.path
        _ = parts.port
    except ValueError:
        sound = False
    if not sound:
        raise FaultySetting(f"{name} is “{value}”; expected an address such as https://quality.example.org.")
    return value


def _hosts(values: Mapping[str, str], public_url: str) -> tuple[str, ...]:
    extra = tuple(h for h in _text(values, "PROBATUM_HOSTS", "").replace(",", " ").split() if h)
    for host in extra:
        if "*" in host or "/" in host or ":" in host:
            raise FaultySetting(
                f"PROBATUM_HOSTS holds “{host}”; expected host names without port or asterisk."
            )
    public = urlsplit(public_url).hostname or "localhost"
    local = ("localhost", "127.0.0.1", "[::1]")
    return tuple(dict.fromkeys((public, *extra, *local)))


def _mail_server(values: Mapping[str, str], name: str) -> str:
    value = _text(values, name, "")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("smtp", "smtps", "smtp+starttls") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        sound = False
    if not sound:
        raise FaultySetting(
            f"{name} cannot be read; expected smtp+starttls://user:password@host:587 (or smtp://, smtps://)."
        )
    return value


def _mailbox(values: Mapping[str, str], name: str) -> str:
    """A mailbox by IMAP; without TLS only on this machine, for a test or a tunnel."""
    value = _text(values, name, "")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        near = parts.hostname in ("localhost", "127.0.0.1", "::1")
        sound = parts.scheme in (("imaps", "imap") if near else ("imaps",))
        sound = sound and bool(parts.hostname and parts.username)
        _ = parts.port
    except ValueError:
        sound = False
    if not sound:  # the value itself is not shown: it holds a password
        raise FaultySetting(f"{name} cannot be read; expected imaps://user:password@host:993/INBOX.")
    return value
