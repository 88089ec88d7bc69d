"""`probatum bench [NAME]`: the benchmarks; prints ratios and writes JSON."""

from __future__ import annotations

import argparse
import importlib
from importlib.util import find_spec

from probatum.cli.supervise import CannotRun

BENCHMARKS = "probatum.bench"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("name", nargs="?", default="", help="one benchmark only")
    parser.add_argument(
        "--size", action="append", default=[], help="1k, 10k, 100k or 1M; may be repeated (default: 1k)"
    )
    parser.add_argument(
        "--json", default="bench.json", metavar="FILE", help="where the figures go (default: bench.json)"
    )


def run(options: argparse.Namespace) -> int:
    """Run the benchmarks; exit code 0 when they ran."""
    if not find_spec(BENCHMARKS):
        raise CannotRun("The benchmarks are not part of this package yet.")
    benchmarks = importlib.import_module(BENCHMARKS)
    return int(benchmarks.main(options.name, sizes=options.size, data=options.data, to=options.json))
