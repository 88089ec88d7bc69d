"""Where a record is read: an area of the web interface registers a page of its own for a kind; else the generic one serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from probatum.kernel.authz import decide
from probatum.kernel.inbox import Subject
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.web.paths import reverse

Address = Callable[[Any], str]
Frame = Callable[[Person, Record, str], dict[str, Any]]
Changes = Callable[[Record], "dict[str, str] | None"]
Inside = Callable[[Person, Record], bool]
Printed = Callable[[Person, Record], tuple[str, list[tuple[str, str]]]]
Facts = Callable[[Person, Record], list[dict[str, Any]]]
Concerns = Callable[[Person, Record, str], "dict[str, Any] | None"]
Values = Callable[[Iterable[int]], "dict[int, str]"]
Around = Callable[[Person], dict[str, Any]]
#: badges of many records at once, by their keys: for lists and searches, where each record alone would cost a query
Badges = Callable[[list[int]], "dict[int, list[dict[str, Any]]]"]
_frames: dict[str, Frame] = {}
_inside: dict[str, Inside] = {}
_pages: dict[str, Address] = {}
_contents: dict[str, Address] = {}
_changes: dict[str, Changes] = {}
_lists: dict[str, str] = {}
_acts: dict[str, tuple[str, ...]] = {}
_printed: dict[str, Printed] = {}
_facts: dict[str, Facts] = {}
_concerns: dict[str, Concerns] = {}
_sorts: dict[str, str] = {}
_around: dict[str, Around] = {}
_offered: dict[str, Facts] = {}
_badges: dict[str, Badges] = {}
#: tabs that an area gives to each record that it holds something for: name -> (label, URL name, whether a record has it)
_tabs: dict[str, tuple[str, str, Callable[[Record], bool]]] = {}

#: columns that areas give to the lists of some kinds: name -> (label, whether a kind has it, what it shows of some records)
_columns: dict[str, tuple[str, Callable[[str], bool], Values]] = {}
#: boxes beside the overview of records: template -> what it shows of one, None for nothing
_asides: dict[str, Callable[[Person, Record], dict[str, Any] | None]] = {}


def register(
    kind: str,
    *,
    page: Address | None = None,
    content: Address | None = None,
    changes: Changes | None = None,
    listed_at: str = "",
    frame: Frame | None = None,
    inside: Inside | None = None,
    acts: tuple[str, ...] = (),
    printed: Printed | None = None,
    facts: Facts | None = None,
    concerns: Concerns | None = None,
    sorted_by: str = "",
    around: Around | None = None,
    offers: Facts | None = None,
    badges: Badges | None = None,
) -> None:
    """Give a kind what differs from the generic pages; called more than once, each call adds.

    page: its own page. content: the address of the exact content that a signer opens. changes: a link to what changed in it
    since it was last approved. listed_at: the URL name of its list.
    frame: header, rail and tabs of its pages. inside: who reads its discussion, refusals and work in progress.
    acts: other first words of the actions in its history, such as `document` for the reading of a version.
    printed: a section of its print besides its own columns: heading, and pairs of label and value.
    facts: what its generic page tells of it beside the thin row. concerns: what the sheet of a move shows that it touches.
    sorted_by: the order of its list where none is chosen. around: what its list shows around the rows: `tabs`, what is begun
    from there (`begin`: label and url), and what an empty list says (`empty`). offers: buttons of its generic page for what
    is begun from it and is no move of it. badges: what a found record says beside its state.
    """
    if badges is not None:
        _badges[kind] = badges
    if offers is not None:
        _offered[kind] = offers
    if around is not None:
        _around[kind] = around
    if facts is not None:
        _facts[kind] = facts
    if concerns is not None:
        _concerns[kind] = concerns
    if sorted_by:
        _sorts[kind] = sorted_by
    if printed is not None:
        _printed[kind] = printed
    if acts:
        _acts[kind] = acts
    if frame is not None:
        _frames[kind] = frame
    if inside is not None:
        _inside[kind] = inside
    if page is not None:
        _pages[kind] = page
    if content is not None:
        _contents[kind] = content
    if changes is not None:
        _changes[kind] = changes
    if listed_at:
        _lists[kind] = listed_at


def frame_of(actor: Person, record: Record, current: str) -> dict[str, Any] | None:
    """Header, rail and tabs of a kind that has its own; None for the generic ones."""
    known = _frames.get(record.kind)
    return known(actor, record, current) if known else None


def is_inside(actor: Person, record: Record) -> bool:
    """Whether this person takes part in the work on a record, not only reads its result."""
    known = _inside.get(record.kind)
    return known(actor, record) if known else True


def may_know_all(actor: Person, record: Record) -> bool:
    """Those who work on a record, and those who read audit trails (inspectors); not a mere reader of the result."""
    return is_inside(actor, record) or bool(decide(actor, "audit_trail.read", record=record))


def acts_of(kind: str) -> tuple[str, ...]:
    """The other first words under which actions on a kind are named."""
    return _acts.get(kind, ())


def printed_section(actor: Person, record: Record) -> tuple[str, list[tuple[str, str]]]:
    """The section that a kind adds to its print; empty for most."""
    known = _printed.get(record.kind)
    return known(actor, record) if known else ("", [])


def has_own_page(kind: str) -> bool:
    return kind in _pages


def page_of(record: Record | Subject) -> str:
    """The address of a record's page."""
    known = _pages.get(record.kind)
    return known(record) if known else reverse("record", args=[record.uuid])


def content_of(record: Record) -> str:
    """The address of the content that a signature of this record is bound to; its page where a kind names none."""
    known = _contents.get(record.kind)
    return known(record) if known else page_of(record)


def changes_of(record: Record) -> dict[str, str] | None:
    """The link, with its words, to what changed since this was approved before; None for what is new or cannot say."""
    known = _changes.get(record.kind)
    return known(record) if known else None


def badges_of(records: list[Record]) -> dict[int, list[dict[str, Any]]]:
    """What found records say beside their state, asked once for each kind that says anything."""
    found: dict[int, list[dict[str, Any]]] = {}
    for kind, told in _badges.items():
        keys = [record.pk for record in records if record.kind == kind]
        found |= told(keys) if keys else {}
    return found


def list_of(kind: str) -> str:
    """The address of the list of a kind."""
    known = _lists.get(kind)
    return reverse(known) if known else reverse("record-list", args=[kind])


def facts_of(actor: Person, record: Record) -> list[dict[str, Any]]:
    """What a kind tells of a record on its generic page; nothing for most."""
    known = _facts.get(record.kind)
    return known(actor, record) if known else []


def concerns_of(actor: Person, record: Record, move: str) -> dict[str, Any] | None:
    """What the sheet of a move shows that the move touches besides the record; None for most."""
    known = _concerns.get(record.kind)
    return known(actor, record, move) if known else None


def sort_of(kind: str) -> str:
    """The order of a kind's list where none is chosen; empty for the newest change first."""
    return _sorts.get(kind, "")


def around_list(actor: Person, kind: str) -> dict[str, Any]:
    """Tabs, what can be begun, and what an empty list of a kind says; nothing for most."""
    known = _around.get(kind)
    return known(actor) if known else {}


def offered_by(actor: Person, record: Record) -> list[dict[str, Any]]:
    """The buttons of a kind on its generic page besides its moves; none for most."""
    known = _offered.get(record.kind)
    return known(actor, record) if known else []


def register_tab(name: str, *, label: str, url_name: str, shown: Callable[[Record], bool]) -> None:
    """Give every record for which `shown` holds a tab between its overview and its comments."""
    _tabs[name] = (label, url_name, shown)


def tabs_of(record: Record) -> list[tuple[str, str, str]]:
    """The tabs that areas give to a record: name, label and address."""
    return [
        (name, label, reverse(url_name, args=[record.uuid]))
        for name, (label, url_name, shown) in _tabs.items()
        if shown(record)
    ]


def register_aside(template: str, context: Callable[[Person, Record], dict[str, Any] | None]) -> None:
    """Give the overview of records a box beside its details; a record for which `context` answers None has none."""
    _asides[template] = context


def asides_of(actor: Person, record: Record) -> list[dict[str, Any]]:
    """The boxes beside the overview of a record: template and what it shows."""
    told = ((template, context(actor, record)) for template, context in _asides.items())
    return [{"template": template, "aside": aside} for template, aside in told if aside is not None]


def register_column(name: str, *, label: str, shown: Callable[[str], bool], values: Values) -> None:
    """Give the lists of the kinds for which `shown` holds a column; `values` is asked once for the rows of a page."""
    _columns[name] = (label, shown, values)


def columns_for(kind: str) -> dict[str, tuple[str, Values]]:
    """The columns that areas give to the list of a kind: label and what it shows, by name."""
    return {name: (label, values) for name, (label, shown, values) in _columns.items() if shown(kind)}
