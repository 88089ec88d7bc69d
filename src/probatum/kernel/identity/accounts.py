"""Accounts: made for a named person, never deleted or reused, never with a password that an administrator knows.

P11-100-a, P11-100-b, P11-200-a3: one administrator alone, by whatever path, cannot come to sign as somebody.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.db.models import Q

from probatum.kernel.action import Act, action
from probatum.kernel.configuration import setting
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity import links, sessions, token
from probatum.kernel.identity.charge import refuse_last, refuse_self, require, require_known, require_reason
from probatum.kernel.identity.contact import ContactChange, check_email
from probatum.kernel.identity.events import log
from probatum.kernel.identity.links import ActivationLink
from probatum.kernel.identity.names import check_username
from probatum.kernel.models import Delegation, Department, Person, Site


def create_account(
    actor: Person,
    *,
    username: str,
    name: str,
    email: str,
    reason: str,
    job_title: str = "",
    site: Site | None = None,
    department: Department | None = None,
    time_zone: str = "",
    external: bool = False,
) -> Person:
    """Make an account and mail its person the link to choose a password. It has no rights and cannot sign yet.

    Raises NotAllowed without the right, Refused for a name or address that cannot be given.
    """
    role = require(actor, "person.manage", site=site)
    why = require_reason(reason)
    person = new_person(username, name, email, time_zone or (site.time_zone if site else "UTC"))
    person.job_title, person.site, person.department, person.external = (
        job_title.strip(),
        site,
        department,
        external,
    )
    with action(actor, "account.create", reason=why, role=role) as act:
        person.created_at = act.at
        person.save()
        links.send_link(act, person, purpose=links.ACTIVATE)
    return person


def deactivate(actor: Person, person: Person, *, reason: str) -> None:
    """End an account's use at once: sessions, links, delegations, the right to sign. Its history stays.

    Raises NotAllowed without the right or for oneself, Refused for the last administrator.
    """
    role = require(actor, "person.manage", site=person.site)
    refuse_self(actor, person, "You cannot deactivate your own account. Another access administrator can.")
    why = require_reason(reason)
    for permission in ("person.manage", "grant.manage"):
        refuse_last(person, permission)
    with action(actor, "account.deactivate", reason=why, role=role) as act:
        fresh = _locked(person)
        if not fresh.is_active:
            raise Refused(f"The account of {person.name} is not active already.")
        end_use(act, fresh, why="the account was deactivated")
    person.refresh_from_db()


def end_use(act: Act, person: Person, *, why: str) -> None:
    """End the use of a locked account under an open action, with everything that hangs on it."""
    person.is_active, person.may_sign, person.deactivated_at = False, False, act.at
    person.save(update_fields=["is_active", "may_sign", "deactivated_at"])
    sessions.end_all(act, person, why=why)
    token.end_all(act, person, why=why)
    links.void_links(act, person)
    _end_delegations(act, person)


def reactivate(actor: Person, person: Person, *, reason: str) -> None:
    """Let the same person use their account again: with a new password, and verified anew before signing."""
    role = require(actor, "person.manage", site=person.site)
    refuse_self(actor, person, "You cannot reactivate your own account.")
    why = require_reason(reason)
    with action(actor, "account.reactivate", reason=why, role=role) as act:
        fresh = _locked(person)
        if fresh.is_active:
            raise Refused(f"The account of {person.name} is active already.")
        fresh.is_active, fresh.deactivated_at = True, None
        fresh.set_unusable_password()
        fresh.save(update_fields=["is_active", "deactivated_at", "password"])
        links.send_link(act, fresh, purpose=links.RESET)
    person.refresh_from_db()


def reset(actor: Person, person: Person, *, reason: str, lost_device: bool = False) -> None:
    """Mail the person a link to choose a new password; the old one, every session and the right to sign end at once.

    With `lost_device` passkeys, authenticator app and recovery codes go too, and nothing waits for an address (P11-300-c).
    """
    role = require(actor, "person.manage", site=person.site)
    refuse_self(actor, person, "You cannot reset your own account. Change your password on your own page.")
    why = require_reason(reason, ask="Say why, and how you checked who asked.")
    name = "account.report_loss" if lost_device else "account.reset"
    with action(actor, name, reason=why, role=role) as act:
        fresh = _locked(person)
        if not fresh.is_active:
            raise Refused(f"The account of {person.name} is not active. Reactivate it instead.")
        fresh.set_unusable_password()
        fresh.may_sign = False
        fresh.save(update_fields=["password", "may_sign"])
        sessions.end_all(act, person, why="the password was reset")
        token.end_all(act, fresh, why="the password was reset")
        if lost_device:
            _revoke_factors(act, fresh)
        if lost_device and not fresh.email:
            links.void_links(act, fresh)
        else:
            links.send_link(act, fresh, purpose=links.RESET)
    person.refresh_from_db()


def verify_identity(actor: Person, person: Person, *, method: str) -> None:
    """Record that the identity of a person was checked; from now on they may sign (21 CFR 11.100(b)).

    Raises NotAllowed for oneself, for an administrator who is not verified, and for whoever made or reset the account.
    """
    role = require(actor, "person.manage", site=person.site)
    refuse_self(actor, person, "You cannot verify your own identity. Another access administrator can.")
    require_known(actor)
    if not method.strip():
        raise Refused("Say how you checked who this is, such as “passport seen in person”.", field="method")
    if actor.pk in issuers(person):
        raise NotAllowed(
            f"You made or reset this account, or asked to change its address, so a second administrator has to verify {person.name}."
        )
    with action(actor, "account.verify_identity", reason=method.strip(), role=role) as act:
        fresh = _locked(person)
        if not fresh.is_active:
            raise Refused(f"The account of {person.name} is not active.")
        fresh.may_sign, fresh.verified_by, fresh.verified_at = True, actor, act.at
        fresh.verified_method = method.strip()[:120]
        fresh.save(update_fields=["may_sign", "verified_by", "verified_at", "verified_method"])
    person.refresh_from_db()


def withdraw_signing(actor: Person, person: Person, *, reason: str) -> None:
    """Take the right to sign away at once; identity has to be verified again before it comes back."""
    role = require(actor, "person.manage", site=person.site)
    with action(actor, "account.withdraw_signing", reason=require_reason(reason), role=role):
        fresh = _locked(person)
        fresh.may_sign = False
        fresh.save(update_fields=["may_sign"])
    person.refresh_from_db()


def change_details(
    actor: Person,
    person: Person,
    *,
    name: str,
    job_title: str,
    site: Site | None,
    department: Department | None,
    time_zone: str,
    reason: str,
) -> None:
    """Change what is printed and where somebody works. Signatures made before keep the name of their time."""
    role = require(actor, "person.manage", site=person.site)
    require(actor, "person.manage", site=site)
    refuse_self(actor, person, "You cannot change your own account. Another access administrator can.")
    why = require_reason(reason)
    with action(actor, "account.change", reason=why, role=role):
        fresh = _locked(person)
        fresh.name, fresh.job_title = check_name(name), job_title.strip()[:120]
        fresh.site, fresh.department, fresh.time_zone = site, department, check_zone(time_zone)
        fresh.save(update_fields=["name", "job_title", "site", "department", "time_zone"])
    person.refresh_from_db()


def accept_agreement(person: Person) -> None:
    """Record that a person accepts that their electronic signature binds like a handwritten one (11.10(j), 11.100(c))."""
    version = int(setting("signature.agreement"))
    with action(person, "signature.accept_agreement") as act:
        Person.objects.filter(pk=person.pk).update(agreement_version=version)
        act.note({"person": person.pk, "agreement": version})
    person.agreement_version = version


def issuers(person: Person) -> set[int]:
    """Who could have had a hand in this account since its identity was last verified: they cannot vouch for it."""
    since = person.verified_at or dt.datetime.min.replace(tzinfo=dt.UTC)
    links_since = ActivationLink.objects.filter(person=person).filter(
        Q(made_at__gt=since) | Q(used_at__gt=since)
    )
    made = links_since.exclude(made_by=None)
    asked = ContactChange.objects.filter(person=person, asked_at__gt=since)
    return set(made.values_list("made_by_id", flat=True)) | set(asked.values_list("asked_by_id", flat=True))


def new_person(username: str, name: str, email: str, time_zone: str) -> Person:
    """An account with checked name and address and no password, not saved. Raises Refused."""
    person = Person(
        username=check_username(username),
        name=check_name(name),
        email=check_email(email),
        time_zone=check_zone(time_zone),
    )
    person.set_unusable_password()
    return person


def check_name(name: str) -> str:
    """The printed name without extra blanks. Raises Refused when there is none."""
    found = " ".join(name.split())
    if not 2 <= len(found) <= 120 or not found[0].isalpha():  # “=…” would be a formula in an export
        raise Refused("Enter the name as it is to be printed beside signatures.", field="name")
    return found


def check_zone(time_zone: str) -> str:
    """A known time zone. Raises Refused."""
    if time_zone not in zoneinfo.available_timezones():
        raise Refused("Choose a time zone such as Europe/Zurich.", field="time_zone")
    return time_zone


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def _end_delegations(act: Act, person: Person) -> None:
    for column in ("delegate", "absent"):
        Delegation.objects.filter(**{column: person}, ends__gt=act.at, revoked_at=None).update(
            revoked_at=act.at
        )


def _revoke_factors(act: Act, person: Person) -> None:
    from allauth.mfa.models import Authenticator  # app ready

    count, _ = Authenticator.objects.filter(user=person).delete()
    log(act, "device_lost", person, detail=f"{count} second factors removed, every session ended")
