#!/usr/bin/env python3
"""Verifies an evidence export of Probatum offline: one file, standard library, `cryptography` used where present.

Usage: probatum-verify EXPORT.zip [--key VERIFIER-KEY] [--checkpoint NOTE-FILE]... [--app-key FILE] [--json]
Exit code 0: intact, 1: broken (each fault is named), 2: the export cannot be read.
"""

import argparse
import base64
import bisect
import hashlib
import hmac
import json
import re
import sys
import zipfile

FORMAT = "probatum-ledger-export/1"
FIELDS = ("id", "tx", "xid", "at", "op", "t", "rt", "pk", "rpk", "actor", "ctx", "body", "pbody")
LIMIT = 200  # faults shown of one code
MAC = re.compile(r',"mac":"([0-9a-f]{32})"\}\Z')


class Unreadable(Exception):
    """The file is no export, or damaged as a file."""


class Number(str):
    """A decimal as it was printed: 12.50 is not 12.5, and neither is the text '12.5'."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        return isinstance(other, Number) and str.__eq__(self, other)

    def __ne__(self, other):
        return not self == other


decode = json.JSONDecoder(parse_float=Number).decode


class Report:
    """Faults and notes; the first LIMIT of each code are kept, all are counted."""

    def __init__(self):
        self.faults, self.notes, self.counts = [], [], {}

    def fault(self, code, sentence, **where):
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= LIMIT:
            self.faults.append((code, sentence, where))

    def note(self, code, sentence):
        if (code, sentence) not in self.notes and len(self.notes) < LIMIT:
            self.notes.append((code, sentence))


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def entry_leaf(e, erased=None):
    """Leaf hash of one entry (dict of FIELDS, absent content is None)."""
    erased = erased or {}
    facts = ["probatum-entry/1", *(str(e[f]) for f in FIELDS[:9]), "-" if e["actor"] is None else str(e["actor"])]
    facts.append("-" if e["ctx"] is None else sha(e["ctx"]))
    for name, part in (("body", "b"), ("pbody", "p")):
        facts.append(sha(e[name]) if e[name] is not None else erased.get(part, "-"))
    return hashlib.sha256(b"\x00" + "".join(f + "\n" for f in facts).encode()).digest()


def seal_leaf(s, size, root):
    facts = ("probatum-seal/1", s["origin"], s["n"], size, root.hex(), s["snap"], s["sx"], s["db_at"], s["host_at"],
             s["sysid"], s["tli"], s["cnt"], s["maxid"])  # fmt: skip
    return hashlib.sha256(b"\x00" + "".join(f"{f}\n" for f in facts).encode()).digest()


class Tree:
    """RFC 6962 over a stream of leaf hashes."""

    def __init__(self):
        self.size, self.hashes = 0, []

    def add(self, leaf):
        self.extend([leaf])

    def extend(self, leaves):
        hashes, size, sha256 = self.hashes, self.size, hashlib.sha256
        for leaf in leaves:
            rest = size
            while rest & 1:
                leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
                rest >>= 1
            hashes.append(leaf)
            size += 1
        self.size = size

    def root(self):
        if not self.hashes:
            return hashlib.sha256(b"").digest()
        result = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            result = hashlib.sha256(b"\x01" + left + result).digest()
        return result


class Snapshot:
    """A PostgreSQL snapshot xmin:xmax:list."""

    def __init__(self, text):
        low, high, running = text.split(":")
        self.xmin, self.xmax = int(low), int(high)
        self.running = {int(x) for x in running.split(",") if x}

    def sees(self, xid):
        return xid < self.xmin or (xid < self.xmax and xid not in self.running)


class Replay:
    """Rows rebuilt from their entries; every change must start from what the history says."""

    def __init__(self, report, tables):
        self.report = report
        self.labels = {b["t"]: b["label"] for b in tables}
        self.personal = {b["t"]: set(b.get("personal") or ()) for b in tables}
        self.rows = {}  # t -> pk -> text of a row never changed since, or dict
        self.partial = set()  # rows of which erased content hides a part
        self.retype = {}  # t -> columns that may differ in the baseline that follows
        self.gone = set()

    def name(self, t, pk):
        return f"{self.labels.get(t, f'table {t}')} {pk}"

    def apply(self, number, op, t, pk, body, pbody, erased):
        if op == "S":
            return self._schema(number, t, body)
        rows = self.rows.setdefault(t, {})
        if erased:
            return self._with_erased(number, op, t, pk, body, pbody, erased, rows)
        if op == "I":
            if pk in rows:
                self._fault(number, t, pk, "is inserted although it exists already")
            rows[pk] = body[48:-1] if pbody is None else {**decode(body)["i"], **decode(pbody)["i"]}
        elif op == "U":
            self._update(number, t, pk, rows, body, pbody)
        elif op == "D":
            last = {**decode(body)["d"], **(decode(pbody)["d"] if pbody else {})}
            self._compare(number, t, pk, self._take(rows, pk), last, "is deleted with")
            rows.pop(pk, None)
            self.partial.discard((t, pk))
        elif op == "B":
            now = {**decode(body)["i"], **(decode(pbody)["i"] if pbody else {})}
            if pk in rows:
                self._compare(number, t, pk, self._take(rows, pk), now, "is taken up again with", self.retype.get(t, ()))
            rows[pk] = now
            self.partial.discard((t, pk))

    def _update(self, number, t, pk, rows, body, pbody):
        row = self._take(rows, pk)
        if row is None:
            self._fault(number, t, pk, "is changed although its history says it does not exist")
            row = rows[pk] = {}
            self.partial.add((t, pk))
        for text in (body, pbody):
            for column, (old, new) in (decode(text)["u"] if text else {}).items():
                known = row.get(column, old) if (t, pk) in self.partial else row.get(column)
                if known != old or (column not in row and (t, pk) not in self.partial):
                    self._fault(number, t, pk, f"column {column}: changed from {show(old)}, but its history says {show(known)}", column)
                row[column] = new

    def _with_erased(self, number, op, t, pk, body, pbody, erased, rows):
        key = "d" if op == "D" else "u" if op == "U" else "i"
        row = self._take(rows, pk) or {}
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

    def _schema(self, number, t, body):
        facts = decode(body)
        if "register" in facts:
            told = facts["register"]
            self.labels[told["t"]], self.personal[told["t"]] = told["label"], set(told["personal"])
        if "dropped" in facts:
            self.gone.add(t)
            left = len(self.rows.pop(t, {}))
            if left:
                self.report.fault("STATE", f"The table {self.labels.get(t, t)} was dropped with {left} records in it (entry {number}).", entry=number)
        if "ren" not in facts:
            return
        self.retype[t] = set(facts["retype"])
        rows = self.rows.get(t, {})
        for pk in list(rows) if facts["ren"] or facts["drop"] or facts["add"] else ():
            row = self._take(rows, pk)
            moved = {facts["ren"].get(c, c): v for c, v in row.items() if c not in facts["drop"]}
            rows[pk] = {**moved, **facts["add"]}

    def compare(self, t, pk, body, pbody):
        """Compare a present row (JSON texts) with its replay, and forget it."""
        row = self.rows.get(t, {}).pop(pk, None)
        if row is None:
            self.report.fault("STATE", f"{self.name(t, pk)} exists, but its history does not know it.", table=self.labels.get(t), pk=pk)
        elif not (pbody is None and row == body):
            now = {**decode(body), **(decode(pbody) if pbody else {})}
            row = decode(row) if isinstance(row, str) else row
            for column in sorted(set(now) | set(row)):
                if (t, pk) in self.partial and column not in row:
                    continue
                if now.get(column) != row.get(column) or (column in now) != (column in row):
                    self.report.fault(
                        "STATE",
                        f"{self.name(t, pk)}, column {column}: the record says {show(now.get(column))}, its history says {show(row.get(column))}.",
                        table=self.labels.get(t), pk=pk, column=column,
                    )  # fmt: skip

    def rest(self):
        """What the history knows and the present does not."""
        for t, rows in self.rows.items():
            for pk in rows:
                self.report.fault("STATE", f"{self.name(t, pk)} is missing; its history says it exists.", table=self.labels.get(t), pk=pk)

    def _take(self, rows, pk):
        row = rows.get(pk)
        if isinstance(row, str):
            row = rows[pk] = decode(row)
        return row

    def _compare(self, number, t, pk, row, told, words, allowed=()):
        if row is None:
            return self._fault(number, t, pk, f"{words.split(' with')[0]} although its history says it does not exist")
        for column in set(row) | set(told):
            hidden = (t, pk) in self.partial and column not in row
            if column not in allowed and not hidden and (row.get(column) != told.get(column)):
                self._fault(number, t, pk, f"column {column}: {words} {show(told.get(column))}, but its history says {show(row.get(column))}", column)
        return None

    def _fault(self, number, t, pk, sentence, column=None):
        self.report.fault("REPLAY", f"{self.name(t, pk)}: {sentence} (entry {number}): it was changed outside.",
                          table=self.labels.get(t), pk=pk, column=column, entry=number)  # fmt: skip


def show(value):
    text = str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."


class Contexts:
    """Who acted: contexts of transactions, their codes and nonces."""

    def __init__(self, report, app_key=None):
        self.report, self.app_key, self.nonces, self.carriers = report, app_key, {}, {}

    def check(self, number, tx, xid, actor, ctx):
        if ctx is None:
            first = self.carriers.get(tx)
            if first != (xid, actor):
                self.report.fault("CONTEXT", f"Entry {number} claims the context of entry {tx}, which belongs to another transaction or does not exist.", entry=number)
            return
        facts = json.loads(ctx)
        self.carriers[number] = (xid, actor)
        if tx != number:
            self.report.fault("CONTEXT", f"Entry {number} carries a context but names entry {tx} as its first.", entry=number)
        if facts.get("org") == "sql" and "mac" not in facts:
            self.report.note("direct-sql", f"Changed directly in the database by {facts.get('dbu')}.")
            if actor is not None:
                self.report.fault("CONTEXT", f"Entry {number} names person {actor} but was made without the application.", entry=number)
            return
        if actor != (facts.get("u") or None):
            self.report.fault("CONTEXT", f"Entry {number} names person {actor}, its context {facts.get('u')}.", entry=number)
        if self.app_key is not None and not mac_ok(ctx, self.app_key):
            self.report.fault("MAC", f"The context of entry {number} (for {facts.get('n', 'person ' + str(facts.get('u')))}) was not issued by the application.", entry=number)
        nonce = facts.get("nonce")
        if nonce in self.nonces and self.nonces[nonce] != xid:
            self.report.fault("MAC", f"Entry {number} uses the context of another transaction again.", entry=number)
        self.nonces[nonce] = xid


def mac_ok(text, key):
    found = MAC.search(text)
    if not found:
        return False
    good = hmac.new(key, (text[: found.start()] + "}").encode(), hashlib.sha256).hexdigest()[:32]
    return hmac.compare_digest(good, found.group(1))


# --- Ed25519 (RFC 8032), verification only ---
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_M1 = pow(2, (P - 1) // 4, P)


def _recover(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_M1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = _add(result, point)
        point, n = _add(point, point), n >> 1
    return result


def _point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _recover(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def ed25519_plain(public, message, signature):
    """Check without any library."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    by = 4 * pow(5, P - 2, P) % P
    base = (_recover(by, 0), by, 1, _recover(by, 0) * by % P)
    left, right = _times(s, base), _add(r, _times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def ed25519(public, message, signature):
    try:
        from cryptography.exceptions import InvalidSignature  # optional dependency
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # optional dependency
    except ImportError:
        return ed25519_plain(public, message, signature)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_note(note):
    lines = note.split("\n")
    return lines[0], int(lines[1]), base64.b64decode(lines[2])


def note_signed_by(note, keys):
    """Whether one of the verifier keys (name+id+base64) signed the note, under its name or one a recovery opened (name/2)."""
    text, _, signatures = note.partition("\n\n")
    for line in signatures.splitlines():
        _, signer, stamp = (*line.split(" "), "", "")[:3]
        for key in keys:
            name, _, raw = key.split("+", 2)
            public, stamped = base64.b64decode(raw), base64.b64decode(stamp)
            if signer != name and not signer.startswith(name + "/"):
                continue
            if hashlib.sha256(f"{signer}\n".encode() + public).digest()[:4] == stamped[:4]:
                if ed25519(public[1:], f"{text}\n".encode(), stamped[4:]):
                    return True
    return False


def check_statement(report, number, label, rpk, body, keys):
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
        report.fault("ESIGN", f"{who} belongs to {statement.get('rt')} {statement.get('rpk')} but is filed under {label} {rpk}.", entry=number)
    if keys and not any(ed25519(key, b"probatum-signature/1\n" + facts["statement"].encode(), stamp) for key in keys):
        report.fault("ESIGN", f"{who} was not issued by the application, or was altered.", entry=number)
    return statement


class Clock:
    """Entries against the seals' snapshots and clocks; xids of another server (sysid) are not compared."""

    def __init__(self, report):
        self.report, self.rounds, self.sysid, self.last = report, [], None, None
        self.before, self.snap, self.fresh, self.db_at, self.tli = None, None, False, "", None

    def begin(self, seal):
        """Start the next seal; seals of one round share their snapshot."""
        if self.sysid is not None and (seal["sysid"], seal["tli"]) != (self.sysid, self.tli):
            self.report.note("restore", f"From seal {seal['n']} on the ledger lives on another server or timeline.")
        if self.last is None or seal["sx"] != self.last["sx"] or seal["sysid"] != self.sysid:
            self.fresh = self.sysid is not None and seal["sysid"] != self.sysid
            if self.fresh or self.sysid is None:
                self.rounds, self.before = [], None
            else:
                self.rounds.append((int(self.last["sx"]), self.last["db_at"]))
                self.before = self.snap
            self.snap = Snapshot(seal["snap"])
        if self.last is not None and seal["db_at"] < self.last["db_at"]:
            self.report.fault("CLOCK", f"The database's clock went back before seal {seal['n']}: {self.last['db_at']}, then {seal['db_at']}.")
        self.sysid, self.tli, self.last = seal["sysid"], seal["tli"], seal

    def entry(self, number, xid, at):
        if self.fresh:
            return
        if not self.snap.sees(xid) or (self.before is not None and self.before.sees(xid)):
            self.report.fault("SNAPSHOT", f"Entry {number} cannot have become visible when seal {self.last['n']} was made.", entry=number)
        if at > self.last["db_at"]:
            self.report.fault("CLOCK", f"Entry {number} is dated {at}, later than its seal {self.last['n']} of {self.last['db_at']}.", entry=number)
        self.dated(number, xid, at)

    def fits(self, xid, first, last):
        """Whether entries of one transaction, dated first to last, have nothing to be reported."""
        if self.fresh:
            return True
        found = bisect.bisect_left(self.rounds, (xid, "")) - 1
        seen = self.snap.sees(xid) and not (self.before is not None and self.before.sees(xid))
        return seen and last <= self.last["db_at"] and (found < 0 or first >= self.rounds[found][1])

    def dated(self, number, xid, at):
        """An entry cannot be older than the newest seal made before its transaction began."""
        found = bisect.bisect_left(self.rounds, (xid, "")) - 1
        if found >= 0 and at < self.rounds[found][1]:
            self.report.fault("BACKDATED", f"Entry {number} is dated {at}, but its transaction began after {self.rounds[found][1]}.", entry=number)

    def tail(self, number, xid, at, sysid=None):
        """An entry that no seal holds."""
        if self.last is None or (sysid is not None and sysid != self.sysid):
            return  # restored on another server and not sealed there yet: transaction ids start anew
        if self.snap.sees(xid) and not self.fresh:
            self.report.fault("ORPHAN", f"Entry {number} is not sealed, although seal {self.last['n']} should hold it: it was put in later.", entry=number)
        rounds, self.rounds = self.rounds, [*self.rounds, (int(self.last["sx"]), self.last["db_at"])]
        self.dated(number, xid, at)
        self.rounds = rounds


class Export:
    """An export, read as a stream."""

    def __init__(self, path):
        try:
            self.zip = zipfile.ZipFile(path)
            self.manifest = json.loads(self.zip.read("manifest.json"))
        except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise Unreadable(f"{path} is no evidence export: {error}") from error
        if self.manifest.get("format") != FORMAT:
            raise Unreadable(f"{path} has the format {self.manifest.get('format')}, not {FORMAT}.")
        self.names = set(self.zip.namelist())

    def lines(self, name):
        if name in self.names:
            with self.zip.open(name) as stream:
                for raw in stream:
                    yield raw[:-1].decode()

    def entries(self, name):
        for line in self.lines(name):
            values = json.loads(line[1:]) if line.startswith("!") else line.split("\t")
            e = dict(zip(FIELDS, values))
            e["id"], e["tx"], e["xid"], e["t"], e["rt"] = (int(e[f]) for f in ("id", "tx", "xid", "t", "rt"))
            e["actor"] = None if e["actor"] == "-" else int(e["actor"])
            for field in ("ctx", "body", "pbody"):
                e[field] = e[field] or None
            e["erased"] = json.loads(values[13]) if len(values) > 13 and values[13] else {}
            yield e


def verify(path, keys=(), checkpoints=(), app_key=None):
    """Verify an export; return the report. Raises Unreadable."""
    export, report = Export(path), Report()
    try:
        _verify(export, report, list(keys), list(checkpoints), app_key)
    except (KeyError, ValueError, IndexError, TypeError, zipfile.BadZipFile, EOFError, zlib_error) as error:
        raise Unreadable(f"{path} is damaged: {type(error).__name__}: {error}") from error
    return report


zlib_error = __import__("zlib").error


def _verify(export, report, keys, checkpoints, app_key):
    manifest, walk = export.manifest, Walk(export.manifest, report, app_key)
    roots, tree, newest = {}, Tree(), None
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
            report.note("key", "The public key came from the export itself; give --key to trust one you kept.")
        if not note_signed_by(newest["sig"], trusted):
            report.fault("SIGNATURE", f"No trusted key signed the newest checkpoint, at size {newest['size']}.")
        if read_note(newest["sig"])[1:] != (tree.size, tree.root()) and not report.counts.get("ROOT"):
            report.fault("ROOT", "The newest checkpoint is of another tree than the entries.")
    kept = [note for note in "\n".join(export.lines("checkpoints.txt")).split("\f\n") if note.strip()]
    compare_checkpoints(report, [*kept, *checkpoints], roots, manifest["origins"])
    walk.finish(export)
    _files(export, report)


class Walk:
    """All checks on one entry after another, in leaf order."""

    def __init__(self, manifest, report, app_key):
        self.report, self.clock, self.contexts = report, Clock(report), Contexts(report, app_key)
        self.replay = Replay(report, manifest["tables"])
        self.keys = [base64.b64decode(k) for k in manifest["keys"]["signature"]]
        self.n, self.seen, self.disposals, self.erased = 0, set(), {}, []

    def seal(self, s, tree, entries):
        self.n += 1
        if s["n"] != self.n or s["size"] != tree.size + 1 + s["cnt"]:
            self.report.fault("SEALS", f"Seal {s['n']} does not follow seal {self.n - 1} at size {tree.size}.")
        self.clock.begin(s)
        leaves = base64.b64decode(s["leaves"])
        tree.add(seal_leaf(s, tree.size, tree.root()))
        for position in range(1, s["cnt"] + 1):
            e = next(entries, None)
            if e is None:
                self.report.fault("MISSING", f"Seal {s['n']} counts {s['cnt']} entries; {s['cnt'] - position + 1} are missing.")
                return
            leaf = entry_leaf(e, e["erased"])
            if leaf != leaves[32 * position : 32 * position + 32]:
                self.report.fault("ALTERED", f"Entry {e['id']} is not what was sealed.", entry=e["id"])
            tree.add(leaf)
            self.clock.entry(e["id"], e["xid"], e["at"])
            self.entry(e)
        if tree.root().hex() != s["root"] and not self.report.counts.get("ROOT"):  # the first one; all later follow from it
            self.report.fault("ROOT", f"The entries up to seal {s['n']} give another root than the one sealed.")

    def entry(self, e):
        number = e["id"]
        if number in self.seen:
            self.report.fault("DUPLICATE", f"Entry {number} stands in the ledger twice.", entry=number)
        self.seen.add(number)
        self.contexts.check(number, e["tx"], e["xid"], e["actor"], e["ctx"])
        if e["op"] in "IUDBS":
            if e["body"] is None and e["pbody"] is None and not e["erased"]:
                self.report.fault("ERASED", f"The content of entry {number} is missing without a disposal.", entry=number)
                return
            self.replay.apply(number, e["op"], e["t"], e["pk"], e["body"], e["pbody"], e["erased"])
        elif e["op"] == "E":
            check_statement(self.report, number, self.replay.labels.get(e["rt"]), e["rpk"], e["body"], self.keys)
        elif e["op"] == "X":
            self.disposals[number] = set(json.loads(e["body"]).get("entries", ()))
        elif e["op"] == "R":
            self.report.note("recovery", f"Entry {number} declares a recovery: {json.loads(e['body']).get('reason')}")
        if e["erased"]:
            self.erased.append((number, e["erased"].get("by")))

    def finish(self, export):
        for number, by in self.erased:
            if number not in self.disposals.get(by, ()):
                self.report.fault("ERASED", f"The content of entry {number} was erased without a disposal entry naming it.", entry=number)
        for table in export.manifest["tables"]:
            for line in export.lines(f"state/{table['t']}.jsonl"):
                pk, body, pbody = json.loads(line)
                self.replay.compare(table["t"], pk, body, pbody)
        self.replay.rest()


def compare_checkpoints(report, notes, roots, origins):
    """Compare kept checkpoints with the roots found; a declared recovery covers what lies above its cut."""
    size = max(roots, default=0)
    starts = {o["origin"]: o["start_size"] for o in origins}
    following = {a["origin"]: b["start_size"] for a, b in zip(origins, origins[1:])}
    for note in notes:
        origin, kept, root = read_note(note)
        if origin not in starts:
            report.fault("CHECKPOINT", f"A kept checkpoint belongs to another ledger: {origin}.")
        elif kept > following.get(origin, kept):
            report.note("recovery", f"The checkpoint at size {kept} of {origin} was lost by a declared recovery.")
        elif kept > size:
            report.fault("ROLLBACK", f"A kept checkpoint says the ledger had size {kept}; this one ends at {size}.")
        elif roots.get(kept) != root:
            report.fault("CHECKPOINT", f"At size {kept} the ledger has another root than the checkpoint kept then.")


def _files(export, report):
    for line in export.lines("files.tsv"):
        digest, size = line.split("\t")
        name = f"files/{digest}"
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
            report.fault("FILE", f"The file {digest} of {size} bytes has another content: {found.hexdigest()}, {count} bytes.")


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(prog="probatum-verify", description="Verify an evidence export, offline.")
    parser.add_argument("export")
    parser.add_argument("--key", action="append", default=[], help="public key of the ledger that you kept: name+id+base64")
    parser.add_argument("--checkpoint", action="append", default=[], help="file with a checkpoint that you kept")
    parser.add_argument("--app-key", help="file with the application's key, to check who issued each context")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    given = parser.parse_args(arguments)
    try:
        checkpoints = [open(name, encoding="utf-8").read() for name in given.checkpoint]
        app_key = open(given.app_key, "rb").read().strip() if given.app_key else None
        report = verify(given.export, given.key, checkpoints, app_key)
    except (Unreadable, OSError, UnicodeDecodeError) as error:
        print(f"unreadable: {error}")
        return 2
    if given.json:
        print(json.dumps({"faults": report.faults, "notes": report.notes, "counts": report.counts}, ensure_ascii=False))
    else:
        for code, sentence in report.notes:
            print(f"note  {code}: {sentence}")
        for code, sentence, _ in report.faults:
            print(f"FAULT {code}: {sentence}")
        print("broken" if report.faults else "intact")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
