"""`probatum administrator USERNAME`: makes one of the first two administrators of an installation."""

from __future__ import annotations

import argparse

from probatum.cli.borrowed import running_database
from probatum.cli.supervise import CannotRun
from probatum.config.env import Environment, environment


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("username", help="never changed and never given to anybody else")
    parser.add_argument("--name", required=True, help="the name as it is printed")
    parser.add_argument("--email", required=True, help="the link to choose a password goes there")


def run(options: argparse.Namespace) -> int:
    """Make the account; its person chooses the password by the link that is mailed. Exit code 1 when refused."""
    env = environment()
    with running_database(env):
        return _make(env, options)


def _make(env: Environment, options: argparse.Namespace) -> int:
    import django  # slow import

    django.setup()
    from probatum.kernel.errors import Refused  # app ready
    from probatum.kernel.identity.installation import install_administrator  # app ready
    from probatum.kernel.identity.notices import goes_to_folder  # app ready

    try:
        person = install_administrator(username=options.username, name=options.name, email=options.email)
    except Refused as refusal:
        raise CannotRun(str(refusal)) from refusal
    where = f"is in {env.data / 'mail'}" if goes_to_folder() else f"went to {person.email}"
    print(f"The account {person.username} is made. The link to choose a password {where}.")
    return 0
