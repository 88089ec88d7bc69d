"""What verification finds: faults break the proof, notes are facts that a reviewer should know."""

from collections.abc import Iterable
from dataclasses import dataclass

from probatum.kernel.ledger.offline.report import Report

FAULT, NOTE = "fault", "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: a stable code, a sentence in plain words, and where."""

    code: str
    sentence: str
    severity: str = FAULT
    table: str | None = None
    pk: str | None = None
    column: str | None = None
    entry: int | None = None

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


def findings_of(report: Report) -> list[Finding]:
    """Turn a report into findings, faults first."""
    faults = [Finding(code, sentence, FAULT, **where) for code, sentence, where in report.faults]
    more = [
        Finding(code, f"{count - shown} more of this kind are not listed.")
        for code, count in report.counts.items()
        if count > (shown := sum(1 for fault in faults if fault.code == code))
    ]
    return [*faults, *more, *(Finding(code, sentence, NOTE) for code, sentence in report.notes)]


def faults(findings: Iterable[Finding]) -> list[Finding]:
    """Only what breaks the proof."""
    return [finding for finding in findings if finding.severity == FAULT]
