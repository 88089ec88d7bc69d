"""The process of a trend rule: so many events in a rolling window raise a trend; prepared, approved by somebody else, in versions (QE-14).

Reads from top to bottom as data. Rules with the same code are versions of one rule, of which one is in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from probatum.kernel import body
from probatum.kernel.approved_configuration import ApprovedConfiguration
from probatum.kernel.authz import decide
from probatum.kernel.body import body_of
from probatum.kernel.errors import Refused
from probatum.kernel.gates import filled_in
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard, Process, register
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.quality.recurrence.trending import BY, EVERY, TrendRule

KIND = "trend_rule"
PREPARE, APPROVE, OWNS = "rating.manage", "rating.approve", "capa.handle"
#: The kinds that a rule can be limited to.
KINDS = (
    (EVERY, "Every kind"),
    ("deviation", "Deviations"),
    ("nonconformance", "Nonconformances"),
    ("complaint", "Complaints"),
    ("lab_investigation", "Laboratory investigations"),
)
LONGEST_WINDOW, MOST = 1095, 500

Values = Mapping[str, Any]


def window_fits(values: Values, at: dt.datetime) -> None:
    """The window and the number make sense. Raises Refused, naming the field."""
    days, many = values.get("days"), values.get("at_least")
    if days is not None and not 1 <= days <= LONGEST_WINDOW:
        raise Refused(f"Enter 1 to {LONGEST_WINDOW} days.", field="days")
    if many is not None and not 2 <= many <= MOST:
        raise Refused(f"Enter 2 to {MOST} events.", field="at_least")


RULE = Section(
    "rule",
    "Rule",
    (
        Field(
            "code",
            "Code",
            required=True,
            help="Such as EQUIPMENT-90. A rule with the code of another one replaces it when it is approved.",
        ),
        Field("kind", "Counts", "choice", required=True, choices=KINDS),
        Field("alike_in", "Alike in", "choice", required=True, choices=BY),
        Field("at_least", "From so many events on", "whole", required=True),
        Field("days", "Within so many days", "whole", required=True),
        Field(
            "capa_owner",
            "Owner of a CAPA that follows",
            "person",
            required=True,
            help="Opened by one button of whoever triages, never by itself.",
        ),
        Field("why", "Why these numbers", "longtext", required=True),
    ),
    states=("draft",),
    permission=PREPARE,
    at_opening=True,
    check=window_fits,
)


def owner_may_own(record: Record, actor: Actor, values: Values) -> str | None:
    """Whoever is to own the CAPA may own one."""
    kept: TrendRule = body_of(record)
    if kept.capa_owner is None or decide(kept.capa_owner, OWNS, site=record.site):
        return None
    return f"{kept.capa_owner.name} cannot own a CAPA. Whoever prepares the rule names somebody who may."


def of_the_same_code(record: Record) -> QuerySet[Record]:
    """The versions of the same rule."""
    return Record.objects.filter(kind=KIND, quality_trendrule__code=body_of(record).code)


CONFIGURED = ApprovedConfiguration(
    called="trend rule",
    prepare=PREPARE,
    approve=APPROVE,
    gates=(filled_in("rule"), Guard("owner_may_own", owner_may_own)),
    replaces=of_the_same_code,
    asked_by_name=False,
    ends=True,
    read_by=("event.read", "audit_trail.read"),
    drafted="What is counted, how many, in how many days.",
    applies="It is asked whenever an event moves on.",
    outlived="A later version with its code is in force.",
)

PROCESS = register(
    Process(
        kind=KIND,
        label="Trend rule",
        plural="Trend rules",
        icon="chart",
        start="draft",
        numbering="TR-{n:03}",
        opens=PREPARE,
        body=TrendRule,
        manifest="trend_rule/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        sections=(RULE,),
        states=CONFIGURED.states,
        parts=CONFIGURED.parts,
        sees=CONFIGURED.sees,
        moves=CONFIGURED.moves,
    )
)
