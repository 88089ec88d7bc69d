"""`probatum loadexample`, called by `demo`: loads the example company by the functions that people use."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """This command has no options of its own."""


def run(options: argparse.Namespace) -> int:
    """Load it into the database of the data folder."""
    import django  # slow import

    django.setup()
    from probatum.example.load import load  # app ready

    load()
    return 0
