"""Who may do what: roles granted in scopes with from and to, parts on a record, delegation. Deny by default, no bypass.

`decide` answers for one act, `visible` for a list; both read the same rules (21 CFR 11.10(d), (g)).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from probatum.kernel.errors import NOT_ACTIVE, NotAllowed
from probatum.kernel.fields import points_to
from probatum.kernel.people import Actor, Person, Site, SystemActor
from probatum.kernel.permissions import CIRCLE
from probatum.kernel.permissions import permission as permission_of
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record
from probatum.kernel.sight import Circles, Held, Sight, condition, in_scope, opened_by_grant


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


#: What a person holds and whom they stand in for, as two columns beside the account: every page asks for both.
_GRANTS = """(SELECT coalesce(jsonb_agg(jsonb_build_array(r.name, r.permissions, g.site_id, r.second_factor)
   ORDER BY r.name, g.id), '[]') FROM kernel_grant g JOIN kernel_role r ON r.id = g.role_id
 WHERE g.person_id = kernel_person.id AND g.starts <= %s AND (g.ends IS NULL OR g.ends > %s) AND r.active)"""
_ABSENCES = """(SELECT coalesce(array_agg(d.id ORDER BY d.id), '{}') FROM kernel_delegation d
 WHERE d.delegate_id = kernel_person.id AND d.starts <= %s AND d.ends > %s AND d.revoked_at IS NULL)"""
#: The catalogue of circles; a handful, and none where nothing is restricted.
_CIRCLES = (
    "(SELECT coalesce(jsonb_agg(jsonb_build_array(c.id, c.code) ORDER BY c.id), '[]') FROM kernel_circle c)"
)


def with_standing() -> QuerySet[Person, Any]:
    """The account of the key asked for, with the grants in force and the absences stood in for at the moment asked for."""
    now = [Asked("now"), Asked("now")]
    return (
        Person.objects.filter(pk=Asked("person"))
        .order_by()
        .annotate(
            _grants=RawSQL(_GRANTS, now, output_field=models.JSONField()),  # noqa: S611 - our own text
            _absent=RawSQL(_ABSENCES, now, output_field=ArrayField(models.BigIntegerField())),  # noqa: S611
            _catalogue=RawSQL(_CIRCLES, [], output_field=models.JSONField()),  # noqa: S611
        )
    )


_COLUMNS = ("_grants", "_absent", "_catalogue")
_STANDING: Question[Person] = Question(lambda: with_standing().values_list(*_COLUMNS))


def take_up_standing(person: Any) -> None:
    """Keep with an account what it holds, as `with_standing` read it."""
    if person.is_active:
        person._held, person._absences = _holding(person._grants), person._absent
        person._circles = _named(person._catalogue)


def held_by(actor: Actor, *, at: dt.datetime | None = None) -> tuple[Held, ...]:
    """The grants in force, read once for each instance of an account (an account is loaded for each request)."""
    if isinstance(actor, SystemActor) or not actor.is_active:
        return ()
    if at is None and (known := getattr(actor, "_held", None)) is not None:
        return known  # type: ignore[no-any-return]
    held, absences, circles = _standing(actor, at=at or timezone.now())
    if at is None:
        actor._held, actor._absences, actor._circles = held, absences, circles  # type: ignore[attr-defined]
    return held


def _standing(actor: Person, *, at: dt.datetime) -> tuple[tuple[Held, ...], list[int], Circles]:
    """The grants in force, the keys of the delegations held, and the circles that there are."""
    grants, absences, catalogue = _STANDING.first(person=actor.pk, now=at) or ([], [], [])
    return _holding(grants), absences, _named(catalogue)


def _holding(grants: list[list[Any]]) -> tuple[Held, ...]:
    return tuple(Held(role, frozenset(may), site_id, second) for role, may, site_id, second in grants)


def _named(catalogue: list[list[Any]]) -> Circles:
    return tuple((key, f"{CIRCLE}{code}") for key, code in catalogue)


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
    rule = permission_of(permission)
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
            anywhere or in_scope(held.site_id, scope_site, rule.reaches_up)
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


def _refusal(permission: str) -> str:
    names = " or ".join(roles_with(permission))
    who = (
        f"This is for the role {names}."
        if names
        else "No role may yet; an access administrator can change one."
    )
    return f"You may not {permission_of(permission).text}. {who}"


def roles_with(permission: str) -> Iterable[str]:
    """Names of the active roles that carry a permission."""
    return Role.objects.filter(active=True, permissions__contains=[permission]).values_list("name", flat=True)


def sight_of(actor: Person, kind: str | None = None) -> Sight:
    """The sight of a person now, for one kind or all."""
    from probatum.kernel.process import registered  # app ready

    held = held_by(actor)
    circles: Circles = getattr(actor, "_circles", ())
    return Sight(actor.is_active, held, tuple(map(id, registered(kind))), circles)


def acting_for(actor: Person) -> list[int]:
    """The person and those this person stands in for: their own records and parts are seen by standing in."""
    return [actor.pk, *(delegation.absent_id for delegation in standing_in_for(actor))]


def visible(actor: Actor, kind: str | None = None) -> QuerySet[Record]:
    """Every record the actor may see; the start of each list, count, search, export and look-up."""
    if isinstance(actor, SystemActor):
        return _of_kind(kind)
    return _of_kind(kind).filter(condition(sight_of(actor, kind), kind, acting_for(actor)))


class SeenQuestion:
    """A question about records that starts at what the person may see, composed once for each sight.

    `compose` gets the visible rows and the rest of the shape, and returns what is asked of them. `by_key` says that it asks
    for very few rows by a key: for somebody who stands in for nobody the statement then has one person in place of an array,
    whose unknown length kept the database from planning it once.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any]], *, by_key: bool = False) -> None:
        self._by_key = by_key
        self._question: Question[Any] = Question(
            lambda kind, sight, alone, *shape: compose(
                _of_kind(kind).filter(condition(sight, kind, Asked("acting_for"), alone=alone))
                if sight
                else _of_kind(kind),
                *shape,
            )
        )

    def ask(self, actor: Actor, kind: str | None, *shape: Any, **values: Any) -> list[Any]:
        """The answer for a person; the same rows as from `visible`."""
        if isinstance(actor, SystemActor):
            return self._question.ask(kind, None, False, *shape, **values)
        people = acting_for(actor)
        alone = self._by_key and len(people) == 1
        given: Any = people[0] if alone else people
        return self._question.ask(kind, sight_of(actor, kind), alone, *shape, acting_for=given, **values)


#: One record by its key, asked by every decision about a record.
_SEES = SeenQuestion(lambda rows: rows.filter(pk=Asked("record")).order_by().values_list("pk"), by_key=True)


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
    return isinstance(actor, Person) and opened_by_grant(sight_of(actor, record.kind), record)


def _of_kind(kind: str | None) -> QuerySet[Record]:
    return Record.objects.filter(kind=kind) if kind else Record.objects.all()


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
