"""What a process asks of its causes: a method before planning starts, a cause before it is closed; and what a signature binds.

A process takes the guards and adds `content_of` to its content; nothing here knows which process that is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.body import also_signed
from probatum.kernel.errors import Missing
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard
from probatum.kernel.record import Record
from probatum.quality.causes.analysis import Cause, CauseNode, analyses_of, causes_of, lines_of
from probatum.quality.causes.declared import is_analysed


def _method_chosen(record: Record, actor: Actor, values: Mapping[str, Any]) -> Missing | None:
    """The method of the analysis is chosen before anything is planned (QE-10)."""
    if analyses_of(record):
        return None
    return _under_causes(record, "Choose the method of the root cause analysis first, under Causes.")


def _cause_found(record: Record, actor: Actor, values: Mapping[str, Any]) -> Missing | None:
    """At least one cause with its category is named; “not found” is a category too (QE-10)."""
    if Cause.objects.filter(record=record, voided_at=None).exists():
        return None
    return _under_causes(record, "Name at least one root cause with its category, under Causes.")


def _under_causes(record: Record, text: str) -> Missing:
    return Missing(text, url_name="record-causes", args=(str(record.uuid),))


method_chosen = Guard("method_chosen", _method_chosen)
cause_found = Guard("cause_found", _cause_found)


def content_of(record: Record) -> dict[str, Any]:
    """The analyses and causes of a record as plain data, for the content that a signature is bound to."""
    if not is_analysed(record.kind):
        return {}
    lines = [line for line in lines_of(record) if line.voided_at is None]
    return {
        "analyses": [
            {
                "method": analysis.method,
                "why": analysis.method_reason,
                "problem": analysis.problem,
                "lines": [_written(line) for line in lines if line.analysis_id == analysis.pk],
            }
            for analysis in analyses_of(record)
        ],
        "causes": [[cause.category.code, cause.text, cause.node_id or 0] for cause in causes_of(record)],
    }


def _written(line: CauseNode) -> list[Any]:
    """A line in text and whole numbers."""
    place = [line.pk, line.parent_id or 0, line.branch, line.gate]
    return [*place, line.text, line.evidence, int(line.is_root)]


def _part(record: Record) -> dict[str, Any] | None:
    """What signatures of a record with sections are bound to besides; None where nothing was searched for."""
    found = content_of(record)
    return found if any(found.values()) else None


also_signed("causes", _part)
