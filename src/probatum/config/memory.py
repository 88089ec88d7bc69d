"""Memory of a process that serves: what it loads at its start stays, so the collector need not weigh it at every turn.

A request makes tens of thousands of short-lived objects. With Python's own thresholds the collector looks through
everything young some dozens of times in a request, which took a tenth of its processor time.
"""

from __future__ import annotations

import gc

from django.urls import get_resolver

#: New objects, less those gone, before a collection of the youngest; then how many of those before the next age.
THRESHOLDS = (20_000, 20, 20)


def settle() -> None:
    """Load the addresses and what they import, then set all of it aside. Called once, after the application is loaded."""
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
