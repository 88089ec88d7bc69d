"""Values of fields as they come from a form or an interface, read by the type of the field; what does not fit is refused in a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from probatum.kernel.errors import Refused
from probatum.kernel.people import Department, Person
from probatum.kernel.section import LONGEST, Field, Section

#: what a field holds while nothing was entered
EMPTY: dict[str, Any] = {"text": "", "longtext": "", "choice": ""}
#: decimal places of a number
MOST_PLACES = 12


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; numbers do with the same decimal places only, because 2.0 is not 2.00."""
    return bool(one == other) and (not isinstance(one, Decimal) or format(one, "f") == format(other, "f"))


def read(field: Field, given: Any) -> Any:
    """The value of a field. Raises Refused, naming the field, for what cannot be read as its type."""
    if given in (None, ""):
        return EMPTY.get(field.type)
    return _READERS[field.type](field, given)


def is_asked(field: Field, values: Mapping[str, Any]) -> bool:
    """Whether a field is asked at all, by the value of the one on which it depends."""
    return field.when is None or values.get(field.when[0]) in field.when[1]


def is_given(value: Any) -> bool:
    """Whether something was entered; “no” and zero are something."""
    return value is not None and value != "" and value != []


def demand_required(section: Section, values: Mapping[str, Any]) -> None:
    """Raise Refused for the first required field that is asked and empty."""
    for field in section.fields:
        if field.required and is_asked(field, values) and not is_given(values.get(field.name)):
            raise Refused(f"Enter “{field.label}”.", field=field.name)


def _text(field: Field, given: Any) -> str:
    text = str(given).replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise Refused(
            f"“{field.label}” holds a character that cannot be kept. Type it again.", field=field.name
        )
    longest = LONGEST[field.type]
    if len(text) > longest:
        raise Refused(f"Shorten “{field.label}” to {longest:,} characters.", field=field.name)
    return text


def _choice(field: Field, given: Any) -> str:
    if given not in {value for value, _ in field.choices}:
        raise Refused(f"Choose one of the values of “{field.label}”.", field=field.name)
    return str(given)


def _date(field: Field, given: Any) -> dt.date:
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        raise Refused(f"Enter “{field.label}” as a day, such as 2026-12-01.", field=field.name) from None


def _moment(field: Field, given: Any) -> dt.datetime:
    try:
        at = given if isinstance(given, dt.datetime) else dt.datetime.fromisoformat(str(given))
    except ValueError:
        raise Refused(
            f"Enter “{field.label}” as day and time, such as 2026-12-01 14:05.", field=field.name
        ) from None
    if at.tzinfo is None:
        raise Refused(f"“{field.label}” needs a time zone, such as 2026-12-01T14:05+01:00.", field=field.name)
    return at.astimezone(dt.UTC)


def _yes_no(field: Field, given: Any) -> bool:
    known = {True: True, False: False, "yes": True, "no": False, "true": True, "false": False}
    answer = known.get(given.lower() if isinstance(given, str) else given)
    if answer is None:
        raise Refused(f"Answer “{field.label}” with yes or no.", field=field.name)
    return answer


def _number(field: Field, given: Any) -> Decimal:
    try:
        number = Decimal(str(given).replace(",", ".") if isinstance(given, str) else str(given))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise Refused(f"Enter “{field.label}” as a number.", field=field.name)
    if -int(number.as_tuple().exponent) > MOST_PLACES:
        raise Refused(f"Enter “{field.label}” with at most {MOST_PLACES} decimal places.", field=field.name)
    return Decimal(format(number, "f"))  # 1E+3 is kept as it is read: 1000


def _whole(field: Field, given: Any) -> int:
    number = _number(field, given)
    if number != int(number) or not 0 <= number < 2**31:
        raise Refused(f"Enter “{field.label}” as a whole number.", field=field.name)
    return int(number)


def _person(field: Field, given: Any) -> Person:
    found = (
        given
        if isinstance(given, Person)
        else Person.objects.filter(username=str(given), is_active=True).first()
    )
    if found is None:
        raise Refused(f"Choose an active account for “{field.label}”.", field=field.name)
    return found


def _department(field: Field, given: Any) -> Department:
    found = given if isinstance(given, Department) else Department.objects.filter(code=str(given)).first()
    if found is None:
        raise Refused(f"Choose a department for “{field.label}”.", field=field.name)
    return found


def _items(field: Field, given: Any) -> list[Any]:
    wanted = given if isinstance(given, list | tuple) else [given]
    if field.type == "item" and len(wanted) > 1:
        raise Refused(f"Choose one for “{field.label}”.", field=field.name)
    return list(wanted)


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "longtext": _text,
    "choice": _choice,
    "date": _date,
    "moment": _moment,
    "yes_no": _yes_no,
    "whole": _whole,
    "number": _number,
    "person": _person,
    "department": _department,
    "item": _items,
    "items": _items,
}
