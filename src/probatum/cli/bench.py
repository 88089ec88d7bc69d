"""`probatum bench [NAME]`: the benchmarks; prints ratios and writes JSON."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("name", nargs="?", default="", help="one benchmark only")
    parser.add_argument(
        "--size",
        action="append",
        default=[],
        help="1k, 10k, 50k (documents, each read 62 times), 100k or 1M; may be repeated (default: 1k)",
    )
    parser.add_argument(
        "--json", default="bench.json", metavar="FILE", help="where the figures go (default: bench.json)"
    )


def run(options: argparse.Namespace) -> int:
    """Run the benchmarks; exit code 0 when they ran."""
    from probatum import bench  # slow import

    return int(bench.main(options.name, sizes=options.size, data=options.data, to=options.json))
