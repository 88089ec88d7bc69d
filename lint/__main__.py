"""Runs every rule over the product and exits 1 when one has something to say."""

from __future__ import annotations

import sys
from pathlib import Path

from lint.run import complaints

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Print each complaint as `path:line: sentence`."""
    found = complaints(ROOT)
    for complaint in found:
        print(complaint)
    print(f"lint: {len(found)} complaint{'' if len(found) == 1 else 's'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
