"""The process of statutory clocks: a version is prepared, approved by somebody else, in force, and superseded by the next.

QE-35, CMP-04. Reads from top to bottom as data. An answer names the version by which it was given, so an old result can be
shown again under the rule of its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.quality.events.statutory_tables import StatutoryQuestion, StatutoryRule, StatutoryRules

KIND = "statutory_rules"
PATTERN = "SC-{n:03}"
PREPARE, APPROVE = "rating.manage", "rating.approve"
Values = Mapping[str, Any]


def content(record: Record) -> dict[str, Any]:
    """What the signature is bound to: every question and every period with its clause."""
    version = StatutoryRules.objects.get(pk=record.pk)
    questions = StatutoryQuestion.objects.filter(version=version, withdrawn=False).order_by("position", "id")
    rules = StatutoryRule.objects.filter(version=version, withdrawn=False).select_related("question")
    return {
        "title": record.title,
        "note": version.note,
        "questions": [[one.code, one.text, one.help, one.kinds] for one in questions],
        "periods": [
            [
                rule.question.code, rule.country, rule.authority, rule.label, rule.amount, rule.unit, rule.rolls,
                rule.holds, rule.calendar, rule.classes, rule.scope, rule.counts_from, rule.clause,
            ]
            for rule in rules.order_by("question__position", "country", "position", "id")
        ],
    }  # fmt: skip


def filled_in(record: Record, actor: Actor, values: Values) -> str | None:
    """Every question that is asked has a period, or one says that there is none."""
    without = StatutoryQuestion.objects.filter(version=record.pk, withdrawn=False).exclude(
        pk__in=StatutoryRule.objects.filter(version=record.pk, withdrawn=False).values("question")
    )
    first = without.order_by("position", "id").first()
    if first is None:
        return None
    return f"“{first.text}” has no period. Whoever prepares it adds one, or takes the question out."


def somebody_asked(record: Record, actor: Actor, values: Values) -> str | None:
    """Somebody is named to approve it who did not prepare it."""
    named = [
        held for held in parts_of(record) if held.name == "approver" and held.person_id != record.owner_id
    ]
    return None if named else "Nobody else is named to approve it. Whoever prepares it names somebody."


def not_the_preparer(record: Record, actor: Actor, values: Values) -> str | None:
    """Who prepared it does not approve it."""
    if actor.pk == record.owner_id:
        return "You prepared these clocks, so somebody else has to approve them."
    return None


def supersede_the_last(act: Any, record: Record, values: Values) -> None:
    """The version in force until now is superseded at the same moment; clocks that run keep the rule of their day."""
    for other in Record.objects.filter(kind=KIND, state="in_force").exclude(pk=record.pk).order_by("pk"):
        advance(act, lock(other), "supersede")


PROCESS = register(
    Process(
        kind=KIND,
        label="Statutory clocks",
        plural="Statutory clocks",
        icon="clock",
        start="draft",
        manifest="statutory_rules/1",
        content=content,
        retention="unlimited",
        states=(
            State("draft", "Draft", "neutral", "pen", explains="Questions and periods are written."),
            State(
                "in_approval",
                "In approval",
                "info",
                "clock",
                asks=(Ask("approver", "approve", "Approve the statutory clocks", business_days=10),),
                explains="Somebody who did not prepare it checks every period against its clause, and signs.",
            ),
            State("in_force", "In force", "good", "check", explains="Triage asks and counts by it."),
            State(
                "superseded",
                "Superseded",
                "muted",
                "archive",
                final=True,
                explains="A later version is in force. Clocks that were started by this one stand.",
            ),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        parts=(PartRule("approver", "Approver", APPROVE, maximum=5, help="Prepared none of it."),),
        sees=(Sees(PREPARE), Sees(APPROVE), Sees("audit_trail.read"), Sees("event.read")),
        moves=(
            Move(
                "submit",
                "Send for approval",
                ("draft",),
                "in_approval",
                permission=PREPARE,
                guards=(Guard("filled_in", filled_in), Guard("somebody_asked", somebody_asked)),
                primary=True,
            ),
            Move(
                "approve",
                "Approve and sign",
                ("in_approval",),
                "in_force",
                permission=APPROVE,
                meaning=Meaning("configuration_approved", "Configuration change approved"),
                guards=(Guard("filled_in", filled_in), Guard("not_the_preparer", not_the_preparer)),
                apply=supersede_the_last,
                primary=True,
                help="It is in force at once; the version before it is superseded.",
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
                "Withdraw the version",
                ("draft", "in_approval"),
                "withdrawn",
                permission=PREPARE,
                reason=True,
                negative=True,
            ),
            Move("supersede", "Be superseded", ("in_force",), "superseded", automatic=True),
        ),
    )
)
