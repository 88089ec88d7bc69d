"""Entries against the snapshots and clocks of the seals."""

import bisect
from typing import Any

from probatum.kernel.ledger.offline.report import Report

LATEST = "~"  # sorts behind every time


class Snapshot:
    """A PostgreSQL snapshot xmin:xmax:list."""

    def __init__(self, text: str) -> None:
        low, high, running = text.split(":")
        self.xmin, self.xmax = int(low), int(high)
        self.running = {int(x) for x in running.split(",") if x}

    def sees(self, xid: int) -> bool:
        """Whether that transaction had committed for this snapshot (none is ever rolled back here)."""
        return xid < self.xmin or (xid < self.xmax and xid not in self.running)


class Clock:
    """Entries against the seals' snapshots and clocks; xids of another server (sysid) are not compared."""

    def __init__(self, report: Report) -> None:
        self.report, self.fresh = report, False
        self.rounds: list[tuple[int, str]] = []
        self.last: dict[str, Any] = {}
        self.before: Snapshot | None = None
        self.snap = Snapshot("0:0:")

    def begin(self, seal: dict[str, Any]) -> None:
        """Start the next seal, and say where the ledger moved or the clock went back."""
        last = self.last
        if last and (seal["sysid"], seal["tli"]) != (last["sysid"], last["tli"]):
            self.report.note(
                "restore", f"From seal {seal['n']} on the ledger lives on another server or timeline."
            )
        if last and seal["db_at"] < last["db_at"]:
            self.report.fault(
                "CLOCK",
                f"The database's clock went back before seal {seal['n']}: {last['db_at']}, then {seal['db_at']}.",
            )
        self.follow(seal)

    def follow(self, seal: dict[str, Any]) -> None:
        """Start the next seal and say nothing; seals of one round share their snapshot."""
        last = self.last
        if not last or (seal["sx"], seal["sysid"]) != (last["sx"], last["sysid"]):
            self.fresh = bool(last) and seal["sysid"] != last["sysid"]
            if self.fresh or not last:
                self.rounds, self.before = [], None
            else:
                self.rounds.append((int(last["sx"]), last["db_at"]))
                self.before = self.snap
            self.snap = Snapshot(seal["snap"])
        self.last = seal

    def entry(self, number: int, xid: int, at: str) -> None:
        """Check one sealed entry."""
        if self.fresh:
            return
        if not self.snap.sees(xid) or (self.before is not None and self.before.sees(xid)):
            self.report.fault(
                "SNAPSHOT",
                f"Entry {number} cannot have become visible when seal {self.last['n']} was made.",
                entry=number,
            )
        if at > self.last["db_at"]:
            self.report.fault(
                "CLOCK",
                f"Entry {number} is dated {at}, later than its seal {self.last['n']} of {self.last['db_at']}.",
                entry=number,
            )
        self.dated(number, xid, at)

    def window(self, xid: int) -> tuple[str, str]:
        """Between which times entries of this transaction raise no question in this seal; none may when it is empty."""
        if self.fresh:
            return "", LATEST
        if not self.snap.sees(xid) or (self.before is not None and self.before.sees(xid)):
            return LATEST, ""
        found = bisect.bisect_left(self.rounds, (xid, "")) - 1
        return self.rounds[found][1] if found >= 0 else "", self.last["db_at"]

    def dated(self, number: int, xid: int, at: str) -> None:
        """An entry cannot be older than the newest seal made before its transaction began."""
        found = bisect.bisect_left(self.rounds, (xid, "")) - 1
        if found >= 0 and at < self.rounds[found][1]:
            self.report.fault(
                "BACKDATED",
                f"Entry {number} is dated {at}, but its transaction began after {self.rounds[found][1]}.",
                entry=number,
            )

    def tail(self, number: int, xid: int, at: str, sysid: str) -> None:
        """An entry that no seal holds."""
        if not self.last or sysid != self.last["sysid"]:
            return  # restored on another server and not sealed there yet: transaction ids start anew
        if self.snap.sees(xid) and not self.fresh:
            self.report.fault(
                "ORPHAN",
                f"Entry {number} is not sealed, although seal {self.last['n']} should hold it: it was put in later.",
                entry=number,
            )
        rounds, self.rounds = self.rounds, [*self.rounds, (int(self.last["sx"]), self.last["db_at"])]
        self.dated(number, xid, at)
        self.rounds = rounds
