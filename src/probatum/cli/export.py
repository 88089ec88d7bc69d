"""`probatum export library FILE --as USER`: the effective documents that a person may see as a folder tree in a ZIP."""

from __future__ import annotations

import argparse
from pathlib import Path

from probatum.cli.borrowed import running_database
from probatum.cli.supervise import CannotRun
from probatum.config.env import environment


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the forms of this command."""
    forms = parser.add_subparsers(dest="form", required=True)
    library = forms.add_parser("library", help="the effective documents with a manifest")
    library.add_argument("file", type=Path)
    library.add_argument(
        "--as", dest="username", required=True, metavar="USER", help="whose rights decide what goes out"
    )


def run(options: argparse.Namespace) -> int:
    """Write the tree; exit code 0, or 1 when the person may not."""
    if options.file.exists():
        raise CannotRun(f"{options.file} exists; choose another name.")
    if not options.file.absolute().parent.is_dir():
        raise CannotRun(f"The folder {options.file.absolute().parent} does not exist.")
    with running_database(environment()):
        return _write(options.file, options.username)


def _write(file: Path, username: str) -> int:
    import django  # slow import

    django.setup()
    from probatum.documents import exporting  # app ready
    from probatum.kernel.errors import Refused  # app ready
    from probatum.output import library_export  # app ready

    person = exporting.person_named(username)
    if person is None:
        raise CannotRun(f"There is no active account {username}.")
    try:
        with file.open("xb") as target:
            count = library_export.write(target, person, exporting.effective(person), narrowed="command line")
    except Refused as refusal:
        file.unlink(missing_ok=True)
        raise CannotRun(str(refusal)) from refusal
    print(f"{file} written: {count} document{'' if count == 1 else 's'} that {person.name} may take.")
    return 0
