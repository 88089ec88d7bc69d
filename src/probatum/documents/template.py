"""Templates: documents from whose effective version others are begun, and which version each document was begun from (DOC-07).

A template is an ordinary document with its lifecycle; what makes it one is that a type names it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from probatum.documents.content import Document, Version
from probatum.documents.types import DocumentType, rule
from probatum.kernel.action import Act
from probatum.kernel.authz import can_see, visible
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.link import link
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record

TYPE = "made_from"
GONE = ("retired", "discarded")


class TypeTemplate(models.Model):
    """A further template of a type, beside the one that the type names as its usual one."""

    type = points_to(DocumentType, related="further_templates")
    template = points_to(Document)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["type", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "template"], name="type_template_once", condition=Q(active=True)
            )
        ]


class MadeFrom(models.Model):
    """The version of the template that a version of a document follows."""

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, primary_key=True, related_name="made_from"
    )
    template = points_to(Version)

    class Meta:
        verbose_name = "made from"


def templates_of(type: DocumentType) -> list[Document]:
    """The templates of a type, the usual one first; a type that names none has those of the level above."""
    node: DocumentType | None = type
    while node is not None:
        further = TypeTemplate.objects.filter(type=node, active=True).values_list("template_id", flat=True)
        keys = list(dict.fromkeys(key for key in (node.template_id, *further) if key is not None))
        if keys:
            found = Document.objects.select_related("record__owner").in_bulk(keys)
            return [found[key] for key in keys]
        node = node.parent
    return []


def template_for(actor: Person, type: DocumentType, *, number: str = "") -> Version:
    """The effective version from which a document of a type begins: of the template of a number, or of the first in force.

    Raises Refused with what is missing and who can act, where the type has none in force that the person may see.
    """
    known = templates_of(type)
    if not known:
        raise Refused(
            f"The type “{type.name}” has no template; document control can name one. Choose another way to begin.",
            field="start",
        )
    chosen = [one for one in known if one.record.number == number] if number else known
    if not chosen:
        raise Refused(f"{number} is no template of “{type.name}”. Choose one that is.", field="template")
    seen = [one for one in chosen if can_see(actor, one.record)]
    in_force = _in_force(seen)
    if not in_force:
        raise Refused(_nothing_in_force(type, seen), field="start")
    return in_force[0]


def _in_force(documents: list[Document]) -> list[Version]:
    keys = [one.effective_id for one in documents if one.effective_id is not None]
    rows = Version.objects.filter(record__state="effective").exclude(draft=None)
    found = rows.select_related(
        "record", "document__record", "draft__source", "draft__rendition", "draft__filled"
    ).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _nothing_in_force(type: DocumentType, seen: list[Document]) -> str:
    if not seen:
        return (
            f"The template of “{type.name}” is not effective, or not for you to see. "
            "Document control can name one that is; or choose another way to begin."
        )
    first = seen[0]
    state = process_of(first.record).state(first.record.state).label.lower()
    last = Version.objects.filter(document=first).select_related("record").order_by("-major").first()
    where = process_of(last.record).state(last.record.state).label.lower() if last else state
    return (
        f"The template of “{type.name}”, {first.record.number}, is not effective: it is {where}. "
        f"Its owner, {first.record.owner.name}, can bring it into force, or document control name another one."
    )


def refuse_without(type: DocumentType) -> None:
    """Raise Refused for a type whose documents begin from a template and from nothing else."""
    if rule(type, "template_required"):
        raise Refused(
            f"Documents of the type “{type.name}” start from its template only. Choose the template; "
            "document control can allow other ways to begin.",
            field="start",
        )


def note_made_from(act: Act, version: Version, template: Version) -> None:
    """Remember which version of a template a new document follows, under the open action that makes it."""
    MadeFrom.objects.create(version=version, template=template)
    link(
        act,
        source=version.document.record,
        target=template.document.record,
        type=TYPE,
        note=f"Version {template.major}.0",
    )


def inherit(version: Version, before: Version) -> None:
    """A later version follows what the one before followed, until its author says otherwise; under an open action."""
    known = MadeFrom.objects.filter(version=before).first()
    if known is not None:
        MadeFrom.objects.create(version=version, template_id=known.template_id)


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was made from a template, the version of it that counts, and the template's version it follows."""

    document: Record
    version: Version
    follows: int
    behind: bool


@dataclass(frozen=True, slots=True)
class MadeDocuments:
    """What was made from a template, as far as a person may see it, and how many documents more there are."""

    seen: list[Made]
    hidden: int

    @property
    def behind(self) -> list[Made]:
        """Those that follow a version of the template which is no longer in force."""
        return [one for one in self.seen if one.behind]


def made_from(actor: Person, template: Document) -> MadeDocuments:
    """The documents made from a template, those behind it first (DOC-30)."""
    rows = MadeFrom.objects.filter(template__document=template).exclude(
        version__document__record__state__in=GONE
    )
    counting: dict[int, MadeFrom] = {}
    for row in rows.select_related(
        "template", "version__record", "version__document__record__owner"
    ).order_by("version__major"):
        known, document = counting.get(row.version.document_id), row.version.document
        if known is None or known.version_id != document.effective_id:
            counting[row.version.document_id] = row
    now = template.effective.major if template.effective is not None else 0
    seen = set(visible(actor, "document").filter(pk__in=counting).values_list("pk", flat=True))
    made = [
        Made(row.version.document.record, row.version, row.template.major, row.template.major < now)
        for key, row in counting.items()
        if key in seen
    ]
    return MadeDocuments(
        sorted(made, key=lambda one: (not one.behind, one.document.number)), len(counting) - len(seen)
    )
