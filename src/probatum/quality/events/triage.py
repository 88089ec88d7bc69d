"""Triage for authorities: the questions of the version in force are answered for a record, and visible countdowns begin (QE-35).

One clock for each authority and report. An answer that is not sure counts as yes; a later answer starts what it adds and stops
nothing: that a report is not needed is said of its clock, with a reason and a name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Any

from probatum.kernel import clock as clocks
from probatum.kernel.action import Act, action, require_reason
from probatum.kernel.authz import Decision, decide, roles_with
from probatum.kernel.body import also_signed, body_of, new_edition
from probatum.kernel.clock import Clock, clocks_of
from probatum.kernel.errors import Missing, Refused
from probatum.kernel.lifecycle import lock, refuse_if_stale, touch
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Guard, process_of
from probatum.kernel.record import Record
from probatum.quality.events.federal_days import federal_days_off
from probatum.quality.events.statutory_asking import countries_for, in_force, questions_of
from probatum.quality.events.statutory_tables import (
    ANSWERS,
    NO,
    US_FEDERAL,
    StatutoryQuestion,
    StatutoryRule,
    StatutoryRules,
    Triage,
    TriageAnswer,
)

RIGHTS = ("event.triage", "complaint.report")


def may_answer(actor: Person, record: Record) -> Decision:
    """Whether somebody may answer the questions of a record: who triages, or reports to authorities, while it runs."""
    if process_of(record).state(record.state).final:
        return Decision(False, f"{record.number} has ended; it has to be reopened first.")
    for permission in RIGHTS:
        if verdict := decide(actor, permission, record=record):
            return verdict
    roles = " or ".join(dict.fromkeys(role for permission in RIGHTS for role in roles_with(permission)))
    return Decision(
        False, f"Only the role {roles or 'that an access administrator makes for it'} answers them."
    )


def answer(
    actor: Person,
    record: Record,
    *,
    answers: Mapping[str, str],
    countries: Collection[str],
    rationale: str,
    based_on: int,
) -> Triage:
    """Keep the answers to every question asked of this kind, by code, and start the clocks that follow from them.

    Raises NotAllowed, StaleRecord, Refused while no version is in force, for a question without answer, or no reasons.
    """
    verdict = may_answer(actor, record).or_refuse()
    version, asked = _asked(record)
    _refuse_incomplete(asked, answers)
    why = require_reason(rationale, ask="Give the reasons for these answers; they stand behind every “no”.")
    chosen = sorted({code.upper() for code in countries})
    wanted = [one for one in asked if answers[one.code] != NO]
    if wanted and not chosen:
        raise Refused(
            "Choose the countries concerned, since a question is answered with yes.", field="countries"
        )
    with action(actor, f"{record.kind}.triage", record=record, reason=why, role=verdict.role) as act:
        locked = lock(record)
        refuse_if_stale(locked, based_on=based_on)
        made = Triage.objects.create(
            record=locked,
            version=version,
            countries=chosen,
            rationale=why,
            answered_by=actor,
            answered_at=act.at,
        )
        TriageAnswer.objects.bulk_create(
            TriageAnswer(record=locked, triage=made, question=one, answer=answers[one.code]) for one in asked
        )
        for rule in rules_met(version, wanted, countries=chosen):
            _start(act, locked, rule, version)
        new_edition(act, locked)
        touch(act, locked)
    return made


def rules_met(
    version: StatutoryRules, questions: Collection[StatutoryQuestion], *, countries: Collection[str]
) -> list[StatutoryRule]:
    """The periods that follow from questions answered with yes in some countries; those without a period in law too."""
    codes = {one for country in countries for one in countries_for(country)}
    found = StatutoryRule.objects.filter(
        version=version, withdrawn=False, question__in=[one.pk for one in questions], country__in=codes
    )
    return list(found.select_related("question").order_by("question__position", "country", "position", "id"))


def triage_of(record: Record) -> Triage | None:
    """The answers that count now: the newest; None before the first."""
    found = Triage.objects.filter(record=record).select_related("version__record", "answered_by")
    return found.order_by("-id").first()


def answers_of(triage: Triage) -> dict[str, str]:
    """The answers by the code of their question."""
    rows = TriageAnswer.objects.filter(triage=triage).order_by("question__position", "id")
    return dict(rows.values_list("question__code", "answer"))


def aware_at(record: Record) -> dt.datetime:
    """When the company became aware: from the body where it says so, else when the record was opened."""
    known = getattr(body_of(record), "aware_at", None)
    return known if isinstance(known, dt.datetime) else record.opened_at


def _asked(record: Record) -> tuple[StatutoryRules, list[StatutoryQuestion]]:
    version = in_force()
    if version is None:
        raise Refused(
            "No statutory clocks are in force yet. Whoever prepares them has a version approved first."
        )
    asked = questions_of(version, kind=record.kind)
    if not asked:
        raise Refused(f"No question is asked of a {process_of(record).label.lower()}.")
    return version, asked


def _refuse_incomplete(asked: list[StatutoryQuestion], answers: Mapping[str, str]) -> None:
    known = {one.code for one in asked}
    if set(answers) - known:
        raise Refused("The questions have changed since you opened the page. Answer them as they are now.")
    for one in asked:
        if answers.get(one.code) not in dict(ANSWERS):
            raise Refused(f"Answer “{one.text}”.", field=one.code)


def _start(act: Act, record: Record, rule: StatutoryRule, version: StatutoryRules) -> Clock | None:
    if rule.span is None:
        return None
    since = min(aware_at(record), act.at)
    off = federal_days_off(since.date()) if rule.calendar == US_FEDERAL else ()
    return clocks.start(
        act,
        record,
        name=f"{rule.question.code}.{rule.country}.{rule.amount}{rule.unit[:1]}.{rule.position}"[:60],
        label=f"{rule.label} ({rule.authority}, {rule.country})",
        span=rule.span,
        since=since,
        statutory=True,
        source=f"{rule.clause}; {version.record.number}",
        off=off,
    )


def _triaged(record: Record, actor: Actor, values: Mapping[str, Any]) -> Missing | None:
    """The questions of authorities are answered, where the version in force asks any of this kind."""
    version = in_force()
    if version is None or not questions_of(version, kind=record.kind) or triage_of(record) is not None:
        return None
    return Missing(
        "The questions of authorities are not answered.", url_name="record-triage", args=(str(record.uuid),)
    )


def _settled(record: Record, actor: Actor, values: Mapping[str, Any]) -> tuple[Missing, ...]:
    """No statutory clock runs on: each report was sent, or somebody said why none is needed."""
    return tuple(
        Missing(f"“{clock.label}” still runs.", url_name="record-clocks", args=(str(record.uuid),))
        for clock in clocks_of(record)
        if clock.statutory and clock.stopped_at is None
    )


#: the questions of authorities are answered, where any are asked of the kind (QE-35)
AUTHORITIES_ASKED = Guard("authorities_asked", _triaged)
#: no statutory clock of the record runs on (QE-35)
SETTLED = Guard("statutory_clocks_stopped", _settled)


def settled_where(ends: Callable[[Record], bool]) -> Guard:
    """The same, only where the move ends the record, for one whose way on depends on it."""

    def check(record: Record, actor: Actor, values: Mapping[str, Any]) -> tuple[Missing, ...]:
        """No statutory clock runs on where the record ends."""
        return _settled(record, actor, values) if ends(record) else ()

    return Guard("statutory_clocks_stopped_at_the_end", check)


def _part(record: Record) -> dict[str, Any] | None:
    """What signatures are bound to: the answers that stand, by which version, and the countries."""
    made = triage_of(record)
    if made is None:
        return None
    return {
        "version": made.version.record.number,
        "countries": made.countries,
        "answers": answers_of(made),
        "reasons": made.rationale,
    }


also_signed("authorities", _part)
