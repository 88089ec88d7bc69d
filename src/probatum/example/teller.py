"""The beginning of a process that tells stories; imports no model, since it runs before Django is set up."""

from __future__ import annotations

import django
from django.db import connections


def begin() -> None:
    """Set Django up; the same few hundred queries are planned once for the process's connection."""
    django.setup()
    connections["default"].settings_dict["OPTIONS"].update(server_side_binding=True, prepare_threshold=5)
