"""Saved views: the filter of a list under a name, kept for oneself or shared with the holders of a role.

A view is an address and nothing else. What it shows is asked anew with the rights of whoever opens it, so it leaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from probatum.kernel.action import action
from probatum.kernel.authz import Grant, Role
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.permissions import CIRCLE
from probatum.kernel.question import Asked, Question

#: Views that one person may keep of one list: others find them in their menus.
MOST = 30


class SavedView(models.Model):
    """A named filter of one list; withdrawn, never removed. `role` names whom it is shared with."""

    person = points_to(Person, related="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    role = points_to(Role, optional=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page", "name"], name="view_named_once", condition=Q(withdrawn_at=None)
            )
        ]


class StartView(models.Model):
    """The view with which a list opens for one person; without one it opens unnarrowed."""

    person = points_to(Person)
    page = models.CharField(max_length=40)
    view = points_to(SavedView, optional=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page"], name="start_view_once")]


def _offered(page: str) -> models.QuerySet[SavedView]:
    now = Asked("now")
    roles = Grant.objects.filter(
        Q(ends=None) | Q(ends__gt=now), person_id=Asked("person"), starts__lte=now, role__active=True
    )
    mine = Q(person_id=Asked("person")) | Q(role_id__in=roles.values("role_id"), person__is_active=True)
    start = StartView.objects.filter(person_id=Asked("person"), view_id=OuterRef("pk"))
    found = SavedView.objects.filter(mine, page=page, withdrawn_at=None).annotate(starts=Exists(start))
    return found.select_related("person", "role").order_by("name", "id")


_OFFERED: Question[SavedView] = Question(_offered)


def views_for(person: Person, page: str) -> list[SavedView]:
    """A person's own views of a list and those shared with a role held now; `starts` marks the one it opens with."""
    return _OFFERED.ask(page, person=person.pk, now=timezone.now()) if person.is_active else []


def view_for(person: Person, page: str, key: int) -> SavedView | None:
    """One view, if it is offered to the person."""
    return next((view for view in views_for(person, page) if view.pk == key), None)


def as_query(parameters: Mapping[str, str], *, known: Iterable[str]) -> str:
    """The filter of a list as it is kept: the parameters that the list knows, in their order."""
    given = {name: parameters.get(name, "") for name in known}
    return urlencode({name: value for name, value in given.items() if value})


def roles_to_share_with(person: Person) -> list[Role]:
    """The roles in use; one that lets into a circle only for who holds it, since others may not know of it."""
    now = timezone.now()
    held = Grant.objects.filter(Q(ends=None) | Q(ends__gt=now), person=person, starts__lte=now)
    mine = set(held.values_list("role_id", flat=True))
    roles = Role.objects.filter(active=True).order_by("name")
    return [
        role
        for role in roles
        if role.pk in mine or not any(one.startswith(CIRCLE) for one in role.permissions)
    ]


def save_view(actor: Person, *, page: str, name: str, query: str, role: Role | None) -> SavedView:
    """Keep a filter under a name, for oneself or for the holders of a role. Raises Refused for a faulty or used name."""
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter a name for the view.", field="name")
    if len(name) > 60:
        raise Refused("Shorten the name to 60 characters.", field="name")
    if len(query) > 1000 or len(parse_qsl(query)) > 20:
        raise Refused("This filter is too long to be kept. Use fewer words.", field="name")
    if role is not None and role not in roles_to_share_with(actor):
        raise Refused("Choose a role that is in use.", field="role")
    if SavedView.objects.filter(person=actor, page=page, withdrawn_at=None).count() >= MOST:
        raise Refused(
            f"You have {MOST} views of this list, which is the most. Withdraw one first.", field="name"
        )
    try:
        with action(actor, "view.save") as act:
            view: SavedView = SavedView.objects.create(
                person=actor, page=page, name=name, query=query, role=role, made_at=act.at
            )
            return view
    except IntegrityError as error:
        raise Refused(f"You have a view “{name}” already; choose another name.", field="name") from error


def withdraw_view(actor: Person, view: SavedView) -> None:
    """Offer a view no more. Raises NotAllowed unless the actor made it."""
    if view.person_id != actor.pk:
        raise NotAllowed(f"Only {view.person.name}, who made this view, can withdraw it.")
    with action(actor, "view.withdraw") as act:
        SavedView.objects.filter(pk=view.pk, withdrawn_at=None).update(withdrawn_at=act.at)
        StartView.objects.filter(view=view).update(view=None)


def start_with(actor: Person, page: str, view: SavedView | None) -> None:
    """Open the list with this view from now on, or unnarrowed. The view was offered to the actor."""
    with action(actor, "view.start_with"):
        StartView.objects.update_or_create(person=actor, page=page, defaults={"view": view})
