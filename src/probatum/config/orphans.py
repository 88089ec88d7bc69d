"""A child process that ends when its parent is killed, so that nothing is left holding the port."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(*, by: int = signal.SIGKILL, parent: int = 0) -> None:
    """Ask the kernel to signal this process when its parent ends; on other systems than Linux, do nothing.

    With `parent`, end at once when that process is gone already.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(by), 0, 0, 0)
    if parent and os.getppid() != parent:
        os.kill(os.getpid(), by)
