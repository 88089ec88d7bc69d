"""`probatum ledger export FILE`, `checkpoint` and `recover`: evidence that leaves the machine, and going on after a loss."""

from __future__ import annotations

import argparse
from pathlib import Path

from probatum.cli.borrowed import running_database
from probatum.cli.supervise import CannotRun
from probatum.config import custody
from probatum.config.env import environment
from probatum.kernel.ledger.witness import Alarm


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the forms of this command."""
    forms = parser.add_subparsers(dest="form", required=True)
    export = forms.add_parser("export", help="write the evidence for probatum-verify")
    export.add_argument("file", type=Path)
    export.add_argument("--with-files", action="store_true", help="include the bytes of stored files")
    recover = forms.add_parser(
        "recover", help="declare that a restored backup continues the ledger: signed, sealed, shown for ever"
    )
    recover.add_argument("--reason", required=True, help="what happened and which backup was restored")
    recover.add_argument("--by", required=True, help="name of the person who declares it")
    keep = forms.add_parser("checkpoint", help="seal now and print the signed checkpoint: keep it elsewhere")
    for form in (export, recover, keep):  # people write it last, as with every other command
        form.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Export, or print a checkpoint; exit code 0."""
    env = environment()
    with running_database(env):
        if options.form == "recover":
            return _recover(options.reason, options.by)
        custody.seal_now()
        if options.form == "export":
            return _export(options.file, options.with_files)
        print((custody.checkpoints().path / "latest").read_text("utf-8"))
        print(f"Key: {custody.ledger_key()}")
    return 0


def _export(file: Path, with_files: bool) -> int:
    if file.exists():
        raise CannotRun(f"{file} exists; choose another name.")
    if not file.absolute().parent.is_dir():
        raise CannotRun(f"The folder {file.absolute().parent} does not exist.")
    custody.export(file, with_files=with_files)
    print(f"{file} written. Verify it anywhere with: probatum-verify {file} --key '{custody.ledger_key()}'")
    return 0


def _recover(reason: str, by: str) -> int:
    try:
        custody.recover(reason=reason, by=by)
    except (Alarm, ValueError) as refusal:
        raise CannotRun(str(refusal)) from refusal
    print("Declared and sealed. Checkpoints above the cut are reported as declared losses from now on.")
    return 0
