"""Checkpoints and electronic signatures: who signed what."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from probatum.kernel.ledger.offline.ed25519 import ed25519
from probatum.kernel.ledger.offline.report import Report

#: The meanings that the two signatures under a disposal have; a signature given for anything else destroys nothing.
DISPOSAL = {"disposal_proposed", "disposal_approved"}


def read_note(note: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint."""
    lines = note.split("\n")
    return lines[0], int(lines[1]), base64.b64decode(lines[2])


def note_signed_by(note: str, keys: Iterable[str]) -> bool:
    """Whether one of the verifier keys (name+id+base64) signed the note, under its name or one a recovery opened (name/2)."""
    text, _, signatures = note.partition("\n\n")
    for line in signatures.splitlines():
        _, signer, stamp = (*line.split(" "), "", "")[:3]
        for key in keys:
            name, _, raw = key.split("+", 2)
            public, stamped = base64.b64decode(raw), base64.b64decode(stamp)
            if signer != name and not signer.startswith(name + "/"):
                continue
            named = hashlib.sha256(f"{signer}\n".encode() + public).digest()[:4] == stamped[:4]
            if named and ed25519(public[1:], f"{text}\n".encode(), stamped[4:]):
                return True
    return False


def check_statement(
    report: Report, number: int, label: str | None, rpk: str, body: str, keys: Sequence[bytes]
) -> Any:
    """An electronic signature: of this record, and issued by the application. Returns its statement."""
    try:
        facts = json.loads(body)
        statement = json.loads(facts["statement"])
        stamp = base64.b64decode(facts["sig"])
    except (ValueError, KeyError, TypeError):
        report.fault("ESIGN", f"The signature in entry {number} cannot be read.", entry=number)
        return None
    who = f"The signature of {statement.get('signer', {}).get('name')} in entry {number}"
    if (statement.get("rt"), statement.get("rpk")) != (label, rpk):
        report.fault(
            "ESIGN",
            f"{who} belongs to {statement.get('rt')} {statement.get('rpk')} but is filed under {label} {rpk}.",
            entry=number,
        )
    if keys and not any(
        ed25519(key, b"probatum-signature/1\n" + facts["statement"].encode(), stamp) for key in keys
    ):
        report.fault("ESIGN", f"{who} was not issued by the application, or was altered.", entry=number)
    return statement


def check_signature(report: Report, pk: str, row: dict[str, Any], told: dict[int, Any]) -> None:
    """A row of kernel_signature: it says what its statement in the ledger says, of the content kept with it."""
    where: dict[str, Any] = {"table": "kernel_signature", "pk": pk}
    signed = told.get(row["entry"])
    try:
        shown = json.loads(row["statement"])
    except (ValueError, TypeError):
        report.fault(
            "ESIGN",
            f"The statement of signature {pk} cannot be read: it was altered.",
            column="statement",
            **where,
        )
        return
    if signed is None:
        report.fault("ESIGN", f"Signature {pk} has no statement in the ledger.", **where)
    elif (
        shown != signed
        or signed.get("content") != row["content_sha256"]
        or signed.get("rpk") != str(row["record_id"])
    ):
        report.fault(
            "ESIGN",
            f"Signature {pk} says something else than its statement in entry {row['entry']}.",
            **where,
        )
    elif hashlib.sha256(str(row["content"]).encode()).hexdigest() != row["content_sha256"]:
        report.fault(
            "ESIGN",
            f"The content kept with signature {pk} is not the content that was signed.",
            column="content",
            **where,
        )


def facts_of(report: Report, number: int, body: str) -> dict[str, Any]:
    """The content of an event entry; empty, and a fault, when it cannot be read any more."""
    try:
        facts = json.loads(body)
    except (ValueError, TypeError):
        facts = None
    if isinstance(facts, dict):
        return facts
    report.fault("ALTERED", f"The content of entry {number} cannot be read: it was altered.", entry=number)
    return {}


def compare_checkpoints(
    report: Report, notes: Iterable[str], roots: dict[int, bytes], origins: Sequence[dict[str, Any]]
) -> None:
    """Compare kept checkpoints with the roots found; a declared recovery covers what lies above its cut."""
    size = max(roots, default=0)
    starts = {o["origin"]: o["start_size"] for o in origins}
    following = {a["origin"]: b["start_size"] for a, b in pairwise(origins)}
    for note in notes:
        origin, kept, root = read_note(note)
        if origin not in starts:
            report.fault("CHECKPOINT", f"A kept checkpoint belongs to another ledger: {origin}.")
        elif kept > following.get(origin, kept):
            report.note(
                "recovery", f"The checkpoint at size {kept} of {origin} was lost by a declared recovery."
            )
        elif kept > size:
            report.fault(
                "ROLLBACK", f"A kept checkpoint says the ledger had size {kept}; this one ends at {size}."
            )
        elif roots.get(kept) != root:
            report.fault(
                "CHECKPOINT", f"At size {kept} the ledger has another root than the checkpoint kept then."
            )


class Disposed:
    """The files that the ledger says are gone: named by disposals that two people signed, and not stored again since."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.files: set[str] = set()
        self._taken: list[tuple[int, str, dict[str, Any]]] = []

    def take(self, number: int, rpk: str, facts: dict[str, Any]) -> None:
        """The X entry of that number and the record it is filed under, in the order of the ledger."""
        if facts.get("files") or facts.get("files_again"):
            self._taken.append((number, rpk, facts))

    def settle(self, told: Mapping[int, Any]) -> None:
        """Count what two different people signed; `told` are the signed statements by entry."""
        for number, rpk, facts in self._taken:
            self.files -= set(_words(facts.get("files_again")))
            files = set(_words(facts.get("files")))
            if not files:
                continue
            given = [told.get(entry) for entry in _numbers(facts.get("approved_by"))]
            agreed = {pair for statement in given if (pair := _agreed(statement, rpk))}
            if {code for _, code in agreed} != DISPOSAL or len({person for person, _ in agreed}) < 2:
                self.report.fault(
                    "DISPOSED",
                    f"The disposal of files in entry {number} was not signed by two different people.",
                    entry=number,
                )
                continue
            self.files |= files

    @property
    def approvals(self) -> list[int]:
        """The entries of the signatures that the disposals name."""
        return sorted({one for _, _, facts in self._taken for one in _numbers(facts.get("approved_by"))})

    def still_there(self, digest: str, *, where: str, **place: Any) -> None:
        """Name a file that was disposed of and is there all the same."""
        self.report.fault(
            "DISPOSED", f"The file {digest} was disposed of and is still in the {where}.", **place
        )


def statement_in(body: str | None) -> Any:
    """The statement of a signature entry; None where it cannot be read."""
    try:
        return json.loads(json.loads(body or "")["statement"])
    except (ValueError, KeyError, TypeError):
        return None


def _agreed(statement: Any, rpk: str) -> tuple[str, str] | None:
    """Who agreed to a disposal, and in which part: a signature on that very record, meant so, and no refusal."""
    try:
        code = str(statement["meaning"]["code"])
        if statement["rpk"] != rpk or code not in DISPOSAL or statement["meaning"]["refused"] != "no":
            return None
        return str(statement["signer"]["id"]), code
    except (KeyError, TypeError):
        return None


def _words(given: Any) -> list[str]:
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


def _numbers(given: Any) -> list[int]:
    return [one for one in given if type(one) is int] if isinstance(given, list) else []
