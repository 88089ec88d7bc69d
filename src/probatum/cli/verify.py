"""`probatum verify`: proves ledger, rows, signatures and files; names each fault."""

from __future__ import annotations

import argparse

from probatum.cli.borrowed import running_database
from probatum.config import custody
from probatum.config.env import environment


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument(
        "--full", action="store_true", help="also every seal's signature and every stored node"
    )


def run(options: argparse.Namespace) -> int:
    """Verify; exit code 0 when intact, 1 when a fault was named."""
    env = environment()
    with running_database(env):
        return report(full=options.full)


def report(*, full: bool) -> int:
    """Seal what is open, verify, print what was found; return the exit code."""
    from probatum.kernel.ledger.finding import FAULT  # slow import
    from probatum.kernel.ledger.witness import Alarm  # slow import

    faults = 0
    try:
        checkpoint = custody.seal_now()
    except Alarm as alarm:
        print(f"FAULT {alarm.code}: {alarm}")
        faults, checkpoint = 1, None
    for finding in custody.verify(full=full):
        broken = finding.severity == FAULT
        faults += broken
        print(f"{'FAULT' if broken else 'note '} {finding}")
    size = f" up to entry leaf {checkpoint.size}" if checkpoint else ""
    print(f"broken: {faults} fault{'s' if faults > 1 else ''}" if faults else f"intact{size}")
    return 1 if faults else 0
