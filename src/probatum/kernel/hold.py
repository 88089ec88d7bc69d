"""Items that records keep from use while they are open, such as a batch on hold; said by the kind that holds, asked before use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass

from probatum.kernel.authz import can_see
from probatum.kernel.concern import Concern
from probatum.kernel.errors import Missing
from probatum.kernel.master import REGISTERS, Item
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Guard, declare, process_of
from probatum.kernel.record import Record
from probatum.kernel.words import inside


@dataclass(frozen=True, slots=True)
class Hold:
    """That an open record of a kind holds the items of a field, as long as a question of it is answered with yes."""

    kind: str
    register: str
    field: str
    flag: str


_holds: dict[str, Hold] = {}


def holds(kind: str, *, field: str, flag: str) -> None:
    """Declare that records of a kind hold the items of a field while `flag` is yes. Raises LookupError for a field there is not."""
    fields = {one.name: one for section in process_of(kind).sections for one in section.fields}
    if field not in fields or flag not in fields or fields[flag].type != "yes_no":
        raise LookupError(f"{kind}: no items {field}, or no question {flag}, by which it could hold")
    _holds[kind] = Hold(kind, fields[field].register, field, flag)
    declare(kind, "holds", list(astuple(_holds[kind])))


def can_be_held(register: str) -> bool:
    """Whether items of a register are ever held."""
    return any(one.register == register for one in _holds.values())


def held(items: Iterable[Item]) -> dict[int, list[Record]]:
    """The open records that hold items, by the key of the item; one query for each kind that holds such items."""
    wanted = list(items)
    found: dict[int, list[Record]] = {}
    for one in _holds.values():
        keys = [item.pk for item in wanted if item.register == one.register]
        for concern in _holding(one, keys) if keys else ():
            found.setdefault(concern.item_id, []).append(concern.record)
    return found


def _holding(one: Hold, keys: list[int]) -> Iterable[Concern]:
    process = process_of(one.kind)
    body = process.body
    assert body is not None  # holds() found the flag in its sections
    flag = f"record__{body._meta.app_label}_{body._meta.model_name}__{one.flag}"
    over = [state.name for state in process.states if state.final]
    rows = Concern.objects.filter(
        item_id__in=keys, field=one.field, until=None, record__kind=one.kind, **{flag: True}
    )
    return rows.exclude(record__state__in=over).select_related("record", "record__site").order_by("record_id")


def none_held(items_in: Callable[[Record], Iterable[Item]]) -> Guard:
    """The gate that nothing holds the items of a record; each hold with the record that can lift it."""

    def check(record: Record, actor: Actor, values: object) -> tuple[Missing, ...]:
        """No open record keeps what is used here from use."""
        items = {item.pk: item for item in items_in(record)}
        return tuple(
            _missing(items[key], holder, actor)
            for key, holders in held(items.values()).items()
            for holder in holders
        )

    return Guard("none_held", check)


def _missing(item: Item, holder: Record, actor: Actor) -> Missing:
    what = f"{REGISTERS[item.register].one.capitalize()} {item.code} is on hold"
    if isinstance(actor, Person) and not can_see(actor, holder):
        return Missing(f"{what} by a record that you may not see. Ask Quality.")
    process = process_of(holder)
    state = inside(process.state(holder.state).label)
    return Missing(
        f"{what} by {holder.number}, which is {state}. It has to lift the hold first.", record=holder
    )
