"""Where the headings of a table stand: below titles, in one row or in two."""

from __future__ import annotations

import pytest

from probatum.kernel.headings import find_headings

FIELDS = {
    "closed": ("Closed", False, ("closure date",)),
    "owner": ("Owner", False, ("responsible",)),
    "number": ("Number", True, ("finding", "number")),
}
TITLE = (1, ["AUDIT RESPONSE LOG", "", "", ""])


@pytest.mark.requirement("MIG-01")
def test_headings_in_two_rows_are_joined_under_their_common_one() -> None:
    rows = [
        TITLE,
        (2, ["Finding #", "Description", "Response", "", ""]),
        (3, ["", "", "Responsible", "Closure Date", ""]),
        (4, ["F-1", "A door", "emma", "2016-04-06", ""]),
    ]
    found = find_headings(rows, fields=FIELDS, two_rows=True)
    assert (found.row, found.texts) == (
        3,
        ("Finding #", "Description", "Response Responsible", "Response Closure Date", ""),
    )
    assert dict(found.columns) == {"number": 0, "owner": 2, "closed": 3}
    assert find_headings(rows, fields=FIELDS).row in (2, 3), "who does not ask for it gets one row"


@pytest.mark.requirement("MIG-01")
def test_row_of_values_is_not_taken_for_a_second_row_of_headings() -> None:
    rows = [TITLE, (2, ["Number", "Responsible", "Closure date"]), (3, ["Finding 7", "emma", "2016-04-06"])]
    found = find_headings(rows, fields=FIELDS, two_rows=True)
    assert (found.row, dict(found.columns)) == (2, {"number": 0, "owner": 1, "closed": 2})
