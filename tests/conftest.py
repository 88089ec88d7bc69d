"""The test database: a real server, the real roles, one template made by the real migrations.

`db` (pytest-django) rolls each test back. `committed_db` gives a test its own copy of the template,
for what needs real commits. Both connect as probatum_app, as the running product does.
"""

from __future__ import annotations

pytest_plugins = [
    "tests.database",
    "tests.requirements",
    "tests.companies",
    "tests.definitions",
    "tests.spread",
    "tests.identity_provider",
]
