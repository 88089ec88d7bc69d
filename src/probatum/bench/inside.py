"""One benchmark in a process of its own: `python -m probatum.bench.inside NAME SIZE ANSWER`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from probatum.config import database
from probatum.config.env import environment


def run(name: str, size: int, answer: Path) -> None:
    """Measure and write the figures."""
    answer.write_text(json.dumps(MEASURES[name](size)), encoding="utf-8")


def _parameters(role: str) -> dict[str, Any]:
    return dict(database.address(environment(), role).parameters())


def _write(size: int) -> dict[str, Any]:
    from probatum.kernel.ledger import bench  # slow import

    with bench.scratch(_parameters) as there:
        return bench.writes(there)


def _seal(size: int) -> dict[str, Any]:
    from probatum.kernel.ledger import bench  # slow import

    with bench.scratch(_parameters) as there, tempfile.TemporaryDirectory() as folder:
        return bench.sealing(there, Path(folder), entries=size)


def _verify(size: int) -> dict[str, Any]:
    from probatum.kernel.ledger import bench  # slow import

    with bench.scratch(_parameters) as there, tempfile.TemporaryDirectory() as folder:
        sealed = bench.sealing(there, Path(folder), entries=size)
        return {**bench.verifying(there, Path(folder)), "seal_seconds": sealed["seconds"]}


def _pages(size: int) -> dict[str, Any]:
    from probatum.bench import pages, serving  # slow import

    serving.set_up()
    return pages.measure()


def _events(size: int) -> dict[str, Any]:
    from probatum.bench import event_pages, serving  # slow import

    serving.set_up()
    return event_pages.measure()


def _sign(size: int) -> dict[str, Any]:
    from probatum.bench import serving, signing  # slow import

    serving.set_up()
    return signing.measure()


def _bundle(size: int) -> dict[str, Any]:
    from probatum.bench import bundling, serving  # slow import

    serving.set_up()
    return bundling.measure()


def _import(size: int) -> dict[str, Any]:
    from probatum.bench import importing, serving  # slow import

    serving.set_up()
    return importing.measure()


def _registers(size: int) -> dict[str, Any]:
    from probatum.bench import registering, serving  # slow import

    serving.set_up()
    return registering.measure()


def _convert(size: int) -> dict[str, Any]:
    from probatum.output.bench import bench  # slow import

    return bench()


def _compare(size: int) -> dict[str, Any]:
    import django  # slow import

    django.setup()
    from probatum.bench import comparing  # app ready

    return comparing.measure()


def _start(size: int) -> dict[str, Any]:
    from probatum.bench import starting  # slow import

    return starting.measure()


MEASURES: dict[str, Callable[[int], dict[str, Any]]] = {
    "write": _write,
    "seal": _seal,
    "verify": _verify,
    "pages": _pages,
    "events": _events,
    "sign": _sign,
    "bundle": _bundle,
    "import": _import,
    "registers": _registers,
    "convert": _convert,
    "compare": _compare,
    "start": _start,
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probatum.config.settings")
    run(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
