"""Writes the evidence export: everything that the stand-alone verifier needs, in one ZIP of open formats.

The rule kept: one snapshot, no range limits, streamed; only public keys. See docs/adr/0010-ledger.md for the format.
"""

import base64
import datetime as dt
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from probatum.kernel.ledger.offline import one_file
from probatum.kernel.ledger.probatum_verify import FORMAT
from probatum.kernel.ledger.reading import rows_of, stream, tables_of
from probatum.kernel.ledger.verify import Trust, prepare
from probatum.kernel.ledger.verify_parts import file_path
from probatum.kernel.ledger.verify_tree import HEADER, UNSEALED

SEALS = f"""SELECT {HEADER}, s.root, s.sig, s.leaves
  FROM ledger.seal s LEFT JOIN ledger.origin o USING (epoch) ORDER BY s.n"""  # noqa: S608  # constants of modules
COLUMNS = """e.id, e.tx, e.xid::text, ledger.time_1(e.at), e.op::text, e.t, e.rt, e.pk, e.rpk, coalesce(e.actor::text, '-'),
  coalesce(e.ctx, ''), coalesce(e.body, ''), coalesce(e.pbody, '')"""
SEALED = (
    "SELECT "  # noqa: S608  # constants of this module
    + COLUMNS
    + """ FROM unnest(%s::bigint[]) WITH ORDINALITY u (id, o)
  JOIN ledger.entry e ON e.id = u.id ORDER BY u.o"""
)
TAIL = "SELECT " + COLUMNS + " FROM " + UNSEALED + " ORDER BY e.id"  # noqa: S608  # constants of this module


def export(
    parameters: dict[str, Any], path: Path, trust: Trust, *, with_files: bool = False
) -> dict[str, Any]:
    """Write the export and return its manifest. Raises OSError when the disk is full, psycopg.Error.

    A half-written file never bears the final name.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        with (
            psycopg.connect(**parameters) as conn,
            zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package,
        ):
            conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            conn.read_only = True
            prepare(conn)
            manifest = _write(conn, package, trust, with_files)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _write(conn: Any, package: zipfile.ZipFile, trust: Trust, with_files: bool) -> dict[str, Any]:
    erased = _erased(conn)
    seals = _lines(
        package,
        "seals.jsonl",
        (_seal_line(seal) for seal in stream(conn, SEALS, row_factory=dict_row, size=8)),
    )
    entries = _lines(package, "entries.tsv", _sealed(conn, erased))
    tail = _lines(package, "tail.tsv", (_entry_line(row, erased) for row in stream(conn, TAIL)))
    tables = tables_of(conn)
    for table in tables:
        _lines(package, f"state/{table['t']}.jsonl", _state(conn, table) if table["present"] else ())
    with package.open("checkpoints.txt", "w") as out:
        out.write("".join(f"{note}\f\n" for note in trust.checkpoints).encode())
    manifest = {
        "format": FORMAT,
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "sysid": conn.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()[0],
        "origins": rows_of(conn, "SELECT epoch, origin, start_size, vkey FROM ledger.origin ORDER BY epoch"),
        "tables": tables,
        "keys": {
            "ledger": list(trust.ledger_keys),
            "signature": [base64.b64encode(key).decode() for key in trust.signature_keys],
        },
        "files_included": with_files,
        "counts": {
            "seals": seals,
            "entries": entries,
            "tail": tail,
            "files": _files(conn, package, trust, with_files),
        },
    }
    package.writestr("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False))
    package.writestr("probatum_verify.py", one_file.text())
    return manifest


def _erased(conn: Any) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for entry, part, digest, by in conn.execute(
        "SELECT entry, part::text, hash, by_entry FROM ledger.erased"
    ).fetchall():
        found.setdefault(entry, {"by": by})[part] = digest
    return found


def _sealed(conn: Any, erased: dict[int, dict[str, Any]]) -> Iterator[str]:
    cursor = conn.cursor()
    for (ids,) in stream(conn, "SELECT ids FROM ledger.seal ORDER BY n", size=8):
        for row in cursor.execute(SEALED, (ids,)):
            yield _entry_line(row, erased)


def _entry_line(row: Sequence[Any], erased: dict[int, dict[str, Any]]) -> str:
    values = [str(value) for value in row]
    if row[0] in erased:
        values.append(json.dumps(erased[row[0]], sort_keys=True))
    line = "\t".join(values)
    if line.count("\t") != len(values) - 1 or "\n" in line:
        return "!" + json.dumps(values, ensure_ascii=False)
    return line


def _seal_line(seal: dict[str, Any]) -> str:
    told = {**seal, "root": seal["root"].hex(), "leaves": base64.b64encode(seal["leaves"]).decode()}
    return json.dumps(told, ensure_ascii=False)


def _state(conn: Any, table: dict[str, Any]) -> Iterator[str]:
    (statement,) = conn.execute("SELECT ledger.state_query_1(%s::smallint)", (table["t"],)).fetchone()
    for pk, body, pbody, _ in stream(conn, statement):
        yield json.dumps([pk, body, pbody], ensure_ascii=False)


def _files(conn: Any, package: zipfile.ZipFile, trust: Trust, with_files: bool) -> int:
    """The list of stored files, and their bytes where asked; a missing file is left for the verifier to name."""
    if not conn.execute("SELECT to_regclass('public.kernel_storedfile') IS NOT NULL").fetchone()[0]:
        return 0
    listed = [
        tuple(row)
        for row in conn.execute("SELECT sha256, size FROM public.kernel_storedfile ORDER BY id").fetchall()
    ]
    _lines(package, "files.tsv", (f"{digest}\t{size}" for digest, size in listed))
    if with_files and trust.files is not None:
        for digest, _ in listed:
            source = file_path(trust.files, digest)
            if source.is_file():
                package.write(source, f"files/{digest}", compress_type=zipfile.ZIP_STORED)
    return len(listed)


def _lines(package: zipfile.ZipFile, name: str, lines: Iterable[str]) -> int:
    count = 0
    with package.open(name, "w", force_zip64=True) as out:
        for line in lines:
            out.write(f"{line}\n".encode())
            count += 1
    return count
