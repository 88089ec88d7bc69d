"""Where people may sign in from, and who needs a second factor: by role and by network (ACC-14, P11-10-h, A11D-11-6).

Networks are settings with a history; a list that would shut out the administrator who saves it is refused.
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from probatum.kernel.action import request_facts
from probatum.kernel.authz import held_by
from probatum.kernel.configuration import CHECKS, SETTINGS, setting
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

ALLOWED, LIMITS, TRUSTED = "network.allowed", "network.limits", "network.trusted"
ADMINISTRATORS, EVERYBODY = "administrators", "everybody"
#: Whoever holds one of these is an administrator to the list of networks.
ADMINISTRATIVE = frozenset(
    {"configuration.manage", "grant.manage", "person.manage", "role.manage", "session.revoke"}
)
OUTSIDE = (
    "From this network you cannot sign in. Use a network of the company; a holder of the right to manage the configuration "
    "can add this one."
)
MOST = 50

SETTINGS.update(
    {
        ALLOWED: (
            "",
            "Networks from which people may sign in, such as 10.0.0.0/8; empty for every network",
            None,
            None,
        ),
        LIMITS: (ADMINISTRATORS, "Whom these networks limit: administrators, or everybody", None, None),
        TRUSTED: (
            "",
            "Networks in which a password is enough; from others everybody needs a second factor; empty for no such rule",
            None,
            None,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the address a person comes from means for them: a refusal's sentence, and whether it asks for a second factor."""

    refusal: str = ""
    second_factor: bool = False


def standing(person: Person, ip: str) -> Standing:
    """What the networks in force say of a person at an address."""
    known = _stored()
    limited = known[LIMITS] == EVERYBODY or is_administrator(person)
    outside = bool(known[ALLOWED]) and limited and not _from_here(ip) and not within(ip, known[ALLOWED])
    distant = bool(known[TRUSTED]) and not within(ip, known[TRUSTED])
    return Standing(OUTSIDE if outside else "", distant)


def refused_to_all(ip: str) -> bool:
    """Whether nobody at all may sign in from an address; asked before a name is looked at."""
    known = _stored()
    limited = bool(known[ALLOWED]) and known[LIMITS] == EVERYBODY
    return limited and not _from_here(ip) and not within(ip, known[ALLOWED])


def role_asks(person: Person) -> bool:
    """Whether a role that the person holds now asks for a second factor."""
    return any(held.second_factor for held in held_by(person))


def is_administrator(person: Person) -> bool:
    """Whether a person holds a right to administer people, rights or the configuration."""
    return any(held.permissions & ADMINISTRATIVE for held in held_by(person))


def within(ip: str, listed: str) -> bool:
    """Whether an address lies in one of the networks of a list; an address that could not be told lies in none."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in networks(listed))


def networks(listed: str) -> list[Network]:
    """The networks of a list, divided by blanks or commas. Raises Refused naming the first that is none."""
    found: list[Network] = []
    for part in listed.replace(",", " ").split():
        try:
            found.append(ipaddress.ip_network(part, strict=False))
        except ValueError as error:
            raise Refused(
                f"Enter networks such as 10.0.0.0/8 or 2001:db8::/32, divided by blanks; “{part[:60]}” is none."
            ) from error
    if len(found) > MOST:
        raise Refused(f"Enter at most {MOST} networks; wider ones cover more.")
    return found


def _from_here(ip: str) -> bool:
    """Whether a request came from the server itself, the way back in when a list went wrong."""
    try:
        return ipaddress.ip_address(ip).is_loopback
    except ValueError:
        return False


def _stored() -> dict[str, str]:
    found = {key: str(SETTINGS[key][0]) for key in (ALLOWED, LIMITS, TRUSTED)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, value::text FROM kernel_setting WHERE key = ANY(%s)", [list(found)])
        found |= {key: str(json.loads(value)) for key, value in cursor.fetchall()}
    return found


# --- What a value must keep before it is saved ---
def _check_allowed(actor: Person, value: str) -> str:
    listed = " ".join(map(str, networks(value)))
    if listed and request_facts.get().via == "web":
        _refuse_own_exclusion(listed)
    return listed


def _refuse_own_exclusion(listed: str) -> None:
    """Raise Refused when the one who saves a list could not come in again, or when every address looks like the server's."""
    ip = request_facts.get().ip
    if _from_here(ip):
        if urlsplit(settings.PUBLIC_URL).hostname in ("localhost", "127.0.0.1", "::1"):
            return
        raise Refused(
            "Every request seems to come from the server itself, so no list could tell people apart. "
            "Whoever runs the server has to say that a proxy stands in front (PROBATUM_BEHIND_PROXY)."
        )
    if not within(ip, listed):
        raise Refused(
            f"You are at {ip or 'an address that could not be told'}, which is in none of these networks, so you would shut "
            "yourself out. Add a network that holds it, or save from another one."
        )


def _check_limits(actor: Person, value: str) -> str:
    if value not in (ADMINISTRATORS, EVERYBODY):
        raise Refused(f"Enter “{ADMINISTRATORS}” or “{EVERYBODY}”.")
    listed = str(setting(ALLOWED))
    if listed and request_facts.get().via == "web":
        _refuse_own_exclusion(listed)
    return value


def _check_trusted(actor: Person, value: str) -> str:
    return " ".join(map(str, networks(value)))


CHECKS.update({ALLOWED: _check_allowed, LIMITS: _check_limits, TRUSTED: _check_trusted})
