"""What the page of an effectiveness check tells of when it begins: the first day, and the batches it counts."""

from __future__ import annotations

from typing import Any

from probatum.kernel.family import is_over
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.capa import checking
from probatum.web.components import marks


def facts(actor: Person, record: Record) -> list[dict[str, Any]]:
    """Not before which day the effect can be told, and how many batches were made; nothing for one that is over."""
    if is_over(record):
        return []
    first, made = checking.earliest(record), checking.batches(record)
    told = [{"label": "Not before", "value": marks.day_text(first) if first else "While actions still run"}]
    return [*told, {"label": "Batches", "value": str(made)}] if made is not None else told
