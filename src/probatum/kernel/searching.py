"""Search over number, other names, title and text, only in what the person may see: hits, facets, passages.

Three questions, each of which starts at the visible rows: which records match, what orders and narrows them, and what is
shown of the best. A count, a facet and a passage are made of these rows alone, so nobody learns of what they may not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import CharField, F, Func, Lookup, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from probatum.kernel.authz import SeenQuestion
from probatum.kernel.people import Actor
from probatum.kernel.process import process_of
from probatum.kernel.question import Asked
from probatum.kernel.record import Record
from probatum.kernel.search import Facet, more_facets, other_names
from probatum.kernel.search_words import Words, taken_apart
from probatum.kernel.spelling import corrected

#: Matches ordered at most: ordering every hit of a common word costs a second, this costs milliseconds.
CANDIDATES = 300
BY_NAME = 100
#: Passages shown at most; cutting one out costs more than finding its record.
PASSAGES = 20
OWN_FACETS = (
    Facet("kind", "Kind", ("",), "kind", "kind"),
    Facet("state", "State", ("",), "state", "state"),
    Facet("site", "Site", ("site",), "code", "name"),
    Facet("owner", "Owner", ("owner",), "username", "name"),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A found record with the passage that matched; `snippet` marks matches with \\x02 and \\x03.

    `names` are its other names, where it was found by one of them.
    """

    record: Record
    snippet: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: the best hits, how many matched (`more` says that counting stopped), and the rows that facets count.

    `instead` is the corrected query by which the hits were found where nothing was found for the one asked.
    """

    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    more: bool = False
    rows: list[dict[str, Any]] = field(default_factory=list)
    instead: str = ""


@CharField.register_lookup
class HeldLike(Lookup):
    """`title__held_like="%GOWN%"`: holds the pattern in capitals, answered by the trigram index."""

    lookup_name = "held_like"
    prepare_rhs = False
    compares = "LIKE"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, values = self.process_lhs(compiler, connection)
        return f"UPPER({left}) {self.compares} %s", [*values, self.rhs]


@CharField.register_lookup
class HeldMatch(HeldLike):
    """`number__held_match="SOP[^0-9]*12"`: a regular expression over the value in capitals."""

    lookup_name = "held_match"
    compares = "~"


def facets() -> tuple[Facet, ...]:
    """Every way to narrow a search, those of areas after the kind."""
    return (OWN_FACETS[0], *more_facets(), *OWN_FACETS[1:])


def search(actor: Actor, query: str, *, kind: str | None = None, limit: int = 20) -> list[Hit]:
    """The best hits that the actor may see: numbers first, then titles, then words in the text by rank."""
    return find(actor, query, kind=kind, limit=limit).hits


def find(
    actor: Actor,
    query: str,
    *,
    kind: str | None = None,
    chosen: Mapping[str, str] | None = None,
    limit: int = 20,
    typing: bool = False,
    exactly: bool = False,
) -> Found:
    """Hits, counts and facets of what the actor may see. Where nothing matches, a likely other spelling is tried unless `exactly`.

    `typing` completes the last word at once; else it is completed only where too little is found without.
    """
    words = taken_apart(query)
    if words is None:
        return Found()
    narrow = {name: value for name, value in (chosen or {}).items() if value}
    found = _find(actor, words, kind, narrow, limit, begin=typing)
    if not typing and words.beginning and found.count < limit:
        found = _find(actor, words, kind, narrow, limit, begin=True)
    if found.count or exactly or narrow:
        return found
    other = corrected(actor, words)
    again = taken_apart(other) if other else None
    if again is None:
        return found
    second = _find(actor, again, kind, narrow, limit, begin=typing)
    return Found(second.hits, second.count, second.more, second.rows, other if second.count else "")


def _find(
    actor: Actor, words: Words, kind: str | None, chosen: dict[str, str], limit: int, *, begin: bool
) -> Found:
    begin = begin and bool(words.beginning)
    values = _values(words, chosen)
    shape = (len(words.patterns), bool(words.fragments), bool(words.without), begin, tuple(sorted(chosen)))
    matched: dict[int, str] = {}
    per_arm = {"number": 0, "name": 0, "title": 0, "text": 0}
    for pk, arm in _MATCHES.ask(actor, kind, *shape, **values):
        matched.setdefault(pk, arm)
        per_arm[arm] += 1
    if not matched:
        return Found()
    rank = per_arm["text"] > 0 and sum(arm != "text" for arm in matched.values()) < limit
    rows = _ROWS.ask(actor, kind, rank, begin, tuple(facets()), found=list(matched), **values)
    ordered = sorted(rows, key=lambda row: _place(row, words, matched))
    best = [row["pk"] for row in ordered[:limit]]
    more = per_arm["text"] >= CANDIDATES or per_arm["title"] >= BY_NAME
    named = [pk for pk in best if matched[pk] == "name"]
    hits = _shown(actor, kind, best, begin, values, names=_names(named))
    return Found(hits, len(ordered), more, ordered)


def _values(words: Words, chosen: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {f"is_{name}": value for name, value in chosen.items()}
    values |= {f"word{n}": word for n, word in enumerate(words.patterns)}
    values |= {"whole": words.whole, "query": words.text, "without": words.without}
    values |= {"before": words.before, "last": words.beginning, "beginnings": words.beginnings}
    values["stem"] = _stem(words)
    if words.fragments:
        values |= {"loose": words.loose, "exactly": words.exactly}
        values |= {f"value{n}": value for n, value in enumerate(words.values)}
    return values


def _stem(words: Words) -> str:
    """The longest word wanted without its ending, by which its place in a text is found."""
    wanted = " ".join(words.wanted) or words.text
    longest = max(re.findall(r"\w+", wanted.lower()), key=len, default="")
    return longest[: max(4, len(longest) - 3)]


def _matching(
    rows: QuerySet[Record], titles: int, number: bool, without: bool, begin: bool, chosen: tuple[str, ...]
) -> QuerySet[Record, Any]:
    """Keys of matching records with the way in which they matched; each way stops at its limit."""
    rows = rows.filter(search_entry__found_elsewhere=False)
    by_name = {facet.name: facet for facet in facets()}
    for name in chosen:
        rows = rows.filter(_has(by_name[name], Asked(f"is_{name}")))
    if without:
        refused = SearchQuery(Asked("without"), config="english", search_type="websearch")
        rows = rows.filter(search_entry__words=refused)
    title = Q(number__held_like=Asked("whole"))
    if titles:
        title |= Q(*(Q(title__held_like=Asked(f"word{n}")) for n in range(titles)))
    newest = rows.order_by("-changed_at")
    arms = [newest.filter(_number("number"))[:BY_NAME]] if number else []
    for listed in other_names():
        named = Q(**{f"{listed.name}__held_like": Asked("whole")})
        if number:
            named |= _number(listed.name)
        elif titles:
            named |= Q(*(Q(**{f"{listed.name}__held_like": Asked(f"word{n}")}) for n in range(titles)))
        arms.append(newest.filter(pk__in=listed.rows().filter(named).values(listed.record))[:BY_NAME])
    ways = ["number"] * number + ["name"] * len(other_names())
    arms += [newest.filter(title)[:BY_NAME]]
    arms += [rows.filter(search_entry__words=_asked(begin=begin)).order_by("-pk")[:CANDIDATES]]
    marked = [
        arm.annotate(arm=Value(way, output_field=TextField())).values_list("pk", "arm")
        for arm, way in zip(arms, [*ways, "title", "text"], strict=True)
    ]
    found: QuerySet[Record, Any] = marked[0].union(*marked[1:], all=True)
    return found


def _number(name: str) -> Q:
    """A number with the fragments asked for: by pieces that the index knows, then exactly."""
    ways = Q()
    for n in range(5):
        ways |= Q(**{f"{name}__held_like": Asked(f"value{n}")})
    exactly = Q(**{f"{name}__held_match": Asked("exactly")})
    return Q(**{f"{name}__held_like": Asked("loose")}) & ways & exactly


def _asked(*, begin: bool) -> Any:
    whole = "before" if begin else "query"
    words: Any = SearchQuery(Asked(whole), config="english", search_type="websearch")
    if not begin:
        return words
    last = SearchQuery(Asked("last"), config="english", search_type="websearch")
    begun = SearchQuery(Asked("beginnings"), config="simple", search_type="raw")
    return words & (last | begun)


def _has(facet: Facet, value: Any) -> Q:
    rule = Q()
    for pointer in facet.pointers:
        rule |= Q(**{_path(pointer, facet.key): value})
    return rule


def _path(pointer: str, name: str) -> str:
    return f"{pointer}__{name}" if pointer else name


def _detailed(
    rows: QuerySet[Record], rank: bool, begin: bool, narrowing: tuple[Facet, ...]
) -> QuerySet[Record, Any]:
    """What orders and narrows the matches."""
    shown: dict[str, Any] = {}
    for facet in narrowing:
        for label, name in (("key", facet.key), ("text", facet.text)):
            paths = [F(_path(pointer, name)) for pointer in facet.pointers]
            shown[f"{facet.name}_{label}"] = paths[0] if len(paths) == 1 else Coalesce(*paths)
    if rank:
        shown["rank"] = SearchRank(F("search_entry__words"), _asked(begin=begin))
    rows = rows.filter(pk__any=Asked("found")).order_by()
    columns = ("pk", "number", "title", "kind", "state", "changed_at", *shown)
    found: QuerySet[Record, Any] = rows.annotate(**shown).values(*columns)
    return found


def _passages(rows: QuerySet[Record], begin: bool) -> QuerySet[Record, Any]:
    text = F("search_entry__text")
    at, half = Asked("stem"), Value(200)
    start = Func(
        Value(1), _less(Func(Func(text, function="lower"), at, function="strpos"), half), function="greatest"
    )
    cut = Func(text, start, Value(1500), function="substr")
    options = Value("StartSel=\x02, StopSel=\x03, MaxFragments=1, MaxWords=24, MinWords=12")
    passage = Func(
        Value("english"), cut, _asked(begin=begin), options, function="ts_headline", output_field=TextField(),
        template="%(function)s(%(expressions)s)",
    )  # fmt: skip
    return rows.filter(pk__any=Asked("found")).order_by().annotate(passage=passage)


def _less(left: Any, right: Any) -> Any:
    return Func(left, right, template="(%(expressions)s)", arg_joiner=" - ")


_MATCHES = SeenQuestion(_matching)
_ROWS = SeenQuestion(_detailed)
_PASSAGES = SeenQuestion(_passages)
_RECORDS = SeenQuestion(lambda rows: rows.filter(pk__any=Asked("found")).order_by())


def _place(row: Mapping[str, Any], words: Words, matched: Mapping[int, str]) -> tuple[Any, ...]:
    """The exact number first, then numbers, names, titles, texts; within each what is not over first, then by rank, then by time."""
    asked = words.text.upper()
    number, title, arm = row["number"].upper(), row["title"].upper(), matched[row["pk"]]
    if number == asked:
        tier = 0
    elif arm in ("number", "name"):
        tier = 1
    elif asked in number:
        tier = 2
    elif words.wanted and all(re.search(rf"\b{re.escape(word.upper())}", title) for word in words.wanted):
        tier = 3
    else:
        tier = 4 if arm == "title" else 5
    over = process_of(row["kind"]).state(row["state"]).final
    return tier, over, -(row.get("rank") or 0.0), -row["changed_at"].timestamp(), -row["pk"]


def _names(records: list[int]) -> dict[int, tuple[str, ...]]:
    """The other names of records, which were found visible before."""
    found: dict[int, tuple[str, ...]] = {}
    for listed in other_names() if records else ():
        rows = listed.rows().filter(**{f"{listed.record}__in": records}).order_by("pk")
        for record, name in rows.values_list(listed.record, listed.name):
            found[record] = (*found.get(record, ()), name)
    return found


def _shown(
    actor: Actor,
    kind: str | None,
    best: list[int],
    begin: bool,
    values: dict[str, Any],
    *,
    names: dict[int, tuple[str, ...]],
) -> list[Hit]:
    with_passage = _PASSAGES.ask(actor, kind, begin, found=best[:PASSAGES], **values)
    rest = _RECORDS.ask(actor, kind, found=best[PASSAGES:]) if best[PASSAGES:] else []
    records = {record.pk: record for record in (*with_passage, *rest)}
    return [
        Hit(records[pk], _marked(getattr(records[pk], "passage", "")), names.get(pk, ()))
        for pk in best
        if pk in records
    ]


def _marked(passage: str) -> str:
    """A passage says something only where it holds a match."""
    return passage if "\x02" in passage else ""


def counted(rows: Iterable[Mapping[str, Any]], facet: Facet) -> dict[tuple[str, str], int]:
    """How many of the matches have each value of a facet."""
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        if row[f"{facet.name}_key"] is not None:
            pair = (row[f"{facet.name}_key"], row[f"{facet.name}_text"])
            found[pair] = found.get(pair, 0) + 1
    return found
