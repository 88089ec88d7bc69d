"""One board with everyone's status (DOC-12): who writes, reviews and approves a version, and what each has done."""

from __future__ import annotations

from typing import Any

from probatum.documents.content import Draft, Version
from probatum.documents.light_route import CHECKER
from probatum.documents.types import review_steps
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Step
from probatum.kernel.task import Task
from probatum.web.components import marks
from probatum.web.documents.addresses import version_url

DONE_WORDS = {
    "reviewer": "Reviewed",
    "formal_reviewer": "Formally reviewed",
    "approver": "Approved",
    "quality_approver": "Approved",
    "checker": "Checked",
}
REFUSED_WORDS = {
    "reviewer": "Asked for changes",
    "formal_reviewer": "Asked for formal changes",
    "approver": "Refused",
    "quality_approver": "Refused",
    "checker": "Sent back",
}


#: part -> the review step of a type that asks for it.
OPTIONAL = {"formal_reviewer": "formal_review", "reviewer": "content_review"}


def board(
    version: Version, *, tasks: list[Task], steps: list[Step], drafts: list[Draft], may_name: bool
) -> list[dict[str, Any]]:
    """The parts of a version with their holders; `url` is where a part is named, empty where it cannot be."""
    record = version.record
    back = next((step.at for step in reversed(steps) if step.to_state == "draft"), None)
    shown = []
    for rule in process_of(record).parts:
        holders = [held.person for held in parts_of(record) if held.name == rule.name]
        rows = []
        for person in holders:
            if rule.name == "author":
                rows.append({"name": person.name, "state": _wrote(person, drafts)})
            else:
                own = [task for task in tasks if task.person_id == person.pk and task.part == rule.name]
                rows.append({"name": person.name, "state": _said(rule.name, own, since=back)})
        if not rows and rule.name != "author" and (rule.name == CHECKER) != version.document.light:
            continue  # a part of the other route
        if (
            not rows
            and rule.name in OPTIONAL
            and OPTIONAL[rule.name] not in review_steps(version.document.type)
        ):
            continue
        url = version_url(version, "version-people", rule.name) if may_name else ""
        shown.append({"name": rule.name, "label": rule.label, "help": rule.help, "people": rows, "url": url})
    return shown


def _wrote(person: Person, drafts: list[Draft]) -> Any:
    labels = [draft.label for draft in drafts if draft.made_by_id == person.pk]
    if not labels:
        return marks.badge("No draft yet", tone="neutral", icon_name="pen")
    text = f"Wrote {labels[0]}" if len(labels) == 1 else f"Wrote {labels[0]} to {labels[-1]}"
    return marks.badge(text, tone="good", icon_name="check")


def _said(part: str, tasks: list[Task], *, since: Any) -> Any:
    """What the last request to a person came to; a request of an earlier round is said to be one."""
    task = max(tasks, key=lambda one: one.opened_at, default=None)
    if task is None:
        return marks.badge("Not asked yet", tone="muted", icon_name="circle")
    if task.closed_at is None:
        return marks.due(task.due) if task.due else marks.badge("Asked", tone="info")
    when = marks.day_text(task.closed_at.date())
    if task.outcome == "done":
        earlier = since is not None and task.closed_at <= since
        word = DONE_WORDS.get(part, "Done")
        if earlier:
            return marks.badge(f"{word} an earlier draft", tone="muted", icon_name="history")
        return marks.badge(f"{word} {when}", tone="good")
    if task.outcome == "refused" and task.closed_by_id == task.person_id:
        return marks.badge(f"{REFUSED_WORDS.get(part, 'Refused')} {when}", tone="warn", icon_name="undo")
    return marks.badge("To be asked again", tone="muted", icon_name="history")
