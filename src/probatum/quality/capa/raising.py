"""Raising a CAPA from what it is for: an event, a finding, a trend; linked in the same transaction (CAP-01)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.action import action
from probatum.kernel.authz import decide
from probatum.kernel.link import link
from probatum.kernel.opening import begin, may_open
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.capa.capa import KIND


def raise_capa(
    actor: Person,
    source: Record,
    *,
    title: str,
    values: Mapping[str, Any],
    owner: Person | None = None,
    parts: Mapping[str, list[Person]] | None = None,
) -> Record:
    """Open a CAPA that addresses a record, at its site, as confidential as it is.

    Raises NotAllowed without the right or the sight of the source, Refused for what is missing.
    """
    decide(actor, "record.view", record=source).or_refuse()
    process = process_of(KIND)
    verdict = may_open(actor, KIND, site=source.site).or_refuse()
    with action(actor, f"{KIND}.open", role=verdict.role, definition=process.digest) as act:
        raised = begin(
            act,
            process,
            title=title,
            values=values,
            owner=owner or actor,
            site=source.site,
            department=source.department,
            parts=parts or {},
            confidential=source.confidential,
        )
        link(act, source=raised, target=source, type="addresses")
    return raised
