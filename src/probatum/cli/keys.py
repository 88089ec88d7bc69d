"""`probatum keys renew NAME`: makes a lost key anew, and the audit trail says for ever that it was lost.

The rule kept: only a key that is missing, only while nothing runs, and the new one counts once the ledger names it.
"""

from __future__ import annotations

import argparse

from probatum.cli import ground
from probatum.cli.borrowed import running_database
from probatum.cli.supervise import CannotRun
from probatum.config import custody, secrets
from probatum.config.env import environment

AFTERWARDS = {
    secrets.APP_KEY: (
        "From now on `probatum verify` names every action before this one as not issued by the application, "
        "because nobody can prove that any more. Keep the last report of before."
    ),
    secrets.LEDGER_KEY: (
        "The audit trail goes on under a new name. Give the new public key (`probatum ledger checkpoint`) "
        "to everybody who keeps checkpoints; the old ones stay valid under the old key."
    ),
    secrets.SIGNATURE_KEY: "Signatures given before are checked with the public key that was kept.",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the forms of this command."""
    forms = parser.add_subparsers(dest="form", required=True)
    renew = forms.add_parser("renew", help="make a lost key anew; the audit trail names it, why and who")
    renew.add_argument("name", choices=sorted(secrets.PROVING))
    renew.add_argument("--reason", required=True, help="how the key was lost and why there is no copy")
    renew.add_argument("--by", required=True, help="name of the person who decides it")


def run(options: argparse.Namespace) -> int:
    """Renew one key; exit code 0. Raises CannotRun."""
    env, name = environment(), options.name
    if not options.reason.strip() or not options.by.strip():
        raise CannotRun("Give the reason and the name of the person who decides it.")
    if not secrets.in_use(env.data):
        raise CannotRun(f"There are no records in {env.data}; the keys are made with the first start.")
    if ground.supervisor(env.data) is not None:
        raise CannotRun("Probatum runs on this folder; end it with `probatum stop` first.")
    with running_database(env):
        secrets.begin_renewal(env.data, name)
        _tell(name, reason=options.reason, by=options.by)
        if name == secrets.LEDGER_KEY:
            custody.open_under_new_key()
        custody.seal_now()
        secrets.end_renewal(env.data, name)
    print(f"The key {name} is made and the audit trail says so. {AFTERWARDS[name]}")
    print("Copy the keys now: probatum backup DIR --with-keys KEYS")
    return 0


def _tell(name: str, *, reason: str, by: str) -> None:
    import django  # slow import

    django.setup()
    from probatum.kernel.key_renewal import note_renewal  # app ready

    note_renewal(name, by=by, reason=reason, public=_public(name))


def _public(name: str) -> str:
    return "" if name == secrets.APP_KEY else custody.public_key(name).hex()
