"""Rebuilds rows from their entries and compares them with the rows as they are."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from probatum.kernel.ledger.offline.report import Report, decode, same, show
from probatum.kernel.ledger.offline.splice import spliced

MISSING = object()  # a column that a row does not have; null is a value


class Replay:
    """Rows rebuilt from their entries; every change must start from what the history says."""

    def __init__(self, report: Report, tables: Iterable[dict[str, Any]]) -> None:
        tables = list(tables)
        self.report = report
        self.labels: dict[int, str] = {b["t"]: b["label"] for b in tables}
        self.personal: dict[int, set[str]] = {b["t"]: set(b.get("personal") or ()) for b in tables}
        self.rows: dict[int, dict[str, Any]] = {}  # t -> pk -> text of a row as long as texts tell, or dict
        self.partial: set[tuple[int, str]] = set()  # rows of which erased content hides a part
        self.retype: dict[int, set[str]] = {}  # t -> columns that may differ in the baseline that follows

    def name(self, t: int, pk: str) -> str:
        """A row for people."""
        return f"{self.labels.get(t, f'table {t}')} {pk}"

    def apply(
        self, number: int, op: str, t: int, pk: str, body: Any, pbody: Any, erased: Mapping[str, Any]
    ) -> None:
        """Take in one entry, in order. Content that cannot be read any more is a fault, not an end."""
        rows = self.rows.get(t)
        if rows is None:
            rows = self.rows[t] = {}
        try:
            if erased or op not in "IU":
                self._apply(number, op, t, pk, body, pbody, erased, rows)
            elif op == "U":
                self._update(number, t, pk, rows, body, pbody)
            else:
                if pk in rows:
                    self._fault(number, t, pk, "is inserted although it exists already")
                rows[pk] = body[48:-1] if pbody is None else {**decode(body)["i"], **decode(pbody)["i"]}
        except (ValueError, KeyError, TypeError, AttributeError):
            self._unreadable(t, pk, f"the content of entry {number} cannot be read", number)
            self.rows.setdefault(t, {})[pk] = {}
            self.partial.add((t, pk))

    def _unreadable(self, t: int, pk: str, what: str, number: int | None = None) -> None:
        self.report.fault(
            "ALTERED",
            f"{self.name(t, pk)}: {what}: it was altered.",
            table=self.labels.get(t),
            pk=pk,
            entry=number,
        )

    def _apply(
        self,
        number: int,
        op: str,
        t: int,
        pk: str,
        body: Any,
        pbody: Any,
        erased: Mapping[str, Any],
        rows: dict[str, Any],
    ) -> None:
        if op == "S":
            self._schema(number, t, body)
        elif erased:
            self._with_erased(op, t, pk, body, pbody, erased, rows)
        elif op == "D":
            last = {**decode(body)["d"], **(decode(pbody)["d"] if pbody else {})}
            self._compare(number, t, pk, self._take(t, rows, pk), last, "is deleted with")
            rows.pop(pk, None)
            self.partial.discard((t, pk))
        elif op == "B":
            now = {**decode(body)["i"], **(decode(pbody)["i"] if pbody else {})}
            if pk in rows:
                self._compare(
                    number,
                    t,
                    pk,
                    self._take(t, rows, pk),
                    now,
                    "is taken up again with",
                    self.retype.get(t, ()),
                )
            rows[pk] = now
            self.partial.discard((t, pk))

    def _update(self, number: int, t: int, pk: str, rows: dict[str, Any], body: Any, pbody: Any) -> None:
        row = rows.get(pk)
        if row.__class__ is str:
            if pbody is None and (text := spliced(row, body)) is not None:
                rows[pk] = text
                return
            row = rows[pk] = self._read(t, pk, row)
        elif row is None:
            self._fault(number, t, pk, "is changed although its history says it does not exist")
            row = rows[pk] = {}
            self.partial.add((t, pk))
        hidden = bool(self.partial) and (t, pk) in self.partial
        for text in (body, pbody):
            for column, (old, new) in decode(text)["u"].items() if text else ():
                known = row.get(column, old) if hidden else row.get(column, MISSING)
                if not same(known, old):
                    told = show(None if known is MISSING else known)
                    words = f"column {column}: changed from {show(old)}, but its history says {told}"
                    self._fault(number, t, pk, words, column)
                row[column] = new

    def _with_erased(
        self, op: str, t: int, pk: str, body: Any, pbody: Any, erased: Mapping[str, Any], rows: dict[str, Any]
    ) -> None:
        key = "d" if op == "D" else "u" if op == "U" else "i"
        row = self._take(t, rows, pk) or {}
        if op == "D":
            rows.pop(pk, None)
            self.partial.discard((t, pk))
            return
        if "b" in erased or op != "U":
            row = {} if "b" in erased else dict(row)
        for column in self.personal.get(t, ()):
            row.pop(column, None)
        for text in (body, pbody):
            for column, value in (decode(text)[key] if text else {}).items():
                row[column] = value[1] if op == "U" else value
        rows[pk] = row
        self.partial.add((t, pk))

    def _schema(self, number: int, t: int, body: str) -> None:
        facts = decode(body)
        if "register" in facts:
            told = facts["register"]
            self.labels[told["t"]], self.personal[told["t"]] = told["label"], set(told["personal"])
        if "dropped" in facts:
            left = len(self.rows.pop(t, {}))
            if left:
                self.report.fault(
                    "STATE",
                    f"The table {self.labels.get(t, t)} was dropped with {left} records in it (entry {number}).",
                    entry=number,
                )
        if "ren" not in facts:
            return
        self.retype[t] = set(facts["retype"])
        rows = self.rows.get(t, {})
        for pk in list(rows) if facts["ren"] or facts["drop"] or facts["add"] else ():
            row = self._take(t, rows, pk)
            moved = {facts["ren"].get(c, c): v for c, v in row.items() if c not in facts["drop"]}
            rows[pk] = {**moved, **facts["add"]}

    def compare(self, t: int, pk: str, body: str, pbody: str | None) -> None:
        """Compare a present row (JSON texts) with its replay, and forget it."""
        row = self.rows.get(t, {}).pop(pk, None)
        if row is None:
            self.report.fault(
                "STATE",
                f"{self.name(t, pk)} exists, but its history does not know it.",
                table=self.labels.get(t),
                pk=pk,
            )
        elif not (pbody is None and row == body):
            now = {**decode(body), **decode(pbody)} if pbody else decode(body)
            row = self._read(t, pk, row)
            if not same(now, row):
                self._differs(t, pk, now, row)

    def _differs(self, t: int, pk: str, now: dict[str, Any], row: dict[str, Any]) -> None:
        for column in sorted(set(now) | set(row)):
            if (t, pk) in self.partial and column not in row:
                continue
            if not same(now.get(column, MISSING), row.get(column, MISSING)):
                self.report.fault(
                    "STATE",
                    f"{self.name(t, pk)}, column {column}: the record says {show(now.get(column))}, its history says {show(row.get(column))}.",
                    table=self.labels.get(t), pk=pk, column=column,
                )  # fmt: skip

    def rest(self) -> None:
        """What the history knows and the present does not."""
        for t, rows in self.rows.items():
            for pk in rows:
                self.report.fault(
                    "STATE",
                    f"{self.name(t, pk)} is missing; its history says it exists.",
                    table=self.labels.get(t),
                    pk=pk,
                )

    def _take(self, t: int, rows: dict[str, Any], pk: str) -> Any:
        row = rows.get(pk)
        if isinstance(row, str):
            row = rows[pk] = self._read(t, pk, row)
        return row

    def _read(self, t: int, pk: str, row: Any) -> Any:
        """The values of a row that was kept as text until they are needed."""
        if not isinstance(row, str):
            return row
        try:
            return decode(row)
        except ValueError:
            self._unreadable(t, pk, "its history cannot be read")
            self.partial.add((t, pk))
            return {}

    def _compare(
        self,
        number: int,
        t: int,
        pk: str,
        row: Any,
        told: dict[str, Any],
        words: str,
        allowed: Collection[str] = (),
    ) -> None:
        if row is None:
            self._fault(
                number, t, pk, f"{words.split(' with')[0]} although its history says it does not exist"
            )
            return
        for column in set(row) | set(told):
            hidden = (t, pk) in self.partial and column not in row
            if column not in allowed and not hidden and not same(row.get(column), told.get(column)):
                self._fault(
                    number,
                    t,
                    pk,
                    f"column {column}: {words} {show(told.get(column))}, but its history says {show(row.get(column))}",
                    column,
                )

    def _fault(self, number: int, t: int, pk: str, sentence: str, column: str | None = None) -> None:
        self.report.fault("REPLAY", f"{self.name(t, pk)}: {sentence} (entry {number}): it was changed outside.",
                          table=self.labels.get(t), pk=pk, column=column, entry=number)  # fmt: skip
