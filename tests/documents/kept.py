"""Retention in the small company: who keeps, holds and disposes, and documents whose time is over."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from django.utils import timezone

from probatum.documents import holding, release
from probatum.documents.content import Document, Version
from probatum.kernel.models import RetentionClass
from tests.documents.changes import approve_version
from tests.world import World


def keep_in(world: World) -> World:
    """moira manages retention, lena places holds, dora approves disposals."""
    for username, role in (("moira", "keeper"), ("lena", "lawyer"), ("dora", "disposer")):
        if username not in world.people:
            world.person(username, role)
    return world


def rule(world: World, code: str, months: int, trigger: str = "ended") -> RetentionClass:
    made = RetentionClass(
        code=code, name=code.title(), months=months, trigger=trigger, clause="ISO 13485 4.2.5"
    )
    return holding.save_class(world.moira, made, reason="Schedule 3")


def retired(world: World, *, title: str = "Gowning", text: str = "") -> Document:
    """A document that was in force and is retired; its words are its own, because tests share the file store."""
    version = world.document(title=title, text=text or f"Old words {uuid4().hex}.")
    approve_version(world, version)
    release.attach_issue(
        Version.objects.select_related("record", "document__record").get(pk=version.pk),
        pdf=b"%PDF-1.7 issued " + uuid4().bytes,
        pages=1,
    )
    release.release_due()
    world.move(world.quinn, version.document.record, "retire", reason="Not needed.")
    return again(version.document)


def again(document: Document) -> Document:
    return Document.objects.select_related("record__site", "type").get(pk=document.pk)


def long_ago() -> dt.date:
    return timezone.now().date() - dt.timedelta(days=800)


def overdue(world: World, **given: Any) -> Document:
    """A retired document whose only rule ran out last year."""
    document = retired(world, **given)
    made = RetentionClass.objects.filter(code="contract").first() or rule(
        world, "contract", 12, "contract_end"
    )
    holding.keep_by(world.moira, document, made, reason="Schedule 3")
    holding.give_day(world.moira, document, trigger="contract_end", day=long_ago(), reason="Letter")
    return again(document)


def today(world: World) -> dt.date:
    return timezone.now().astimezone(world.basel.zone).date()
