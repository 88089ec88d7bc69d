"""How to run PostgreSQL when we are root, which it refuses to be; no system user is made, no folder opened.

First choice: a user namespace in which root of outside is an ordinary user. Where that is
forbidden (some containers): the account nobody, which may pass through closed folders by one
capability, as long as it owns the files themselves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
CAPABILITY = (
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
)


@dataclass(frozen=True, kw_only=True)
class Way:
    """A prefix to put before each command, and the account that must own the files."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None
    explanation: str = ""

    def own(self, *paths: Path) -> None:
        """Give files and folders to the account that runs the server."""
        if self.owner is not None:
            for path in paths:
                os.chown(path, self.owner, self.owner)


def way_to_run(cluster_folder: Path) -> Way:
    """Return how to run the server's programs on this machine, for this folder."""
    if os.geteuid() != 0:
        return Way()
    # The way taken at first stays with the folder: its files belong to that account.
    owner = cluster_folder.stat().st_uid if (cluster_folder / "PG_VERSION").exists() else 0
    if owner == 0 and _works(NAMESPACE):
        return Way(prefix=NAMESPACE)
    if _works(CAPABILITY):
        if owner == 0 and cluster_folder.exists():
            _give_away(cluster_folder)
        return Way(prefix=CAPABILITY, owner=NOBODY)
    return Way(
        explanation="\nPostgreSQL does not run as root, and this machine allows neither user "
        "namespaces nor the account nobody to stand in. Start as an ordinary user."
    )


def _works(prefix: tuple[str, ...]) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    done = subprocess.run([*prefix, "true"], capture_output=True, check=False, cwd="/")
    return done.returncode == 0


def _give_away(folder: Path) -> None:
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(os.path.join(root, name), NOBODY, NOBODY, follow_symlinks=False)
    os.chown(folder, NOBODY, NOBODY)
