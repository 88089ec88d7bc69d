#!/usr/bin/env python3
"""Verifies an evidence export of Probatum offline: one file, standard library, `cryptography` used where present.

Usage: probatum-verify EXPORT.zip [--key VERIFIER-KEY] [--checkpoint NOTE-FILE]... [--app-key FILE] [--json]
Exit code 0: intact, 1: broken (each fault is named), 2: the export cannot be read.
"""

import argparse
import base64
import hashlib
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from probatum.kernel.ledger.offline.clock import Clock
from probatum.kernel.ledger.offline.contexts import Contexts
from probatum.kernel.ledger.offline.evidence import (
    Disposed,
    check_signature,
    check_statement,
    compare_checkpoints,
    facts_of,
    note_signed_by,
    read_note,
)
from probatum.kernel.ledger.offline.leaf import FIELDS, HEAD, Tree, entry_leaf, seal_leaf
from probatum.kernel.ledger.offline.replay import Replay
from probatum.kernel.ledger.offline.report import Report, decode

FORMAT = "probatum-ledger-export/1"


class Unreadable(Exception):
    """The file is no export, or damaged as a file."""


class Export:
    """An export, read as a stream."""

    def __init__(self, path: str | PathLike[str]) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            self.manifest = json.loads(self.zip.read("manifest.json"))
        except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise Unreadable(f"{path} is no evidence export: {error}") from error
        if self.manifest.get("format") != FORMAT:
            raise Unreadable(f"{path} has the format {self.manifest.get('format')}, not {FORMAT}.")
        self.names = set(self.zip.namelist())

    def lines(self, name: str) -> Iterator[str]:
        """Lines of a member; none when it is absent."""
        if name in self.names:
            with self.zip.open(name) as stream, io.TextIOWrapper(stream, "utf-8", newline="\n") as text:
                for line in text:
                    yield line[:-1]

    def entries(self, name: str) -> Iterator[dict[str, Any]]:
        """Entries of a member."""
        for line in self.lines(name):
            values = json.loads(line[1:]) if line.startswith("!") else line.split("\t")
            number, tx, xid, at, op, t, rt, pk, rpk, actor, ctx, body, pbody = values[:FIELDS]
            yield {
                "head": "\n".join(values[:HEAD]), "id": int(number), "tx": int(tx), "xid": int(xid), "at": at, "op": op,
                "t": int(t), "rt": int(rt), "pk": pk, "rpk": rpk, "actor": None if actor == "-" else int(actor),
                "ctx": ctx or None, "body": body or None, "pbody": pbody or None,
                "erased": json.loads(values[FIELDS]) if len(values) > FIELDS and values[FIELDS] else {},
            }  # fmt: skip


def verify(
    path: str | PathLike[str],
    keys: Iterable[str] = (),
    checkpoints: Iterable[str] = (),
    app_key: bytes | None = None,
) -> Report:
    """Verify an export; return the report. Raises Unreadable."""
    export, report = Export(path), Report()
    try:
        _verify(export, report, list(keys), list(checkpoints), app_key)
    except (KeyError, ValueError, IndexError, TypeError, zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise Unreadable(f"{path} is damaged: {type(error).__name__}: {error}") from error
    return report


def _verify(
    export: Export, report: Report, keys: list[str], checkpoints: list[str], app_key: bytes | None
) -> None:
    manifest, walk = export.manifest, Walk(export.manifest, report, app_key)
    roots: dict[int, bytes] = {}
    tree, newest = Tree(), None
    entries = export.entries("entries.tsv")
    for line in export.lines("seals.jsonl"):
        newest = json.loads(line)
        walk.seal(newest, tree, entries)
        roots[tree.size] = tree.root()
    if next(entries, None) is not None:
        report.fault("EXTRA", "The export holds sealed entries that no seal counts.")
    for e in export.entries("tail.tsv"):
        walk.clock.tail(e["id"], e["xid"], e["at"], manifest["sysid"])
        walk.entry(e)
    if newest:
        trusted = keys or manifest["keys"]["ledger"]
        if not keys:
            report.note(
                "key", "The public key came from the export itself; give --key to trust one you kept."
            )
        if not note_signed_by(newest["sig"], trusted):
            report.fault(
                "SIGNATURE", f"No trusted key signed the newest checkpoint, at size {newest['size']}."
            )
        if read_note(newest["sig"])[1:] != (tree.size, tree.root()) and not report.counts.get("ROOT"):
            report.fault("ROOT", "The newest checkpoint is of another tree than the entries.")
    kept = [note for note in "\n".join(export.lines("checkpoints.txt")).split("\f\n") if note.strip()]
    compare_checkpoints(report, [*kept, *checkpoints], roots, manifest["origins"])
    walk.finish(export)
    _files(export, report, walk.disposed)


class Walk:
    """All checks on one entry after another, in leaf order."""

    def __init__(self, manifest: dict[str, Any], report: Report, app_key: bytes | None) -> None:
        self.report, self.clock, self.contexts = report, Clock(report), Contexts(report, app_key)
        self.replay = Replay(report, manifest["tables"])
        self.keys = [base64.b64decode(k) for k in manifest["keys"]["signature"]]
        self.n = 0
        self.seen: set[int] = set()
        self.told: dict[int, Any] = {}
        self.disposals: dict[int, set[int]] = {}
        self.disposed = Disposed(report)
        self.erased: list[tuple[int, int]] = []

    def seal(self, s: dict[str, Any], tree: Tree, entries: Iterator[dict[str, Any]]) -> None:
        """The next seal and the entries it counts."""
        self.n += 1
        if s["n"] != self.n or s["size"] != tree.size + 1 + s["cnt"]:
            self.report.fault(
                "SEALS", f"Seal {s['n']} does not follow seal {self.n - 1} at size {tree.size}."
            )
        self.clock.begin(s)
        leaves = base64.b64decode(s["leaves"])
        tree.extend(seal_leaf(s, tree.size, tree.root()))
        grown: list[bytes] = []
        xid, low, high = 0, "", ""
        for position in range(1, s["cnt"] + 1):
            e = next(entries, None)
            if e is None:
                tree.extend(b"".join(grown))
                self.report.fault(
                    "MISSING",
                    f"Seal {s['n']} counts {s['cnt']} entries; {s['cnt'] - position + 1} are missing.",
                )
                return
            leaf = entry_leaf(e["head"], e["ctx"], e["body"], e["pbody"], e["erased"])
            if leaf != leaves[32 * position : 32 * position + 32]:
                self.report.fault("ALTERED", f"Entry {e['id']} is not what was sealed.", entry=e["id"])
            grown.append(leaf)
            if e["xid"] != xid:
                xid, (low, high) = e["xid"], self.clock.window(e["xid"])
            if not low <= e["at"] <= high:
                self.clock.entry(e["id"], xid, e["at"])
            self.entry(e)
        tree.extend(b"".join(grown))
        if tree.root().hex() != s["root"] and not self.report.counts.get(
            "ROOT"
        ):  # the first one; all later follow from it
            self.report.fault(
                "ROOT", f"The entries up to seal {s['n']} give another root than the one sealed."
            )

    def entry(self, e: dict[str, Any]) -> None:
        """What holds for an entry wherever it stands."""
        number = e["id"]
        if number in self.seen:
            self.report.fault("DUPLICATE", f"Entry {number} stands in the ledger twice.", entry=number)
        self.seen.add(number)
        self.contexts.check(number, e["tx"], e["xid"], e["actor"], e["ctx"])
        if e["op"] in "IUD":
            self.contexts.name_direct(number, e["tx"], self.replay.labels.get(e["t"]), e["pk"])
        if e["op"] in "IUDBS":
            if e["body"] is None and e["pbody"] is None and not e["erased"]:
                self.report.fault(
                    "ERASED", f"The content of entry {number} is missing without a disposal.", entry=number
                )
                return
            self.replay.apply(number, e["op"], e["t"], e["pk"], e["body"], e["pbody"], e["erased"])
        elif e["op"] == "E":
            self.told[number] = check_statement(
                self.report, number, self.replay.labels.get(e["rt"]), e["rpk"], e["body"], self.keys
            )
        elif e["op"] == "X":
            facts = facts_of(self.report, number, e["body"])
            self.disposals[number] = set(facts.get("entries", ()))
            self.disposed.take(number, e["rpk"], facts)
        elif e["op"] == "R":
            self.report.note(
                "recovery",
                f"Entry {number} declares a recovery: {facts_of(self.report, number, e['body']).get('reason')}",
            )
        if e["erased"]:
            self.erased.append((number, e["erased"].get("by")))

    def finish(self, export: Export) -> None:
        """What holds at the end: disposals, present rows."""
        for number, by in self.erased:
            if number not in self.disposals.get(by, ()):
                self.report.fault(
                    "ERASED",
                    f"The content of entry {number} was erased without a disposal entry naming it.",
                    entry=number,
                )
        for table in export.manifest["tables"]:
            for line in export.lines(f"state/{table['t']}.jsonl"):
                pk, body, pbody = json.loads(line)
                self.replay.compare(table["t"], pk, body, pbody)
                if table["label"] == "kernel_signature":
                    check_signature(
                        self.report, pk, {**decode(body), **(decode(pbody) if pbody else {})}, self.told
                    )
        self.replay.rest()
        self.disposed.settle(self.told)


def _files(export: Export, report: Report, disposed: Disposed) -> None:
    for line in export.lines("files.tsv"):
        digest, size = line.split("\t")
        name = f"files/{digest}"
        if digest in disposed.files:
            if name in export.names:
                disposed.still_there(digest, where="export")
            continue
        if name not in export.names:
            if export.manifest.get("files_included"):
                report.fault("FILE", f"The file {digest} is missing.")
            continue
        found, count = hashlib.sha256(), 0
        try:
            with export.zip.open(name) as stream:
                while block := stream.read(1 << 20):
                    found.update(block)
                    count += len(block)
        except zipfile.BadZipFile:
            report.fault("FILE", f"The file {digest} is damaged in the export.")
            continue
        if found.hexdigest() != digest or count != int(size):
            report.fault(
                "FILE",
                f"The file {digest} of {size} bytes has another content: {found.hexdigest()}, {count} bytes.",
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        prog="probatum-verify", description="Verify an evidence export, offline."
    )
    parser.add_argument("export")
    parser.add_argument(
        "--key", action="append", default=[], help="public key of the ledger that you kept: name+id+base64"
    )
    parser.add_argument(
        "--checkpoint", action="append", default=[], help="file with a checkpoint that you kept"
    )
    parser.add_argument("--app-key", help="file with the application's key, to check who issued each context")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    given = parser.parse_args(arguments)
    try:
        checkpoints = [Path(name).read_text("utf-8") for name in given.checkpoint]
        app_key = Path(given.app_key).read_bytes().strip() if given.app_key else None
        report = verify(given.export, given.key, checkpoints, app_key)
    except (Unreadable, OSError, UnicodeDecodeError) as error:
        print(f"unreadable: {error}")
        return 2
    if given.json:
        print(
            json.dumps(
                {"faults": report.faults, "notes": report.notes, "counts": report.counts}, ensure_ascii=False
            )
        )
    else:
        for code, sentence in report.notes:
            print(f"note  {code}: {sentence}")
        for code, sentence, _ in report.faults:
            print(f"FAULT {code}: {sentence}")
        print("broken" if report.faults else "intact")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
