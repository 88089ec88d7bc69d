"""Runs an import in a process of its own, one number at a time: `python -m tests.faults.bring_in DATABASE KEY`."""

from __future__ import annotations

import os
import sys

import django


def main(name: str, key: int) -> None:
    """Run the import in the database of a test until it is done."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = name
    from probatum.documents.collection import collection_of
    from probatum.kernel.models import Record
    from probatum.output import importing

    importing.run(collection_of(Record.objects.get(pk=key)), at_once=1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
