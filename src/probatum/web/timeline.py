"""History as people read it: actions of the ledger turned into the lines of the timeline, numbers into names."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from probatum.kernel import readable
from probatum.kernel.closed import changes_of, leave_out
from probatum.kernel.ledger.history import Change, HistoryAction
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.web import diff, sentences
from probatum.web.components import marks

LONG_WORD = 24
#: tables whose rows are for those who work on a record, not for readers of its result
INSIDE = ("kernel_comment",)


def acts(
    actor: Person,
    actions: list[HistoryAction],
    *,
    record: Record | None = None,
    without: tuple[str, ...] = (),
    each: bool = False,
) -> list[dict[str, Any]]:
    """Context of `timeline`; `record` is the one whose history it is, `without` names tables not to show.

    `each` asks for a line of every action, also of one that only touched what the reader may not know of.
    """
    closed = (
        readable.closed_to(actor, {root for act in actions for root in act.roots})
        if record is None
        else set()
    )
    open_acts = [act for act in actions if not act.roots & closed]
    names = readable.names_for(actor, changes_of(open_acts))
    emptied = leave_out(actor, open_acts, names)
    return [
        _closed(act) if act.roots & closed else _act(act, names, record)
        for act in actions
        if (each or act.tx not in emptied) and not any(change.table in without for change in act.changes)
    ]


def _closed(act: HistoryAction) -> dict[str, Any]:
    """An act on a confidential record that is not the reader's to see: who and when, nothing of the content."""
    shown = _act(replace(act, changes=[], events=[], why=""), {}, None)
    return {
        **shown,
        "what": "acted on a confidential record",
        "events": ["You have no access to this record."],
    }


def _act(act: HistoryAction, names: readable.Names, record: Record | None) -> dict[str, Any]:
    later = [change for change in act.changes if change.after_first_entry]
    first = [change for change in act.changes if not change.after_first_entry]
    return {
        "who": act.person or "System",
        "what": sentences.what(act.name),
        "role": act.role,
        "on_behalf_of": act.on_behalf_of,
        "by_itself": not act.person_id and not act.direct,
        "at": act.at,
        "utc": f"{act.at.astimezone(dt.UTC):%H:%M:%S} UTC",
        "why": act.why,
        "icon": "seal" if act.signatures else sentences.icon(act.name),
        "signed": bool(act.signatures),
        "meaning": act.meaning,
        "changed": _table(later, names, record),
        "changed_count": len(later),
        "entered": _table(first, names, record),
        "entered_count": len(first),
        "events": [event_text(event) for event in act.events],
        "direct": act.direct,
        "erased": len(act.erased),
        "via": act.via,
        "sealed": f"{act.sealed:,}" if act.sealed is not None else "",
        "entries": _span(act.entries),
    }


def _table(changes: list[Change], names: readable.Names, record: Record | None) -> SafeString | str:
    return diff.rows(_change(change, names, record) for change in changes) if changes else ""


def _change(
    change: Change, names: readable.Names, record: Record | None
) -> tuple[str, SafeString, SafeString]:
    kind = record.kind if record is not None else ""
    label = label_of(change, names, record)
    return label, _text(change, change.old, names, kind), _text(change, change.new, names, kind)


def label_of(change: Change, names: readable.Names, record: Record | None) -> str:
    """What a changed field is called; fields of other rows name their row."""
    own = record is not None and change.pk == str(record.pk) and readable.is_record(change.table)
    label = readable.column_label(change.table, change.column)
    if own:
        return label
    small = label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"
    return f"{readable.row_label(change, names=names)}: {small}"


def _text(change: Change, value: Any, names: readable.Names, kind: str) -> SafeString:
    at = readable.moment(change, value)
    return marks.when(at) if at else breakable(readable.value_text(change, value, names=names, kind=kind))


def breakable(text: str) -> SafeString:
    """The whole text, with places where a long hash or statement may break, so that it fits a phone and a sheet of paper."""
    if len(text) <= LONG_WORD or all(len(word) <= LONG_WORD for word in text.split()):
        return SafeString(escape(text))
    pieces = (piece for word in re.split(r"(\s+)", text) for piece in _pieces(word))
    return SafeString("<wbr>".join(escape(piece) for piece in pieces))


def in_pieces(text: str) -> str:
    """The same for plain text: long words carry invisible places where a line may end."""
    return "".join(
        "\u200b".join(_pieces(word)) if len(word) > LONG_WORD else word for word in re.split(r"(\s+)", text)
    )


def _pieces(word: str) -> list[str]:
    return [word[at : at + LONG_WORD] for at in range(0, len(word), LONG_WORD)]


def event_text(event: dict[str, Any]) -> str:
    """The facts of an event in one line; what the sentence of the action says already is left out."""
    told = []
    for key, value in event.items():
        if key in ("event", "s", "access", "person") or value in ("", None):
            continue
        text = f"{value[:12]}…" if key == "sha256" else str(value)
        told.append(f"{key.replace('_', ' ')} {text}")
    return ", ".join(told)


def _span(entries: list[int]) -> str:
    if not entries:
        return ""
    first, last = min(entries), max(entries)
    return f"{first:,}" if first == last else f"{first:,} to {last:,}"
