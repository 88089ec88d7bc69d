"""Applies a change to the text of a row without taking the row apart.

The rule kept: it answers only where texts alone tell; anything else is left to the values. PostgreSQL prints no space
behind the name of a column, but one behind a name inside jsonb; quotes within a text are escaped; so the name of a
column in quotes with its colon, behind a comma or brace, stands in a row once or the answer is None.
"""

from probatum.kernel.ledger.offline.report import scan

SALTED = 42  # where the salt of a body ends: {"s":"…


def spliced(row: str, body: str) -> str | None:
    """The text of the row after the change in `body` ({"s":…,"u":{"column":[old,new]}}); None when it does not start so."""
    if body[SALTED : SALTED + 7] != '","u":{':
        return None
    at = SALTED + 7
    try:
        while True:
            stop = body.index('":[', at) + 2
            name = body[at:stop]
            middle = scan(body, stop + 1)[1]
            end = scan(body, middle + 1)[1]
            place = row.find(name)
            value = place + len(name)
            rest = value + middle - stop - 1
            if (
                name[0] != '"' or body[middle] != "," or body[end] != "]" or place < 1 or row[place - 1] not in "{,"
                or row.count(name) != 1 or row[value:rest] != body[stop + 1 : middle] or row[rest] not in ",}"
            ):  # fmt: skip
                return None
            row = row[:value] + body[middle + 1 : end] + row[rest:]
            if body[end + 1] != ",":
                return row if body[end + 1 :] == "}}" else None
            at = end + 2
    except (ValueError, IndexError, StopIteration):
        return None
