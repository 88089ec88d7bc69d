"""The product's settings in a data folder of the tests; pytest-django reads them before any conftest."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("PROBATUM_DATA", str(ROOT / "build" / "test"))

from probatum.config.settings import *  # noqa: E402, F403 - the whole of it, after the folder is set

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["tests.hashing.QuickHasher"]
