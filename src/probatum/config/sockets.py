"""Where the socket of the embedded database is: in the data folder, or beside it when that path is too long."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

SOCKET_PORT = 5432
LONGEST = 80  # a Unix socket path holds 107 bytes, "/.s.PGSQL.5432.lock" takes 19


def socket_folder(data: Path) -> Path:
    """Return the folder of the socket; the caller that starts the server makes it (0700)."""
    inside = data / "run"
    if len(os.fsencode(inside)) <= LONGEST:
        return inside
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"probatum-{os.geteuid()}-{digest}"


def make_socket_folder(data: Path) -> Path:
    """Make the folder of the socket, closed to others. Raises PermissionError when it is not ours."""
    folder = socket_folder(data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.is_symlink():
        raise PermissionError(f"{folder} is a link; expected a folder of our own.")
    found = folder.stat()
    if found.st_uid not in (os.geteuid(), 65534 if os.geteuid() == 0 else os.geteuid()):
        raise PermissionError(f"{folder} belongs to somebody else.")
    if found.st_mode & 0o077:
        folder.chmod(0o700)
    return folder
