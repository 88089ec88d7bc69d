"""People and where they work: sites, departments, named accounts. An account is never deleted and never reused (21 CFR 11.100(a))."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from probatum.kernel.fields import points_to


class Site(models.Model):
    """A place with its own calendar and time zone; the zone decides when a document becomes effective there."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


class Department(models.Model):
    """A function of the organisation, such as Quality Assurance."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


#: how often somebody is written to about tasks; the person chooses (UX-09)
INSTANT, DAILY, WEEKLY = "instant", "daily", "weekly"
RHYTHMS = (
    (INSTANT, "At once for each new task, and a digest every week"),
    (DAILY, "One digest every day"),
    (WEEKLY, "One digest every week"),
)


class PersonManager(BaseUserManager["Person"]):
    """Looks accounts up without regard to case, so that two names never differ by case alone."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=(username or "").casefold())


class Person(AbstractBaseUser):
    """A named account. `may_sign` is apart from `is_active`: identity is verified first (21 CFR 11.100(b))."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField("printed name", max_length=120)
    email = models.EmailField(blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    site = points_to(Site, related="people", optional=True)
    department = points_to(Department, related="people", optional=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    manager = points_to("self", optional=True)
    mail_rhythm = models.CharField("e-mail about tasks", max_length=10, choices=RHYTHMS, default=INSTANT)
    is_active = models.BooleanField(default=True)
    external = models.BooleanField(default=False)
    may_sign = models.BooleanField(default=False)
    verified_method = models.CharField(max_length=120, blank=True)
    verified_by = points_to("self", optional=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    agreement_version = models.PositiveIntegerField(default=0)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("username"), name="person_username_unique_without_case")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone or "UTC")


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The system itself, acting on a schedule or on behalf of what a person did (ATR-02). It never signs."""

    trigger: str = ""

    pk: int = 0
    name: str = "System"
    username: str = "system"
    is_active: bool = True

    def for_trigger(self, trigger: str) -> SystemActor:
        return SystemActor(trigger=trigger)


SYSTEM = SystemActor()
Actor = Person | SystemActor


def person_or_none(actor: Actor) -> Person | None:
    """The account for a foreign key; the system has none."""
    return actor if isinstance(actor, Person) else None


def facts_of(actor: Actor) -> dict[str, Any]:
    """What the ledger keeps of an actor: id, printed name as of now, and for the system its trigger."""
    facts: dict[str, Any] = {"u": actor.pk, "n": actor.name}
    if isinstance(actor, SystemActor) and actor.trigger:
        facts["ob"] = actor.trigger
    return facts
