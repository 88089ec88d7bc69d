"""What the inspection PDF of a record holds and in which order: layouts as data, with a default for each category of a kind (QE-30).

A layout belongs to the definition of its kind, so that each record says by which ones it was taken out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field

from probatum.kernel.body import body_of
from probatum.kernel.process import declare, process_of
from probatum.kernel.record import Record

#: what a PDF can hold: name -> what it is called; the first two are pages of their own, the others parts of each record
PAGES = {"glance": "at a glance", "chain": "the chain"}
PARTS = {
    "sections": "fields",
    "pictures": "drawings of causes",
    "signatures": "signatures",
    "files": "attachments with their hashes",
    "history": "audit trail",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """What is printed, in which order. `sections`: those of the record itself, in this order; none for all of them.
    related: whether the records that belong to it follow in full.
    """

    name: str
    label: str
    pages: tuple[str, ...] = ("glance", "chain")
    parts: tuple[str, ...] = tuple(PARTS)
    sections: tuple[str, ...] = ()
    related: bool = True

    @property
    def holds(self) -> str:
        """What it holds, in its order, in one line."""
        return ", ".join((*(PAGES[name] for name in self.pages), self.told_parts))

    @property
    def told_parts(self) -> str:
        """What each record is printed with."""
        return ", ".join(PARTS[name] for name in self.parts)


@dataclass(frozen=True, slots=True)
class Layouts:
    """The layouts of a kind, the one that is proposed, and those that are proposed for a category, by its column."""

    known: tuple[Layout, ...]
    default: str
    column: str = ""
    by_category: Mapping[str, str] = field(default_factory=dict)


COMPLETE = Layout("complete", "Complete")
NO_TRAIL = Layout(
    "no_trail", "Without audit trail and attachments", parts=("sections", "pictures", "signatures")
)
ALONE = Layout("alone", "This record alone", pages=("glance",), related=False)
GENERAL = Layouts((COMPLETE, NO_TRAIL, ALONE), COMPLETE.name)
_layouts: dict[str, Layouts] = {}


def laid_out(
    kind: str,
    *layouts: Layout,
    default: str = COMPLETE.name,
    column: str = "",
    by_category: Mapping[str, str] | None = None,
) -> None:
    """Declare the layouts of a kind besides the general ones. Raises LookupError for a section, part or layout there is not."""
    process = process_of(kind)
    made = Layouts((*layouts, *GENERAL.known), default, column, dict(by_category or {}))
    names = {one.name for one in made.known}
    strange = {default, *made.by_category.values()} - names
    for one in layouts:
        strange |= set(one.sections) - {section.name for section in process.sections}
        strange |= (set(one.pages) - set(PAGES)) | (set(one.parts) - set(PARTS))
    if strange:
        raise LookupError(f"{kind}: its layouts name {', '.join(sorted(strange))}, which does not exist")
    if column and process.body is not None:
        process.body._meta.get_field(column)
    _layouts[kind] = made
    said = [list(astuple(one)) for one in layouts]
    declare(kind, "layouts", [said, default, column, dict(made.by_category)])


def layouts_of(record: Record) -> tuple[Layout, ...]:
    """The layouts to choose from."""
    return _layouts.get(record.kind, GENERAL).known


def layout_of(record: Record, name: str = "") -> Layout:
    """The layout of that name; without one that of the category of the record. Raises KeyError for another one."""
    of = _layouts.get(record.kind, GENERAL)
    category = str(getattr(body_of(record), of.column, "")) if of.column else ""
    wanted = name or of.by_category.get(category, of.default)
    return {one.name: one for one in of.known}[wanted]
