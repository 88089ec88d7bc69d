"""Changes of master data: an item is added, changed, or goes out of use, each with a reason; none is ever removed (QE-12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError

from probatum.kernel.action import Act, action
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.identity.charge import in_charge, require, require_reason
from probatum.kernel.master import LONGEST_CODE, MANAGE, REGISTERS, RETIRED, Item, Register
from probatum.kernel.people import Person, Site
from probatum.kernel.workplace import stamp

LONGEST_NAME, LONGEST_NOTE = 200, 500


@dataclass(frozen=True, slots=True)
class Values:
    """What an item says of itself, as it was entered."""

    name: str = ""
    status: str = ""
    parent: Item | None = None
    site: Site | None = None
    country: str = ""
    made_on: dt.date | None = None
    note: str = ""


def add_item(actor: Person, *, register: str, code: str, values: Values, reason: str) -> Item:
    """Add an item to a register. Raises NotAllowed without the right, Refused for what does not fit or a code in use."""
    kept = _register(register)
    role = require(actor, MANAGE, site=values.site)
    item = fitted(Item(register=register, code=clean_code(code)), values)
    why = require_reason(reason)
    if Item.objects.filter(register=register, code__iexact=item.code).exists():
        raise Refused(f"There is a {kept.one} {item.code} already.", field="code")
    try:
        with action(actor, "item.create", reason=why, role=role):
            item.save()
    except IntegrityError as error:
        raise Refused(f"There is a {kept.one} {item.code} already.", field="code") from error
    return item


def change_item(actor: Person, item: Item, *, values: Values, reason: str, based_on: str) -> Item:
    """Change what an item says. Raises NotAllowed, StaleRecord, or Refused for what does not fit or no reason."""
    role = _in_charge_of(actor, item, values.site)
    why = require_reason(reason)
    with action(actor, "item.change", reason=why, role=role) as act:
        known = _locked(act, item)
        if stamp(known) != based_on:
            raise StaleRecord(
                f"{known.code} has changed since you opened it. Look at it again; nothing was changed."
            )
        fitted(known, values).save()
    return known


def retire_item(actor: Person, item: Item, *, reason: str) -> Item:
    """Take an item out of use: what points at it stays, nothing new points at it. Raises NotAllowed or Refused."""
    role = _in_charge_of(actor, item, item.site)
    why = require_reason(reason)
    with action(actor, "item.retire", reason=why, role=role) as act:
        known = _locked(act, item)
        if known.status == RETIRED:
            raise Refused(f"{known.code} is out of use already.")
        known.status = RETIRED
        known.save(update_fields=["status"])
    return known


def may_manage(actor: Person, item: Item | None = None) -> bool:
    """Whether somebody may change an item, or with none given, items of the whole organisation."""
    return bool(in_charge(actor, MANAGE, site=item.site if item else None))


def fitted(item: Item, values: Values) -> Item:
    """The item with these values, not yet saved. Raises Refused for what does not fit its register."""
    kept = _register(item.register)
    item.name = _text(values.name or item.code, "name", LONGEST_NAME)
    item.note = _text(values.note, "note", LONGEST_NOTE)
    item.status = values.status or item.status or kept.first
    if item.status not in kept.standings:
        labels = ", ".join(one.label for one in kept.standings.values())
        raise Refused(f"Choose one of these states: {labels}.", field="status")
    item.parent = _parent(item, values.parent, kept)
    item.site = values.site if kept.located else None
    item.made_on = values.made_on if kept.dated else None
    item.country = _country(values.country) if kept.national else ""
    return item


def clean_code(code: str) -> str:
    """A code without needless blanks. Raises Refused for none, or one that could not be typed in a list."""
    text = " ".join(code.split())
    if not text:
        raise Refused("Enter the code.", field="code")
    if not text[0].isalnum() or any(sign in text for sign in ",;\x00"):
        raise Refused(
            "Begin the code with a letter or a digit, and use no comma or semicolon in it.", field="code"
        )
    if len(text) > LONGEST_CODE:
        raise Refused(f"Shorten the code to {LONGEST_CODE} characters.", field="code")
    return text


def _parent(item: Item, parent: Item | None, kept: Register) -> Item | None:
    if parent is None or not kept.under:
        return None
    if parent.register != kept.under:
        raise Refused(f"Choose a {REGISTERS[kept.under].one}.", field="parent")
    if not parent.standing.offered and parent.pk != item.parent_id:
        raise Refused(f"{parent.code} is out of use; choose another one.", field="parent")
    return parent


def _country(country: str) -> str:
    text = country.strip().upper()
    if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise Refused("Enter the two letters of the country, such as CH.", field="country")
    return text


def _text(text: str, field: str, most: int) -> str:
    found = " ".join(text.replace("\x00", "").split())
    if len(found) > most:
        raise Refused(f"Shorten the {field} to {most} characters.", field=field)
    return found


def _in_charge_of(actor: Person, item: Item, site: Site | None) -> str:
    """The role for an item where it is and where it goes; one site does not take an item from another."""
    role = require(actor, MANAGE, site=item.site)
    require(actor, MANAGE, site=site)
    return role


def _locked(_act: Act, item: Item) -> Item:
    found: Item = (
        Item.objects.select_for_update(of=("self",), no_key=True)
        .select_related("site", "parent")
        .get(pk=item.pk)
    )
    return found


def _register(name: str) -> Register:
    if name not in REGISTERS:
        raise Refused("Choose a register of the list.", field="register")
    return REGISTERS[name]
