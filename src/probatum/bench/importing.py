"""Import of a collection: files per hour of PDF and text on this machine, dry run and import apart.

With BENCH_COLLECTION the files of a folder are taken instead of made ones, each as a document of its own.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import random
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

MANY = 400
PAGES = 6
IMPORTER = "e.kovarik"
HEADS = ("Number", "Title", "Version", "File", "Type", "Owner", "Department", "Effective date", "Approved by")
_WORDS = [
    "operator",
    "room",
    "vessel",
    "buffer",
    "sample",
    "record",
    "batch",
    "check",
    "clean",
    "sign",
    "label",
    "weigh",
    "release",
    "filter",
    "store",
    "valve",
]


def measure() -> dict[str, Any]:
    """Seconds of the dry run and of the import, files per hour, and the ratio to reading, hashing and storing the bytes."""
    from probatum.documents import import_report  # app ready
    from probatum.output import importing as carrying  # app ready

    with tempfile.TemporaryDirectory() as home:
        files = _files()
        collection = _begun(Path(home), files)
        dry = _seconds(lambda: carrying.check(collection))
        _made("run", collection)
        took = _seconds(lambda: carrying.run(_fresh(collection)))
        floor = _seconds(lambda: _floor(Path(home), files))
    counts = import_report.counts(_fresh(collection))
    return {
        "files": len(files),
        "megabytes": sum(map(len, files.values())) / 1e6,
        "imported": counts["made"],
        "refused": counts["refused"],
        "dry run, seconds": dry,
        "import, seconds": took,
        "import, files per hour": counts["made"] / took * 3600,
        "dry run and import, files per hour": counts["made"] / (dry + took) * 3600,
        "ratio to hashing and storing the bytes": took / floor,
    }


def _files() -> dict[str, bytes]:
    folder = os.environ.get("BENCH_COLLECTION", "")
    if folder:
        found = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    random_ = random.Random(1)  # noqa: S311 - text for a benchmark
    made = {}
    for number in range(1, MANY + 1):
        lines = [" ".join(random_.choices(_WORDS, k=11)) for _ in range(PAGES * 45)]
        if number % 4:
            made[f"{number:05}.pdf"] = _pdf(lines)
        else:
            made[f"{number:05}.txt"] = "\n".join(lines).encode()
    return made


def _pdf(lines: list[str]) -> bytes:
    import pikepdf  # slow import

    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for start in range(0, len(lines), 45):
        page = document.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        shown = " T* ".join(f"({line}) Tj" for line in lines[start : start + 45])
        page.obj.Contents = document.make_stream(f"BT /F1 10 Tf 15 TL 60 780 Td {shown} ET".encode())
    done = io.BytesIO()
    document.save(done)
    return done.getvalue()


def _begun(home: Path, files: dict[str, bytes]) -> Any:
    """An import with its register, on its way to the dry run."""
    from probatum.documents import importing  # app ready
    from probatum.output import importing as carrying  # app ready

    register, archive = home / "register.csv", home / "collection.zip"
    with register.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADS)
        for number, name in enumerate(files, 1):
            title = f"Handling of vessel {number}"
            writer.writerow(
                (f"OLD {number:05}", title, "2", name, "SOP", IMPORTER, "QA", "2021-05-03", "Dr. Altmann")
            )
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    given = importing.Given(
        register,
        register.name,
        "text/csv",
        archive,
        archive.name,
        carrying.propose(register, filename=register.name),
    )
    collection = importing.open_import(
        _person(), given, system=f"Benchmark {time.time_ns()}", numbering="new"
    )
    _made("check", collection)
    return _fresh(collection)


def _person() -> Any:
    from probatum.kernel.models import Person  # app ready

    return Person.objects.get(username=IMPORTER)


def _made(move: str, collection: Any) -> None:
    from probatum.kernel.lifecycle import perform  # app ready

    record = _fresh(collection).record
    perform(_person(), record, move, based_on=record.version)


def _fresh(collection: Any) -> Any:
    from probatum.documents.collection import collection_of  # app ready

    return collection_of(type(collection.record).objects.get(pk=collection.pk))


def _floor(home: Path, files: dict[str, bytes]) -> None:
    for content in files.values():
        target = home / hashlib.sha256(content).hexdigest()
        with target.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def _seconds(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
