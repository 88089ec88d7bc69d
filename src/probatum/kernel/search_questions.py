"""What a search asks of the database. Matches are asked of the visible rows only; the rest is asked of matches, by their keys."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    CharField,
    F,
    Func,
    Lookup,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce

from probatum.kernel.authz import SeenQuestion
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record
from probatum.kernel.search import Facet, SearchEntry, more_facets, other_names

#: Matches ordered at most: ordering every hit of a common word costs a second, this costs milliseconds.
CANDIDATES = 300
BY_NAME = 100
#: The same where somebody wants to count them.
ALL = 3000
#: Stands between the key and the name of a value; no key holds it.
BETWEEN = "\x1f"
OWN_FACETS = (
    Facet("kind", "Kind", ("",), "kind", "kind"),
    Facet("state", "State", ("",), "state", "state"),
    Facet("site", "Site", ("site",), "code", "name"),
    Facet("owner", "Owner", ("owner",), "username", "name"),
)


class _Pair(Func):
    """Two columns as one value, which is taken apart once for each value there is, not for each row."""

    template = "(%(expressions)s)"
    arg_joiner = f" || chr({ord(BETWEEN)}) || "
    output_field = TextField()


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
    """`number__held_match="SOP[^0-9]*12"`: a regular expression over the value in capitals, asked of few rows.

    The index is kept out of it: of SOP-QA-0011 it knows pieces that every number of the house has.
    """

    lookup_name = "held_match"
    compares = "|| '' ~"


def facets() -> tuple[Facet, ...]:
    """Every way to narrow a search, those of areas after the kind."""
    return (OWN_FACETS[0], *more_facets(), *OWN_FACETS[1:])


def _by_name(
    rows: QuerySet[Record],
    titles: int,
    number: bool,
    without: bool,
    chosen: tuple[str, ...],
    everything: bool,
) -> QuerySet[Record, Any]:
    """Matching numbers, other names and titles, the newest of each."""
    most = ALL if everything else BY_NAME
    newest = _narrowed(rows, without, chosen).order_by("-changed_at")
    words = Q(*(Q(title__held_like=Asked(f"word{n}")) for n in range(titles))) if titles else Q(pk=None)
    arms = [("title", newest.filter(Q(number__held_like=Asked("whole")) | words))]
    for listed in other_names():
        named = Q(**{f"{listed.name}__held_like": Asked("whole")})
        if number:
            named |= _number(listed.name)
        elif titles:
            named |= Q(*(Q(**{f"{listed.name}__held_like": Asked(f"word{n}")}) for n in range(titles)))
        keys = listed.rows().filter(named).values(listed.record)
        arms.insert(0, ("name", newest.filter(pk__in=keys)))
    if number:
        arms.insert(0, ("number", newest.filter(_number("number"))))
    shown = [_columns(arm[:most], way) for way, arm in arms]
    found: QuerySet[Record, Any] = shown[0].union(*shown[1:], all=True) if shown[1:] else shown[0]
    return found


def _in_texts(
    rows: QuerySet[Record],
    begin: bool,
    titles: int,
    number: bool,
    without: bool,
    chosen: tuple[str, ...],
    everything: bool,
) -> QuerySet[Record, Any]:
    """Records whose number, title or text holds the words, the newest."""
    newest = _narrowed(rows, without, chosen).filter(search_entry__words=_asked(begin=begin)).order_by("-pk")
    return _columns(newest[: ALL if everything else CANDIDATES], "text")


def _narrowed(rows: QuerySet[Record], without: bool, chosen: tuple[str, ...]) -> QuerySet[Record]:
    rows = rows.filter(search_entry__found_elsewhere=False)
    by_name = {facet.name: facet for facet in facets()}
    for name in chosen:
        rule = Q()
        for pointer in by_name[name].pointers:
            rule |= Q(**{_path(pointer, by_name[name].key): Asked(f"is_{name}")})
        rows = rows.filter(rule)
    if without:
        refused = SearchQuery(Asked("without"), config="english", search_type="websearch")
        rows = rows.filter(search_entry__words=refused)
    return rows


def _columns(rows: QuerySet[Record], arm: str) -> QuerySet[Record, Any]:
    shown = rows.annotate(arm=Value(arm, output_field=TextField()))
    found: QuerySet[Record, Any] = shown.values("pk", "number", "title", "kind", "state", "changed_at", "arm")
    return found


def _narrowing(ways: tuple[Facet, ...]) -> QuerySet[Record, Any]:
    """What facets count, read by key for the matches only."""
    shown: dict[str, Any] = {}
    for facet in ways:
        found = [_read(pointer, facet) for pointer in facet.pointers]
        shown[f"facet_{facet.name}"] = found[0] if len(found) == 1 else Coalesce(*found)
    rows = Record.objects.filter(pk__any=Asked("found")).order_by().annotate(**shown)
    found_rows: QuerySet[Record, Any] = rows.values(*shown)
    return found_rows


def _read(pointer: str, facet: Facet) -> Any:
    """Key and name as a pair; of a row that is reached by the key of the record only, as a look-up of its own."""
    first, _, rest = pointer.partition("__")
    if not pointer or Record._meta.get_field(first).concrete:
        return _pair(_path(pointer, facet.key), _path(pointer, facet.text))
    model: Any = Record._meta.get_field(first).related_model
    found = model._default_manager.filter(pk=OuterRef("pk")).order_by()
    return Subquery(found.values(pair=_pair(_path(rest, facet.key), _path(rest, facet.text)))[:1])


def _pair(key: str, text: str) -> Func:
    return _Pair(F(key), F(text))


def _path(pointer: str, name: str) -> str:
    return f"{pointer}__{name}" if pointer else name


def _number(name: str) -> Q:
    """A number with the fragments asked for: by pieces that the index knows, then exactly."""
    ways = Q()
    for n in range(5):
        ways |= Q(**{f"{name}__held_like": Asked(f"value{n}")})
    exactly = Q(**{f"{name}__held_match": Asked("exactly")})
    return ways & exactly


def _asked(*, begin: bool) -> Any:
    whole = "before" if begin else "query"
    words: Any = SearchQuery(Asked(whole), config="english", search_type="websearch")
    if not begin:
        return words
    last = SearchQuery(Asked("last"), config="english", search_type="websearch")
    begun = SearchQuery(Asked("beginnings"), config="simple", search_type="raw")
    return words & (last | begun)


def _ranks(begin: bool) -> QuerySet[SearchEntry, Any]:
    rank = SearchRank(F("words"), _asked(begin=begin))
    return SearchEntry.objects.filter(pk__any=Asked("found")).annotate(rank=rank).values_list("pk", "rank")


def _passages(begin: bool) -> QuerySet[SearchEntry, Any]:
    """The passage around the first match, cut out before it is marked: marking reads every word it is given."""
    place = Func(Func(F("text"), function="lower"), Asked("stem"), function="strpos")
    start = Func(
        Value(1), Func(place, Value(200), template="(%(expressions)s)", arg_joiner=" - "), function="greatest"
    )
    cut = Func(F("text"), start, Value(1500), function="substr")
    options = Value("StartSel=\x02, StopSel=\x03, MaxFragments=1, MaxWords=24, MinWords=12")
    marked = Func(
        Value("english"), cut, _asked(begin=begin), options, function="ts_headline", output_field=TextField()
    )
    rows = SearchEntry.objects.filter(pk__any=Asked("found"))
    return rows.annotate(passage=marked).values_list("pk", "passage")


NAMED = SeenQuestion(_by_name)
IN_TEXTS = SeenQuestion(_in_texts)
NARROWING: Question[Record] = Question(_narrowing)
RANKS: Question[SearchEntry] = Question(_ranks)
PASSAGES: Question[SearchEntry] = Question(_passages)
RECORDS: Question[Record] = Question(lambda: Record.objects.filter(pk__any=Asked("found")).order_by())
