"""The causes that were found: named with a category and a text, resting on a line of an analysis where there is one (QE-10)."""

from __future__ import annotations

from probatum.kernel.action import require_reason
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.causes.analysis import LONGEST_EVIDENCE, LONGEST_REASON, Cause, CauseNode
from probatum.quality.causes.catalogue import CauseCategory
from probatum.quality.causes.editing import working

MOST = 20


def name_cause(
    actor: Person, record: Record, *, category: CauseCategory, text: str, node: CauseNode | None = None
) -> Cause:
    """Name a cause of a record. Raises NotAllowed, or Refused for no text, a category out of use or a line of another record."""
    words = _checked(record, category, text, node)
    with working(actor, record, "causes.name") as act:
        if Cause.objects.filter(record=record, voided_at=None).count() >= MOST:
            raise Refused(f"A record has at most {MOST} causes. Withdraw one first.")
        _mark(node)
        return Cause.objects.create(
            record=record,
            category=category,
            text=words,
            node=node,
            made_by=actor,
            made_at=act.at,
            changed_by=actor,
            changed_at=act.at,
        )


def change_cause(
    actor: Person,
    cause: Cause,
    *,
    category: CauseCategory,
    text: str,
    node: CauseNode | None = None,
    based_on: int,
) -> Cause:
    """Change a cause. Raises NotAllowed, StaleRecord with what stands there now, or Refused."""
    words = _checked(cause.record, category, text, node, before=cause.category_id)
    with working(actor, cause.record, "causes.name") as act:
        known = (
            Cause.objects.select_for_update(of=("self",), no_key=True)
            .select_related("changed_by")
            .get(pk=cause.pk)
        )
        if known.voided_at is not None:
            raise Refused("This cause was withdrawn in the meantime. Name it anew if it holds.")
        if known.version != based_on:
            raise StaleRecord(
                f"{known.changed_by.name} changed this since you opened it. It now says “{known.text}”. "
                "Look at it again; nothing was changed."
            )
        _mark(node)
        known.category, known.text, known.node = category, words, node
        known.version, known.changed_by, known.changed_at = known.version + 1, actor, act.at
        known.save(update_fields=["category", "text", "node", "version", "changed_by", "changed_at"])
    return known


def withdraw_cause(actor: Person, cause: Cause, *, reason: str) -> None:
    """Withdraw a cause that does not hold. Raises NotAllowed, or Refused without a reason."""
    why = require_reason(reason)[:LONGEST_REASON]
    with working(actor, cause.record, "causes.withdraw", reason=why) as act:
        standing = Cause.objects.filter(pk=cause.pk, voided_at=None)
        if not standing.update(voided_at=act.at, voided_by=actor, void_reason=why):
            raise Refused("This cause was withdrawn in the meantime.")


def _checked(
    record: Record, category: CauseCategory, text: str, node: CauseNode | None, *, before: int | None = None
) -> str:
    words = text.strip()
    if not words:
        raise Refused("Describe the cause.", field="text")
    if len(words) > LONGEST_EVIDENCE:
        raise Refused(f"Shorten the text to {LONGEST_EVIDENCE:,} characters.", field="text")
    if not category.active and category.pk != before:
        raise Refused(f"“{category.name}” is out of use; choose another category.", field="category")
    if node is not None and (node.record_id != record.pk or node.voided_at is not None):
        raise Refused("Choose a line of an analysis of this record that still stands.", field="node")
    return words


def _mark(node: CauseNode | None) -> None:
    """The line that a cause rests on is marked as a root cause in the drawing."""
    if node is not None and not node.is_root:
        CauseNode.objects.filter(pk=node.pk, is_root=False).update(is_root=True)
