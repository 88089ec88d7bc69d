"""What the next version takes over from the one in force, and when it may begin."""

from __future__ import annotations

from probatum.documents.content import FINISHED_STATES, Document, Version
from probatum.kernel.authz import decide
from probatum.kernel.errors import Refused
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.process import process_of


def people_of(version: Version) -> dict[str, list[Person]]:
    """Who reviewed and approved a version and still may: proposed for the next one."""
    process = process_of(version.record)
    found: dict[str, list[Person]] = {}
    for held in parts_of(version.record):
        rule = process.part(held.name)
        if (
            held.name != "author"
            and held.person.is_active
            and decide(held.person, rule.permission, site=version.record.site)
        ):
            found.setdefault(held.name, []).append(held.person)
    return found


def refuse_while_open(document: Document) -> None:
    """Raise Refused while a version is on its way: one at a time."""
    running = (
        Version.objects.filter(document=document)
        .exclude(record__state__in=FINISHED_STATES)
        .select_related("record__owner", "document__record", "draft__version")
        .first()
    )
    if running is not None:
        raise Refused(
            f"Version {running.label} of {running.document.record.number} is already open, "
            f"owned by {running.record.owner.name}."
        )
