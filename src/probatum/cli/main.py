"""The command `probatum`: finds the module of the named command and runs it."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from probatum import __version__
from probatum.config.env import FaultySetting
from probatum.config.secrets import SecretUnreadable

COMMANDS = {
    "demo": "make or open the example company and serve it",
    "up": "serve this installation: database, web and worker",
    "web": "serve the pages only",
    "worker": "run background jobs and the sealing of the ledger",
    "migrate": "prepare the database and apply pending migrations",
    "check": "print effective settings, missing programs, pending migrations",
    "administrator": "make one of the first two administrators",
    "stop": "stop what runs on a data folder, the embedded database included",
    "import": "begin the import of a document collection from a folder or ZIP",
    "verify": "prove ledger, rows, signatures and files",
    "export": "write the library as a folder tree with a manifest",
    "ledger": "export evidence, print a checkpoint",
    "keys": "make a lost key anew; the audit trail says so",
    "backup": "copy database, files and a manifest into a folder",
    "restore": "fill an empty data folder from a backup and verify it",
    "bench": "measure and print ratios",
}
MODULES = {"import": "bring_in"}  # where the word is one of the language
HIDDEN = ("loadexample",)  # called by other commands


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probatum.config.settings")
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["manage"]:
        from probatum.cli import manage  # slow import

        return manage.run(words[1:])
    options = _parser(words[:1]).parse_args(words)
    if getattr(options, "data", None):
        os.environ["PROBATUM_DATA"] = str(options.data)
    try:
        return int(options.module.run(options))
    except (FaultySetting, SecretUnreadable) as error:
        return fault(str(error))
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # a known fault is one sentence; anything else keeps its traceback
        if type(error).__name__ in ("DatabaseDown", "CannotRun", "OperationalError"):
            return fault(str(error))
        if type(error).__name__ in ("UndefinedTable", "UndefinedFunction", "UndefinedColumn"):
            return fault(f"The database does not fit this version; run `probatum migrate`. ({error})")
        raise


def fault(sentence: str) -> int:
    """Print one sentence to standard error; the exit code is 1."""
    print(f"probatum: {sentence}", file=sys.stderr)
    return 1


def _parser(first: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="probatum", description="The open quality system.")
    parser.add_argument("--version", action="version", version=f"probatum {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    hidden = {name: "" for name in HIDDEN if name in first}
    for name, purpose in {**COMMANDS, **hidden}.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.add_argument("--data", metavar="DIR", help="the data folder (default: ./data)")
        if name in first:
            module = importlib.import_module(f"probatum.cli.{MODULES.get(name, name)}")
            module.arguments(command)
            command.set_defaults(module=module)
    return parser


if __name__ == "__main__":
    sys.exit(main())
