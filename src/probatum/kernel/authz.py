"""Who may do what: roles granted in scopes with from and to, parts on a record, delegation. Deny by default, no bypass.

`decide` answers for one act, `visible` for a list; both read the same rules (21 CFR 11.10(d), (g)).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from probatum.kernel.errors import NOT_ACTIVE, NotAllowed
from probatum.kernel.fields import points_to
from probatum.kernel.people import Actor, Person, Site, SystemActor
from probatum.kernel.permissions import PERMISSIONS
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Part, Record

if TYPE_CHECKING:
    from probatum.kernel.process import Process


class Role(models.Model):
    """A named set of permissions; configuration, changed only by an action with a reason."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    permissions = ArrayField(models.CharField(max_length=60), default=list)
    active = models.BooleanField(default=True)
    second_factor = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role held by a person in a scope: the organisation (no site) or one site, from and to."""

    person = points_to(Person, related="grants")
    role = points_to(Role, related="grants")
    site = points_to(Site, optional=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    granted_by = points_to(Person, optional=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["person", "role", "id"]
        indexes = [models.Index(fields=["person", "starts"], name="grant_of_person")]


class Delegation(models.Model):
    """Tasks of one person handed to another for a time (absence). It moves tasks, never a credential (SIG-2)."""

    absent = points_to(Person, related="delegations_given")
    delegate = points_to(Person, related="delegations_held")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    reason = models.CharField(max_length=300)
    made_by = points_to(Person)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts"]
        indexes = [models.Index(fields=["delegate", "ends"], name="delegation_of_delegate")]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed, the sentence that says why, and the role or part it rests on."""

    allowed: bool
    reason: str
    role: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def or_refuse(self) -> Decision:
        """The decision itself where it is a yes. Raises NotAllowed with its sentence where it is not."""
        if not self.allowed:
            raise NotAllowed(self.reason)
        return self


@dataclass(frozen=True, slots=True)
class Held:
    """One permission set in force now: the role's name, its permissions, the site it is limited to, what its policy asks."""

    role: str
    permissions: frozenset[str]
    site_id: int | None
    second_factor: bool = False


#: What a person holds and whom they stand in for, as two columns beside the account: every page asks for both.
_GRANTS = """(SELECT coalesce(jsonb_agg(jsonb_build_array(r.name, r.permissions, g.site_id, r.second_factor)
   ORDER BY r.name, g.id), '[]') FROM kernel_grant g JOIN kernel_role r ON r.id = g.role_id
 WHERE g.person_id = kernel_person.id AND g.starts <= %s AND (g.ends IS NULL OR g.ends > %s) AND r.active)"""
_ABSENCES = """(SELECT coalesce(array_agg(d.id ORDER BY d.id), '{}') FROM kernel_delegation d
 WHERE d.delegate_id = kernel_person.id AND d.starts <= %s AND d.ends > %s AND d.revoked_at IS NULL)"""


def with_standing() -> QuerySet[Person, Any]:
    """The account of the key asked for, with the grants in force and the absences stood in for at the moment asked for."""
    now = [Asked("now"), Asked("now")]
    return (
        Person.objects.filter(pk=Asked("person"))
        .order_by()
        .annotate(
            _grants=RawSQL(_GRANTS, now, output_field=models.JSONField()),  # noqa: S611 - our own text
            _absent=RawSQL(_ABSENCES, now, output_field=ArrayField(models.BigIntegerField())),  # noqa: S611
        )
    )


_STANDING: Question[Person] = Question(lambda: with_standing().values_list("_grants", "_absent"))  # type: ignore[misc]


def take_up_standing(person: Any) -> None:
    """Keep with an account what it holds, as `with_standing` read it."""
    if person.is_active:
        person._held, person._absences = _holding(person._grants), person._absent


def held_by(actor: Actor, *, at: dt.datetime | None = None) -> tuple[Held, ...]:
    """The grants in force, read once for each instance of an account (an account is loaded for each request)."""
    if isinstance(actor, SystemActor) or not actor.is_active:
        return ()
    if at is None and (known := getattr(actor, "_held", None)) is not None:
        return known  # type: ignore[no-any-return]
    held, absences = _standing(actor, at=at or timezone.now())
    if at is None:
        actor._held, actor._absences = held, absences  # type: ignore[attr-defined]
    return held


def _standing(actor: Person, *, at: dt.datetime) -> tuple[tuple[Held, ...], list[int]]:
    """The grants in force, and the keys of the delegations held."""
    grants, absences = _STANDING.first(person=actor.pk, now=at) or ([], [])
    return _holding(grants), absences


def _holding(grants: list[list[Any]]) -> tuple[Held, ...]:
    return tuple(Held(role, frozenset(may), site_id, second) for role, may, site_id, second in grants)


def standing_in_for(actor: Actor) -> tuple[Delegation, ...]:
    """The absences this person stands in for at this moment."""
    if isinstance(actor, SystemActor):
        return ()
    if (known := getattr(actor, "_stands_in", None)) is not None:
        return known  # type: ignore[no-any-return]
    held_by(actor)
    known_ids = getattr(actor, "_absences", [])
    found: tuple[Delegation, ...] = ()
    if known_ids:
        absences = Delegation.objects.filter(pk__in=known_ids, absent__is_active=True)
        found = tuple(absences.select_related("absent"))
    actor._stands_in = found  # type: ignore[attr-defined]
    return found


def decide(
    actor: Actor, permission: str, *, record: Record | None = None, site: Site | None = None
) -> Decision:
    """Whether an actor holds a permission for a record, for a site, or (neither given) in any scope.

    Raises KeyError for a permission that is not in the vocabulary.
    """
    rule = PERMISSIONS[permission]
    if isinstance(actor, SystemActor):
        return Decision(False, "The system holds no permissions; a person has to do this.")
    if not actor.is_active:
        return Decision(False, NOT_ACTIVE)
    if record is not None and not can_see(actor, record):
        return Decision(
            False, "You have no access to this record. Its owner or an access administrator can give it."
        )
    if rule.by_seeing:
        return Decision(True, "", "")
    scope_site = record.site_id if record is not None else (site.pk if site else None)
    anywhere = record is None and site is None
    for held in held_by(actor):
        if permission in held.permissions and (
            anywhere or _in_scope(held.site_id, scope_site, rule.reaches_up)
        ):
            return Decision(True, "", held.role)
    return Decision(False, _refusal(permission))


def demand(
    actor: Actor, permission: str, *, record: Record | None = None, site: Site | None = None
) -> Decision:
    """The decision where it is a yes. Raises NotAllowed with its sentence where it is not."""
    return decide(actor, permission, record=record, site=site).or_refuse()


def decide_everywhere(actor: Actor, permission: str, *, narrow: str) -> Decision:
    """Whether a permission is held for the whole organisation; `narrow` is said to who holds it at one site only."""
    verdict = decide(actor, permission)
    if not verdict:
        return verdict
    for held in held_by(actor):
        if held.site_id is None and permission in held.permissions:
            return Decision(True, "", held.role)
    return Decision(False, narrow)


def _in_scope(held_site: int | None, wanted_site: int | None, reaches_up: bool) -> bool:
    return held_site is None or held_site == wanted_site or (reaches_up and wanted_site is None)


def _refusal(permission: str) -> str:
    names = " or ".join(roles_with(permission))
    who = (
        f"This is for the role {names}."
        if names
        else "No role may yet; an access administrator can change one."
    )
    return f"You may not {PERMISSIONS[permission].text}. {who}"


def roles_with(permission: str) -> Iterable[str]:
    """Names of the active roles that carry a permission."""
    return Role.objects.filter(active=True, permissions__contains=[permission]).values_list("name", flat=True)


@dataclass(frozen=True, slots=True)
class Sight:
    """What decides over what somebody sees apart from who they are: the shape of each question about records."""

    active: bool
    held: tuple[Held, ...]
    #: definitions in memory, since a kind that is registered later is seen by its own rules
    kinds: tuple[int, ...]


def sight_of(actor: Person, kind: str | None = None) -> Sight:
    """The sight of a person now, for one kind or all."""
    from probatum.kernel.process import registered  # app ready

    return Sight(actor.is_active, held_by(actor), tuple(map(id, registered(kind))))


def acting_for(actor: Person) -> list[int]:
    """The person and those this person stands in for: their own records and parts are seen by standing in."""
    return [actor.pk, *(delegation.absent_id for delegation in standing_in_for(actor))]


def visible(actor: Actor, kind: str | None = None) -> QuerySet[Record]:
    """Every record the actor may see; the start of each list, count, search, export and look-up."""
    if isinstance(actor, SystemActor):
        return _of_kind(kind)
    return _of_kind(kind).filter(_seen(sight_of(actor, kind), kind, acting_for(actor)))


class SeenQuestion:
    """A question about records that starts at what the person may see, composed once for each sight.

    `compose` gets the visible rows and the rest of the shape, and returns what is asked of them.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any]]) -> None:
        self._question: Question[Any] = Question(
            lambda kind, sight, *shape: compose(
                _of_kind(kind).filter(_seen(sight, kind, Asked("acting_for"))) if sight else _of_kind(kind),
                *shape,
            )
        )

    def ask(self, actor: Actor, kind: str | None, *shape: Any, **values: Any) -> list[Any]:
        """The answer for a person; the same rows as from `visible`."""
        if isinstance(actor, SystemActor):
            return self._question.ask(kind, None, *shape, **values)
        sight = sight_of(actor, kind)
        return self._question.ask(kind, sight, *shape, acting_for=acting_for(actor), **values)


#: One record by its key, asked by every decision about a record.
_SEES = SeenQuestion(lambda rows: rows.filter(pk=Asked("record")).order_by().values_list("pk"))


def can_see(actor: Actor, record: Record) -> bool:
    """The same rule as `visible`, asked of one record; remembered for the life of the loaded record."""
    known: dict[int, bool] = record.__dict__.setdefault("_seen_by", {})
    if actor.pk not in known:
        known[actor.pk] = _seen_by_grant(actor, record) or bool(
            _SEES.ask(actor, record.kind, record=record.pk)
        )
    return known[actor.pk]


def _seen_by_grant(actor: Actor, record: Record) -> bool:
    """Whether grants alone open a loaded record; what they leave, such as parts, only the database knows."""
    from probatum.kernel.process import registered  # app ready

    if isinstance(actor, SystemActor) or not actor.is_active:
        return False
    if record.confidential and not _held_at(actor, "record.confidential", record.site_id):
        return False
    return any(
        (not sees.states or record.state in sees.states) and _held_at(actor, sees.permission, record.site_id)
        for process in registered(record.kind)
        for sees in process.sees
    )


def _held_at(actor: Person, permission: str, site_id: int | None) -> bool:
    up = PERMISSIONS[permission].reaches_up
    return any(
        permission in held.permissions and _in_scope(held.site_id, site_id, up) for held in held_by(actor)
    )


def _of_kind(kind: str | None) -> QuerySet[Record]:
    return Record.objects.filter(kind=kind) if kind else Record.objects.all()


def _seen(sight: Sight, kind: str | None, people: list[int] | Asked) -> Q:
    from probatum.kernel.process import registered  # app ready

    if not sight.active:
        return Q(pk__in=[])
    everyone = Q(confidential=False)
    confidential = _sites(sight, "record.confidential")
    if confidential is not None:  # an empty scope means everywhere, and must not vanish in an "or"
        everyone = everyone | confidential if confidential else Q()
    rule = Q()
    for process in registered(kind):
        of_kind = Q() if kind else Q(kind=process.kind)
        granted = of_kind & everyone
        for states, scope in _granted(sight, process):
            if not states and not scope and not granted:
                return Q()  # all of this kind, everywhere
            within = Q(state__in=states) if states else Q()
            rule |= of_kind & within & scope & everyone
    # The cheap rules stand first: the database asks them in this order, and the parts only of what they leave.
    parts = Part.objects.filter(person_id__any=people, until=None).values("record_id")
    return rule | Q(owner_id__any=people) | Q(pk__in=parts)


def _granted(sight: Sight, process: Process) -> list[tuple[tuple[str, ...], Q]]:
    """What grants open of a kind: states (none means all) with the sites; rules with the same sites are one."""
    found: list[tuple[tuple[str, ...], Q]] = []
    for sees in process.sees:
        scope = _sites(sight, sees.permission)
        if scope is None:
            continue
        place = next((place for place, (_, known) in enumerate(found) if known == scope), None)
        if place is None:
            found.append((sees.states, scope))
        elif found[place][0]:
            both = (*found[place][0], *sees.states) if sees.states else ()
            found[place] = (tuple(dict.fromkeys(both)), scope)
    everywhere = [one for one in found if not one[0] and not one[1]]
    return everywhere or found


def _sites(sight: Sight, permission: str) -> Q | None:
    """The sites in which a permission is held: None for nowhere, an empty Q for everywhere."""
    sites = [held.site_id for held in sight.held if permission in held.permissions]
    if not sites:
        return None
    if None in sites:
        return Q()
    scope = Q(site_id__in=sites)
    return scope | Q(site=None) if PERMISSIONS[permission].reaches_up else scope


def holders(permission: str, *, site: Site | None = None) -> QuerySet[Person]:
    """The active people who hold a permission for a site now, by name; with no site, for the whole organisation."""
    grants = grants_in_force(permission).filter(Q(site=None) | Q(site=site))
    return Person.objects.filter(pk__in=grants.values("person_id")).order_by("name")


def grants_in_force(permission: str) -> QuerySet[Grant]:
    """The grants by which active people hold a permission now, in whatever scope."""
    now = timezone.now()
    return Grant.objects.filter(
        Q(ends=None) | Q(ends__gt=now),
        starts__lte=now,
        person__is_active=True,
        role__active=True,
        role__permissions__contains=[permission],
    )
