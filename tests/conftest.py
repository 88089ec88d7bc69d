"""The test database: a real server, the real roles, one template made by the real migrations.

`db` (pytest-django) rolls each test back. `committed_db` gives a test its own copy of the template,
for what needs real commits. Both connect as probatum_app, as the running product does.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("PROBATUM_DATA", str(ROOT / "build" / "test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probatum.config.settings")
os.environ.setdefault("PYTHONUTF8", "1")

pytest_plugins = ["tests.database", "tests.requirements"]
