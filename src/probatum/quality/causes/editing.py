"""Writing an analysis: begun with a method, line by line, by several people at once.

Each change names the version of the line that the page showed; where somebody else was quicker it is refused with what
stands there now and by whom, and nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db.models import Max

from probatum.kernel.action import Act, action, require_reason
from probatum.kernel.body import new_edition
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.lifecycle import lock
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.causes.analysis import (
    LONGEST_EVIDENCE,
    LONGEST_REASON,
    LONGEST_TEXT,
    Analysis,
    Cause,
    CauseNode,
)
from probatum.quality.causes.declared import may_analyse
from probatum.quality.causes.methods import GATE_CHOICES, METHODS, Method

MOST_ANALYSES, MOST_LINES, DEEPEST = 6, 200, 10
FIELDS = ("text", "evidence", "branch", "gate", "is_root")


@contextmanager
def working(actor: Person, record: Record, name: str, *, reason: str = "") -> Iterator[Act]:
    """An action on the causes of a record that is locked meanwhile, so that it cannot move on under the work.

    Raises NotAllowed without the right or outside the states in which causes are searched for.
    """
    verdict = may_analyse(actor, record).or_refuse()
    with action(actor, name, record=record, reason=reason, role=verdict.role) as act:
        locked = lock(record)
        if locked.state != record.state:
            may_analyse(actor, locked).or_refuse()
        yield act
        new_edition(act, locked)
        # the counter of the record stays: lines have their own, so that several people can work at once
        locked.changed_at = act.at
        locked.save(update_fields=["changed_at"])


def begin(actor: Person, record: Record, *, method: str, problem: str, why: str = "") -> Analysis:
    """Choose a method and say what is to be explained. Raises NotAllowed, or Refused for an unknown method or no text."""
    chosen = METHODS.get(method)
    if chosen is None:
        raise Refused("Choose the method by which the cause is searched for.", field="method")
    if chosen.reason and not why.strip():
        raise Refused("Say which method it is and why it suits better.", field="why")
    text = _text(problem, ask="Enter what is to be explained.", field="problem")
    with working(actor, record, "causes.begin", reason=why.strip()[:LONGEST_REASON]) as act:
        if Analysis.objects.filter(record=record, voided_at=None).count() >= MOST_ANALYSES:
            raise Refused(f"Set another analysis aside first; a record has at most {MOST_ANALYSES}.")
        return Analysis.objects.create(
            record=record,
            method=method,
            method_reason=why.strip()[:LONGEST_REASON],
            problem=text,
            **_made(actor, act),
        )


def change_problem(actor: Person, analysis: Analysis, *, problem: str, based_on: int) -> Analysis:
    """Change what is to be explained. Raises NotAllowed, StaleRecord, or Refused for no text."""
    text = _text(problem, ask="Enter what is to be explained.", field="problem")
    with working(actor, analysis.record, "causes.write") as act:
        known = (
            Analysis.objects.select_for_update(of=("self",), no_key=True)
            .select_related("changed_by")
            .get(pk=analysis.pk)
        )
        _refuse_gone(known)
        if known.version != based_on:
            raise _stale(known.changed_by.name, f"It now says “{known.problem}”.")
        known.problem = text
        _changed(known, actor, act, "problem")
    return known


def set_aside(actor: Person, analysis: Analysis, *, reason: str) -> None:
    """Set a whole analysis aside, such as one by the wrong method. Raises NotAllowed, or Refused without a reason."""
    why = require_reason(reason)[:LONGEST_REASON]
    with working(actor, analysis.record, "causes.set_aside", reason=why) as act:
        open_one = Analysis.objects.filter(pk=analysis.pk, voided_at=None)
        if not open_one.update(voided_at=act.at, voided_by=actor, void_reason=why):
            raise Refused("Somebody has set this analysis aside in the meantime.")


def add_line(
    actor: Person, analysis: Analysis, *, parent: CauseNode | None = None, values: Mapping[str, Any]
) -> CauseNode:
    """Add a line below another one or on a branch. Raises NotAllowed, or Refused naming the field that is wrong."""
    given = _checked(analysis.way, values, below=parent is not None)
    with working(actor, analysis.record, "causes.write") as act:
        _refuse_gone(Analysis.objects.get(pk=analysis.pk))
        lines = CauseNode.objects.filter(analysis=analysis)
        if lines.filter(voided_at=None).count() >= MOST_LINES:
            raise Refused(f"An analysis has at most {MOST_LINES} lines. Begin another one for the rest.")
        if parent is not None:
            _refuse_parent(analysis, parent.pk)
        last = lines.aggregate(last=Max("position"))["last"] or 0
        return CauseNode.objects.create(
            record=analysis.record,
            analysis=analysis,
            parent=parent,
            position=last + 1,
            **given,
            **_made(actor, act),
        )


def change_line(actor: Person, line: CauseNode, *, values: Mapping[str, Any], based_on: int) -> CauseNode:
    """Change a line. Raises NotAllowed, StaleRecord with what stands there now, or Refused naming the field."""
    given = _checked(line.analysis.way, values, below=line.parent_id is not None)
    with working(actor, line.record, "causes.write") as act:
        known = _locked(line, based_on=based_on)
        if all(getattr(known, name) == value for name, value in given.items()):
            return known
        for name, value in given.items():
            setattr(known, name, value)
        _changed(known, actor, act, *given)
    return known


def take_out(actor: Person, line: CauseNode, *, reason: str, based_on: int) -> int:
    """Take a line out with all below it; they can be put back. Returns how many. Raises NotAllowed, StaleRecord, Refused."""
    why = require_reason(reason, ask="Say why this is taken out; it can be put back.")[:LONGEST_REASON]
    with working(actor, line.record, "causes.take_out", reason=why) as act:
        known = _locked(line, based_on=based_on)
        keys = _with_all_below(known)
        _refuse_named(keys)
        gone = CauseNode.objects.filter(pk__in=keys, voided_at=None)
        return gone.update(voided_at=act.at, voided_by=actor, void_reason=why)


def put_back(actor: Person, line: CauseNode) -> int:
    """Put a line back with what was taken out together with it. Returns how many. Raises NotAllowed, Refused."""
    with working(actor, line.record, "causes.put_back") as act:
        known = (
            CauseNode.objects.select_for_update(of=("self",), no_key=True)
            .select_related("parent")
            .get(pk=line.pk)
        )
        _refuse_gone(Analysis.objects.get(pk=known.analysis_id))
        if known.voided_at is None:
            raise Refused("This line has been put back in the meantime.")
        if known.parent is not None and known.parent.voided_at is not None:
            raise Refused(f"Put back “{known.parent.text}” first; this stands below it.")
        together = CauseNode.objects.filter(pk__in=_with_all_below(known), voided_at=known.voided_at)
        return together.update(
            voided_at=None, voided_by=None, void_reason="", changed_by=actor, changed_at=act.at
        )


def _checked(way: Method, values: Mapping[str, Any], *, below: bool) -> dict[str, Any]:
    """The values of a line as they are kept; what its method does not have is refused."""
    given: dict[str, Any] = {name: str(values.get(name) or "").strip() for name in FIELDS[:-1]}
    given["is_root"] = bool(values.get("is_root"))
    given["text"] = _text(given["text"], ask="Enter the text of the line.", field="text")
    if len(given["evidence"]) > LONGEST_EVIDENCE:
        raise Refused(f"Shorten the evidence to {LONGEST_EVIDENCE:,} characters.", field="evidence")
    branches = dict(way.branches)
    if branches and not below and given["branch"] not in branches:
        raise Refused("Choose the branch on which it stands.", field="branch")
    if given["branch"] and (below or not branches):
        raise Refused("Only lines at the top of a method with branches stand on one.", field="branch")
    if given["gate"] and (not way.gates or given["gate"] not in dict(GATE_CHOICES)):
        raise Refused("Choose AND or OR, in a fault tree only.", field="gate")
    return given


def _text(text: str, *, ask: str, field: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise Refused(ask, field=field)
    if len(words) > LONGEST_TEXT:
        raise Refused(f"Shorten it to {LONGEST_TEXT} characters.", field=field)
    return words


def _made(actor: Person, act: Act) -> dict[str, Any]:
    return {"made_by": actor, "made_at": act.at, "changed_by": actor, "changed_at": act.at}


def _changed(row: Any, actor: Person, act: Act, *fields: str) -> None:
    row.version += 1
    row.changed_by, row.changed_at = actor, act.at
    row.save(update_fields=[*fields, "version", "changed_by", "changed_at"])


def _locked(line: CauseNode, *, based_on: int) -> CauseNode:
    known = (
        CauseNode.objects.select_for_update(of=("self",), no_key=True)
        .select_related("changed_by", "voided_by")
        .get(pk=line.pk)
    )
    if known.voided_at is not None:
        raise _stale(known.voided_by.name, "The line was taken out; put it back first.")
    if known.version != based_on:
        raise _stale(known.changed_by.name, f"It now says “{known.text}”.")
    return known


def _stale(who: str, now: str) -> StaleRecord:
    return StaleRecord(
        f"{who} changed this since you opened it. {now} Look at it again; nothing was changed."
    )


def _refuse_gone(analysis: Analysis) -> None:
    if analysis.voided_at is not None:
        raise Refused("This analysis was set aside. Work on another one, or begin a new one.")


def _refuse_parent(analysis: Analysis, key: int) -> None:
    above = dict(_standing(analysis))
    if key not in above:
        raise Refused("The line above was taken out in the meantime. Look at it again; nothing was added.")
    depth, at = 1, above[key]
    while at is not None:
        depth, at = depth + 1, above.get(at)
    if depth >= DEEPEST:
        raise Refused(f"Lines stand at most {DEEPEST} deep. Begin another analysis at this point.")


def _standing(analysis: Analysis) -> list[tuple[int, int | None]]:
    return list(CauseNode.objects.filter(analysis=analysis, voided_at=None).values_list("pk", "parent_id"))


def _with_all_below(line: CauseNode) -> set[int]:
    below: dict[int | None, list[int]] = {}
    for pk, parent in CauseNode.objects.filter(analysis=line.analysis_id).values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(pk)
    found, left = set(), [line.pk]
    while left:
        key = left.pop()
        found.add(key)
        left += below.get(key, [])
    return found


def _refuse_named(keys: set[int]) -> None:
    """A line that a standing cause rests on stays until the cause is withdrawn or rests on another one."""
    named = Cause.objects.filter(node_id__in=keys, voided_at=None).first()
    if named is not None:
        raise NotAllowed(
            f"The root cause “{named.text}” rests on this. Withdraw it first, or let it rest on another line."
        )
