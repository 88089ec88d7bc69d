"""Field constructors that keep the rules of every regulated table in one place."""

from __future__ import annotations

from typing import Any

from django.db import models


def points_to(model: Any, *, related: str = "+", optional: bool = False, **options: Any) -> Any:
    """A foreign key that protects what it points to: nothing regulated is deleted."""
    return models.ForeignKey(
        model, on_delete=models.PROTECT, related_name=related, null=optional, blank=optional, **options
    )


def sha256_field(**options: Any) -> Any:
    """Lower-case hexadecimal SHA-256 of bytes."""
    return models.CharField(max_length=64, **options)
