"""Files that are disposed of: their bytes go, the fact that they were there, their hash and who decided stay.

The ledger holds an X entry that names the hashes and two signatures; verification expects exactly those files to be absent
(ADR-0018). The rows are committed before the bytes go, so a worker killed in between finishes what it began.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from django.db import models

from probatum.kernel.action import Act, put
from probatum.kernel.errors import Refused
from probatum.kernel.file import FileDisposal, FileText, StoredFile, hold_still, path_of
from probatum.kernel.process import DISPOSED
from probatum.kernel.record import Body, Record

#: Rows that lean on a file without needing its bytes.
LEANING = (FileText, FileDisposal)


def kept_elsewhere(files: Collection[int], *, besides: Collection[int]) -> set[int]:
    """Which files something else still needs: any row that points to one and belongs to another record, or to none.

    The files are held for the open action: who stores the same bytes meanwhile is waited for, or waits.
    """
    hold_still(StoredFile.objects.filter(pk__in=files).values_list("sha256", flat=True), shared=False)
    found: set[int] = set()
    for relation in StoredFile._meta.get_fields(include_hidden=True):  # most relations have no name back
        if not isinstance(relation, models.ForeignObjectRel) or relation.related_model in LEANING:
            continue
        model, name = relation.related_model, relation.field.name
        rows = model._base_manager.filter(**{f"{name}__in": list(files)})
        path = _record_of(model)
        if path:
            gone = Record.objects.filter(state=DISPOSED.name).values("pk")
            rows = rows.exclude(**{f"{path}__in": list(besides)}).exclude(**{f"{path}__in": gone})
        found |= set(rows.values_list(f"{name}_id", flat=True))
    return found


def _record_of(model: type[models.Model]) -> str:
    """How a row leads to its record; empty where it belongs to none."""
    names = {field.name for field in model._meta.concrete_fields}
    if issubclass(model, Body):
        return "pk"
    return next((f"{name}_id" for name in ("record", "version") if name in names), "")


def let_go(
    act: Act, files: Collection[StoredFile], *, decision: Record, signatures: Collection[int], reason: str
) -> None:
    """Let files go under an open action: their text at once, their bytes by `remove_bytes` when this has committed.

    `signatures` are the ledger entries of the signatures on the decision. Raises Refused for fewer than two.
    """
    if len(set(signatures)) < 2:
        raise Refused("Disposal needs the signatures of two different people. Nothing was disposed of.")
    FileText.objects.filter(file__in=files).update(text="", pages=0, source="disposed")
    FileDisposal.objects.bulk_create(
        FileDisposal(file=one, decision=decision, decided_at=act.at) for one in files
    )
    told = {
        "approved_by": sorted(signatures),
        "entries": [],
        "files": sorted(one.sha256 for one in files),
        "part": "f",
        "reason": reason,
    }
    put("X", root=str(decision.pk), body=json.dumps(told, separators=(",", ":"), ensure_ascii=False))


def waiting() -> bool:
    """Whether bytes that were let go may still be there."""
    return _waiting().exists()


def remove_bytes(act: Act) -> int:
    """Remove the bytes that were let go, under an open action of the system. Safe to repeat after a kill at any point."""
    count = 0
    for one in _waiting().select_for_update(of=("self",), no_key=True).select_related("file").order_by("pk"):
        path_of(one.file.sha256).unlink(missing_ok=True)
        FileDisposal.objects.filter(pk=one.pk).update(removed_at=act.at)
        count += 1
    return count


def _waiting() -> models.QuerySet[FileDisposal]:
    return FileDisposal.objects.filter(removed_at=None, stored_again_at=None)
