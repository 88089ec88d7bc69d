"""The process of statutory clocks: a version is prepared, approved by somebody else, in force, and superseded by the next.

QE-35, CMP-04. Reads from top to bottom as data. An answer names the version by which it was given, so an old result can be
shown again under the rule of its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.approved_configuration import ApprovedConfiguration
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard, Process, register
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


CONFIGURED = ApprovedConfiguration(
    called="set of statutory clocks",
    prepare=PREPARE,
    approve=APPROVE,
    gates=(Guard("filled_in", filled_in),),
    read_by=("audit_trail.read", "event.read"),
    drafted="Questions and periods are written.",
    looked_at="Somebody who did not prepare it checks every period against its clause, and signs.",
    applies="Triage asks and counts by it.",
    outlived="A later version is in force. Clocks that were started by this one stand.",
)

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
        states=CONFIGURED.states,
        parts=CONFIGURED.parts,
        sees=CONFIGURED.sees,
        moves=CONFIGURED.moves,
    )
)
