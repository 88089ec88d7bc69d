"""The metadata of two sides, line by line: what a person compares beside the text (DOC-32)."""

from __future__ import annotations

from typing import Any

from probatum.documents.content import TRAINING_IMPACT, Version
from probatum.kernel.particulars import parts_of
from probatum.web.components import marks

_TRAINING = dict(TRAINING_IMPACT)


def facts(old: Version, new: Version) -> list[dict[str, Any]]:
    """Each fact with both values and whether they differ."""
    lines = zip(_facts(old), _facts(new), strict=True)
    return [
        {"label": label, "old": one, "new": other, "differs": one != other}
        for (label, one), (_, other) in lines
    ]


def _facts(version: Version) -> list[tuple[str, str]]:
    record, document = version.record, version.document
    return [
        ("Title", record.title),
        ("Owner", record.owner.name),
        ("Department", record.department.name if record.department else "None"),
        ("Type", document.type.name),
        ("Effective date", marks.day_text(version.effective_on) if version.effective_on else "Not set"),
        ("Training", _TRAINING.get(version.training_impact, version.training_impact)),
        ("Approvers", _people(version, "approver")),
        ("Quality approvers", _people(version, "quality_approver")),
    ]


def _people(version: Version, part: str) -> str:
    return (
        ", ".join(held.person.name for held in parts_of(version.record) if held.name == part) or "None named"
    )
