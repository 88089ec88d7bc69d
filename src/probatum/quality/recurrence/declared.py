"""Which kinds are compared with each other, and who judges: each process says so in its own module (QE-13)."""

from __future__ import annotations

from dataclasses import dataclass

from probatum.kernel.authz import Decision
from probatum.kernel.editing import may_edit
from probatum.kernel.people import Person
from probatum.kernel.process import declare, process_of
from probatum.kernel.record import Record
from probatum.kernel.section import Section, as_data
from probatum.kernel.words import start, with_article


@dataclass(frozen=True, slots=True)
class Compared:
    """Who judges and when, as a section without fields of its own; the column that holds the category, if there is one."""

    section: Section
    category: str = ""
    counted: bool = True


_declared: dict[str, Compared] = {}


def compared(
    kind: str,
    *,
    states: tuple[str, ...],
    parts: tuple[str, ...] = ("owner",),
    permission: str = "event.triage",
    category: str = "",
    counted: bool = True,
) -> None:
    """Declare that records of a kind are compared with earlier ones, and whether trends count them.

    Raises LookupError for a state there is not.
    """
    process = process_of(kind)
    strange = [state for state in states if state not in process.by_name]
    if strange:
        raise LookupError(f"{kind}: no state {', '.join(strange)} in which recurrence could be judged")
    if category and process.body is not None:
        process.body._meta.get_field(category)
    section = Section("recurrence", "Recurrence", (), states=states, parts=parts, permission=permission)
    _declared[kind] = Compared(section, category, counted)
    declare(kind, "compared", [as_data(section), category, counted])


def is_compared(kind: str) -> bool:
    """Whether records of a kind are compared with earlier ones."""
    return kind in _declared


def kinds() -> list[str]:
    """The kinds that are compared with each other."""
    return sorted(_declared)


def counted_kinds() -> list[str]:
    """The kinds of which rules count the records."""
    return sorted(kind for kind, known in _declared.items() if known.counted)


def category_of(kind: str) -> str:
    """The column of a kind that holds its category; empty for none."""
    return _declared[kind].category if kind in _declared else ""


def may_judge(actor: Person, record: Record) -> Decision:
    """Whether somebody may judge the recurrence of a record as it stands."""
    known = _declared.get(record.kind)
    if known is None:
        return Decision(
            False, f"{start(with_article(process_of(record).label))} is not compared with earlier events."
        )
    return may_edit(actor, record, known.section)
