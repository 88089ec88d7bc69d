"""Acts on statutory clocks before they are approved: open the next version, write a question or a period, take one out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import Max

from probatum.kernel import search
from probatum.kernel.action import Act, action, require_reason
from probatum.kernel.authz import demand
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import enter_state, lock, refuse_if_stale, touch
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Person
from probatum.kernel.process import definition_of
from probatum.kernel.record import Record, issue_number, open_record
from probatum.kernel.span import UNITS
from probatum.quality.events import statutory_starter
from probatum.quality.events.statutory import KIND, PATTERN, PREPARE, PROCESS
from probatum.quality.events.statutory_asking import in_force, questions_of
from probatum.quality.events.statutory_tables import (
    CALENDARS,
    CLASSES,
    SCOPES,
    StatutoryQuestion,
    StatutoryRule,
    StatutoryRules,
)

OPEN = ("draft", "in_approval")
RULE_FIELDS = (
    "country", "authority", "label", "amount", "unit", "rolls", "holds", "calendar", "classes", "scope", "counts_from",
    "clause",
)  # fmt: skip
MOST_DAYS = 365


def open_version(actor: Person, *, title: str, note: str, approvers: Sequence[Person]) -> StatutoryRules:
    """Open the next version, as a copy of what is in force, or of what the product is delivered with.

    Raises NotAllowed without the right, Refused for no title or while another version is in preparation.
    """
    verdict = demand(actor, PREPARE)
    if not title.strip():
        raise Refused("Enter a title, such as “Statutory clocks 2027”.", field="title")
    with action(actor, f"{KIND}.open", role=verdict.role) as act:
        number = issue_number(PATTERN, values={})  # holds the series, so that two do not open one at once
        running = Record.objects.filter(kind=KIND, state__in=OPEN).first()
        if running is not None:
            raise Refused(f"{running.number} is in preparation. Approve or withdraw it first.", field="title")
        record = open_record(
            act,
            kind=KIND,
            number=number,
            title=title.strip(),
            state=PROCESS.start,
            owner=actor,
            definition=definition_of(act, PROCESS),
        )
        version = StatutoryRules.objects.create(record=record, note=note.strip())
        current = in_force()
        _copy(current, version) if current is not None else _start(version)
        set_parts(act, record, process=PROCESS, name="approver", people=list(approvers))
        enter_state(act, record, PROCESS)
        search.index(record, text=version.note)
    return version


def save_rule(
    actor: Person,
    version: StatutoryRules,
    *,
    question: str,
    values: Mapping[str, Any],
    key: int | None = None,
    based_on: int,
) -> StatutoryRule:
    """Write a period, a new one or one of the version. Raises NotAllowed, StaleRecord, Refused for what does not fit."""
    checked = _checked(values)
    with _writing(actor, version, based_on=based_on) as (act, record):
        asked = StatutoryQuestion.objects.filter(version=version, code=question, withdrawn=False).first()
        if asked is None:
            raise Refused("Choose a question of the list.", field="question")
        rule = _rule(version, key)
        rule.question = asked
        for name, value in checked.items():
            setattr(rule, name, value)
        rule.save()
        touch(act, record)
    return rule


def take_out_rule(actor: Person, version: StatutoryRules, *, key: int, reason: str, based_on: int) -> None:
    """Take a period out; it stays in the history. Raises NotAllowed, StaleRecord, Refused without a reason."""
    why = require_reason(reason)
    with _writing(actor, version, based_on=based_on, reason=why) as (act, record):
        rule = _rule(version, key)
        rule.withdrawn = True
        rule.save(update_fields=["withdrawn"])
        touch(act, record)


def save_question(
    actor: Person,
    version: StatutoryRules,
    *,
    code: str,
    text: str,
    kinds: Sequence[str],
    hint: str = "",
    withdrawn: bool = False,
    based_on: int,
) -> StatutoryQuestion:
    """Write a question, a new one or one of the version by its code. Raises NotAllowed, StaleRecord, Refused."""
    if not text.strip():
        raise Refused("Enter the question.", field="text")
    if not code.isidentifier() or len(code) > 40:
        raise Refused("Enter a short code of letters, digits and underscores.", field="code")
    with _writing(actor, version, based_on=based_on) as (act, record):
        asked = StatutoryQuestion.objects.filter(version=version, code=code).first()
        if asked is None:
            asked = StatutoryQuestion(version=version, code=code, position=_next(StatutoryQuestion, version))
        asked.text, asked.help, asked.kinds = text.strip()[:300], hint.strip()[:500], list(kinds)
        asked.withdrawn = withdrawn
        asked.save()
        touch(act, record)
    return asked


@contextmanager
def _writing(
    actor: Person, version: StatutoryRules, *, based_on: int, reason: str = ""
) -> Iterator[tuple[Act, Record]]:
    """An action on a version in draft, locked. Raises NotAllowed, StaleRecord, Refused for one that is no draft any more."""
    verdict = demand(actor, PREPARE, record=version.record)
    with action(actor, f"{KIND}.save", record=version.record, role=verdict.role, reason=reason) as act:
        locked = lock(version.record)
        refuse_if_stale(locked, based_on=based_on)
        if locked.state != "draft":
            label = PROCESS.state(locked.state).label.lower()
            raise Refused(
                f"{locked.number} is {label}, so it is not changed any more. Open the next version."
            )
        yield act, locked


def _rule(version: StatutoryRules, key: int | None) -> StatutoryRule:
    if key is None:
        return StatutoryRule(version=version, position=_next(StatutoryRule, version))
    found = StatutoryRule.objects.filter(version=version, pk=key, withdrawn=False).first()
    if found is None:
        raise Refused("This period is not part of the version. Nothing was changed.")
    return found


def _next(model: Any, version: StatutoryRules) -> int:
    last = model.objects.filter(version=version).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a period as they are stored. Raises Refused naming the first that does not fit."""
    given: dict[str, Any] = {name: values.get(name) for name in RULE_FIELDS}
    given["country"] = str(given["country"] or "").strip().upper()
    if len(given["country"]) != 2 or not given["country"].isalpha():
        raise Refused("Enter the country as two letters, such as US, or EU.", field="country")
    for name, ask in (
        ("authority", "Enter the authority."),
        ("label", "Enter what is reported."),
        ("counts_from", "Enter from when it counts."),
        ("clause", "Enter the clause that demands it."),
    ):
        given[name] = str(given[name] or "").strip()
        if not given[name]:
            raise Refused(ask, field=name)
    for name in ("amount", "holds"):
        given[name] = int(given[name] or 0)
        if not 0 <= given[name] <= MOST_DAYS:
            raise Refused(f"Enter a number from 0 to {MOST_DAYS}.", field=name)
    for name, known in (("unit", UNITS), ("calendar", CALENDARS), ("scope", SCOPES)):
        if given[name] not in dict(known):
            raise Refused("Choose one of the list.", field=name)
    given["classes"] = list(given["classes"] or ())
    if not set(given["classes"]) <= set(dict(CLASSES)):
        raise Refused("Choose kinds of product of the list.", field="classes")
    given["rolls"] = bool(given["rolls"])
    return given


def _start(version: StatutoryRules) -> None:
    asked = {
        plan.code: StatutoryQuestion.objects.create(
            version=version,
            position=place,
            code=plan.code,
            text=plan.text,
            help=plan.help,
            kinds=list(plan.kinds),
        )
        for place, plan in enumerate(statutory_starter.QUESTIONS, start=1)
    }
    for place, plan in enumerate(statutory_starter.RULES, start=1):
        fields = {name: getattr(plan, name) for name in RULE_FIELDS} | {"classes": list(plan.classes)}
        StatutoryRule.objects.create(version=version, question=asked[plan.question], position=place, **fields)


def _copy(source: StatutoryRules, version: StatutoryRules) -> None:
    for question in questions_of(source):
        rules = list(
            StatutoryRule.objects.filter(question=question, withdrawn=False).order_by("position", "id")
        )
        question.pk, question.version = None, version
        question._state.adding = True
        question.save()
        for rule in rules:
            rule.pk, rule.version, rule.question = None, version, question
            rule._state.adding = True
            rule.save()
