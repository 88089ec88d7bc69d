"""Import of registers of events: rows a second with full capture, dry run and import apart, against rows hashed and written to a file."""

from __future__ import annotations

import csv
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

EVENTS, CAPAS = 15_000, 5_000
IMPORTER = "t.lindqvist"
_EVENT_HEADS = ("Dev ID", "Title", "Description", "Batch", "Deviation date", "Severity", "Responsible", "Status", "Closed on",
                "Root cause", "CAPA raised")  # fmt: skip
_CAPA_HEADS = ("CAPA ID", "Dev ID", "Title", "Corrective action", "Preventive action", "Responsible", "Open date",
               "Target date", "Actual closure date", "Effectiveness", "Status")  # fmt: skip
_PLACES = ("cold room", "isolator", "autoclave", "balance", "water loop", "filling line", "incubator")
_FAULTS = (
    "left open over night",
    "out of its range",
    "used without a label",
    "not recorded",
    "behind its calibration",
)


def measure(events: int = EVENTS, capas: int = CAPAS) -> dict[str, Any]:
    """Seconds of the dry run and of the import, rows a second, and the ratio to bare inserts without capture."""
    from probatum.bench import serving  # slow import
    from probatum.output import registering as carrying  # app ready
    from probatum.quality.imports import report  # app ready

    with tempfile.TemporaryDirectory() as home:
        collection = _begun(Path(home), events, capas)
        dry = _seconds(lambda: carrying.check(collection))
        _made("run", collection)
        with serving.backends() as database:
            database.look()
            used = time.process_time(), database.processor()
            took = _seconds(lambda: carrying.run(_fresh(collection)))
            here, there = time.process_time() - used[0], database.processor() - used[1]
        floor = _seconds(lambda: _floor(Path(home), events + capas))
    counts = report.counts(_fresh(collection))
    return {
        "rows": events + capas,
        "imported": counts["made"],
        "refused": counts["refused"],
        "links": report.linked(_fresh(collection)),
        "dry run, seconds": dry,
        "import, seconds": took,
        "import, rows per second": counts["made"] / took,
        "import, processor seconds of the program": here,
        "import, processor seconds of the database": there,
        "import, rows per processor second": counts["made"] / (here + there),
        "dry run and import, rows per second": counts["made"] / (dry + took),
        "ratio to hashing and writing the rows": took / floor,
    }


def _begun(home: Path, events: int, capas: int) -> Any:
    """An import with its registers, on its way to the dry run."""
    from probatum.output import registering as carrying  # app ready
    from probatum.quality.imports import importing  # app ready

    one, other = home / "deviations.csv", home / "capas.csv"
    _write(one, _EVENT_HEADS, events, _event)
    _write(other, _CAPA_HEADS, capas, _capa)
    given = [importing.GivenFile(path, path.name) for path in (one, other)]
    reading = carrying.propose([(path, path.name) for path in (one, other)])
    collection = importing.open_import(
        _person(), given, system=f"Benchmark {time.time_ns()}", reading=reading
    )
    _made("check", collection)
    return _fresh(collection)


def _write(path: Path, heads: tuple[str, ...], many: int, row: Callable[[int], tuple[str, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(heads)
        writer.writerows(row(number) for number in range(1, many + 1))


def _event(number: int) -> tuple[str, ...]:
    place, fault = _PLACES[number % 7], _FAULTS[number % 5]
    told = f"The {place} {number % 97} was {fault}. Quality was told and the batch set apart."
    day = f"{2015 + number % 10}-{1 + number % 12:02}-{1 + number % 28:02}"
    return (
        f"DEV {number:06}",
        f"{place.capitalize()} {number % 97} {fault}",
        told,
        f"B-{number % 4001:05}",
        day,
        ("Minor", "Major", "Critical")[number % 3],
        IMPORTER,
        "Closed",
        f"{2025}-{day[5:]}",
        "The work instruction did not say it.",
        "Yes" if number <= CAPAS else "No",
    )


def _capa(number: int) -> tuple[str, ...]:
    year = 2015 + number % 10
    return (
        f"CAPA {number:06}",
        f"DEV {number:06}",
        f"Alarm for {_PLACES[number % 7]} {number % 97}",
        "The instruction was changed.",
        "An alarm was fitted.",
        IMPORTER,
        f"{year}-{1 + number % 12:02}-28",
        f"{year + 1}-06-30",
        f"{year + 1}-05-30",
        "Effective",
        "Closed",
    )


def _floor(home: Path, rows: int) -> None:
    """As many rows hashed and written to a file, made lasting after each batch of the same size."""
    with (home / "rows").open("wb") as stream:
        for number in range(1, rows + 1):
            row = "\x1f".join(_event(number)).encode()
            stream.write(hashlib.sha256(row).digest() + row)
            if number % 500 == 0:
                stream.flush()
                os.fsync(stream.fileno())


def _person() -> Any:
    from probatum.kernel.models import Person  # app ready

    return Person.objects.get(username=IMPORTER)


def _made(move: str, collection: Any) -> None:
    from probatum.kernel.lifecycle import perform  # app ready

    record = _fresh(collection).record
    perform(_person(), record, move, based_on=record.version)


def _fresh(collection: Any) -> Any:
    from probatum.quality.imports.bodies import import_of  # app ready

    return import_of(type(collection.record).objects.get(pk=collection.pk))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
