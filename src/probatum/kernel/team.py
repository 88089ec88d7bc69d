"""Teams by default: who holds which part in new records of a site, a department or a product, as master data with its history (QE-08).

The rule that fits most closely counts: product before department before site before everywhere. A default names nobody who has left,
who owns the record, or who may not hold the part; then the record says so instead of naming somebody else in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from probatum.kernel.action import Act, action
from probatum.kernel.authz import decide, roles_with
from probatum.kernel.concern import concerns_of
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.identity.charge import require, require_reason
from probatum.kernel.master import MANAGE, Item
from probatum.kernel.particulars import parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.process import PartRule, Process, process_of, registered
from probatum.kernel.record import Record
from probatum.kernel.words import inside

PRODUCT, OWNER = "product", "owner"


class TeamDefault(models.Model):
    """One rule: this person holds this part in new records of a kind at a site, of a department, about a product; ended, never removed."""

    kind = models.CharField(max_length=40)
    part = models.CharField(max_length=40)
    person = points_to(Person)
    site = points_to(Site, optional=True)
    department = points_to(Department, optional=True)
    product = points_to(Item, optional=True)
    since = models.DateTimeField()
    made_by = points_to(Person)
    reason = models.CharField(max_length=300)
    until = models.DateTimeField(null=True, blank=True)
    ended_by = points_to(Person, optional=True)
    end_reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        ordering = ["kind", "part", "id"]
        constraints = [
            # one person for a part in one place at a time
            models.UniqueConstraint(
                fields=["kind", "part", "site", "department", "product"],
                name="team_default_once",
                condition=Q(until=None),
                nulls_distinct=False,
            )
        ]

    @property
    def place(self) -> str:
        """Where the rule counts, in words."""
        told = [str(one.name) for one in (self.site, self.department) if one is not None]
        told += [str(self.product)] if self.product is not None else []
        return ", ".join(told) or "everywhere"

    @property
    def closeness(self) -> int:
        """How closely the rule names its place: product before department before site."""
        return 4 * bool(self.product_id) + 2 * bool(self.department_id) + bool(self.site_id)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who a default names for a part, and why that person is not named; empty where nothing stands against it."""

    rule: PartRule
    default: TeamDefault
    why_not: str = ""

    @property
    def person(self) -> Person:
        found: Person = self.default.person
        return found


def kinds_with_teams() -> list[Process]:
    """The kinds whose parts can have defaults: those whose people are named by hand."""
    return [process for process in registered() if process.parts and process.opens and process.sections]


def parts_with_defaults(process: Process) -> list[PartRule]:
    """The parts of a kind that can have a default; of one that is part of another record its owner too, such as who investigates."""
    owner = PartRule(OWNER, "Owner", process.owned or process.opens)
    return [*([owner] if process.parents else []), *process.parts]


def defaults(*, ended: bool = False) -> list[TeamDefault]:
    """The rules in force by kind and part, or those that were ended, the latest first."""
    rows = TeamDefault.objects.select_related(
        "person", "site", "department", "product", "made_by", "ended_by"
    )
    return list(rows.exclude(until=None).order_by("-until", "-id") if ended else rows.filter(until=None))


def add_default(
    actor: Person,
    *,
    kind: str,
    part: str,
    person: Person,
    site: Site | None = None,
    department: Department | None = None,
    product: Item | None = None,
    reason: str,
) -> TeamDefault:
    """Let somebody hold a part by default; the rule for the same place before is ended.

    Raises NotAllowed without the right, Refused for a part that there is not, or somebody who has left or may not hold it.
    """
    role = require(actor, MANAGE, site=site)
    if product is not None and product.register != PRODUCT:
        raise Refused("Choose a product.", field="product")
    process = next((one for one in kinds_with_teams() if one.kind == kind), None)
    rule = next((one for one in parts_with_defaults(process) if one.name == part), None) if process else None
    if rule is None:
        raise Refused("Choose a part of the list.", field="part")
    if sentence := _cannot_hold(person, rule, site=site):
        raise Refused(sentence, field="person")
    why = require_reason(reason)
    place = {"site": site, "department": department, "product": product}
    with action(actor, "team_default.set", reason=why, role=role) as act:
        before = TeamDefault.objects.select_for_update(of=("self",), no_key=True)
        before.filter(kind=kind, part=part, until=None, **place).update(
            until=act.at, ended_by=actor, end_reason=f"Replaced: {why}"[:300]
        )
        return TeamDefault.objects.create(
            kind=kind, part=part, person=person, since=act.at, made_by=actor, reason=why[:300], **place
        )


def end_default(actor: Person, default: TeamDefault, *, reason: str) -> None:
    """End a rule with a reason; it stays in the history. Raises NotAllowed, or Refused for one that has ended."""
    role = require(actor, MANAGE, site=default.site)
    why = require_reason(reason)
    with action(actor, "team_default.end", reason=why, role=role) as act:
        open_one = TeamDefault.objects.filter(pk=default.pk, until=None)
        if not open_one.update(until=act.at, ended_by=actor, end_reason=why[:300]):
            raise Refused("This default has ended already.")


def proposals(record: Record) -> list[Proposal]:
    """What defaults say of the parts of a record that nobody holds."""
    return propose(
        process_of(record),
        site=record.site,
        department=record.department,
        items=_products(record),
        owner=record.owner,
        held={part.name for part in parts_of(record)},
    )


def propose(
    process: Process,
    *,
    site: Site | None,
    department: Department | None,
    items: Iterable[Item] = (),
    owner: Person,
    held: Iterable[str] = (),
) -> list[Proposal]:
    """The rule that fits most closely for each part that is not held, and whether its person can be named."""
    open_parts = {rule.name: rule for rule in process.parts if rule.name not in set(held)}
    best = _closest(process, list(open_parts), site=site, department=department, items=items)
    return [_proposal(rule, best[name], owner, site) for name, rule in open_parts.items() if name in best]


def owner_by_default(process: Process, parent: Record) -> Person | None:
    """Who owns a new part of a record by default, such as its investigation; None where nobody is named, or who is cannot."""
    found = _closest(
        process, [OWNER], site=parent.site, department=parent.department, items=_products(parent)
    ).get(OWNER)
    if found is None:
        return None
    rule = parts_with_defaults(process)[0]
    return None if _cannot_hold(found.person, rule, site=parent.site) else found.person


def _closest(
    process: Process,
    parts: list[str],
    *,
    site: Site | None,
    department: Department | None,
    items: Iterable[Item],
) -> dict[str, TeamDefault]:
    """The rule that fits most closely, by part."""
    if not parts:
        return {}
    fits = Q(site=None) | Q(site=site)
    fits &= Q(department=None) | Q(department=department)
    fits &= Q(product=None) | Q(product__in=[item.pk for item in items])
    rows = TeamDefault.objects.filter(fits, kind=process.kind, part__in=parts, until=None)
    found: dict[str, TeamDefault] = {}
    for one in rows.select_related("person", "site", "department", "product").order_by("id"):
        if one.part not in found or one.closeness > found[one.part].closeness:
            found[one.part] = one
    return found


def fill(act: Act, record: Record) -> None:
    """Name who the defaults name for parts that nobody holds, under an open action; who cannot be named is left out."""
    process = process_of(record)
    for one in proposals(record):
        if not one.why_not:
            set_parts(act, record, process=process, name=one.rule.name, people=[one.person])


def _proposal(rule: PartRule, default: TeamDefault, owner: Person, site: Site | None) -> Proposal:
    person, label = default.person, inside(rule.label)
    whose = f"{person.name} is {label} by default ({default.place})"
    if person.pk == owner.pk:
        return Proposal(rule, default, f"{whose}, but owns this. Name somebody else.")
    if not person.is_active:
        return Proposal(rule, default, f"{whose}, but has left. Name somebody else.")
    if rule.permission and not decide(person, rule.permission, site=site):
        return Proposal(rule, default, f"{whose}, but has no role for it any more. Name somebody else.")
    return Proposal(rule, default)


def _cannot_hold(person: Person, rule: PartRule, *, site: Site | None) -> str:
    if not person.is_active:
        return f"The account of {person.name} is not active. Choose somebody else."
    if rule.permission and not decide(person, rule.permission, site=site):
        roles = " or ".join(roles_with(rule.permission)) or "that an access administrator makes for it"
        return f"{person.name} cannot be {inside(rule.label)} here; that needs the role {roles}."
    return ""


def _products(record: Record) -> Iterator[Item]:
    """The products that a record concerns, those of its batches included, and those of what it is part of."""
    for one in concerns_of(record):
        yield from (
            item for item in (one.item, one.item.parent) if item is not None and item.register == PRODUCT
        )
    if record.parent_id is not None and record.parent is not None:
        yield from _products(record.parent)
