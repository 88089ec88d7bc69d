"""A series of signatures in one continuous session: after one with all components, the next need only the secret.

21 CFR 11.200(a)(1)(i) and (ii). Off unless a customer sets minutes, and then short: whatever the law calls the end of a
continuous session ends it, and so does everything that happened to the account since (ADR-0041).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from probatum.kernel.action import Act, request_facts
from probatum.kernel.authz import Grant
from probatum.kernel.configuration import setting
from probatum.kernel.fields import points_to, sha256_field
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.people import Person

if TYPE_CHECKING:
    from probatum.kernel.signature import Signature

#: Going and coming says nothing about an account; each session has a series of its own anyway.
OF_NO_WEIGHT = ("sign_in", "sign_out")


class SigningSeries(models.Model):
    """A first signature with all components, and what has to be as it was for the next to need only the secret."""

    person = points_to(Person, related="signing_series")
    first = points_to("kernel.Signature")
    session = models.CharField(max_length=64)
    started = models.CharField(max_length=32)  # which start of the web command
    standing = sha256_field()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["person", "session", "-id"], name="series_of_session")]


def in_force(person: Person) -> SigningSeries | None:
    """The series that lets this person sign with the secret alone now, in this session; None asks for all components."""
    minutes = int(setting("signature.series_minutes"))
    session = request_facts.get().session
    if not minutes or not session:
        return None
    found = SigningSeries.objects.filter(person=person, session=session).order_by("-id").first()
    if found is None or found.started != settings.STARTED:
        return None
    if not dt.timedelta(0) <= timezone.now() - found.at < dt.timedelta(minutes=minutes):
        return None
    return found if found.standing == standing_of(person) else None


def begin(act: Act, signature: Signature) -> None:
    """Begin a series with a signature for which all components were given, under its action; nothing while the policy is off."""
    session = request_facts.get().session
    if not int(setting("signature.series_minutes")) or not session or in_force(signature.person):
        return
    SigningSeries.objects.create(
        person=signature.person,
        first=signature,
        session=session,
        started=settings.STARTED,
        standing=standing_of(signature.person),
        at=act.at,
    )


def standing_of(person: Person) -> str:
    """A digest of everything about an account that a series must not outlive: password, roles, factors, acts of administrators."""
    from allauth.mfa.models import Authenticator  # app ready

    names = [column.attname for column in Person._meta.concrete_fields if column.name != "last_login"]
    row = Person.objects.filter(pk=person.pk).values_list(*names).get()
    latest = AccessEvent.objects.filter(person=person).exclude(kind__in=OF_NO_WEIGHT)
    facts: dict[str, Any] = {
        "person": row,
        "roles": _roles(person),
        "factors": list(
            Authenticator.objects.filter(user=person).order_by("pk").values_list("pk", "type", "created_at")
        ),
        "event": latest.order_by("-id").values_list("id", flat=True).first() or 0,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def _roles(person: Person) -> list[Any]:
    now = timezone.now()
    running = Grant.objects.filter(Q(ends=None) | Q(ends__gt=now), person=person, starts__lte=now)
    facts = ("pk", "site", "ends", "role", "role__active", "role__permissions")
    return list(running.order_by("pk").values_list(*facts))
