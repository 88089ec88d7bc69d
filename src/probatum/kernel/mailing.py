"""E-mail about tasks: at what rhythm, chosen by each person, and to whom a message about the tasks of somebody goes (UX-09, QE-25).

A message never carries the title of a confidential record, and nothing of a record that its reader may not see.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q

from probatum.kernel.action import action
from probatum.kernel.authz import Delegation, can_see
from probatum.kernel.errors import Refused
from probatum.kernel.identity import notices
from probatum.kernel.people import RHYTHMS, Person
from probatum.kernel.task import Task


def choose_rhythm(actor: Person, rhythm: str) -> None:
    """Choose how often to be written to about tasks. Raises Refused for a rhythm that there is not."""
    if rhythm not in dict(RHYTHMS):
        raise Refused("Choose one of the list.", field="rhythm")
    with action(actor, "account.choose_mail"):
        fresh = Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
        fresh.mail_rhythm = rhythm
        fresh.save(update_fields=["mail_rhythm"])
    actor.mail_rhythm = rhythm


def readers_of(person: Person, *, now: dt.datetime) -> list[Person]:
    """Who is written to about the tasks of somebody: that person, or whoever stands in for the time of an absence."""
    held = Delegation.objects.filter(
        Q(revoked_at=None), absent=person, starts__lte=now, ends__gt=now, delegate__is_active=True
    )
    standing_in = [one.delegate for one in held.select_related("delegate").order_by("id")]
    return [*standing_in, *([person] if person.is_active else [])]


def line_of(task: Task, reader: Person, *, today: dt.date | None = None) -> str:
    """A task in one line of a message; empty for a record that the reader may not see."""
    record = task.record
    if not can_see(reader, record):
        return ""
    title = "(confidential)" if record.confidential else record.title
    due = f", due {task.due:%-d %b %Y}" if task.due else ""
    late = ", overdue" if task.due and today and task.due < today else ""
    whose = f" for {task.person.name}" if task.person_id != reader.pk else ""
    return f"{task.label}{whose}: {record.number} {title}{due}{late}"


def write(reader: Person, *, subject: str, lines: list[str]) -> bool:
    """Send a message when the transaction commits; False where there is no address, no mail server, or nothing to say.

    Without a server nothing is kept in a folder either: what somebody has to do stands in My work.
    """
    if not reader.email or not lines or notices.goes_to_folder():
        return False
    text = "\n".join([*lines, "", f"Your work: {settings.PUBLIC_URL}/"])
    notices.send(reader.email, subject=subject, text=text)
    return True
