"""The process of a trend rule: so many events in a rolling window raise a trend; prepared, approved by somebody else, in versions (QE-14).

Reads from top to bottom as data. Rules with the same code are versions of one rule, of which one is in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel import body
from probatum.kernel.authz import decide
from probatum.kernel.body import body_of
from probatum.kernel.errors import Refused
from probatum.kernel.gates import NOT_THE_OWNER, filled_in
from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.quality.recurrence.trending import BY, EVERY, TrendRule

KIND = "trend_rule"
PREPARE, APPROVE, OWNS = "rating.manage", "rating.approve", "capa.handle"
APPROVED = Meaning("configuration_approved", "Configuration change approved")
ENDED = Meaning("configuration_ended", "Configuration ended")
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


def supersede_the_last(act: Any, record: Record, values: Values) -> None:
    """The version of the rule in force until now is superseded at the same moment."""
    code = body_of(record).code
    others = Record.objects.filter(kind=KIND, state="in_force", quality_trendrule__code=code)
    for other in others.exclude(pk=record.pk).order_by("pk"):
        advance(act, lock(other), "supersede")


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
        states=(
            State(
                "draft", "Draft", "neutral", "pen", explains="What is counted, how many, in how many days."
            ),
            State(
                "in_approval",
                "In approval",
                "info",
                "clock",
                asks=(
                    Ask("approver", "approve", "Approve the trend rule", business_days=10, instead=APPROVE),
                ),
                explains="Somebody else looks at it and signs.",
            ),
            State(
                "in_force", "In force", "good", "check", explains="It is asked whenever an event moves on."
            ),
            State("superseded", "Superseded", "muted", "archive", final=True),
            State("ended", "Ended", "muted", "cross", final=True, rail=False),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        parts=(PartRule("approver", "Approver", APPROVE, maximum=5, help="Did not prepare it."),),
        sees=(Sees(PREPARE), Sees(APPROVE), Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move(
                "submit",
                "Send for approval",
                ("draft",),
                "in_approval",
                permission=PREPARE,
                guards=(filled_in("rule"), Guard("owner_may_own", owner_may_own)),
                primary=True,
            ),
            Move(
                "approve",
                "Approve and sign",
                ("in_approval",),
                "in_force",
                permission=APPROVE,
                meaning=APPROVED,
                guards=(NOT_THE_OWNER, filled_in("rule")),
                apply=supersede_the_last,
                primary=True,
                help="It counts from now on. A version of the same code is superseded.",
            ),
            Move(
                "send_back",
                "Send back",
                ("in_approval",),
                "draft",
                permission=APPROVE,
                reason=True,
                negative=True,
            ),
            Move(
                "withdraw",
                "Withdraw the rule",
                ("draft", "in_approval"),
                "withdrawn",
                permission=PREPARE,
                reason=True,
                negative=True,
            ),
            Move(
                "end",
                "End the rule and sign",
                ("in_force",),
                "ended",
                permission=APPROVE,
                meaning=ENDED,
                reason=True,
                negative=True,
            ),
            Move("supersede", "Be superseded", ("in_force",), "superseded", automatic=True),
        ),
    )
)
