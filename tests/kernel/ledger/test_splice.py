"""A change applied to the text of a row gives what the values give, or no answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probatum.kernel.ledger.offline.report import decode, same
from probatum.kernel.ledger.offline.splice import spliced

pytestmark = pytest.mark.requirement("AT-2", "AT-5")

SALT = "0" * 36
NAMES = ["a", "b", "state", 'q"a', "a:[", 'a":[b', "é"]
TEXTS = st.sampled_from(
    ['"state":"open"', ',"a":1', '{"b":[1,2]}', "\\", 'x"', "", "1", "}}", '":[']
) | st.text(max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-20, 20) | TEXTS
NESTED = st.dictionaries(st.sampled_from(NAMES), SCALARS, max_size=3) | st.lists(SCALARS, max_size=3)


def printed(value: Any) -> str:
    """As PostgreSQL prints a column: jsonb with a space behind colon and comma, text without."""
    return json.dumps(value, ensure_ascii=False)


def text_of(row: dict[str, Any]) -> str:
    return "{" + ",".join(f"{printed(name)}:{printed(value)}" for name, value in row.items()) + "}"


def change(pairs: dict[str, tuple[Any, Any]]) -> str:
    told = ",".join(f"{printed(name)}:[{printed(old)},{printed(new)}]" for name, (old, new) in pairs.items())
    return f'{{"s":"{SALT}","u":{{{told}}}}}'


@given(
    row=st.dictionaries(st.sampled_from(NAMES), SCALARS | NESTED, min_size=1),
    new=st.dictionaries(st.sampled_from(NAMES), SCALARS | NESTED, min_size=1, max_size=3),
    forged=st.booleans(),
)
def test_text_gives_what_the_values_give_or_no_answer(
    row: dict[str, Any], new: dict[str, Any], forged: bool
) -> None:
    pairs = {name: ("not so" if forged else row.get(name), value) for name, value in new.items()}
    found = spliced(text_of(row), change(pairs))
    proper = all(name in row and same(row[name], old) for name, (old, _) in pairs.items())
    if found is not None:
        assert proper and same(decode(found), {**row, **new}) and found == text_of({**row, **new})


def test_plain_change_needs_no_values() -> None:
    body = change({"state": ("open", "closed"), "n": (1, 12)})
    assert spliced('{"id":1,"state":"open","n":1}', body) == '{"id":1,"state":"closed","n":12}'


@pytest.mark.parametrize(
    "row",
    ['{"state":"closed"}', '{"n":1}', '{"state":"opened"}', '{"x":{"state":"open"},"state":"open"}', '{"state": "open"}', ""],
)  # fmt: skip
def test_row_that_does_not_fit_has_no_answer(row: str) -> None:
    assert spliced(row, change({"state": ("open", "closed")})) is None
    assert spliced('{"state":"open"}', '{"s":"1","u":{"state":["open","closed"]}}') is None
