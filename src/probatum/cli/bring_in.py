"""`probatum import`: begins the import of a folder or ZIP with its register on the server, where it is too large to upload."""

from __future__ import annotations

import argparse
import getpass
import sys
import tempfile
from pathlib import Path
from typing import Any

from probatum.cli.borrowed import running_database
from probatum.cli.supervise import CannotRun
from probatum.config.env import environment


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("collection", type=Path, help="a folder with the files, or a ZIP archive of them")
    parser.add_argument("register", type=Path, help="the list of the documents as .xlsx or .csv")
    parser.add_argument("--system", required=True, help="the name of the older system")
    parser.add_argument("--by", required=True, metavar="USERNAME", help="who imports; asked for the password")
    parser.add_argument("--new-numbers", action="store_true", help="give every document a new number")
    parser.add_argument("--check", action="store_true", help="try it dry at once and print the findings")


def run(options: argparse.Namespace) -> int:
    """Begin the import; mapping, import and signature follow in the page. Exit code 1 when refused or with --check and errors."""
    for path in (options.collection, options.register):
        if not path.exists():
            raise CannotRun(f"{path} does not exist.")
    with running_database(environment()):
        return _begin(options)


def _begin(options: argparse.Namespace) -> int:
    import django  # slow import

    django.setup()
    from probatum.kernel.errors import Refused  # app ready

    try:
        collection = _opened(options, _person(options.by))
        print(f"{collection.record.number} is begun: {options.collection} with {options.register.name}.")
        for name, label in _columns(collection):
            print(f"  {name}: {label}")
        return _checked(collection) if options.check else 0
    except Refused as refusal:
        raise CannotRun(str(refusal)) from refusal


def _person(username: str) -> Any:
    """Who imports, after the password: what comes in is made in their name."""
    from probatum.kernel.models import Person  # app ready

    if sys.stdin.isatty():
        given = getpass.getpass(f"Password of {username}: ")
    else:
        given = sys.stdin.readline().rstrip("\n")
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None or not person.check_password(given):
        raise CannotRun("User name and password do not belong together, or the account is not active.")
    return person


def _opened(options: argparse.Namespace, person: Any) -> Any:
    from probatum.documents import importing  # app ready
    from probatum.documents.collection import KEEP, NEW  # app ready
    from probatum.kernel.errors import Refused  # app ready
    from probatum.output import importing as carrying  # app ready
    from probatum.output.collection import opened, pack_folder  # app ready
    from probatum.output.limits import UploadRefused  # app ready

    with tempfile.TemporaryDirectory(prefix="probatum-import-") as home:
        archive = options.collection
        try:
            if archive.is_dir():
                archive = Path(home) / f"{options.collection.resolve().name}.zip"
                pack_folder(options.collection, archive)
            with opened(archive):
                pass
        except UploadRefused as refusal:
            raise Refused(refusal.sentence) from refusal
        given = importing.Given(
            register=options.register,
            register_name=options.register.name,
            register_type="application/octet-stream",
            archive=archive,
            archive_name=archive.name,
            reading=carrying.propose(options.register, filename=options.register.name),
        )
        numbering = NEW if options.new_numbers else KEEP
        return importing.open_import(person, given, system=options.system, numbering=numbering)


def _columns(collection: Any) -> list[tuple[str, str]]:
    from probatum.documents.columns import LABELS  # app ready

    headings = collection.reading["headings"]
    return [(LABELS[name], headings[place]) for name, place in collection.reading["columns"].items()]


def _checked(collection: Any) -> int:
    """The dry run here and now; its findings go to the terminal and stay with the import."""
    from probatum.documents import importing  # app ready
    from probatum.documents.collection import collection_of  # app ready
    from probatum.documents.import_plan import table  # app ready
    from probatum.kernel.lifecycle import perform  # app ready
    from probatum.output import importing as carrying  # app ready

    record = collection.record
    perform(record.owner, record, "check", based_on=record.version)
    carrying.check(collection_of(record))
    done = collection_of(type(record).objects.get(pk=record.pk))
    if done.note:
        raise CannotRun(done.note)
    for cells in table(importing.lines_of(done))[1]:
        if cells[-1]:
            print(f"  row {cells[0]}, {cells[1].lower()}: {cells[2]} {cells[-1]}")
    print(
        f"{done.ready} ready, {done.warned} with warnings, {done.known} here already, {done.faulty} with errors."
    )
    return 1 if done.faulty else 0
