"""The legal chains as data: the stops on the way from a complaint to a document, what follows what, and by which links.

Where a kind stands and what is expected behind it is said here and nowhere else; a new kind needs its name in one stop.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop on the way. `ends`: what lies behind it is another story. `told_by`: the fields of a body that say
    whether it is needed, and why not.
    """

    name: str
    label: str
    kinds: tuple[str, ...]
    ends: bool = False
    told_by: tuple[str, str] = ("", "")


STOPS: tuple[Stop, ...] = (
    Stop("report", "Report", ("event_report",)),
    Stop("inspection", "Inspection", ()),  # a place that is kept: the area of audits says what stands here
    Stop("complaint", "Complaint", ("complaint",)),
    Stop("event", "Event", ("deviation", "nonconformance", "lab_investigation")),
    Stop("investigation", "Investigation", ("investigation",)),
    Stop("capa", "CAPA", ("capa",), told_by=("capa_needed", "capa_reason")),
    Stop("action", "Action", ("action",)),
    Stop(
        "check",
        "Check of the effect",
        ("effectiveness_check",),
        told_by=("check_needed", "check_reason"),
    ),
    Stop("change", "Change", ("change_request",)),
    Stop("document", "Document", ("document",), ends=True),
)
#: for whatever else is linked
OTHER = Stop("other", "Other records", (), ends=True)
#: kinds that are part of what they belong to and no stop of their own
LEFT_OUT = ("version",)

#: stop where a record stands -> the stops that are expected behind it, in order
CHAINS: dict[str, tuple[str, ...]] = {
    "complaint": ("investigation", "event", "capa", "change", "document"),
    "event": ("investigation", "capa", "change", "document"),
    "investigation": ("capa", "change", "document"),
    "capa": ("action", "check", "change", "document"),
    "change": ("document",),
}

#: which records people may join, and by which link: from stop, link type, to stop
LEGAL: tuple[tuple[str, str, str], ...] = (
    ("complaint", "caused_by", "event"),
    ("event", "caused_by", "event"),
    ("inspection", "references", "event"),
    ("inspection", "references", "capa"),
    ("capa", "addresses", "complaint"),
    ("capa", "addresses", "event"),
    ("capa", "addresses", "investigation"),
    ("change", "implements", "capa"),
    ("change", "implements", "action"),
    ("change", "addresses", "event"),
    ("document", "evidence_for", "action"),
    ("document", "evidence_for", "check"),
    ("document", "evidence_for", "capa"),
    ("document", "evidence_for", "event"),
    ("document", "evidence_for", "investigation"),
)

#: what stands behind a CAPA, whoever asks
PROOF = ("action", "check")

_BY_KIND = {kind: stop for stop in STOPS for kind in stop.kinds}
_BY_NAME = {stop.name: stop for stop in (*STOPS, OTHER)}


def stop_of(kind: str) -> Stop:
    """The stop where records of a kind stand."""
    return _BY_KIND.get(kind, OTHER)


def stands_at(kind: str, name: str) -> None:
    """Let the records of a kind stand at a stop; for areas that come later. Raises KeyError for a stop there is not."""
    _BY_KIND[kind] = _BY_NAME[name]


def stop(name: str) -> Stop:
    """A stop by its name. Raises KeyError for another one."""
    return _BY_NAME[name]


def is_traced(kind: str) -> bool:
    """Whether records of a kind have a chain behind them."""
    return stop_of(kind).name in CHAINS


def expected(kind: str) -> tuple[str, ...]:
    """The stops that are expected behind a record of a kind."""
    return CHAINS.get(stop_of(kind).name, ())


def in_order(kind: str) -> list[Stop]:
    """Every stop from left to right, as the chain of a kind has it; actions and checks stand behind their CAPA."""
    own = stop_of(kind).name
    behind = [step for name in expected(kind) for step in ((name, *PROOF) if name == "capa" else (name,))]
    names = [one.name for one in STOPS]
    at = names.index(own) if own in names else len(names)
    before = [name for name in names[:at] if name not in behind]
    rest = [name for name in names[at:] if name not in (own, *behind)]
    return [stop(name) for name in dict.fromkeys((*before, own, *behind, *rest, OTHER.name))]


def ways_from(kind: str) -> list[tuple[str, bool]]:
    """Every link by which a record of a kind may be joined with others: the type, and whether it goes out from it."""
    own = stop_of(kind).name
    found = [(type, True) for source, type, _ in LEGAL if source == own]
    return list(dict.fromkeys(found + [(type, False) for _, type, target in LEGAL if target == own]))


def ways_between(kind: str, other: str) -> list[tuple[str, bool]]:
    """The links by which two records may be joined: the type, and whether it goes out from the first."""
    one, two = stop_of(kind).name, stop_of(other).name
    found = [(type, True) for source, type, target in LEGAL if (source, target) == (one, two)]
    return found + [(type, False) for source, type, target in LEGAL if (source, target) == (two, one)]
