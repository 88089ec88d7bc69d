"""Restricted types and documents: whom they are kept for, and that whatever belongs to a document is kept for the same circle (DOC-37).

Versions, copies, reviews and requests carry the circle themselves, so that the rule of what is seen needs no look at the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from probatum.kernel.action import Act
from probatum.kernel.authz import Decision, decide
from probatum.kernel.circle import Circle
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person, Site
from probatum.kernel.record import Record

if TYPE_CHECKING:
    from probatum.documents.types import DocumentType

#: How the records that belong to a document lead to its type.
BELONGING = (
    "documents_document__type",
    "documents_version__document__type",
    "documents_controlledcopy__document__type",
    "documents_periodicreview__document__type",
)


def circle_of(type: DocumentType) -> Circle | None:
    """The circle that a type is kept for, by itself or by a level above."""
    node: DocumentType | None = type
    while node is not None:
        if node.circle_id is not None:
            found: Circle = node.circle
            return found
        node = node.parent
    return None


def may_use(actor: Person, type: DocumentType, *, site: Site | None = None) -> Decision:
    """Whether somebody may make documents of a type: for a restricted one they must be in its circle."""
    circle = circle_of(type)
    if circle is None:
        return Decision(True, "")
    return decide(actor, circle.permission, site=site) if site else decide(actor, circle.permission)


def chosen(
    actor: Person, type: DocumentType, *, present: Record, confidential: bool, code: str | None
) -> Circle | None:
    """The circle of a document after its properties change; `code` is empty for none, None for as it is.

    Raises Refused where the type decides, or for a circle that the actor is not in.
    """
    by_type = circle_of(type)
    if by_type is not None:
        if not confidential or code not in (None, by_type.code):
            raise Refused(
                f"Every document of this type is kept for {by_type.name}. The type decides that, not the document.",
                field="confidential",
            )
        return by_type
    if code is None:
        return present.circle if confidential else None
    if not code:
        return None
    circle = Circle.objects.filter(code=code, active=True).first()
    if circle is None or not decide(actor, circle.permission):
        raise Refused("Choose a circle that you are in.", field="circle")
    return circle


def open_circles(actor: Person) -> list[Circle]:
    """The circles in use that somebody is in, by name."""
    return [one for one in Circle.objects.filter(active=True) if decide(actor, one.permission)]


def keep_apart(act: Act, type: DocumentType, *, before: Circle | None) -> None:
    """Keep what there is of a type, and of the types below, for its circle, under the open action that changed the type.

    What was kept for an earlier circle and is restricted no more stays confidential; each document is opened by itself.
    """
    circle = circle_of(type)
    if circle == before:
        return
    changed = {"circle": circle, "version": F("version") + 1, "changed_at": act.at}
    for key in _at_and_below(type):
        for path in BELONGING:
            rows = Record.objects.filter(**{path: key})
            if circle is None:
                rows.filter(circle=before).update(**changed)
            else:
                rows.exclude(circle=circle).update(confidential=True, **changed)
        if circle is not None:
            listing = Record.objects.filter(
                documents_changerequest__items__document__type=key,
                documents_changerequest__items__ended_at=None,
            )
            listing.filter(circle=None).update(confidential=True, **changed)


def _at_and_below(type: DocumentType) -> list[int]:
    """The keys of a type and of those below that say nothing of a circle themselves."""
    found, level = [type.pk], [type]
    while level:
        level = [child for one in level for child in one.children.filter(circle=None)]
        found += [child.pk for child in level]
    return found


def take_in(record: Record, parent: Record) -> bool:
    """Keep a record that lists a document for whom the document is kept; True where that changed something.

    Raises Refused where it is kept for others already: who is in one circle need not be in the other.
    """
    if not parent.confidential or (record.confidential and record.circle_id == parent.circle_id):
        return False
    if record.confidential:
        raise Refused(
            f"{parent.number} is kept for other people than {record.number}. Change it in a request of its own.",
            field="documents",
        )
    record.confidential, record.circle = True, parent.circle
    return True
