"""The closure dossier as one PDF: the answers on one page, the chain, then every record in full; sealed like what is issued.

PDF/A-2b from one typesetting, so that pages are numbered through; the seal says that these bytes left this installation.
"""

from __future__ import annotations

from dataclasses import dataclass

from probatum.kernel import moments
from probatum.output.record_pdf import RecordPrint, drawn, record_data
from probatum.output.seal import Sealer, seal
from probatum.output.typesetting import typeset

#: lines of a block on the first page; the records behind hold all
MOST_LINES = 7


@dataclass(frozen=True, kw_only=True)
class Answers:
    """One question of the first page: its label and lines of number, words and standing."""

    label: str
    lines: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The answers, the chain as SVG, the records; `left` names those that are not open to who takes it.

    holds: what each record is printed with, in words.
    """

    records: tuple[RecordPrint, ...]
    answers: tuple[Answers, ...]
    chain: str = ""
    left: tuple[str, ...] = ()
    holds: str = ""


def dossier_pdf(dossier: Dossier, *, sealer: Sealer) -> bytes:
    """Typeset and seal a dossier. The first record is the one that it is about."""
    first = dossier.records[0]
    files = {"chain.svg": dossier.chain.encode()} if dossier.chain else {}
    records = []
    for at, record in enumerate(dossier.records):
        records.append(record_data(record, prefix=f"{at}-"))
        files |= drawn(record, prefix=f"{at}-")
    data = {
        **{
            name: records[0][name] for name in ("kind", "number", "title", "standing", "organisation", "site")
        },
        "printed": f"Taken by {first.printed_by} on {moments.local(first.printed_at, zone=first.zone)}",
        "checkpoint": first.checkpoint,
        "blocks": [
            [one.label, [list(line) for line in one.lines[:MOST_LINES]], max(0, len(one.lines) - MOST_LINES)]
            for one in dossier.answers
        ],
        "chain": "chain.svg" if dossier.chain else "",
        "left": list(dossier.left),
        # a record alone, without answers and chain, needs no page in front of it
        "front": bool(dossier.answers or dossier.chain or dossier.left or len(records) > 1),
        "holds": dossier.holds,
        "records": records,
    }
    pdf, _ = typeset("dossier", data=data, files=files, at=first.printed_at)
    return seal(pdf, sealer=sealer, reason=f"Dossier of {first.number}")
