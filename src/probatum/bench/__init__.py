"""`probatum bench`: measures the product in installations of its own and compares with floors of the same run.

The rule kept: a benchmark never touches an installation with records of people; it makes its own and marks it.
"""

from __future__ import annotations

from probatum.bench.run import main

__all__ = ["main"]
