"""Where a document belongs: its type, its department and the business processes it serves; changed with a reason (DOC-34)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from probatum.documents.content import Document, Version
from probatum.documents.types import DocumentType, rule
from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import Decision, decide
from probatum.kernel.business_process import BusinessProcess, processes_of, set_processes
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import lock, refuse_if_stale, touch
from probatum.kernel.people import Department, Person
from probatum.kernel.record import Record
from probatum.kernel.signature import Signature

CONTROL = "document.control"


def may_classify(actor: Person, document: Document) -> Decision:
    """Document controllers of the document's site say where it belongs."""
    return decide(actor, CONTROL, record=document.record)


def refuse_type(document: Document, type: DocumentType) -> None:
    """Raise Refused where a document cannot become one of another type."""
    number = document.record.number
    if type.pk == document.type_id:
        return
    if not type.active:
        raise Refused(f"“{type.name}” is out of use; choose another type.", field="type")
    if bool(rule(type, "light")) != document.light:
        raise Refused(
            f"{number} is {'not GxP' if document.light else 'a GxP document'} and “{type.name}” is not for such. "
            "Make a new document of that type instead.",
            field="type",
        )
    versions = Version.objects.filter(document=document).values("pk")
    if Signature.objects.filter(record_id__in=versions).exists():
        raise Refused(
            f"Signatures on {number} name its type, so it keeps it. Make a new document of that type instead.",
            field="type",
        )


def classify(
    actor: Person,
    document: Document,
    *,
    reason: str,
    based_on: int,
    type: DocumentType | None = None,
    department: Department | None = None,
    processes: Sequence[BusinessProcess] | None = None,
) -> None:
    """Change what is given; what is None stays. Saving without change writes nothing (ATR-08).

    Raises NotAllowed without control of the document, StaleRecord, or Refused for a missing reason or a type it cannot have.
    """
    verdict = may_classify(actor, document).or_refuse()
    present = document.record
    moved = department is not None and department.pk != present.department_id
    retyped = type is not None and type.pk != document.type_id
    tagged = processes is not None and _keys(processes) != _keys(processes_of(present))
    if not (moved or retyped or tagged):
        return
    why = require_reason(reason, ask="Say why this changes; earlier values stay readable.")
    with action(actor, "document.classify", record=present, reason=why, role=verdict.role) as act:
        parent = lock(present)
        refuse_if_stale(parent, based_on=based_on)
        if type is not None and retyped:
            refuse_type(document, type)
            Document.objects.filter(pk=parent.pk).update(type=type)
        if department is not None and moved:
            _move(parent, department)
        if processes is not None and tagged:
            set_processes(act, parent, processes=processes)
        touch(act, parent)


def _keys(processes: Iterable[BusinessProcess]) -> set[int]:
    return {process.pk for process in processes}


def _move(parent: Record, department: Department) -> None:
    """The department of a document is that of its versions and of the copies and reviews of it."""
    if not department.active:
        raise Refused(f"“{department.name}” is out of use; choose another department.", field="department")
    parent.department = department
    behind = ("documents_version", "documents_controlledcopy", "documents_periodicreview")
    for kind in behind:
        Record.objects.filter(**{f"{kind}__document_id": parent.pk}).update(department=department)
    parent.save(update_fields=["department"])
