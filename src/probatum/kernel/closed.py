"""What may not even be counted, and what is counted but not read.

Records of a circle leave no trace for those outside, whereas others leave a nameless one (DOC-37). Columns about people outside,
such as who complained, show that they changed, and what they hold only to who may know it (CMP-01). So do all texts of a record
that holds personal data (QE-33).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db import models

from probatum.kernel import personal, readable
from probatum.kernel.authz import decide, visible
from probatum.kernel.ledger.history import Change, HistoryAction
from probatum.kernel.people import Actor
from probatum.kernel.record import Record

#: what stands in a history for a value that the reader may not know
WITHHELD = "Withheld"
#: table -> the permission by which its columns are read, and which ones these are
_withheld: dict[str, tuple[str, frozenset[str]]] = {}


def withhold(table: str, *, permission: str, columns: Iterable[str]) -> None:
    """Show the values of some columns in histories only to those who hold a permission for the record."""
    _withheld[table] = (permission, frozenset(columns))


def kept_from(actor: Actor) -> list[str]:
    """The keys of all records of circles that somebody does not see; none where nothing is restricted."""
    inside = Record.objects.exclude(circle=None)
    hidden = inside.exclude(pk__in=visible(actor).exclude(circle=None).values("pk"))
    return [str(pk) for pk in hidden.order_by("pk").values_list("pk", flat=True)]


def uncounted(actor: Actor, keys: Collection[int]) -> set[int]:
    """Which of these records somebody may not even know to be there."""
    if not keys:
        return set()
    inside = Record.objects.filter(pk__in=keys).exclude(circle=None)
    seen = visible(actor).filter(pk__in=keys).values("pk")
    return set(inside.exclude(pk__in=seen).values_list("pk", flat=True))


def told_to(actor: Actor, acts: Iterable[HistoryAction]) -> list[HistoryAction]:
    """Actions of a history without what somebody may not even know of, on every way out: page, print, file, package."""
    found = list(acts)
    emptied = leave_out(actor, found, readable.names_for(actor, changes_of(found)))
    return [act for act in found if act.tx not in emptied]


def leave_out(actor: Actor, acts: list[HistoryAction], names: readable.Names) -> set[int]:
    """Take out the rows that point to a record of a circle which the reader does not see, such as links to it.

    What is withheld from the reader is blanked. Returns the actions of which nothing is left.
    """
    pointing = readable.pointing(changes_of(acts), names)
    hidden = uncounted(actor, set(pointing.values()))
    emptied = set()
    for act in acts if hidden else ():
        left = [one for one in act.changes if pointing.get((one.table, one.pk)) not in hidden]
        if act.changes and not left and not act.signatures:
            emptied.add(act.tx)
        act.changes[:] = left
    _blank(actor, acts)
    return emptied


def _blank(actor: Actor, acts: list[HistoryAction]) -> None:
    """Take the values out of columns that the reader may not know; that they changed stays."""
    roots = {int(root) for act in acts for root in act.roots if root.isdecimal() and act.changes}
    closed = {str(pk) for pk in personal.closed_among(actor, roots)} if roots else set()
    concerned = [act for act in acts if any(change.table in _withheld for change in act.changes)]
    keys = {int(root) for act in concerned for root in act.roots if root.isdecimal()}
    records = {str(one.pk): one for one in Record.objects.filter(pk__in=keys)} if keys else {}
    for act in concerned:
        about = [records[root] for root in act.roots if root in records]
        act.changes[:] = [_as_read(actor, change, about) for change in act.changes]
    for act in acts if closed else ():
        if act.roots & closed:
            act.changes[:] = [_emptied(one) if _is_text(one) else one for one in act.changes]


def _as_read(actor: Actor, change: Change, about: list[Record]) -> Change:
    permission, columns = _withheld.get(change.table, ("", frozenset()))
    if change.column not in columns:
        return change
    if about and all(decide(actor, permission, record=record) for record in about):
        return change
    return _emptied(change)


def _emptied(change: Change) -> Change:
    old, new = (WITHHELD if value not in (None, "") else value for value in (change.old, change.new))
    return replace(change, old=old, new=new)


def _is_text(change: Change) -> bool:
    """Whether a column holds what people wrote: every long text, and the short ones of a body."""
    known = readable.field_of(change.table, change.column)
    if isinstance(known, models.TextField | models.JSONField):
        return True
    in_body = readable.is_record(change.table) and change.table != Record._meta.db_table
    return in_body and isinstance(known, models.CharField) and not known.choices


def changes_of(acts: Iterable[HistoryAction]) -> list[Change]:
    """Every change of several actions."""
    return [change for act in acts for change in act.changes]
