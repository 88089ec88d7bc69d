"""Mentions: a remark names a colleague by “@” and user name, who is told in the application and by mail (QE-27).

Nobody is told of a record that they may not see: naming such a person is refused, and what was told is shown only while it may be seen.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.db import models

from probatum.kernel.action import SYSTEM, Act, action
from probatum.kernel.authz import can_see, holders
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.follow import Notice
from probatum.kernel.mailing import readers_of, write
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record

MOST = 10
MOST_AT_ONCE = 200
#: a name after “@” that stands by itself, so that an e-mail address mentions nobody
_NAMED = re.compile(r"(?<![\w.@])@([A-Za-z0-9][\w.-]*)")


class Mention(models.Model):
    """That a remark names a person; `told_at` says when a message about it was dealt with."""

    comment = points_to("kernel.Comment", related="mentions")
    record = points_to(Record)
    person = points_to(Person)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="mentioned_once")]
        indexes = [
            # what the job of every minute looks for
            models.Index(fields=["id"], name="mention_untold", condition=models.Q(told_at=None))
        ]


def named_in(text: str) -> list[str]:
    """The names after “@” in a text, each once, without the full stop behind them."""
    return list(dict.fromkeys(name.rstrip(".-") for name in _NAMED.findall(text)))


def mentioned(actor: Person, record: Record, text: str, *, also: Iterable[str] = ()) -> list[Person]:
    """The people whom a remark names. A word after “@” that is no user name is a word.

    Raises Refused for too many, for somebody who was picked and is not there, or for one who may not see the record.
    """
    picked = list(also)
    names = list(dict.fromkeys([*picked, *named_in(text)]))
    people = {one.username: one for one in Person.objects.filter(username__in=names, is_active=True)}
    if strange := next((name for name in picked if name not in people), ""):
        raise Refused(
            f"There is no active account “{strange[:60]}”. Pick a colleague of the list.", field="tell"
        )
    found = [people[name] for name in names if name in people and people[name].pk != actor.pk]
    if len(found) > MOST:
        raise Refused(f"Mention at most {MOST} people in one comment.", field="text")
    for person in found:
        if not can_see(person, record):
            raise Refused(
                f"{person.name} may not see {record.number} and is not told of it. Take the mention out; the owner "
                f"({record.owner.name}) can give {person.name} a part in it.",
                field="tell" if person.username in picked else "text",
            )
    return found


def mention(act: Act, record: Record, comment: models.Model, people: Iterable[Person]) -> None:
    """Keep whom a remark names, and tell them in the application, under an open action."""
    for person in people:
        Mention.objects.create(comment_id=comment.pk, record=record, person=person, at=act.at)
        Notice.objects.create(
            person=person, record=record, text=f"{act.actor.name} mentions you in a comment", at=act.at
        )


def tell_mentioned(*, now: dt.datetime) -> int:
    """Write to whoever was mentioned since, and to who stands in for them. Returns how many mentions were dealt with."""
    waiting = Mention.objects.filter(told_at=None).select_related("person", "record", "comment__author")
    found = list(waiting.order_by("id")[:MOST_AT_ONCE])
    for one in found:
        with action(SYSTEM.for_trigger("reminders"), "reminder.mention") as act:
            for reader in readers_of(one.person, now=now):
                write(reader, subject="You are mentioned in a comment", lines=_lines(one, reader))
            Mention.objects.filter(pk=one.pk).update(told_at=act.at)
    return len(found)


def _lines(one: Mention, reader: Person) -> list[str]:
    """What a message says: who, and on which record; never the remark itself, and nothing of what its reader may not see."""
    if not can_see(reader, one.record):
        return []
    title = "(confidential)" if one.record.confidential else one.record.title
    whom = "you" if reader.pk == one.person_id else one.person.name
    author: Person = one.comment.author
    return [f"{author.name} mentions {whom} in a comment: {one.record.number} {title}"]


def colleagues(record: Record) -> list[Person]:
    """Whom a page offers for a mention: who takes part, and who sees the kind by a role; whoever is picked is looked at again."""
    found = {one.person_id: one.person for one in parts_of(record)} | {record.owner_id: record.owner}
    if not record.confidential:
        for sees in process_of(record).sees:
            if not sees.states or record.state in sees.states:
                found |= {one.pk: one for one in holders(sees.permission, site=record.site)}
    return sorted((one for one in found.values() if one.is_active), key=lambda one: one.name.casefold())
