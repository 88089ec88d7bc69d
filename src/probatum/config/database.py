"""Which server, database and role a process connects to.

Embedded: a socket in the data folder, each role with its own generated password.
`DATABASE_URL`: any server. When that address belongs to an administrator, `probatum migrate`
makes the roles, keeps their passwords in DATA/secrets, and every later start uses the role asked
for instead of the administrator. `DATABASE_OWNER_URL`, `DATABASE_SEALER_URL` and `DATABASE_AUDIT_URL`
name the other roles where an administrator made them by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from probatum.config import secrets
from probatum.config.env import Environment, FaultySetting
from probatum.config.sockets import SOCKET_PORT, socket_folder

DATABASE = "probatum"
SUPERUSER = "probatum"
LOGIN_ROLES = ("app", "owner", "sealer", "audit", "disposal")


@dataclass(frozen=True, kw_only=True)
class Address:
    """How to reach one database as one role."""

    host: str
    port: int
    name: str
    user: str
    password: str
    options: tuple[tuple[str, str], ...] = ()

    def parameters(self, *, name: str | None = None) -> dict[str, str]:
        """Return the keyword arguments of `psycopg.connect`."""
        found = {
            "host": self.host,
            "port": str(self.port),
            "dbname": name or self.name,
            "user": self.user,
            "password": self.password,
            **dict(self.options),
        }
        return {key: value for key, value in found.items() if value}

    def masked(self) -> str:
        """Return the address for people, without the password."""
        return f"{self.user}@{self.host or 'localhost'}:{self.port}/{self.name}"


def address(env: Environment, role: str) -> Address:
    """Return how `role` connects. Raises FaultySetting when that role has no address."""
    found = _embedded(env, role) if env.embedded else _server(env, role)
    return replace(found, name=env.database_name) if env.database_name else found


def administrator(env: Environment) -> Address:
    """Return the address that may create roles and databases. Raises FaultySetting."""
    if env.embedded:
        return _embedded(env, "superuser")
    if env.database_admin_url:
        return parse(env.database_admin_url)
    if env.database_owner_url:
        raise FaultySetting(
            "DATABASE_ADMIN_URL is not set; give the address of a role that may create roles, once."
        )
    return parse(env.database_url)


def name_of(env: Environment) -> str:
    """Return the name of the installation's database."""
    return env.database_name or (DATABASE if env.embedded else parse(env.database_url).name)


def given(env: Environment) -> dict[str, Address]:
    """Return the roles that have an address of their own, made by hand. Raises FaultySetting for a role of another name."""
    urls = {
        "app": env.database_url if env.database_owner_url else "",
        "owner": env.database_owner_url,
        "sealer": env.database_sealer_url,
        "audit": env.database_audit_url,
    }
    found = {role: parse(url) for role, url in urls.items() if url}
    for role, address in found.items():
        if address.user != role_name(role):
            variable = "DATABASE_URL" if role == "app" else f"DATABASE_{role.upper()}_URL"
            raise FaultySetting(
                f"{variable} names the role “{address.user}”; expected {role_name(role)}, because the rights are "
                "given to roles of these names."
            )
    return found


def role_name(role: str) -> str:
    """Return the name of a role in the database."""
    return SUPERUSER if role == "superuser" else f"probatum_{role}"


def password(data: Path, role: str, *, anew: bool = False) -> str:
    """Return the password of a role; `anew` is for who can give the role a new one. Raises SecretLost."""
    return secrets.text(data, f"db-{role}", anew=anew)


def parse(url: str) -> Address:
    """Read postgresql://user:password@host:port/name?sslmode=…"""
    parts = urlsplit(url)
    options = tuple(parse_qsl(parts.query))
    host = dict(options).get("host", "") or unquote(parts.hostname or "")
    return Address(
        host=host,
        port=parts.port or 5432,
        name=unquote(parts.path.lstrip("/")) or DATABASE,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=tuple(o for o in options if o[0] != "host"),
    )


def _embedded(env: Environment, role: str) -> Address:
    return Address(
        host=str(socket_folder(env.data)),
        port=SOCKET_PORT,
        name=DATABASE,
        user=role_name(role),
        password=password(env.data, role),
    )


def _server(env: Environment, role: str) -> Address:
    if role == "superuser":
        return administrator(env)
    by_hand = given(env)
    if role in by_hand:
        return by_hand[role]
    address = parse(env.database_url)
    if address.user == role_name(role):
        return address
    if kept := secrets.existing(env.data, f"db-{role}"):
        return replace(address, user=role_name(role), password=kept)
    raise FaultySetting(
        f"There is no address for the database role {role_name(role)}. "
        "Run `probatum migrate` once with the address of an administrator in DATABASE_ADMIN_URL"
        + (f", or set DATABASE_{role.upper()}_URL." if by_hand and role != "disposal" else ".")
    )
