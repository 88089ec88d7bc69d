"""Two people at once, with real connections: each runs in a thread of its own and starts on the same beat."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run every act at the same moment; return what each returned or raised, in order."""
    beat = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            beat.wait(timeout=10)
            outcomes[place] = act()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def won(outcomes: list[Any]) -> list[Any]:
    """Those that were carried out."""
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)]


def lost(outcomes: list[Any]) -> list[Exception]:
    """Those that were told why not."""
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]
